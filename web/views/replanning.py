"""A week put right: what happened, the ways out, and the one a person takes."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from geodata.errors import BadInput
from models.week import Week
from planner.services.happened import event_words, write_event
from planner.services.manager_views import ReplanChoices
from planner.services.views import Role
from web.current import outreach, viewer
from web.forms import ButtonForm
from web.happenings import event_given, known_events
from web.permissions import roles
from web.week_forms import ReplanForm, days_of

blueprint = Blueprint("replanning", __name__, url_prefix="/weeks/<week:week>/replan")


def _choices(week: Week) -> ReplanChoices:
    choices = outreach().replan_choices(viewer(), week)
    if choices is None:
        abort(404)
    return choices


def _zone() -> ZoneInfo:
    area = outreach().study_area()
    return ZoneInfo(area.time_zone if area else "UTC")


@blueprint.get("")
@roles(Role.MANAGER)
def show(week: Week) -> str:
    """What happened so far (in the address), and more to add; then the question."""
    return _page(week, request.args.getlist("event"), ReplanForm(formdata=None))


def _page(week: Week, texts: list[str], form: ReplanForm, problem: str | None = None) -> str:
    choices = _choices(week)
    events = known_events(texts, choices, _zone())
    written = [write_event(event) for event in events]
    if not form.is_submitted():
        form.budget.data = request.args.get("budget", type=int)
    return render_template(
        "replan.html",
        week=week,
        choices=choices,
        happened=[
            (event_words(event, choices.names | choices.places), [one for one in written if one != text])
            for event, text in zip(events, written, strict=True)
        ],
        events=written,
        rest_of_days=days_of(choices.days, all_week="The rest of the week"),
        days=days_of(choices.days),
        typed=request.args,
        form=form,
        problem=problem,
        ways=outreach().ways_out(viewer(), week),
    )


@blueprint.get("/add")
@roles(Role.MANAGER)
def add(week: Week) -> Any:
    """One more thing that happened: on to the address that says so."""
    texts = request.args.getlist("event")
    try:
        event = event_given(request.args, _choices(week), _zone())
    except BadInput as problem:
        return _page(week, texts, ReplanForm(formdata=None), str(problem)), 400
    return redirect(url_for("replanning.show", week=week, event=[*texts, write_event(event)]))


@blueprint.post("")
@roles(Role.MANAGER)
def start(week: Week) -> Any:
    """Look for the ways out beside the web."""
    form = ReplanForm()
    texts = request.form.getlist("event")
    if not form.validate_on_submit():
        return _page(week, texts, form), 400
    try:
        task = outreach().start_replan(
            viewer(), week, texts, max_changes=form.budget.data, locked=request.form.getlist("locked")
        )
    except BadInput as problem:
        return _page(week, texts, form, str(problem)), 400
    return redirect(url_for("tasks.show", task_id=task, then=url_for("replanning.ways", week=week)))


@blueprint.get("/ways")
@roles(Role.MANAGER)
def ways(week: Week) -> Any:
    """The ways out that were found last, or back to the question."""
    found = outreach().ways_out(viewer(), week)
    if found is None:
        return redirect(url_for("replanning.show", week=week))
    return render_template("replan_ways.html", week=week, found=found, form=ButtonForm())


@blueprint.post("/take")
@roles(Role.MANAGER)
def take(week: Week) -> Any:
    """Make one of them the week's draft."""
    try:
        number = request.form.get("number", "")
        if not (ButtonForm().validate_on_submit() and number.isdecimal() and len(number) < 3):
            raise BadInput("Choose one of the ways out.")
        outreach().take_way(viewer(), week, int(number))
    except BadInput as problem:
        flash(str(problem), "problem")
    else:
        flash(f"Option {number} is the week's draft now. Nothing is published yet.", "done")
    return redirect(url_for("replanning.ways", week=week))
