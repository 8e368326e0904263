"""What is known of the past at an origin, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.aoristic import share_hours
from models.grid import Grid
from models.week import HOURS_PER_WEEK, hours_of_week

DAY_S = 86_400.0
_LAG_DAYS = 90


@dataclass(frozen=True)
class History:
    """Events that had happened and been reported before 00:00 of `as_of`, in the cells of a grid.

    Arrays of one length, ordered so that sums do not depend on the order of the rows they came from: `cell`
    (position in the grid), `start`, `end` (datetime64[s]; NaT where the time is exact), `reported`, and whether each is
    the `repeat` of another at its point within a day.
    """

    grid: Grid
    as_of: date
    cell: NDArray[np.int64]
    start: NDArray[np.datetime64]
    end: NDArray[np.datetime64]
    reported: NDArray[np.datetime64]
    repeat: NDArray[np.bool_]

    def before(self, day: date) -> History:
        """What was known at an earlier origin; who is a repeat of whom stays as it is."""
        moment = np.datetime64(day, "s")
        known = (self.start < moment) & (self.reported < moment)
        start, end, reported = self.start[known], self.end[known], self.reported[known]
        return History(self.grid, day, self.cell[known], start, end, reported, self.repeat[known])

    def counts_between(self, first: date, after: date) -> NDArray[np.float64]:
        """Events that began from `first` on and before `after`, in each cell."""
        inside = (self.start >= np.datetime64(first, "s")) & (self.start < np.datetime64(after, "s"))
        return self.cell_counts(inside.astype(float))

    @cached_property
    def age_days(self) -> NDArray[np.float64]:
        """Days from each event's start to the origin."""
        origin = np.datetime64(self.as_of, "s")
        return np.asarray((origin - self.start).astype(np.int64) / DAY_S, dtype=float)

    @cached_property
    def days(self) -> int:
        """Whole days the history goes back, at least one week."""
        return max(7, int(np.ceil(self.age_days.max()))) if len(self.cell) else 7

    @cached_property
    def reported_share(self) -> NDArray[np.float64]:
        """The share of a day's events already reported at the origin, for days 1, 2, ... `days` before it.

        From events old enough that nearly all their reports are in. Blank delays count as none.
        """
        share = np.ones(self.days)
        settled = (self.age_days > _LAG_DAYS) & (self.age_days <= _LAG_DAYS + 730)
        if settled.sum() < 200:
            return share
        # Whole days, as origins are at midnight: what is done at night and found in the morning is a day late. By the
        # day of the week, as what is done on a Saturday is often told on the Monday.
        began, told = (moments[settled].astype("datetime64[D]") for moments in (self.start, self.reported))
        delay, weekday = (told - began).astype(np.int64), began.astype(np.int64) % 7
        ages = np.arange(min(self.days, _LAG_DAYS))
        day = (np.datetime64(self.as_of, "D").astype(np.int64) - 1 - ages) % 7
        for one in range(7):
            there = np.sort(delay[weekday == one])
            on_day = day == one
            reported = np.searchsorted(there, ages[on_day], side="right") / max(1, len(there))
            share[: len(ages)][on_day] = np.maximum(reported, 0.05) if len(there) else 1.0
        return share

    def weekly(self, weeks: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Events in each of the last weeks, latest first, and the share of each already reported."""
        weeks = max(1, min(weeks, self.days // 7))
        week = np.floor(np.maximum(self.age_days - 1e-9, 0.0) / 7.0).astype(np.int64)
        counts = np.bincount(week[week < weeks], minlength=weeks).astype(float)
        return counts, self.reported_share[: weeks * 7].reshape(weeks, 7).mean(axis=1)

    def periods(
        self, weights: NDArray[np.float64], most_weeks: int, step_weeks: int
    ) -> tuple[NDArray[np.float64], float]:
        """Weighted events of each cell in successive periods (periods, cells), oldest first, and the weeks they span.

        Repeats are left out. Periods go back from the origin; what is left over makes the oldest one longer.
        """
        weeks = min(most_weeks, self.days / 7.0)
        periods, step = max(1, int(weeks // step_weeks)), 7.0 * step_weeks
        age = np.maximum(self.age_days - 1e-9, 0.0)
        used = (age < 7.0 * weeks) & ~self.repeat
        period = periods - 1 - np.minimum((age[used] // step).astype(np.int64), periods - 1)
        place = period * len(self.grid) + self.cell[used]
        counts = np.bincount(place, weights=weights[used], minlength=periods * len(self.grid)).astype(float)
        return counts.reshape(periods, len(self.grid)), weeks

    def cell_weeks(self, weeks: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """Cell, week (0 the latest) and events of each cell and week that had any, repeats among them."""
        weeks = max(1, min(weeks, self.days // 7))
        week = np.floor(np.maximum(self.age_days - 1e-9, 0.0) / 7.0).astype(np.int64)
        used = week < weeks
        place, counts = np.unique(self.cell[used] * weeks + week[used], return_counts=True)
        return place // weeks, place % weeks, counts.astype(float)

    def nights(
        self, weights: NDArray[np.float64]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        """Cell, number of repeats and their mean weight, of each cell's day that had any repeats."""
        day = np.floor(self.age_days[self.repeat]).astype(np.int64)
        place, night = np.unique(self.cell[self.repeat] * (self.days + 1) + day, return_inverse=True)
        size = np.bincount(night, minlength=len(place)).astype(float)
        weight = np.bincount(night, weights=weights[self.repeat], minlength=len(place))
        return place // (self.days + 1), size, weight / np.maximum(size, 1.0)

    def cell_counts(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Weighted events in each cell."""
        return np.bincount(self.cell, weights=weights, minlength=len(self.grid)).astype(float)

    def slot_counts(self, weights: NDArray[np.float64], band_hours: int) -> NDArray[np.float64]:
        """Weighted events in each cell and slot (cells, 7 * 24 / band_hours), uncertain times shared out."""
        used = np.flatnonzero(weights > 0)
        shares = share_hours(self.start[used], self.end[used])
        slots = HOURS_PER_WEEK // band_hours
        place = self.cell[used][shares.row] * slots + shares.hour // band_hours
        flat = np.bincount(
            place, weights=shares.share * weights[used][shares.row], minlength=len(self.grid) * slots
        )
        return flat.astype(float).reshape(len(self.grid), slots)

    def start_counts(self, weights: NDArray[np.float64], band_hours: int) -> NDArray[np.float64]:
        """Weighted events in each cell and slot, each at the time it began."""
        slots = HOURS_PER_WEEK // band_hours
        place = self.cell * slots + self.hour // band_hours
        flat = np.bincount(place, weights=weights, minlength=len(self.grid) * slots)
        return flat.astype(float).reshape(len(self.grid), slots)

    def hour_counts(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Weighted events of all cells in each hour of the week (168,), each at the time it began."""
        return np.bincount(self.hour, weights=weights, minlength=HOURS_PER_WEEK).astype(float)

    @cached_property
    def hour(self) -> NDArray[np.int64]:
        """The hour of the week at which each event began."""
        return hours_of_week(self.start)
