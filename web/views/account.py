"""One's own account: change the password."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from geodata.errors import BadInput
from web.current import outreach, viewer
from web.forms import PasswordForm
from web.people import start_session
from web.permissions import EVERYONE, roles

blueprint = Blueprint("account", __name__)


@blueprint.route("/account", methods=["GET", "POST"])
@roles(*EVERYONE)
def show() -> Any:
    """Who is signed in, and the form for a new password."""
    form = PasswordForm()
    problem = None
    if form.validate_on_submit():
        account = viewer()
        try:
            outreach().change_password(account, form.old.data, form.new.data)
        except BadInput as wrong:
            problem = str(wrong)
        else:
            changed = outreach().account(account.id)
            if changed is not None:
                start_session(changed)
            flash("Your password is changed.", "done")
            return redirect(url_for("account.show"))
    return render_template("account.html", form=form, problem=problem)
