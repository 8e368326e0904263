"""The analyst's lab: what is live, runs, sliders, two settings side by side, and the guard."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from geodata.errors import BadInput
from models.week import WEEKDAYS
from planner.lab.running import AskedRun
from planner.lab.settings import TUNABLES, LabSettings, model_names, settings_of
from planner.services.lab_views import RunPage, Trial
from planner.services.views import Role
from web.current import outreach, viewer
from web.lab_forms import PromoteForm, RollBackForm, RunForm
from web.lab_pages import (
    AS_IT_COMES,
    MODEL_WORDS,
    differences_map,
    heats,
    loop_plots,
    roll_back_choices,
    slider_values,
    trial_json,
    trial_map,
)
from web.permissions import OFFICE, roles
from web.plots import calibration_plot, flatness_plot, hit_curves

blueprint = Blueprint("lab", __name__, url_prefix="/lab")


@blueprint.get("")
@roles(*OFFICE)
def index() -> str:
    """What is live and how it does, what was live before, and the runs."""
    return _index(RollBackForm())


def _index(form: RollBackForm) -> str:
    history = outreach().live_history(viewer())
    form.to.options = roll_back_choices(history)
    runs = outreach().lab_runs(viewer())
    return render_template(
        "lab.html",
        live=history[0],
        history=history,
        tunables=TUNABLES,
        usual=LabSettings(),
        runs=runs,
        scores=outreach().forecast_scores(viewer()),
        drift=outreach().drift(viewer()),
        form=form,
        may_change=viewer().role is Role.ANALYST,
        synthetic=outreach().reports_are_synthetic(),
    )


@blueprint.post("/roll-back")
@roles(Role.ANALYST)
def roll_back() -> Any:
    """Make earlier settings live again."""
    form = RollBackForm()
    form.to.options = roll_back_choices(outreach().live_history(viewer()))
    if not form.validate_on_submit():
        return _index(form), 400
    to = None if form.to.data == AS_IT_COMES else int(form.to.data)
    try:
        outreach().roll_back(viewer(), to, form.reason.data)
    except BadInput as problem:
        form.reason.errors = [str(problem)]
        return _index(form), 400
    flash(
        "Rolled back. The next week that is planned uses these settings; plan a draft again to renew it.",
        "done",
    )
    return redirect(url_for("lab.index"))


@blueprint.get("/runs/new")
@roles(Role.ANALYST)
def new_run() -> Any:
    """The form of a new back-test; settings tried with the sliders come along in the address."""
    form = RunForm(formdata=None)
    form.first.data, form.last.data = outreach().usual_period()
    form.cell_m.data = 250
    return _run_form(form)


def _run_form(form: RunForm, problem: str | None = None) -> str:
    try:
        tried = _tried_settings()
    except BadInput as wrong:
        tried, problem = None, problem or str(wrong)
    return render_template(
        "lab_new_run.html",
        form=form,
        problem=problem,
        models=[name for name in model_names() if name != outreach().live_settings().model],
        model_words=MODEL_WORDS,
        chosen=request.form.getlist("model"),
        live=outreach().live_settings(),
        tried=tried,
        tunables=TUNABLES,
        synthetic=outreach().reports_are_synthetic(),
    )


def _tried_settings() -> LabSettings | None:
    """The settings in the address or the form, when they are not what is live."""
    live = outreach().live_settings()
    given = {one.name: request.values.get(one.name, "") for one in TUNABLES}
    tried = settings_of(given, live)
    return None if tried == live else tried


@blueprint.post("/runs")
@roles(Role.ANALYST)
def start_run() -> Any:
    """Start the back-test beside the web."""
    form = RunForm()
    if not form.validate_on_submit():
        return _run_form(form), 400
    live = outreach().live_settings()
    try:
        tried = _tried_settings()
        others = [settings_of({"model": name}, live) for name in request.form.getlist("model")]
        others += [tried] if tried else []
        if not others and not form.search.data:
            raise BadInput("Choose at least one model to set beside the live one.")
        cell_m = float(form.cell_m.data or 250)
        asked = AskedRun(tuple(others), form.first.data, form.last.data, cell_m, form.search.data)
        task = outreach().start_backtest(viewer(), asked)
    except BadInput as problem:
        return _run_form(form, str(problem)), 400
    return redirect(url_for("tasks.show", task_id=task, then=url_for("lab.newest_run", task=task)))


@blueprint.get("/runs/newest")
@roles(*OFFICE)
def newest_run() -> Any:
    """On from a back-test that ran beside the web: to its run, or to the lab when it kept none."""
    task = outreach().task(viewer(), request.args.get("task", ""))
    runs = outreach().lab_runs(viewer())
    done = runs and task is not None and task.state == "done"
    return redirect(url_for("lab.run", run_id=runs[0].id) if done else url_for("lab.index"))


@blueprint.get("/runs/<int:run_id>")
@roles(*OFFICE)
def run(run_id: int) -> str:
    """One run: its verdict, figures and plots."""
    return _run_page(_run(run_id), PromoteForm(formdata=None))


def _run(run_id: int) -> RunPage:
    page = outreach().lab_run(viewer(), run_id)
    if page is None:
        abort(404)
    return page


def _run_page(page: RunPage, form: PromoteForm) -> str:
    form.label.options = _allowed(page)
    may_change = viewer().role is Role.ANALYST
    return render_template(
        "lab_run.html",
        page=page,
        run=page.summary,
        form=form,
        may_change=may_change,
        trials=_trials(page) if may_change else [],
        curves=hit_curves([(one.label, one.curve) for one in page.tried]),
        calibration=calibration_plot(
            [(one.label, [point[:2] for point in one.calibration]) for one in page.tried]
        ),
        flatness=flatness_plot([(one.label, one.flatness[0].tenths) for one in page.tried if one.flatness]),
        heats=heats([("Reported", page.seen_hours), *((one.label, one.hours) for one in page.tried[:1])]),
        weekdays=WEEKDAYS,
        runs=outreach().lab_runs(viewer()),
        synthetic=page.summary.synthetic,
    )


def _trials(page: RunPage) -> list[tuple[Trial, str]]:
    """What each setting that may go live would do to today's hotspots, and the address of the sliders that show it."""
    may = [one.settings for one in page.tried if one.judgement.may_go_live]
    return [
        (outreach().try_settings(viewer(), one), url_for("lab.try_settings", **slider_values(one)))
        for one in may
    ]


