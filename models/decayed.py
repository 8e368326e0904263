"""The live default: decayed counts of the exact cell, shrunk towards the neighbourhood and the borough."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

from models.counts import cell_spread, week_spread
from models.history import History
from models.prediction import Prediction, weekday_counts
from models.profile import PART_HOURS, HourProfile, fit_profile
from models.repeats import repeats_brought
from models.shrinkage import around, gamma_shape
from models.wandering import wandering_rates

_MOST_WEEKS, _STEP_WEEKS = 156, 4


class DecayedCountModel(BaseEstimator):  # type: ignore[misc]
    """Decayed counts with empirical-Bayes shrinkage from cell to neighbourhood to borough.

    Repeats at one point within a day are counted apart, as what an event brings with it, so that one bad night does not
    make a place. A cell's rate wanders about its neighbours' (`models.wandering`), where an event counts
    2 ** (-age / half life) and whose own prior is round the borough's; how tight either is, and how fast cells wander,
    the cells tell (maximum marginal likelihood). The split over the hours of the week starts from the borough's and is
    bent towards the neighbourhood's and the cell's the same way (`models.profile`). The borough's level follows the
    last weeks, corrected for reports still to come, repeats included. Counts of a week are gamma-Poisson: a cell's own
    uncertainty, how its weeks vary beyond Poisson, and an effect of the week that all cells share.

    Parameters
    ----------
    half_life_days
        An event of this age counts half in what is usual round a cell and in repeats; how long a cell's difference from
        that may last is measured in it.
    neighbourhood_m
        Standard deviation of the Gaussian that says how near a neighbour is.
    level_half_life_days
        A week of this age counts half in the borough's present level.
    hours_half_life_days
        An event of this age counts half in the split over the hours.
    hours_reach_m
        Standard deviation of the Gaussian that says how near a neighbour is when hours are split.
    times
        "start" splits the week by the times that events begin at, which is what a later report will carry; "shared" by
        uncertain times shared over their hours, which is when somebody could have met what was reported.

    Attributes
    ----------
    rate_ : ndarray (cells,)
        Expected events in the next week.
    distinct_rate_ : ndarray (cells,)
        The same with repeats at one point within a day counted once.
    shape_ : ndarray (cells,)
        The gamma shape of each rate.
    cell_spread_ : float
        How much wider than Poisson a cell's own weeks are.
    week_variance_ : float
        The relative variance that a week's effect, and how little is known of the level, bring to all cells together.
    prior_weeks_ : float
        How many weeks of a cell's own reports its neighbourhood's rate is worth, the mean over cells.
    neighbourhood_shape_ : float
        The gamma shape of neighbourhoods' rates round the borough's.
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
    ) -> None:
        self.half_life_days = half_life_days
        self.neighbourhood_m = neighbourhood_m
        self.level_half_life_days = level_half_life_days
        self.hours_half_life_days = hours_half_life_days
        self.hours_reach_m = hours_reach_m
        self.times = times

    def fit(self, history: History) -> DecayedCountModel:
        """Learn from what was known at the origin.

        Raises
        ------
        ValueError
            When a parameter is out of range.
        """
        for name in (
            "half_life_days", "neighbourhood_m", "level_half_life_days", "hours_half_life_days", "hours_reach_m"
        ):  # fmt: skip
            if not getattr(self, name) > 0:
                raise ValueError(f"Expected {name} above 0, got {getattr(self, name)!r}.")
        if self.times not in ("start", "shared"):
            raise ValueError(f"Expected times to be 'start' or 'shared', got {self.times!r}.")
        weight, first = np.exp2(-history.age_days / self.half_life_days), ~history.repeat
        self.history_ = history
        scale = _scale(weight * first)
        self.count_ = history.cell_counts(weight * first / scale)
        self._set_rates()
        cell, size, night_weight = history.nights(weight)
        brought = repeats_brought((cell, size, night_weight / scale), self.count_, self.distinct_rate_)
        self.rate_ = self.distinct_rate_ * (1.0 + brought)
        self._set_level()
        self.__dict__.pop("profile_", None)
        return self

    @property
    def split_(self) -> HourProfile:
        """The split over the hours of the week, worked out when first asked for."""
        if "profile_" not in self.__dict__:
            self.profile_ = self._fit_profile()
        return self.profile_

    def predict(self, days: Sequence[date]) -> Prediction:
        """Expected events in each cell over these days together."""
        if len(set(weekday_counts(days))) > 1:
            expected = self.predict_slots(days, 24).expected.sum(axis=1)
        else:
            expected = self.rate_ * len(days) / 7.0
        return self._prediction(expected, 1.0 / self.shape_)

    def predict_total(self, days: Sequence[date]) -> Prediction:
        """Expected events of the whole area over these days together, as one value."""
        cells = self.predict(days)
        total = cells.expected.sum()
        own = float((cells.expected**2 / self.shape_).sum() / total**2) if total > 0 else 0.0
        return self._prediction(np.array([total]), np.array([own]))

    def predict_slots(self, days: Sequence[date], band_hours: int) -> Prediction:
        """Expected events in each cell and slot of the week."""
        share, known = self.split_.slots(band_hours), self.split_.known
        times = np.repeat(weekday_counts(days), 24 // band_hours)
        of_share = (1.0 - share) / ((known[:, None] + 1.0) * np.maximum(share, 1e-12))
        return self._prediction(
            self.rate_[:, None] * share * times,
            1.0 / self.shape_[:, None] + of_share,
            self.distinct_rate_[:, None] * share * times,
        )

    def _prediction(
        self,
        expected: NDArray[np.float64],
        own: NDArray[np.float64],
        distinct: NDArray[np.float64] | None = None,
    ) -> Prediction:
        chains = self.cell_spread_ / np.maximum(expected, 1e-9)
        return Prediction(expected, own + chains + self.week_variance_, self.week_variance_, distinct)

    def _set_rates(self) -> None:
        """Set each cell's rate in an ordinary week, and its gamma shape."""
        borough = max(float(self.count_.mean()), 1e-9)
        near, cells = around(self.history_.grid, self.count_, self.neighbourhood_m)
        self.neighbourhood_shape_ = gamma_shape(near, cells * borough)
        usual = (near + self.neighbourhood_shape_) / (cells + self.neighbourhood_shape_ / borough)
        counts, weeks = self.history_.periods(np.ones(len(self.history_.cell)), _MOST_WEEKS, _STEP_WEEKS)
        together = counts.sum(axis=1)
        ordinary = max(float(together.sum()), 1e-9) / weeks
        # Measured by what the whole area had, a period needs no correction for its season or for reports still to come.
        rates = wandering_rates(
            counts,
            together / ordinary,
            usual * (ordinary / usual.sum()),
            half_life_weeks=self.half_life_days / 7.0,
            step_weeks=_STEP_WEEKS,
        )
        self.distinct_rate_, self.shape_, self.prior_weeks_ = rates.mean, rates.shape, rates.prior_weeks

    def _set_level(self) -> None:
        """Bring the cells' sum to the borough's present level, and see how much weeks vary round it."""
        counts, reported = self.history_.weekly(104)
        week = np.arange(len(counts))
        recent = np.exp2(-7.0 * week / self.level_half_life_days)
        level = (recent @ counts) / max(float(recent @ reported), 1e-9)
        total = float(self.rate_.sum())
        if level > 0 and total > 0:
            self.rate_, self.distinct_rate_ = (
                rate * (level / total) for rate in (self.rate_, self.distinct_rate_)
            )
        self.cell_spread_ = self._cell_spread()
        chains = self.cell_spread_ / max(float(counts.mean()), 1e-9)
        spread = max(0.0, week_spread(counts / reported) - chains)
        # The level is itself known from few weeks.
        weeks = float(recent.sum() ** 2 / (recent**2).sum())
        self.week_variance_ = spread * (1.0 + 1.0 / weeks) + 1.0 / (weeks * max(level, 1.0))

    def _cell_spread(self, weeks: int = 52) -> float:
        cell, week, seen = self.history_.cell_weeks(weeks)
        together = np.bincount(week, weights=seen)
        mean = self.rate_[cell] / max(float(self.rate_.sum()), 1e-12) * together[week]
        return cell_spread(seen, mean, float(seen.sum()))

    def _fit_profile(self) -> HourProfile:
        history = self.history_
        weight = np.where(history.repeat, 0.0, np.exp2(-history.age_days / self.hours_half_life_days))
        weight = weight / _scale(weight)
        if self.times == "shared":
            counts = history.slot_counts(weight, PART_HOURS)
            hours = history.slot_counts(weight, 1).sum(axis=0)
        else:
            counts, hours = history.start_counts(weight, PART_HOURS), history.hour_counts(weight)
        return fit_profile(history.grid, hours, counts, self.hours_reach_m)


def _scale(weight: NDArray[np.float64]) -> float:
    """The size of one independent event: weighted counts over it vary about like Poisson counts."""
    total = float(weight.sum())
    return float((weight**2).sum() / total) if total > 0 else 1.0
