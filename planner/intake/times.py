"""Dates and times as partners write them, into naive local time windows.

`read_window` is the way in: the cells of one row in, a `TimeWindow` out. What it understands is listed in
`docs/profiles.md`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from planner.intake.date_words import (
    MONTH_ONLY,
    Part,
    Unreadable,
    at_minute,
    is_blank,
    month_of,
    read_cell,
    shown,
)
from planner.intake.profiles import Profile
from planner.intake.time_words import DAY_MIN, Clock

TimeKind = Literal["exact", "uncertain", "month"]

EARLIEST = dt.date(2000, 1, 1)
LONGEST = dt.timedelta(days=366)


class TimeCells(NamedTuple):
    """The cells of one row that say when; None or "" where there is nothing."""

    start: object = None
    end: object = None
    date: object = None
    time: object = None
    time_to: object = None
    month: object = None
    reported: object = None
    date_to: object = None


@dataclass(frozen=True, slots=True)
class TimeRules:
    """How a partner's times are to be read.

    `zone` is the time zone the cells are written in, `local` that of the study area.
    """

    zone: ZoneInfo
    local: ZoneInfo
    today: dt.date
    day_first: bool = True
    midnight_is_unknown: bool = False
    time_is_report: bool = False
    report_lag_h: float = 24.0


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """When it happened, in naive local time.

    `end` is None for a moment. A "month" window is the first instant of the month and of the next. `odd` says
    what was put right on the way, "" when nothing was.
    """

    start: dt.datetime
    end: dt.datetime | None
    kind: TimeKind
    reported: dt.datetime
    odd: str = ""


def time_rules(profile: Profile, local_zone: str, today: dt.date) -> TimeRules:
    """How a profile's times are read in an area with this time zone (IANA name)."""
    local = ZoneInfo(local_zone)
    return TimeRules(
        zone=ZoneInfo(profile.time_zone) if profile.time_zone else local,
        local=local,
        today=today,
        day_first=profile.day_first,
        midnight_is_unknown=profile.midnight_is_unknown,
        time_is_report=profile.time_is == "report",
        report_lag_h=profile.report_lag_h,
    )


def read_window(cells: TimeCells, rules: TimeRules) -> TimeWindow:
    """When the incident of a row happened and was reported.

    Raises
    ------
    Unreadable
        When a cell cannot be read, or says a time that cannot be; with the field and what to do.
    """
    if not is_blank(cells.month):
        first = _month(cells.month, rules)
        following = _next_month(first)
        reported = _reported(cells.reported, rules, default=following)
        return TimeWindow(first, following, "month", max(reported, first))
    if rules.time_is_report:
        return _from_report(cells, rules)
    start, end, kind, odd = _incident(cells, rules)
    _check_day("start" if is_blank(cells.date) else "date", start.date(), rules)
    if kind == "month":
        return TimeWindow(start, end, "month", _reported(cells.reported, rules, default=end or start))
    if end is not None and end - start > LONGEST:
        raise Unreadable(
            "end", f"the time window is longer than a year (from {start:%d/%m/%Y} to {end:%d/%m/%Y})"
        )
    reported = _reported(cells.reported, rules, default=end or start)
    if reported < start - dt.timedelta(days=1):
        raise Unreadable(
            "reported",
            f"it was reported ({reported:%d/%m/%Y}) before it happened ({start:%d/%m/%Y}). Check both dates",
        )
    return TimeWindow(start, end, kind, max(reported, start), odd)


def _incident(cells: TimeCells, rules: TimeRules) -> tuple[dt.datetime, dt.datetime | None, TimeKind, str]:
    name, first = ("start", cells.start) if is_blank(cells.date) else ("date", cells.date)
    if is_blank(first):
        raise Unreadable(name, "there is no date. Fill it in")
    part = read_cell(name, first, rules.day_first)
    if part.day is None:
        raise Unreadable(name, f"{shown(first)} has no date. Write it like 12/03/2026")
    day = part.day
    if not is_blank(cells.time):
        time = read_cell("time", cells.time, rules.day_first)
        if time.clock is None:
            raise Unreadable("time", f"{shown(cells.time)} is not a time of day. Write it like 16:05")
        part = part._replace(clock=time.clock, seconds=time.seconds)
    if part.is_month:
        first_instant = at_minute(day, 0)
        return first_instant, _next_month(first_instant), "month", ""
    start, end, odd = _span(part, rules)
    last = _last(cells, start, rules)
    if last is not None:
        start, end, more = _with_end(start, end, last, rules)
        odd = odd or more
    return start, end, "exact" if end is None else "uncertain", odd


def _last(cells: TimeCells, start: dt.datetime, rules: TimeRules) -> Part | None:
    """What the end's cells say: one with both, a time alone, or a date and a time apart; None when they say nothing."""
    name, cell = ("end", cells.end) if is_blank(cells.time_to) else ("time_to", cells.time_to)
    last = None if is_blank(cell) else read_cell(name, cell, rules.day_first)
    if is_blank(cells.date_to):
        return last
    day = read_cell("date_to", cells.date_to, rules.day_first)
    if day.day is None:
        raise Unreadable("date_to", f"{shown(cells.date_to)} has no date. Write it like 12/03/2026")
    if last is not None and last.clock is not None:
        return day._replace(clock=last.clock, seconds=last.seconds)
    # The day of the start once more, without a time, says nothing new.
    return None if day.clock is None and day.day == start.date() else day


