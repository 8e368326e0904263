"""What people type and commands print alike: days, times, ids of the team, and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from geodata.errors import BadInput
from models.week import WEEKDAYS, Week

if TYPE_CHECKING:
    from planner.cli import App

MOST_SHOWN = 12


def day_said(text: str, days: Sequence[date]) -> date | None:
    """`thu`, `Thursday` or `2026-11-26` as a day, or None."""
    for number, name in enumerate(WEEKDAYS):
        if len(text) >= 2 and name.casefold().startswith(text.casefold()):
            return days[number]
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def day_of_week(text: str, week: Week) -> date:
    """The day of a week that somebody named.

    Raises
    ------
    BadInput
        When it is none of the week's.
    """
    day = day_said(text, week.days)
    if day not in week.days:
        first = week.days[0].isoformat()
        raise BadInput(f"{text!r} is not a day of week {week}. Write it like thu or {first}.")
    return day


def any_day(text: str) -> date:
    """A day written like 2026-11-26.

    Raises
    ------
    BadInput
        When it is something else.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{text!r} is not a day. Write it like 2026-11-26.") from None


def moment_said(text: str, zone: str) -> datetime:
    """A day and time, in the area's own time where it names no offset.

    Raises
    ------
    BadInput
        When it is something else.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{text!r} is not a day and time. Write it like 2026-11-27T18:00.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))


def local_moment(app: App, text: str) -> datetime:
    """A day and time in the study area."""
    return moment_said(text, app.outreach().need_area().time_zone)


def known(text: str, kind: str, among: Iterable[Any]) -> str:
    """An id of the team, or BadInput that names those there are.

    Raises
    ------
    BadInput
        When there is none such.
    """
    ids = [one.id for one in among]
    if text not in ids:
        shown = ", ".join(ids[:MOST_SHOWN]) + (" ..." if len(ids) > MOST_SHOWN else "")
        raise BadInput(f"There is no {kind} {text!r} in the team; there are {shown or 'none'}.")
    return text


def as_object(value: object) -> Any:
    """A view as JSON can write it."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: as_object(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, list | tuple):
        return [as_object(one) for one in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def print_json(answer: dict[str, Any]) -> None:
    """One JSON object on standard output."""
    click.echo(json.dumps({name: as_object(value) for name, value in answer.items()}, ensure_ascii=False))
