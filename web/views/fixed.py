"""What a manager fixes and rules out for a week before it is planned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from geodata.errors import BadInput
from models.week import Week
from planner.services.views import Role
from web.current import outreach, viewer
from web.forms import ButtonForm
from web.permissions import roles
from web.week_forms import ALL_WEEK, FixForm, RuleOutForm, days_of, in_zone

blueprint = Blueprint("fixed", __name__, url_prefix="/weeks/<week:week>/fixed")


def _forms(week: Week, *, fix: bool = False, rule_out: bool = False) -> tuple[FixForm, RuleOutForm]:
    """Both forms; only the one that was sent reads what was sent."""
    sites, workers = outreach().fixing_choices(viewer())
    fixing = FixForm() if fix else FixForm(formdata=None)
    ruling = RuleOutForm() if rule_out else RuleOutForm(formdata=None)
    fixing.site.options = [(one.id, one.name) for one in sites]
    today = outreach().today()
    days = tuple(day for day in week.days if day >= today) or week.days
    fixing.day.options = days_of(days)
    ruling.what.options = [(f"worker|{key}", name) for key, name in workers.items()]
    ruling.what.options += [(f"site|{one.id}", f"{one.name} (site)") for one in sites]
    rest = ALL_WEEK[1] if days == week.days else "The rest of the week"
    ruling.when.options = days_of(days, all_week=rest)
    return fixing, ruling


def _page(week: Week, forms: tuple[FixForm, RuleOutForm], problem: str | None = None) -> str:
    sites, workers = outreach().fixing_choices(viewer())
    plan = outreach().week_plan(week, viewer())
    fixed = plan.fixed if plan is not None and plan.fixed is not None else outreach().fixed(viewer(), week)
    team = outreach().team()
    return render_template(
        "fixed.html",
        week=week,
        fixed=fixed,
        planned=plan is not None,
        begun=week.days[0] <= outreach().today() <= week.days[-1],
        sites=sites,
        workers=workers,
        fix=forms[0],
        rule_out=forms[1],
        chosen=request.form.getlist("workers"),
        button=ButtonForm(),
        problem=problem,
        synthetic=team is not None and team.synthetic,
    )


@blueprint.get("")
@roles(Role.MANAGER)
def show(week: Week) -> str:
    """What is fixed and ruled out, and the forms of more."""
    return _page(week, _forms(week))


@blueprint.post("/session")
@roles(Role.MANAGER)
def fix(week: Week) -> Any:
    """Fix a session."""
    forms = _forms(week, fix=True)
    form = forms[0]
    if not form.validate_on_submit():
        return _page(week, forms), 400
    area = outreach().study_area()
    start, end = (in_zone(moment, area.time_zone if area else "UTC") for moment in form.span)
    people = tuple(request.form.getlist("workers"))
    try:
        outreach().pin_session(viewer(), week, form.site.data, start, end, form.mode.data or None, people)
    except BadInput as problem:
        return _page(week, forms, str(problem)), 400
    flash("The session is fixed. Plan the week again to put it in.", "done")
    return redirect(url_for("fixed.show", week=week))


@blueprint.post("/ruled-out")
@roles(Role.MANAGER)
def rule_out(week: Week) -> Any:
    """Rule a site or a worker out."""
    forms = _forms(week, rule_out=True)
    form = forms[1]
    if not form.validate_on_submit():
        return _page(week, forms), 400
    kind, _, name = form.what.data.partition("|")
    day = date.fromisoformat(form.when.data) if form.when.data else None
    try:
        outreach().rule_out(viewer(), week, **{kind: name}, day=day)
    except BadInput as problem:
        return _page(week, forms, str(problem)), 400
    flash("It is ruled out. Plan the week again to take it out.", "done")
    return redirect(url_for("fixed.show", week=week))


@blueprint.post("/session/<int:pin_id>/let-go")
@roles(Role.MANAGER)
def let_go(week: Week, pin_id: int) -> Any:
    """Let a fixed session go."""
    return _undone(week, lambda: outreach().unpin(viewer(), week, pin_id), "The session is no longer fixed.")


@blueprint.post("/ruled-out/<int:ban_id>/allow")
@roles(Role.MANAGER)
def allow(week: Week, ban_id: int) -> Any:
    """Allow again what was ruled out."""
    return _undone(week, lambda: outreach().allow_again(viewer(), week, ban_id), "It is allowed again.")


def _undone(week: Week, undo: Callable[[], None], words: str) -> Any:
    try:
        undo()
    except BadInput as problem:
        flash(str(problem), "problem")
    else:
        flash(f"{words} Plan the week again for it to count.", "done")
    return redirect(url_for("fixed.show", week=week))