def _span(part: Part, rules: TimeRules) -> tuple[dt.datetime, dt.datetime | None, str]:
    if part.utc is not None:
        return part.utc.astimezone(rules.local).replace(tzinfo=None), None, ""
    assert part.day is not None  # noqa: S101  (the callers have seen to it)
    clock = part.clock
    if clock is not None and clock == Clock(0) and rules.midnight_is_unknown:
        clock = None
    if clock is None:
        return at_minute(part.day, 0), at_minute(part.day, DAY_MIN), ""
    start, odd = _local(at_minute(part.day, clock.start) + dt.timedelta(seconds=part.seconds), rules)
    end = None if clock.to is None else _local(at_minute(part.day, clock.to), rules)[0]
    return start, end, odd


def _with_end(
    start: dt.datetime, end: dt.datetime | None, last: Part, rules: TimeRules
) -> tuple[dt.datetime, dt.datetime | None, str]:
    """A window from a row's start and its end cell; an earlier end puts all weight on the start."""
    if last.is_month:
        raise Unreadable("end", "the end is only a month. Write the day and the time")
    if last.day is None and last.utc is None:
        # A time alone is on the day of the start, or in the night after it.
        finish = _span(last._replace(day=start.date()), rules)
        until = finish[1] or finish[0]
        if until < start:
            until += dt.timedelta(days=1)
        return start, (until if until > start else end), ""
    finish = _span(last, rules)
    until = finish[1] or finish[0]
    if until > start:
        return start, until, ""
    if until == start:
        return start, None, ""
    if last.utc is not None and start - until < dt.timedelta(hours=1):
        # The clock went back within the window: its local hours read backwards.
        return until, start, ""
    return start, end, "ends before it starts: only the start is used"


def _from_report(cells: TimeCells, rules: TimeRules) -> TimeWindow:
    cell, name = next(
        (
            (c, n)
            for n, c in (("reported", cells.reported), ("start", cells.start), ("date", cells.date))
            if not is_blank(c)
        ),
        (None, "reported"),
    )
    if cell is None:
        raise Unreadable("reported", "there is no date. Fill it in")
    incident = TimeCells(start=cell) if name != "date" else TimeCells(date=cell, time=cells.time)
    try:
        first, end, kind, odd = _incident(incident, rules)
    except Unreadable as error:
        raise Unreadable(name if error.field == "start" else error.field, str(error)) from None
    _check_day(name, first.date(), rules)
    if kind == "month":
        return TimeWindow(first, end, "month", end or first)
    reported = end or first
    return TimeWindow(first - dt.timedelta(hours=rules.report_lag_h), reported, "uncertain", reported, odd)


def _reported(cell: object, rules: TimeRules, *, default: dt.datetime) -> dt.datetime:
    if is_blank(cell):
        return default
    part = read_cell("reported", cell, rules.day_first)
    if part.day is None and part.utc is None:
        raise Unreadable("reported", f"{shown(cell)} has no date. Write it like 12/03/2026 16:05")
    start, end, _ = _span(part, rules)
    _check_day("reported", start.date(), rules)
    return end or start


def _month(cell: object, rules: TimeRules) -> dt.datetime:
    if isinstance(cell, str) and (found := MONTH_ONLY.match(" ".join(cell.casefold().split()))):
        day = month_of("month", found, cell)
    else:
        part = read_cell("month", cell, rules.day_first)
        if part.day is None:
            raise Unreadable("month", f"{shown(cell)} is not a month. Write it like 2026-03")
        day = part.day
    _check_day("month", day.replace(day=1), rules)
    return dt.datetime(day.year, day.month, 1)


def _next_month(first: dt.datetime) -> dt.datetime:
    return first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)


def _check_day(field: str, day: dt.date, rules: TimeRules) -> None:
    if day < EARLIEST:
        raise Unreadable(
            field, f"{day:%d/%m/%Y} is before {EARLIEST.year}: perhaps an empty or misread date. Check it"
        )
    if day > rules.today + dt.timedelta(days=1):
        raise Unreadable(field, f"{day:%d/%m/%Y} is in the future. Check the day and the month")


def _local(naive: dt.datetime, rules: TimeRules) -> tuple[dt.datetime, str]:
    """A wall-clock time in the partner's zone as one in ours; a time that the clock skipped is an hour later."""
    past = dt.timedelta(minutes=naive.minute % 30, seconds=naive.second)
    shift, odd = _shift(naive - past, rules.zone, rules.local)
    return naive + shift, odd


# Clocks change at full or half hours, so that the shift of a half hour is that of all its minutes.
@lru_cache(maxsize=65_536)
def _shift(naive: dt.datetime, zone: ZoneInfo, local: ZoneInfo) -> tuple[dt.timedelta, str]:
    utc = naive.replace(tzinfo=zone).astimezone(dt.UTC)
    settled = utc.astimezone(zone).replace(tzinfo=None)
    odd = "" if settled == naive else "was skipped by the clock in spring: read an hour later"
    return utc.astimezone(local).replace(tzinfo=None) - naive, odd
