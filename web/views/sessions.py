"""One session of a week: who, why, who could step in; and what a manager decides on it for the next plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for

from geodata.errors import BadInput
from models.week import Week
from planner.services.views import Role
from web.current import outreach, viewer
from web.forms import ButtonForm
from web.permissions import OFFICE, roles
from web.week_forms import SameForm

blueprint = Blueprint("sessions", __name__, url_prefix="/weeks/<week:week>/sessions/<deployment_id>")


@blueprint.get("")
@roles(*OFFICE)
def show(week: Week, deployment_id: str) -> str:
    """The session's page."""
    page = outreach().session_page(viewer(), week, deployment_id)
    if page is None:
        abort(404)
    return render_template(
        "session.html",
        week=week,
        page=page,
        d=page.deployment,
        today=outreach().today(),
        may_change=viewer().role is Role.MANAGER,
        same=SameForm(formdata=None),
        button=ButtonForm(),
    )


@blueprint.post("/fix")
@roles(Role.MANAGER)
def fix(week: Week, deployment_id: str) -> Any:
    """Fix it as it is planned."""
    form = SameForm()
    if not form.validate_on_submit():
        return show(week, deployment_id), 400
    return _decided(
        week,
        deployment_id,
        lambda: outreach().pin_planned(viewer(), week, deployment_id, with_people=form.people.data == "same"),
        "The session is fixed: it stays when the week is planned again.",
    )


@blueprint.post("/rule-out")
@roles(Role.MANAGER)
def rule_out(week: Week, deployment_id: str) -> Any:
    """Rule it out."""
    return _decided(
        week,
        deployment_id,
        lambda: outreach().rule_out_planned(viewer(), week, deployment_id),
        "The site is ruled out at these hours. Plan the week again to take the session out.",
    )


def _decided(week: Week, deployment_id: str, decide: Callable[[], int], words: str) -> Any:
    try:
        decide()
    except BadInput as problem:
        flash(str(problem), "problem")
        return redirect(url_for("sessions.show", week=week, deployment_id=deployment_id))
    flash(words, "done")
    return redirect(url_for("fixed.show", week=week))
