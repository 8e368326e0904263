"""What happened to a week, as the page's address says it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from geodata.errors import BadInput
from planner.rota.replan_types import Absence, Closure, Event, Response
from planner.services.happened import read_event
from planner.services.manager_views import ReplanChoices


def event_given(fields: Mapping[str, str], choices: ReplanChoices, zone: ZoneInfo) -> Event:
    """The event that the form's fields say.

    Raises
    ------
    BadInput
        Where something is missing or not among the choices.
    """
    kind = fields.get("kind", "")
    if kind == "absent":
        worker = _one(fields, "worker", choices.workers, "who is absent")
        return Absence(worker, _day(fields, "absent_day", choices))
    if kind == "closed":
        site = _one(fields, "site", choices.sites, "which site is closed")
        return Closure(site, _day(fields, "closed_day", choices))
    if kind == "response":
        place = _one(fields, "place", choices.places, "where a response is needed")
        day = _day(fields, "response_day", choices)
        if day is None:
            raise BadInput("Choose the day of the response.")
        start, end = (datetime.combine(day, _clock(fields, name), zone) for name in ("start", "end"))
        return Response(place, start, end if end > start else end + timedelta(days=1))
    raise BadInput("Choose what happened.")


def known_events(texts: list[str], choices: ReplanChoices, zone: ZoneInfo) -> list[Event]:
    """The events of an address that name what there is; each once, others left out."""
    events: list[Event] = []
    for text in dict.fromkeys(texts):
        try:
            event = read_event(text, zone)
        except BadInput:
            continue
        match event:
            case Absence(worker, _):
                known = worker in choices.workers
            case Closure(site, _):
                known = site in choices.sites
            case Response(place, _, _):
                known = place in choices.places
        if known:
            events.append(event)
    return events


def _one(fields: Mapping[str, str], name: str, among: Mapping[str, str], what: str) -> str:
    chosen = fields.get(name, "")
    if chosen not in among:
        raise BadInput(f"Choose {what}.")
    return chosen


def _day(fields: Mapping[str, str], name: str, choices: ReplanChoices) -> date | None:
    text = fields.get(name, "")
    if not text:
        return None
    day = next((day for day in choices.days if day.isoformat() == text), None)
    if day is None:
        raise BadInput("Choose a day of this week that is not over.")
    return day


def _clock(fields: Mapping[str, str], name: str) -> time:
    try:
        return time.fromisoformat(fields.get(name, ""))
    except ValueError:
        raise BadInput("Enter from when to when the response is needed, like 19:00 and 21:00.") from None
