"""outreach replan: a week that goes wrong, put right."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click
from pydantic import TypeAdapter

from geodata.errors import BadInput
from models.week import Week
from planner.commands.said import day_said, moment_said
from planner.rota.problem import Problem
from planner.rota.reading import problem_json, read_problem, read_rota, rota_json, write_whole
from planner.rota.replan_types import Absence, Change, Closure, Event, Option, Replanned, Response
from planner.rota.result import Rota

if TYPE_CHECKING:
    from planner.cli import App

_FILE = click.Path(dir_okay=False, path_type=Path)
_RESPONSE = re.compile(r"(?P<place>.+):(?P<day>[\w-]+)[T ](?P<start>\d\d:\d\d)-(?P<end>\d\d:\d\d)")


@click.command()
@click.option("--week", "week_text", metavar="WEEK", help="The week in the store, like 2026-W48.")
@click.option("--problem", "problem_file", type=_FILE, help="The PROBLEM.json; no store is needed.")
@click.option("--rota", "rota_file", type=_FILE, help="The ROTA.json as it stands.")
@click.option("--absent", multiple=True, metavar="WORKER[:DAY]", help="Cannot come that day, or all week.")
@click.option("--closed", multiple=True, metavar="SITE[:DAY]", help="Cannot be used that day, or all week.")
@click.option(
    "--respond", multiple=True, metavar="PLACE:DAY START-END", help='Hold a session, like "P3:fri 19:00-21:00".'
)  # fmt: skip
@click.option(
    "--max-changes", type=click.IntRange(0, 1000),
    help="How many people's weeks may change, those absent apart.  [default: 5, or as few as it takes]",
)  # fmt: skip
@click.option("--lock", multiple=True, metavar="DEPLOYMENT", help="Leave this deployment as it is.")
@click.option("--now", metavar="TIME", help="Sessions that began by then stay, like 2026-11-26T17:00.")
@click.option(
    "--option", "number", default=1, show_default=True, type=click.IntRange(1, 9), help="The one to take."
)
@click.option(
    "--seed", default=0, show_default=True, type=click.IntRange(0, 2**31 - 1), help="Seed of the solver."
)
@click.option("-o", "--output", type=_FILE, help="ROTA.json to write.")
@click.option("--write-problem", type=_FILE, help="PROBLEM.json as it is now, to write.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@click.pass_obj
def replan(
    app: App, week_text: str | None, problem_file: Path | None, rota_file: Path | None,
    absent: tuple[str, ...], closed: tuple[str, ...], respond: tuple[str, ...], max_changes: int | None,
    lock: tuple[str, ...], now: str | None, number: int, seed: int, output: Path | None,
    write_problem: Path | None, as_json: bool,
) -> int:  # fmt: skip
    """Put a planned week right: someone is ill, a site is closed, a response is needed.

    Shows the ways out, best first, and who must be told what; takes the first, or --option. What is past or
    locked stays. Of a week in the store what happened is ruled out (a response: fixed) too, so that a later plan
    goes by it. Ends with status 1 when there is no way within --max-changes.

    \b
    Examples:
      outreach replan --week 2026-W48 --absent w05:thu
      outreach replan --problem PROBLEM.json --rota ROTA.json --absent w05:2026-11-26 --max-changes 3 -o NEW.json
      outreach replan --week 2026-W48 --closed park-gate --respond "P3:fri 19:00-21:00"
    """
    if (week_text is None) == (problem_file is None) or (problem_file is None) != (rota_file is None):
        raise BadInput("Give either --week, for a week in the store, or both --problem and --rota.")
    if not (absent or closed or respond):
        raise BadInput("Say what happened: --absent, --closed or --respond.")
    if problem_file is not None and rota_file is not None:
        problem, rota = read_problem(problem_file), read_rota(rota_file)
        moment = _moment(now, app.today, problem)
        events = _events(problem.week, problem.time_zone, absent, closed, respond)
        replanned = _replan_files(problem, rota, events, max_changes, moment, lock, seed)
    else:
        week = Week.parse(week_text or "")
        zone = app.outreach().need_area().time_zone
        events = _events(str(week), zone, absent, closed, respond)
        moment = None if now is None else moment_said(now, zone)
        replanned = app.outreach().replan_options(
            None, week, events, max_changes=max_changes, locked=lock, now=moment
        )
    chosen = _choose(replanned, number)
    if as_json:
        click.echo(_as_json(replanned))
    else:
        _show(replanned.options, replanned.reasons)
    if chosen is None:
        return 1
    if week_text is not None:
        app.outreach().take_found(None, Week.parse(week_text), replanned, chosen, events)
        if not as_json:
            click.echo(f"Option {number} is kept as the week's draft; `outreach publish` publishes it.")
            click.echo(
                f"Planning the week again goes by what happened: see `outreach ban list --week {week_text}`."
            )
    _write(replanned, chosen, output, write_problem)
    return 0


def _replan_files(
    problem: Problem, rota: Rota, events: list[Event], max_changes: int | None, now: datetime | None,
    lock: Iterable[str], seed: int,
) -> Replanned:  # fmt: skip
    from planner.rota.replan import replan as find_ways

    return find_ways(problem, rota, events, max_changes=max_changes, now=now, locked=lock, seed=seed)


# -- what was typed ---------------------------------------------------------------------------------------------------


def _events(
    week: str, zone: str, absent: Iterable[str], closed: Iterable[str], respond: Iterable[str]
) -> list[Event]:
    days = Week.parse(week).days
    events: list[Event] = [Absence(*_with_day(text, days)) for text in absent]
    events += [Closure(*_with_day(text, days)) for text in closed]
    return events + [_response(text, days, ZoneInfo(zone)) for text in respond]


def _with_day(text: str, days: tuple[date, ...]) -> tuple[str, date | None]:
    """An id, and the day behind its last colon where that is one."""
    name, colon, last = text.rpartition(":")
    day = day_said(last, days) if colon else None
    if day is not None:
        return name, day
    if colon and re.fullmatch(r"\d{4}-\d\d-\d\d|[A-Za-z]{2,10}", last):
        raise BadInput(f"{last!r} is not a day of the week. Write it like thu or {days[3].isoformat()}.")
    return text, None


def _response(text: str, days: tuple[date, ...], zone: ZoneInfo) -> Response:
    match = _RESPONSE.fullmatch(text)
    day = day_said(match["day"], days) if match else None
    if match is None or day is None:
        raise BadInput(f"{text!r} is no response. Write a place, a day and hours: 'P3:fri 19:00-21:00'.")
    try:
        start = datetime.combine(day, time.fromisoformat(match["start"]), zone)
        end = datetime.combine(day, time.fromisoformat(match["end"]), zone)
    except ValueError:
        raise BadInput(f"{text!r} has no true times. Write them like 19:00-21:00.") from None
    return Response(match["place"], start, end if end > start else end + timedelta(days=1))


def _moment(now: str | None, today: date | None, problem: Problem) -> datetime | None:
    """When it is: as typed, the beginning of --today, or the clock where it stands in the problem's week."""
    zone = ZoneInfo(problem.time_zone)
    if now is not None:
        return moment_said(now, problem.time_zone)
    if today is not None:
        return datetime.combine(today, time(), zone)
    clock = datetime.now(zone)
    return clock if Week.of(clock.date()) == Week.parse(problem.week) else None


