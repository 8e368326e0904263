"""Joint sessions: asked for by a person, with a reason, inside a partner's window."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, url_for

from geodata.errors import BadInput
from models.week import Week
from planner.services.views import Role
from web.current import outreach, viewer
from web.forms import ButtonForm, JointForm
from web.permissions import roles

blueprint = Blueprint("joint", __name__, url_prefix="/weeks/<week:week>/joint")


@blueprint.route("", methods=["GET", "POST"])
@roles(Role.MANAGER)
def ask(week: Week) -> Any:
    """The form, with the windows that partners offer in this week."""
    choices = outreach().joint_choices(week)
    form = JointForm()
    form.place.options = list(choices.places.items())
    form.partner.options = list(choices.partners.items())
    form.reason.options = list(choices.reasons.items())
    problem = None
    if form.validate_on_submit():
        start, end = _span(form)
        try:
            outreach().request_joint(
                viewer(), week, form.place.data, form.partner.data, start, end, form.reason.data
            )
        except BadInput as wrong:
            problem = str(wrong)
        else:
            flash("The joint session is asked for. Plan the week again to schedule it.", "done")
            return redirect(url_for("weeks.show", week=week, _anchor="joint"))
    team = outreach().team()
    return render_template(
        "joint.html",
        week=week,
        form=form,
        choices=choices,
        problem=problem,
        synthetic=team is not None and team.synthetic,
    )


def _span(form: JointForm) -> tuple[datetime, datetime]:
    area = outreach().study_area()
    zone = ZoneInfo(area.time_zone if area else "UTC")
    start = datetime.combine(form.day.data, form.start.data, zone)
    end = datetime.combine(form.day.data, form.end.data, zone)
    return start, end if end > start else end + timedelta(days=1)


@blueprint.post("/<int:request_id>/withdraw")
@roles(Role.MANAGER)
def withdraw(week: Week, request_id: int) -> Any:
    """Take a request back."""
    if ButtonForm().validate_on_submit():
        outreach().withdraw_joint(viewer(), request_id)
        flash("The request is withdrawn. Plan the week again to take the session out.", "done")
    return redirect(url_for("weeks.show", week=week, _anchor="joint"))
