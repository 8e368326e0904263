"""The simple rivals that every model must beat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from sklearn.base import BaseEstimator

from models.grid import Grid
from models.history import History
from models.prediction import Prediction, weekday_counts


class _WeightedCount(BaseEstimator):  # type: ignore[misc]
    """Counts of each cell's own events with a weight by age; plain Poisson, slot by slot."""

    def fit(self, history: History) -> _WeightedCount:
        """Learn from what was known at the origin."""
        self.history_ = history
        self.weight_, self.weeks_ = self._weigh(history)
        self.rate_ = history.cell_counts(self.weight_) / self.weeks_
        return self

    def predict(self, days: Sequence[date]) -> Prediction:
        """Expected events in each cell over these days together."""
        if len(set(weekday_counts(days))) > 1:
            expected = self.predict_slots(days, 24).expected.sum(axis=1)
        else:
            expected = self.rate_ * len(days) / 7.0
        return Prediction(expected, np.zeros_like(expected))

    def predict_slots(self, days: Sequence[date], band_hours: int) -> Prediction:
        """Expected events in each cell and slot of the week."""
        times = np.repeat(weekday_counts(days), 24 // band_hours)
        expected, distinct = (
            self.history_.slot_counts(weight, band_hours) / self.weeks_ * times
            for weight in (self.weight_, np.where(self.history_.repeat, 0.0, self.weight_))
        )
        return Prediction(expected, np.zeros_like(expected), distinct=distinct)

    def _weigh(self, history: History) -> tuple[NDArray[np.float64], float]:
        raise AssertionError("each rival weighs in its own way")


class WindowCount(_WeightedCount):
    """Events of the last `weeks` weeks, each counting the same: what most teams use."""

    def __init__(self, *, weeks: int = 52) -> None:
        self.weeks = weeks

    def _weigh(self, history: History) -> tuple[NDArray[np.float64], float]:
        return (history.age_days <= self.weeks * 7).astype(float), min(float(self.weeks), history.days / 7.0)


class DecayedCount(_WeightedCount):
    """Events that count 2 ** (-age / half life), in the exact cell, shrunk towards nothing."""

    def __init__(self, *, half_life_days: float = 365.0) -> None:
        self.half_life_days = half_life_days

    def _weigh(self, history: History) -> tuple[NDArray[np.float64], float]:
        days = np.exp2(-(np.arange(history.days) + 0.5) / self.half_life_days)
        return np.exp2(-history.age_days / self.half_life_days), float(days.sum() / 7.0)


class BoroughHours(_WeightedCount):
    """A rival that says where: its hours are split like the borough's."""

    def predict_slots(self, days: Sequence[date], band_hours: int) -> Prediction:
        """Expected events in each cell and slot of the week."""
        times = np.repeat(weekday_counts(days), 24 // band_hours)
        split = self.history_.slot_counts(self.weight_, band_hours).sum(axis=0) + 1e-9
        expected = self.rate_[:, None] * (split / split.sum() * times)
        return Prediction(expected, np.zeros_like(expected))

    def _weigh(self, history: History) -> tuple[NDArray[np.float64], float]:
        return (history.age_days <= self.weeks * 7).astype(float), min(float(self.weeks), history.days / 7.0)


class KernelDensity(BoroughHours):
    """Gaussian kernel density of the last `weeks` weeks."""

    def __init__(self, *, bandwidth_m: float = 500.0, weeks: int = 52) -> None:
        self.bandwidth_m = bandwidth_m
        self.weeks = weeks

    def fit(self, history: History) -> KernelDensity:
        """Learn from what was known at the origin."""
        super().fit(history)
        self.rate_ = smoothed(history.grid, self.rate_, self.bandwidth_m)
        return self


def smoothed(grid: Grid, values: NDArray[np.float64], bandwidth_m: float) -> NDArray[np.float64]:
    """Values of cells under a Gaussian of this standard deviation, their sum kept."""
    raster = ndimage.gaussian_filter(grid.raster(values), bandwidth_m / grid.cell_m, mode="constant")
    smooth = raster[grid.row, grid.column]
    return np.asarray(smooth * (values.sum() / smooth.sum() if smooth.sum() > 0 else 1.0))
