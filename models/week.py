"""The week: ISO weeks, days and hours of the week."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from geodata.errors import BadInput

HOURS_PER_WEEK = 168
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EPOCH_HOUR = 3 * 24  # 1 January 1970, where numpy counts from, was a Thursday


@dataclass(frozen=True, order=True, slots=True)
class Week:
    """An ISO 8601 week, Monday to Sunday, written `2026-W48`.

    Raises
    ------
    BadInput
        When the year has no such week.
    """

    year: int
    number: int

    def __post_init__(self) -> None:
        try:
            date.fromisocalendar(self.year, self.number, 1)
        except ValueError:
            raise BadInput(f"There is no week {self.number} in {self.year}.") from None

    def __str__(self) -> str:
        return f"{self.year:04d}-W{self.number:02d}"

    @classmethod
    def parse(cls, text: str) -> Week:
        """Read `2026-W48`."""
        match = re.fullmatch(r"(\d{4})-W(\d{2})", text.strip())
        if match is None:
            raise BadInput(f"{text!r} is not a week. Write the year and the week's number, like 2026-W48.")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Week:
        """The week that a day falls in."""
        iso = day.isocalendar()
        return cls(iso.year, iso.week)

    @property
    def monday(self) -> date:
        """The first day of the week."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def days(self) -> tuple[date, ...]:
        """Monday to Sunday."""
        return tuple(self.monday + timedelta(days=i) for i in range(7))

    def plus(self, weeks: int) -> Week:
        """The week so many weeks later, or earlier when negative."""
        return Week.of(self.monday + timedelta(weeks=weeks))


def day_words(day: date) -> str:
    """`Wednesday 2 December`."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {day:%B}"


def date_words(day: date) -> str:
    """`2 December 2026`."""
    return f"{day.day} {day:%B %Y}"


def hours_of_week(times: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """The hour of the week of each local time: 0 is Monday 00:00 to 01:00, 167 Sunday 23:00 to 24:00.

    Times are naive local clock times, so that 16:00 stays 16:00 when the clocks change.
    """
    hours = np.asarray(times, dtype="datetime64[h]").astype(np.int64)
    return (hours + _EPOCH_HOUR) % HOURS_PER_WEEK


def hour_words(start_hour: int, end_hour: int) -> str:
    """A stretch of hours as a person says it: "3pm to 5pm", "10pm to midnight"."""
    return f"{_clock(start_hour)} to {_clock(end_hour)}"


def _clock(hour: int) -> str:
    if hour in (0, 24):
        return "midnight"
    if hour == 12:
        return "noon"
    return f"{hour}am" if hour < 12 else f"{hour - 12}pm"
