"""The live default: decayed counts of the exact cell, shrunk towards the neighbourhood and the borough."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

from models.counts import week_spread
from models.history import History
from models.prediction import Prediction, weekday_counts
from models.shrinkage import around, gamma_shape, prior_weeks, split_strength


class DecayedCountModel(BaseEstimator):  # type: ignore[misc]
    """Decayed counts with empirical-Bayes shrinkage from cell to neighbourhood to borough.

    Each event counts 2 ** (-age / half life). A cell's rate has a gamma prior round its neighbours' rate, whose own
    prior is round the borough's; how tight either is, the cells tell (maximum marginal likelihood). Hours are shrunk
    the same way. The borough's level follows the last weeks, corrected for reports still to come. Counts of a
    week are gamma-Poisson: a cell's own uncertainty and an effect of the week that all cells share.

    Parameters
    ----------
    half_life_days
        An event of this age counts half.
    neighbourhood_m
        Standard deviation of the Gaussian that says how near a neighbour is.
    level_half_life_days
        A week of this age counts half in the borough's present level.

    Attributes
    ----------
    rate_ : ndarray (cells,)
        Expected events in the next week.
    shape_ : ndarray (cells,)
        The gamma shape of each rate.
    week_variance_ : float
        The relative variance that a week's effect brings to all cells together.
    prior_weeks_ : float
        How many weeks of a cell's own reports its neighbourhood's rate is worth.
    neighbourhood_shape_ : float
        The gamma shape of neighbourhoods' rates round the borough's.
    """

    def __init__(
        self,
        *,
        half_life_days: float = 365.0,
        neighbourhood_m: float = 500.0,
        level_half_life_days: float = 42.0,
    ) -> None:
        self.half_life_days = half_life_days
        self.neighbourhood_m = neighbourhood_m
        self.level_half_life_days = level_half_life_days

    def fit(self, history: History) -> DecayedCountModel:
        """Learn from what was known at the origin."""
        for name in ("half_life_days", "neighbourhood_m", "level_half_life_days"):
            if not getattr(self, name) > 0:
                raise ValueError(f"Expected {name} above 0, got {getattr(self, name)!r}.")
        weight = np.exp2(-history.age_days / self.half_life_days)
        ages = np.arange(history.days) + 0.5
        weeks = float((np.exp2(-ages / self.half_life_days) * history.reported_share).sum() / 7.0)
        # Weighted counts over the size of one independent event vary about like Poisson counts.
        scale = float((weight**2).sum() / weight.sum()) if len(weight) else 1.0
        self.history_, self.weight_, self.scale_ = history, weight / scale, scale
        self.count_ = history.cell_counts(self.weight_)
        self._shrink(weeks / scale)
        self._set_level()
        return self

    def predict(self, days: Sequence[date]) -> Prediction:
        """Expected events in each cell over these days together."""
        if len(set(weekday_counts(days))) > 1:
            by_day = self.predict_slots(days, 24)
            expected = by_day.expected.sum(axis=1)
        else:
            expected = self.rate_ * len(days) / 7.0
        return Prediction(expected, 1.0 / self.shape_ + self.week_variance_, self.week_variance_)

    def predict_total(self, days: Sequence[date]) -> Prediction:
        """Expected events of the whole area over these days together, as one value."""
        cells = self.predict(days)
        total = cells.expected.sum()
        own = float((cells.expected**2 / self.shape_).sum() / total**2) if total > 0 else 0.0
        return Prediction(np.array([total]), np.array([own + self.week_variance_]), self.week_variance_)

    def predict_slots(self, days: Sequence[date], band_hours: int) -> Prediction:
        """Expected events in each cell and slot of the week."""
        share, known = self._split(band_hours)
        times = np.repeat(weekday_counts(days), 24 // band_hours)
        of_share = (1.0 - share) / ((known[:, None] + 1.0) * np.maximum(share, 1e-12))
        variance = 1.0 / self.shape_[:, None] + of_share + self.week_variance_
        return Prediction(self.rate_[:, None] * share * times, variance, self.week_variance_)

    def _shrink(self, exposure: float) -> None:
        """Set the weekly rate and its gamma shape in every cell; `exposure` is weeks over the scale."""
        count = self.count_
        borough = max(float(count.mean()), 1e-9) / exposure
        near, cells = around(self.history_.grid, count, self.neighbourhood_m)
        self.neighbourhood_shape_ = gamma_shape(near, cells * exposure * borough)
        usual = (near + self.neighbourhood_shape_) / (cells * exposure + self.neighbourhood_shape_ / borough)
        self.prior_weeks_ = prior_weeks(count, usual, exposure)
        self.shape_ = count + self.prior_weeks_ * usual
        self.rate_ = self.shape_ / (exposure + self.prior_weeks_)

    def _set_level(self) -> None:
        """Bring the cells' sum to the borough's present level, and see how much weeks vary round it."""
        counts, reported = self.history_.weekly(104)
        week = np.arange(len(counts))
        recent = np.exp2(-7.0 * week / self.level_half_life_days)
        level = (recent @ counts) / max(float(recent @ reported), 1e-9)
        total = float(self.rate_.sum())
        if level > 0 and total > 0:
            self.rate_ = self.rate_ * (level / total)
        self.week_variance_ = week_spread(counts / reported)

    def _split(self, band_hours: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Each cell's share of its week in each slot (cells, slots), and the counts behind it."""
        history = self.history_
        seen = history.slot_counts(self.weight_, band_hours)
        # Shared-out times make cells look more alike than they are: only exact ones tell how much hours differ.
        exact = history.slot_counts(np.where(np.isnat(history.end), self.weight_, 0.0), band_hours)
        borough, exact_borough = _shares(seen.sum(axis=0) + 0.5), _shares(exact.sum(axis=0) + 0.5)
        strength = split_strength(exact, np.broadcast_to(exact_borough, exact.shape))
        near, _ = around(history.grid, seen, self.neighbourhood_m)
        usual = _shares(near + strength * borough)
        own = split_strength(exact, _shares(usual * (exact_borough / borough)))
        total = seen.sum(axis=1)
        return (seen + own * usual) / (total + own)[:, None], total + own


def _shares(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values over their sum along the last axis."""
    return np.asarray(values / values.sum(axis=-1, keepdims=True))