def _allowed(page: RunPage) -> list[tuple[str, str]]:
    return [(one.label, one.label) for one in page.tried if one.judgement.may_go_live]


@blueprint.post("/runs/<int:run_id>/promote")
@roles(Role.ANALYST)
def promote(run_id: int) -> Any:
    """Make one of its settings live, with a reason."""
    page = _run(run_id)
    form = PromoteForm()
    form.label.options = [(one.label, one.label) for one in page.tried]
    if not form.validate_on_submit():
        return _run_page(page, form), 400
    try:
        outreach().promote(viewer(), run_id, form.label.data, form.reason.data)
    except BadInput as problem:
        form.reason.errors = [str(problem)]
        return _run_page(page, form), 400
    flash(
        f"{form.label.data} is live. The next week that is planned uses it; plan a draft again to renew it.",
        "done",
    )
    return redirect(url_for("lab.index"))


@blueprint.get("/compare")
@roles(*OFFICE)
def compare() -> str:
    """Two settings side by side: each `RUN:LABEL` in the address."""
    chosen = [_run_and_label(request.args.get(name, "")) for name in ("one", "other")]
    side = outreach().side_by_side(viewer(), *chosen)
    if side is None:
        abort(404)
    both = (side.one, side.other)
    names = [f"{k}: {one.label}" for k, one in zip("AB", both, strict=True)]
    return render_template(
        "lab_compare.html",
        side=side,
        both=list(zip("AB", both, (side.one_run, side.other_run), strict=True)),
        curves=hit_curves([(name, one.curve) for name, one in zip(names, both, strict=True)]),
        calibration=calibration_plot(
            [(name, [point[:2] for point in one.calibration]) for name, one in zip(names, both, strict=True)]
        ),
        heats=heats([("Reported", side.seen_hours), *zip(names, (one.hours for one in both), strict=True)]),
        weekdays=WEEKDAYS,
        map=differences_map(side),
        synthetic=side.one_run.synthetic,
    )


def _run_and_label(text: str) -> tuple[int, str]:
    number, _, label = text.partition(":")
    if not number.isdecimal() or len(number) > 9:
        abort(404)
    return int(number), label


@blueprint.get("/try")
@roles(*OFFICE)
def try_settings() -> Any:
    """Settings and the hotspots they would give; without JavaScript the button asks for them."""
    problem = None
    live = outreach().live_settings()
    try:
        settings = settings_of(request.args, live)
    except BadInput as wrong:
        settings, problem = live, str(wrong)
    trial = outreach().try_settings(viewer(), settings)
    page = render_template(
        "lab_try.html",
        trial=trial,
        rows=trial_json(trial)["places"],
        live=live,
        tunables=TUNABLES,
        problem=problem,
        map=trial_map(trial),
        may_change=viewer().role is Role.ANALYST,
        synthetic=outreach().reports_are_synthetic(),
    )
    return (page, 400) if problem else page


@blueprint.get("/try.json")
@roles(*OFFICE)
def try_json() -> Any:
    """The same for the sliders: outlines and the ranked list."""
    try:
        settings = settings_of(request.args, outreach().live_settings())
    except BadInput as problem:
        return {"problem": str(problem)}, 400
    return trial_json(outreach().try_settings(viewer(), settings))


@blueprint.get("/guard")
@roles(*OFFICE)
def guard() -> str:
    """What keeps the planner from feeding on itself, and a simulation of what would happen without."""
    found = outreach().guard(viewer())
    return render_template(
        "lab_guard.html",
        guard=found,
        plots=loop_plots(found.loop),
        synthetic=outreach().reports_are_synthetic(),
    )
