"""The administrator's page: who may sign in, and as what."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from geodata.errors import BadInput
from planner.services.views import Role
from web.current import outreach, viewer
from web.forms import AddUserForm
from web.permissions import roles

blueprint = Blueprint("accounts", __name__)


@blueprint.route("/accounts", methods=["GET", "POST"])
@roles(Role.ADMIN)
def index() -> Any:
    """The accounts, and a form for one more; its password is shown this once."""
    form = AddUserForm()
    problem = password = None
    if form.validate_on_submit():
        try:
            password = outreach().add_user(
                form.username.data,
                form.role.data,
                worker=form.worker.data or None,
                partner=form.partner.data or None,
                viewer=viewer(),
            )
        except BadInput as wrong:
            problem = str(wrong)
    return render_template(
        "accounts.html", accounts=outreach().accounts(viewer()), form=form, problem=problem, password=password
    )
