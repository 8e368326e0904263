"""When a site may be used: whether a session lies in its hours, and the hours in words."""

from __future__ import annotations

from datetime import datetime, timedelta

from models.week import WEEKDAYS
from planner.team.types import WeeklyHours


def is_open(hours: WeeklyHours, start: datetime, end: datetime) -> bool:
    """Whether a session lies in a site's hours of one weekday (local times)."""
    if start.weekday() != hours.weekday:
        return False
    last = start.date() if hours.end > hours.start else start.date() + timedelta(days=1)
    opens, closes = datetime.combine(start.date(), hours.start), datetime.combine(last, hours.end)
    return opens <= start.replace(tzinfo=None) and end.replace(tzinfo=None) <= closes


def hours_words(hours: tuple[WeeklyHours, ...]) -> str:
    """`every day 14:00 to 22:00`, or day by day."""
    spans = sorted({(one.start, one.end) for one in hours})
    if len(spans) == 1 and {one.weekday for one in hours} == set(range(7)):
        return f"every day {spans[0][0]:%H:%M} to {spans[0][1]:%H:%M}"
    words = [
        f"{WEEKDAYS[one.weekday][:3]} {one.start:%H:%M} to {one.end:%H:%M}"
        for one in sorted(hours, key=lambda one: (one.weekday, one.start))
    ]
    return ", ".join(words) or "at no time"
