"""The weeks: the list, a week's board beside its map, planning and publishing it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for

from geodata.errors import BadInput
from models.week import Week
from planner.rota.result import Standby
from planner.services.views import Role
from web.current import outreach, viewer
from web.forms import ApproveForm, ButtonForm
from web.page_maps import in_order, sessions_map
from web.permissions import EVERYONE, OFFICE, roles

blueprint = Blueprint("weeks", __name__, url_prefix="/weeks")


@blueprint.get("")
@roles(*EVERYONE)
def index() -> str:
    """The planned weeks that this person may see."""
    today = outreach().today()
    return render_template(
        "weeks.html",
        weeks=outreach().weeks(viewer()),
        this_week=Week.of(today),
        next_week=Week.of(today).plus(1),
        drift=outreach().drift(viewer()) if viewer().role in OFFICE else None,
        form=ButtonForm(),
    )


@blueprint.get("/<week:week>")
@roles(*EVERYONE)
def show(week: Week) -> Any:
    """The week: its sessions by day, its map, and what was left out."""
    plan = outreach().week_plan(week, viewer())
    if plan is None:
        if viewer().role is Role.MANAGER:
            return render_template(
                "week_unplanned.html", week=week, today=outreach().today(), form=ButtonForm()
            )
        abort(404)
    deployments = in_order(plan.rota.deployments)
    numbers = {d.id: i for i, d in enumerate(deployments, start=1)}
    hotspots = outreach().hotspots_of_week(week, viewer())
    return render_template(
        "week.html",
        plan=plan,
        deployments=deployments,
        days=[(day, [d for d in deployments if d.start.date() == day]) for day in week.days],
        numbers=numbers,
        map=sessions_map(f"Map of the sessions of week {week}", deployments, plan.names, hotspots),
        standby=_by_session(plan.rota.standby),
        with_page={h.place.id for h in hotspots},
        unapproved=[d for d in deployments if d.joint and not d.joint.approver],
        may_change=viewer().role is Role.MANAGER,
        today=outreach().today(),
        form=ButtonForm(),
        approve_form=ApproveForm(),
    )


def _by_session(standby: Iterable[Standby]) -> dict[str, list[Standby]]:
    found: dict[str, list[Standby]] = defaultdict(list)
    for one in standby:
        found[one.deployment].append(one)
    return found


@blueprint.post("/<week:week>/plan")
@roles(Role.MANAGER)
def plan(week: Week) -> Any:
    """Plan the week, or plan it again, beside the web."""
    try:
        task = outreach().start_plan(viewer(), week)
    except BadInput as problem:
        flash(str(problem), "problem")
        return redirect(url_for("weeks.show", week=week))
    return redirect(url_for("tasks.show", task_id=task, then=url_for("weeks.show", week=week)))


@blueprint.post("/<week:week>/publish")
@roles(Role.MANAGER)
def publish(week: Week) -> Any:
    """Publish the week, in the name of whoever pressed the button."""
    try:
        outreach().publish(viewer(), week, by=viewer().username)
    except BadInput as problem:
        flash(str(problem), "problem")
    else:
        flash(f"Week {week} is published. Workers and partners see it now.", "done")
    return redirect(url_for("weeks.show", week=week))


@blueprint.post("/<week:week>/sessions/<deployment_id>/approve")
@roles(Role.MANAGER)
def approve(week: Week, deployment_id: str) -> Any:
    """Write down who approves a joint session."""
    form = ApproveForm()
    if form.validate_on_submit():
        try:
            outreach().approve_joint(viewer(), week, deployment_id, form.approver.data)
        except BadInput as problem:
            flash(str(problem), "problem")
    else:
        flash("Enter the name of the person who approves the joint session.", "problem")
    return redirect(url_for("weeks.show", week=week, _anchor="joint"))
