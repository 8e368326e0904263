"""How a cell's week is split over its hours: the borough's usual week, bent by its neighbourhood's and its own.

Most of what can be known about hours is known from the whole borough. A cell's own few reports bend that week only as
far as past cells have earned: first its share of each part of the day, then of each part of each day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.grid import Grid
from models.shrinkage import around, neighbours_strength, split_strength
from models.week import HOURS_PER_WEEK

PART_HOURS = 4
_PARTS = 24 // PART_HOURS
_SLOTS = 7 * _PARTS


@dataclass(frozen=True)
class HourProfile:
    """The split of each cell's week.

    `hours` (168,) are the borough's shares, summing to 1; `bent` (cells, 42) says how many times its usual share each
    four-hour part of the week has in a cell, and inside a part the hours follow the borough; `known` (cells,) is how
    many reports' worth of knowledge is behind a cell's split; `strengths` are the reports that the borough's week is
    worth beside the neighbourhood's parts of the day, and that these priors are worth beside the cell's own parts of
    the day and of the week.
    """

    hours: NDArray[np.float64]
    bent: NDArray[np.float64]
    known: NDArray[np.float64]
    strengths: tuple[float, float, float]

    def slots(self, band_hours: int, times: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
        """Each cell's share of its week in each slot (cells, 168 / band_hours), rows summing to 1.

        `times` (168,) multiplies the hours of a week that is not a usual one; then rows sum to what that brings.
        """
        hour = np.arange(HOURS_PER_WEEK)
        spread = np.zeros((_SLOTS, HOURS_PER_WEEK // band_hours))
        hours = self.hours if times is None else self.hours * times
        np.add.at(spread, (hour // PART_HOURS, hour // band_hours), hours)
        return self.bent @ spread


def fit_profile(grid: Grid, hours: NDArray[np.float64], counts: NDArray[np.float64], reach_m: float) -> HourProfile:
    """Learn the split from counts of independent reports.

    Parameters
    ----------
    hours
        (168,) reports of the borough in each hour of the week.
    counts
        (cells, 42) reports of each cell in each four-hour part of the week.
    reach_m
        Standard deviation of the Gaussian that says how near a neighbour is.
    """
    usual = _shares(hours + 0.5)
    parts = usual.reshape(_SLOTS, PART_HOURS).sum(axis=1)
    by_day_part = parts.reshape(7, _PARTS).sum(axis=0)
    own = counts.reshape(-1, 7, _PARTS).sum(axis=1)
    near, _ = around(grid, own, reach_m)
    near_strength = neighbours_strength(own, near, by_day_part)
    prior = _shares(near + near_strength * by_day_part)
    own_strength = split_strength(own, prior)
    day_parts = _shares(own + own_strength * prior)
    expected = parts * np.tile(day_parts / by_day_part, 7)
    part_strength = split_strength(counts, expected)
    split = _shares(counts + part_strength * expected)
    known = counts.sum(axis=1) + min(own_strength, part_strength)
    return HourProfile(usual, split / parts, known, (near_strength, own_strength, part_strength))


def _shares(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values over their sum along the last axis."""
    return np.asarray(values / values.sum(axis=-1, keepdims=True))