# -- what is shown and written ----------------------------------------------------------------------------------------


def _choose(replanned: Replanned, number: int) -> Option | None:
    if not replanned.options:
        return None
    if number > len(replanned.options):
        raise BadInput(f"There is no option {number}; there are {len(replanned.options)}.")
    return replanned.options[number - 1]


def _show(options: Iterable[Option], reasons: Iterable[str]) -> None:
    for number, option in enumerate(options, 1):
        proven = "" if option.proven else ", not proven best"
        click.echo(f"Option {number}: {option.words}")
        people = (
            "One person's week changes" if option.people == 1 else f"{option.people} people's weeks change"
        )
        click.echo(f"  {people}; value given up {option.loss:.2f}{proven}.")
        for words in (*(change.words for change in option.changes), *option.told):
            click.echo(f"  - {words}")
    for reason in reasons:
        click.echo(reason)


def _as_json(replanned: Replanned) -> str:
    changes: TypeAdapter[Change] = TypeAdapter(Change)
    options: list[dict[str, Any]] = [
        {
            "kind": option.kind,
            "words": option.words,
            "people": option.people,
            "loss": option.loss,
            "proven": option.proven,
            "changes": [changes.dump_python(change, mode="json") for change in option.changes],
            "told": list(option.told),
        }
        for option in replanned.options
    ]
    answer = {"options": options, "reasons": replanned.reasons, "fewest": replanned.fewest}
    return json.dumps({**answer, "seconds": replanned.seconds}, ensure_ascii=False)


def _write(replanned: Replanned, option: Option, output: Path | None, write_problem: Path | None) -> None:
    from planner.rota.standby import with_standby

    if write_problem is not None:
        write_whole(write_problem, problem_json(replanned.problem))
    if output is not None:
        write_whole(output, rota_json(with_standby(replanned.problem, option.rota)))
