"""Focused operations: recorded, listed, ended."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from geodata.errors import BadInput
from planner.services.operations import AskedOperation
from planner.services.views import Role
from web.current import outreach, viewer
from web.forms import ButtonForm
from web.permissions import roles
from web.week_forms import OperationForm

blueprint = Blueprint("operations", __name__, url_prefix="/operations")


@blueprint.route("", methods=["GET", "POST"])
@roles(Role.MANAGER)
def index() -> Any:
    """The operations, and the form of a new one."""
    form = OperationForm()
    team = outreach().team()
    form.site.options = [(one.id, one.name) for one in team.sites] if team else []
    form.partner.options = [("", "Nobody: the team goes on its own")]
    form.partner.options += [(one.id, one.name) for one in team.partners] if team else []
    problem = None
    if form.validate_on_submit():
        try:
            outreach().record_operation(viewer(), _asked(form))
        except BadInput as wrong:
            problem = str(wrong)
        else:
            flash(
                f"The operation {form.name.data} is recorded. The weeks it runs in ask for its sessions when they"
                " are planned; plan a draft again to put them in.",
                "done",
            )
            return redirect(url_for("operations.index"))
    page = render_template(
        "operations.html",
        operations=outreach().operations(viewer()),
        form=form,
        partners=team.partners if team else (),
        named=request.form.getlist("partners"),
        button=ButtonForm(),
        problem=problem,
        synthetic=team is not None and team.synthetic,
    )
    return (page, 400) if form.is_submitted() else page


def _asked(form: OperationForm) -> AskedOperation:
    return AskedOperation(
        name=form.name.data,
        site=form.site.data,
        first=form.first.data,
        last=form.last.data,
        sessions=form.sessions.data,
        in_all=form.count.data == "all",
        partner=form.partner.data or None,
        partners=tuple(request.form.getlist("partners")),
    )


@blueprint.post("/<int:operation_id>/end")
@roles(Role.MANAGER)
def end(operation_id: int) -> Any:
    """End one early."""
    try:
        outreach().end_operation(viewer(), operation_id)
    except BadInput as problem:
        flash(str(problem), "problem")
    else:
        flash("The operation is ended. Plan a draft again to take its sessions out.", "done")
    return redirect(url_for("operations.index"))
