"""What a model of cells says about the next days, and what every such model offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from models.counts import gamma_poisson_interval
from models.history import History


@dataclass(frozen=True)
class Prediction:
    """Expected events of the days asked for, in each cell (n,) or each cell and slot (n, slots).

    `relative_variance` is that of the rate behind each count (0 for plain Poisson); `shared_variance` is the part of it
    that all cells have in common, the week's own. `distinct` counts repeats at one point within a day once, where the
    model tells them apart.
    """

    expected: NDArray[np.float64]
    relative_variance: NDArray[np.float64]
    shared_variance: float = 0.0
    distinct: NDArray[np.float64] | None = None

    def interval(self, inner: float = 0.9) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Lower and upper ends, whole counts, of the middle `inner` of the count."""
        return gamma_poisson_interval(self.expected, self.relative_variance, inner)


class CellModel(Protocol):
    """A model of expected events by cell: `fit` on a history, then `predict` days or their slots."""

    def fit(self, history: History) -> Self:
        """Learn from what was known at the origin."""
        ...

    def predict(self, days: Sequence[date]) -> Prediction:
        """Expected events in each cell over these days together."""
        ...

    def predict_slots(self, days: Sequence[date], band_hours: int) -> Prediction:
        """The same in each cell and slot, `weekday * 24 / band_hours + band`; 0 on weekdays not asked for."""
        ...


def weekday_counts(days: Sequence[date]) -> NDArray[np.float64]:
    """How many of the days are Mondays, Tuesdays, ... (7,)."""
    return np.bincount([day.weekday() for day in days], minlength=7).astype(float)
