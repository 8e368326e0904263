"""Rates that wander: how much of a cell's own past still tells about its next week, and how much its neighbours do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from models.shrinkage import mixing_shares

# Every triple of: weeks that a prior is worth, memory in half-lives, and times what is usual round the cell.
_WEEKS, _MEMORIES, _LEVELS = (
    one.ravel()
    for one in np.meshgrid([1.0, 8.0, 64.0], [np.inf, 6.0, 2.0 / 3.0], [0.5, 1.0, 2.0], indexing="ij")
)


@dataclass(frozen=True)
class Rates:
    """Weekly rates at the end of the counts: mean, shape of the gamma with their variance, mean prior weeks."""

    mean: NDArray[np.float64]
    shape: NDArray[np.float64]
    prior_weeks: float


def wandering_rates(
    counts: NDArray[np.float64],
    exposure: NDArray[np.float64],
    usual: NDArray[np.float64],
    *,
    half_life_weeks: float,
    step_weeks: float,
) -> Rates:
    """The rates behind counts of successive periods, as far as all the cells together tell.

    A cell's rate wanders about a level of its own, what is usual round it or half or twice that, and keeps to a gamma
    distribution as it does so (Cox, Ingersoll and Ross 1985): one that is worth some weeks of reports, with differences
    that lose half their size in some half-lives. A busy cell is so known from its last months, a quiet one from years
    and its neighbours. How far, how fast and about which level is itself unknown: the share of cells with each triple
    of a few values is found by maximum marginal likelihood (Laird 1978), of every period foretold from those before it.
    A cell far out of the ordinary is believed, a middling one drawn in.

    Parameters
    ----------
    counts
        (periods, cells) independent reports, the oldest period first.
    exposure
        (periods,) how many ordinary weeks of the whole area each period is worth.
    usual
        (cells,) what an ordinary week brings where a cell is like its neighbours.
    half_life_weeks
        Differences are tried that last for ever, six times as long as this, and two thirds of it.
    step_weeks
        Weeks from one period to the next.

    References
    ----------
    Cox, J. C., Ingersoll, J. E. and Ross, S. A. (1985). A theory of the term structure of interest rates. Econometrica
    53(2), 385-407 (the process). Laird, N. (1978). Nonparametric maximum likelihood estimation of a mixing
    distribution. Journal of the American Statistical Association 73(364), 805-811.
    """
    # Where nothing was ever seen, which is most of an area, one cell stands for all: rates go by what is usual there.
    some = counts.sum(axis=0) > 0
    one = np.zeros((len(counts), 1))
    told, mean, weeks = _filtered(
        np.hstack([counts[:, some], one]), exposure, np.append(usual[some], 1.0), half_life_weeks, step_weeks
    )
    by_usual, alike = usual[:, None], np.ones((len(usual), 1))
    return _mixed(
        *(_for_all(values, some, by) for values, by in ((told, by_usual), (mean, by_usual), (weeks, alike)))
    )


def _filtered(
    counts: NDArray[np.float64],
    exposure: NDArray[np.float64],
    usual: NDArray[np.float64],
    half_life_weeks: float,
    step_weeks: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """By cell and triple: log likelihood of the counts, mean rate after them, and the weeks it is known from."""
    memory = half_life_weeks * _MEMORIES
    level = usual[:, None] * _LEVELS
    step = _Step.of(level, np.exp2(-step_weeks / memory))
    mean, weeks = level.copy(), np.repeat(_WEEKS[None], len(usual), axis=0)
    told = np.zeros(mean.shape)
    for seen, length in zip(counts, exposure, strict=True):
        mean, weeks = step.later(mean, weeks)
        shape = mean * weeks
        told += shape * np.log(weeks / (weeks + length))
        filled = np.flatnonzero(
            seen
        )  # the other terms are nothing in an empty cell, and most cells are empty
        came, before = seen[filled, None], shape[filled]
        told[filled] += special.gammaln(came + before) - special.gammaln(before)
        told[filled] -= came * np.log(weeks[filled] + length)
        shape[filled] += came
        weeks = weeks + length
        mean = shape / weeks
    # The forecast is for the first week after the counts, half a period and half a week after the last one's middle.
    mean, weeks = _Step.of(level, np.exp2(-(step_weeks + 1.0) / 2.0 / memory)).later(mean, weeks)
    return told, mean, weeks


def _for_all(
    values: NDArray[np.float64], some: NDArray[np.bool_], by: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Values of some cells, and the last of them times `by` for all others."""
    everywhere = values[-1] * by
    everywhere[some] = values[:-1]
    return np.asarray(everywhere)


@dataclass(frozen=True)
class _Step:
    """What passing time does to each cell's mean rate and to the weeks of reports it is known from."""

    kept: NDArray[np.float64]
    drawn: NDArray[np.float64]
    noise: NDArray[np.float64]
    drawn_noise: NDArray[np.float64]

    @classmethod
    def of(cls, level: NDArray[np.float64], kept: NDArray[np.float64]) -> _Step:
        """The step after which so much of a difference from the level (cells, triples) is kept."""
        lost = 1.0 - kept
        drawn = lost * level
        return cls(kept, drawn, 2.0 * kept * lost / _WEEKS, drawn * lost / _WEEKS)

    def later(
        self, mean: NDArray[np.float64], weeks: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Mean and weeks after the step."""
        after = self.kept * mean + self.drawn
        return after, after / (mean * (self.kept**2 / weeks + self.noise) + self.drawn_noise)


def _mixed(told: NDArray[np.float64], mean: NDArray[np.float64], weeks: NDArray[np.float64]) -> Rates:
    """One gamma for the mixture in each cell, by its mean and variance."""
    likelihood = np.exp(told - told.max(axis=1, keepdims=True))
    share = mixing_shares(likelihood)
    belief = likelihood * share
    belief /= belief.sum(axis=1, keepdims=True)
    whole = (belief * mean).sum(axis=1)
    variance = (belief * (mean / weeks + mean**2)).sum(axis=1) - whole**2
    return Rates(whole, whole**2 / np.maximum(variance, 1e-12 * whole**2), float(share @ _WEEKS))
