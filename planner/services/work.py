"""What can run beside the web, by name."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.week import Week
from planner.lab.running import AskedRun
from planner.tasks import Progress, Work

if TYPE_CHECKING:
    from planner.services import Outreach


def _import(outreach: Outreach, arguments: dict[str, Any], owner: str, progress: Progress) -> str:
    path = Path(arguments["path"])
    try:
        progress(0.0, "Started")
        intake = outreach.import_file(
            path,
            arguments["profile"],
            by=owner,
            progress=lambda done, total, message: progress(0.9 * done / total if total else 0.0, message),
        )
    finally:
        # The upload held more than we keep: it goes as soon as it has been read, whatever came of it.
        shutil.rmtree(path.parent.parent, ignore_errors=True)
    if len(intake.incidents):
        # It is kept by now: this is not to be stopped, only to have a map that knows the new reports.
        outreach.find_hotspots()
    outreach.score_forecasts(outreach.demand_frame())
    return (
        f"{intake.file}: {intake.rows:,} rows = {len(intake.incidents):,} incidents + {len(intake.duplicates):,}"
        f" duplicates + {len(intake.review):,} to review + {len(intake.rejected):,} rejected."
    )


def _plan(outreach: Outreach, arguments: dict[str, Any], owner: str, progress: Progress) -> str:
    progress(0.0, "Started")
    week = Week.parse(arguments["week"])
    _, rota = outreach.plan_week(week, time_limit_s=arguments["time_limit_s"], by=owner, progress=progress)
    return f"Week {week} is planned: {len(rota.deployments)} sessions ({rota.status})."


def _replan(outreach: Outreach, arguments: dict[str, Any], owner: str, progress: Progress) -> str:
    progress(0.0, "Started")
    found = outreach.find_ways(Week.parse(arguments["week"]), arguments, owner, progress)
    if not found.options:
        return "No way out was found."
    return f"Ways out found: {len(found.options)}. Nothing has changed yet: a person chooses."


def _what_if(outreach: Outreach, arguments: dict[str, Any], owner: str, progress: Progress) -> str:
    from planner.services.pricing import AskedChange

    progress(0.0, "Started")
    change = AskedChange(**arguments["change"])
    priced = outreach.price_change(Week.parse(arguments["week"]), change, owner, progress)
    return f"Priced: {priced.words}."


def _ask_online(outreach: Outreach, arguments: dict[str, Any], owner: str, progress: Progress) -> str:
    progress(0.0, "Started")
    sent, answered = outreach.ask_online(arguments["digest"], owner, progress)
    return f"{sent} texts were sent; {answered} have candidates now. Nothing was placed: a person chooses."


def _backtest(outreach: Outreach, arguments: dict[str, Any], owner: str, progress: Progress) -> str:
    progress(0.0, "Started")
    run = outreach.back_test(AskedRun.from_json(arguments), progress=progress, by=owner)
    return f"Run {run} is done."


WORK: dict[str, Work] = {
    "import": _import,
    "plan": _plan,
    "replan": _replan,
    "what-if": _what_if,
    "ask-online": _ask_online,
    "backtest": _backtest,
}
