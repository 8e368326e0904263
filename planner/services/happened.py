"""What happened to a week, written on one line (in an address, a form, a task) and read again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from geodata.errors import BadInput
from models.week import day_words
from planner.rota.replan_types import Absence, Closure, Event, Response


def write_event(event: Event) -> str:
    """`absent|2026-11-26|w05`; without a day all week; `response|2026-11-26T19:00/2026-11-26T21:00|P3`."""
    match event:
        case Absence(worker, day):
            return f"absent|{day or ''}|{worker}"
        case Closure(site, day):
            return f"closed|{day or ''}|{site}"
        case Response(place, start, end):
            return f"response|{start:%Y-%m-%dT%H:%M}/{end:%Y-%m-%dT%H:%M}|{place}"


def read_event(text: str, zone: ZoneInfo) -> Event:
    """Read what `write_event` wrote; times are local.

    Raises
    ------
    BadInput
        When it is something else.
    """
    kind, _, rest = text.partition("|")
    when, bar, name = rest.partition("|")
    try:
        if bar and name and kind in ("absent", "closed"):
            day = date.fromisoformat(when) if when else None
            return Absence(name, day) if kind == "absent" else Closure(name, day)
        if bar and name and kind == "response":
            first, _, last = when.partition("/")
            start, end = (datetime.fromisoformat(one).replace(tzinfo=zone) for one in (first, last))
            return Response(name, start, end)
    except ValueError:
        pass
    raise BadInput(
        "What happened cannot be read. Say again who is absent, which site is closed, or what is needed."
    )


def event_words(event: Event, names: Mapping[str, str]) -> str:
    """`Ama is absent on Thursday 26 November`."""
    match event:
        case Absence(worker, day):
            return f"{names.get(worker, worker)} is absent {_when(day)}"
        case Closure(site, day):
            return f"{names.get(site, site)} is closed {_when(day)}"
        case Response(place, start, end):
            where = names.get(place, place)
            return f"A response is needed at {where} {_when(start.date())}, {start:%H:%M} to {end:%H:%M}"


def _when(day: date | None) -> str:
    return "for the rest of the week" if day is None else f"on {day_words(day)}"
