"""Rivals that learn: a kernel that chooses its bandwidth, the prospective hotspot, a GLM, boosted trees."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import PoissonRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from models.baselines import BoroughHours, smoothed
from models.history import History

_LEAST = 1e-6


class ChosenKernel(BoroughHours):
    """Gaussian kernel density whose bandwidth is the one that would have told the last weeks best.

    Parameters
    ----------
    bandwidths_m
        What is tried. A Poisson likelihood of the last `hold_weeks` weeks, told from those before, chooses.
    weeks
        How far back it looks.
    """

    def __init__(
        self, *, bandwidths_m: Sequence[float] = (100.0, 200.0, 300.0, 500.0), weeks: int = 52, hold_weeks: int = 4
    ) -> None:
        self.bandwidths_m = bandwidths_m
        self.weeks = weeks
        self.hold_weeks = hold_weeks

    def fit(self, history: History) -> ChosenKernel:
        """Learn from what was known at the origin."""
        super().fit(history)
        then = history.as_of - timedelta(weeks=self.hold_weeks)
        before = history.before(then)
        seen = history.counts_between(then, history.as_of)
        told = before.cell_counts((before.age_days <= self.weeks * 7).astype(float))
        fits = [_poisson_fit(smoothed(history.grid, told, one), seen) for one in self.bandwidths_m]
        self.bandwidth_m_ = float(self.bandwidths_m[int(np.argmax(fits))])
        self.rate_ = smoothed(history.grid, self.rate_, self.bandwidth_m_)
        return self


class ProspectiveHotspot(BoroughHours):
    """The prospective hotspot: recent events near by count more, inversely with distance and with age.

    Every event counts 1 / (1 + distance in half-cell units) / (1 + weeks ago) for the cells within `reach_m`, over the
    last `weeks` weeks.

    References
    ----------
    Bowers, K. J., Johnson, S. D. and Pease, K. (2004). Prospective hot-spotting: the future of crime mapping? British
    Journal of Criminology 44(5), 641-658.
    """

    def __init__(self, *, reach_m: float = 400.0, weeks: int = 8) -> None:
        self.reach_m = reach_m
        self.weeks = weeks

    def fit(self, history: History) -> ProspectiveHotspot:
        """Learn from what was known at the origin."""
        super().fit(history)
        grid = history.grid
        total = self.rate_.sum()
        steps = int(np.ceil(self.reach_m / grid.cell_m))
        offset = np.arange(-steps, steps + 1) * grid.cell_m
        away = np.hypot(offset[:, None], offset[None, :])
        kernel = np.where(away <= self.reach_m, 1.0 / (1.0 + np.floor(2.0 * away / grid.cell_m)), 0.0)
        recent = history.cell_counts(self.weight_ / (1.0 + np.floor(history.age_days / 7.0)))
        risk = ndimage.convolve(grid.raster(recent), kernel, mode="constant")[grid.row, grid.column]
        self.rate_ = risk * (total / risk.sum() if risk.sum() > 0 else 1.0)
        return self


class _LearnedFromWeeks(BoroughHours):
    """A regression of a cell's next week on what was known of the cell before it, trained on past weeks."""

    weeks: int
    train_weeks: int
    random_state: int
    most_rows = 150_000

    def fit(self, history: History) -> _LearnedFromWeeks:
        """Learn from what was known at the origin."""
        super().fit(history)
        origins = [history.as_of - timedelta(weeks=k) for k in range(1, self.train_weeks + 1)]
        known = [history.before(day) for day in origins]
        used = [(then, day) for then, day in zip(known, origins, strict=True) if len(then.cell)]
        if not used:
            return self
        x = np.concatenate([_features(then) for then, _ in used])
        y = np.concatenate([history.counts_between(day, day + timedelta(days=7)) for _, day in used])
        rows = np.arange(len(y))
        if len(rows) > self.most_rows:
            rows = np.random.default_rng(self.random_state).choice(rows, self.most_rows, replace=False)
        if not y[rows].any():
            return self
        self.regressor_ = self._regressor().fit(x[rows], y[rows])
        told = np.maximum(self.regressor_.predict(_features(history)), _LEAST)
        # Weeks of a past whose reports are all in teach the shape; the level is of the last weeks.
        counts, reported = history.weekly(4)
        self.rate_ = told * (float(counts.sum() / reported.sum()) / told.sum() if counts.sum() > 0 else 1.0)
        return self

    def _regressor(self) -> Any:
        raise AssertionError("each rival has its own regressor")


class PoissonGlm(_LearnedFromWeeks):
    """Poisson regression (log link) on the logarithms of a cell's and its neighbours' past counts."""

    def __init__(
        self, *, alpha: float = 1e-4, train_weeks: int = 8, weeks: int = 52, random_state: int = 0
    ) -> None:
        self.alpha = alpha
        self.train_weeks = train_weeks
        self.weeks = weeks
        self.random_state = random_state

    def _regressor(self) -> Any:
        return make_pipeline(StandardScaler(), PoissonRegressor(alpha=self.alpha, max_iter=300))


class BoostedTrees(_LearnedFromWeeks):
    """Gradient-boosted trees with a Poisson loss on the same figures."""

    def __init__(
        self, *, rounds: int = 80, leaves: int = 15, rate: float = 0.08, train_weeks: int = 8, weeks: int = 52,
        random_state: int = 0,
    ) -> None:  # fmt: skip
        self.rounds = rounds
        self.leaves = leaves
        self.rate = rate
        self.train_weeks = train_weeks
        self.weeks = weeks
        self.random_state = random_state

    def _regressor(self) -> Any:
        return HistGradientBoostingRegressor(
            loss="poisson", max_iter=self.rounds, max_leaf_nodes=self.leaves, learning_rate=self.rate,
            min_samples_leaf=100, early_stopping=False, random_state=self.random_state,
        )  # fmt: skip


def _features(history: History) -> NDArray[np.float64]:
    """What was known of each cell (cells, 8): logarithms of weekly rates, its own and those around it."""
    grid, columns = history.grid, []
    for half_life in (14.0, 60.0, 365.0, 1460.0):
        weight = np.exp2(-history.age_days / half_life)
        weeks = float(np.exp2(-(np.arange(history.days) + 0.5) / half_life).sum() / 7.0)
        own = history.cell_counts(weight) / weeks
        columns += [own, smoothed(grid, own, 300.0 if half_life > 30 else 600.0)]
    return np.log(np.column_stack(columns) + 1e-3)


def _poisson_fit(told: NDArray[np.float64], seen: NDArray[np.float64]) -> float:
    told = np.maximum(told, _LEAST)
    told = told * (seen.sum() / told.sum())
    return float((seen * np.log(np.maximum(told, 1e-12))).sum())

