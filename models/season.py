"""The default with a calendar: school days and holidays, bank holidays, and the time of the year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from models.calendar import DayKind, DayPart, SchoolCalendar, part_of
from models.decayed import DecayedCountModel
from models.history import History
from models.prediction import Prediction, weekday_counts

_KINDS, _PARTS = tuple(DayKind), tuple(DayPart)
_HOUR_PART = np.array([_PARTS.index(part_of(hour)) for hour in range(24)])
_YEARS, _AROUND_DAYS, _YEAR_DAYS = 4, 28, 365


class SeasonalCountModel(DecayedCountModel):
    """Decayed counts with empirical-Bayes shrinkage, bent by what the coming days are.

    A term weekday, a holiday weekday, a bank holiday and weekends in and out of term each have, in each part of the day
    as school cuts it, their own ratio to what the borough's usual week and its level at the time would give; each month
    has its ratio to the year round it. All are drawn towards 1 as `season_strength` reports would draw them. The level
    of the last weeks has their own month in it already: only the change from there counts.

    Parameters
    ----------
    calendar
        Terms and bank holidays; England's usual ones without it.
    season_strength
        The reports that a ratio of 1 is worth.

    Attributes
    ----------
    day_ratio_ : ndarray (5, 5)
        The ratio of each kind of day in each part of the day, in the order of `DayKind` and `DayPart`.
    month_ratio_ : ndarray (12,)
        The ratio of each month, January first.
    """

    def __init__(
        self,
        *,
        half_life_days: float = 365.0,
        neighbourhood_m: float = 500.0,
        level_half_life_days: float = 21.0,
        hours_half_life_days: float = 730.0,
        hours_reach_m: float = 1000.0,
        times: str = "start",
        calendar: SchoolCalendar | None = None,
        season_strength: float = 100.0,
    ) -> None:
        super().__init__(
            half_life_days=half_life_days,
            neighbourhood_m=neighbourhood_m,
            level_half_life_days=level_half_life_days,
            hours_half_life_days=hours_half_life_days,
            hours_reach_m=hours_reach_m,
            times=times,
        )
        self.calendar = calendar
        self.season_strength = season_strength

    def fit(self, history: History) -> SeasonalCountModel:
        """Learn from what was known at the origin."""
        if not self.season_strength > 0:
            raise ValueError(f"Expected season_strength above 0, got {self.season_strength!r}.")
        super().fit(history)
        self.calendar_ = self.calendar or SchoolCalendar()
        days, counts = _daily(history)
        self.day_ratio_ = self._day_ratios(days, counts)
        self.month_ratio_ = self._month_ratios(days, counts.sum(axis=1))
        weeks = np.exp2(-np.arange(len(days))[::-1] / self.level_half_life_days)
        self.level_month_ = float(weeks @ self.month_ratio_[[day.month - 1 for day in days]] / weeks.sum())
        return self

    def predict(self, days: Sequence[date]) -> Prediction:
        """Expected events in each cell over these days together."""
        return self._prediction(self.predict_slots(days, 24).expected.sum(axis=1), 1.0 / self.shape_)

    def predict_slots(self, days: Sequence[date], band_hours: int) -> Prediction:
        """Expected events in each cell and slot of the week."""
        usual = super().predict_slots(days, band_hours)
        times = np.repeat(weekday_counts(days), 24 // band_hours)
        share = self.split_.slots(band_hours, self._bend(days))
        expected, distinct = (rate[:, None] * share * times for rate in (self.rate_, self.distinct_rate_))
        return Prediction(expected, usual.relative_variance, usual.shared_variance, distinct)

    def _bend(self, days: Sequence[date]) -> NDArray[np.float64]:
        """How many times its usual number each hour of the week has (168,), the mean over the days that fall there."""
        total, seen = np.zeros((7, 24)), np.zeros(7)
        for day in days:
            month = self.month_ratio_[day.month - 1] / self.level_month_
            total[day.weekday()] += self.day_ratio_[_KINDS.index(self.calendar_.kind(day)), _HOUR_PART] * month
            seen[day.weekday()] += 1.0
        return np.where(seen[:, None] > 0, total / np.maximum(seen, 1.0)[:, None], 1.0).ravel()

    def _day_ratios(self, days: list[date], counts: NDArray[np.float64]) -> NDArray[np.float64]:
        level = _moving_mean(counts.sum(axis=1), _AROUND_DAYS)
        weekday = np.array([day.weekday() for day in days])
        kind = np.array([_KINDS.index(self.calendar_.kind(day)) for day in days])
        usual = np.zeros((7, len(_PARTS)))
        for one in range(7):
            usual[one] = counts[weekday == one].sum(axis=0) / max(level[weekday == one].sum(), 1e-9)
        expected = level[:, None] * usual[weekday]
        seen, told = np.zeros((len(_KINDS), len(_PARTS))), np.zeros((len(_KINDS), len(_PARTS)))
        np.add.at(seen, kind, counts)
        np.add.at(told, kind, expected)
        return np.asarray((seen + self.season_strength) / (told + self.season_strength))

    def _month_ratios(self, days: list[date], daily: NDArray[np.float64]) -> NDArray[np.float64]:
        """From days with half a year on either side, so that a trend is not taken for a season."""
        whole = slice(_YEAR_DAYS // 2, len(days) - _YEAR_DAYS // 2)
        if len(days) < 2 * _YEAR_DAYS:
            return np.ones(12)
        month = np.array([day.month - 1 for day in days])[whole]
        seen = np.bincount(month, weights=daily[whole], minlength=12)
        told = np.bincount(month, weights=_moving_mean(daily, _YEAR_DAYS // 2)[whole], minlength=12)
        return np.asarray((seen + self.season_strength) / (told + self.season_strength))


def _daily(history: History) -> tuple[list[date], NDArray[np.float64]]:
    """The last days, oldest first, and the borough's events in each part of each, repeats left out, lag made good."""
    count = min(history.days, _YEARS * _YEAR_DAYS)
    days = [history.as_of - timedelta(days=k) for k in range(count, 0, -1)]
    age = np.floor(np.maximum(history.age_days - 1e-9, 0.0)).astype(np.int64)
    used = (age < count) & ~history.repeat
    place = (count - 1 - age[used]) * len(_PARTS) + _HOUR_PART[history.hour[used] % 24]
    counts = np.bincount(place, minlength=count * len(_PARTS)).astype(float).reshape(count, len(_PARTS))
    return days, counts / history.reported_share[:count][::-1, None]


def _moving_mean(values: NDArray[np.float64], around: int) -> NDArray[np.float64]:
    """The mean of each value and as many as `around` on either side; fewer at the ends."""
    running = np.concatenate([[0.0], np.cumsum(values)])
    low = np.maximum(np.arange(len(values)) - around, 0)
    high = np.minimum(np.arange(len(values)) + around + 1, len(values))
    return np.asarray((running[high] - running[low]) / (high - low))
