"""Rates that wander: how much of a cell's own past still tells about its next week, and how much its neighbours do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

_WEEKS = np.repeat([1.0, 8.0, 64.0], 4)
_MEMORIES = np.tile([np.inf, 6.0, 2.0 / 3.0, 1.0 / 8.0], 3)
_ROUNDS = 60


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

    A cell's rate wanders about what is usual round it and keeps to a gamma distribution as it does so (Cox, Ingersoll
    and Ross 1985): one that is worth some weeks of reports, with differences that lose half their size in some
    half-lives. A busy cell is so known from its last months, a quiet one from years and its neighbours. How far and how
    fast is itself unknown: the share of cells with each pair of a few values is found by maximum marginal likelihood
    (Laird 1978), of every period foretold from those before it. A cell far out of the ordinary is believed, a middling
    one drawn in.

    Parameters
    ----------
    counts
        (periods, cells) independent reports, the oldest period first.
    exposure
        (periods,) how many ordinary weeks of the whole area each period is worth.
    usual
        (cells,) what an ordinary week brings where a cell is like its neighbours.
    half_life_weeks
        Differences are tried that last for ever, six times as long as this, two thirds of it, and an eighth.
    step_weeks
        Weeks from one period to the next.

    References
    ----------
    Cox, J. C., Ingersoll, J. E. and Ross, S. A. (1985). A theory of the term structure of interest rates. Econometrica
    53(2), 385-407 (the process). Laird, N. (1978). Nonparametric maximum likelihood estimation of a mixing
    distribution. Journal of the American Statistical Association 73(364), 805-811.
    """
    memory = half_life_weeks * _MEMORIES
    step = _Step.of(usual, np.exp2(-step_weeks / memory))
    mean, weeks = np.repeat(usual[:, None], len(_WEEKS), axis=1), np.repeat(_WEEKS[None], len(usual), axis=0)
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
    mean, weeks = _Step.of(usual, np.exp2(-(step_weeks + 1.0) / 2.0 / memory)).later(mean, weeks)
    return _mixed(told, mean, weeks)


@dataclass(frozen=True)
class _Step:
    """What passing time does to each cell's mean rate and to the weeks of reports it is known from."""

    kept: NDArray[np.float64]
    drawn: NDArray[np.float64]
    noise: NDArray[np.float64]
    drawn_noise: NDArray[np.float64]

    @classmethod
    def of(cls, usual: NDArray[np.float64], kept: NDArray[np.float64]) -> _Step:
        """The step after which so much of a difference is kept."""
        lost = 1.0 - kept
        drawn = lost * usual[:, None]
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
    share = np.full(len(_WEEKS), 1.0 / len(_WEEKS))
    for _ in range(_ROUNDS):
        share = share * (likelihood / (likelihood @ share)[:, None]).mean(axis=0)
    belief = likelihood * share
    belief /= belief.sum(axis=1, keepdims=True)
    whole = (belief * mean).sum(axis=1)
    variance = (belief * (mean / weeks + mean**2)).sum(axis=1) - whole**2
    return Rates(whole, whole**2 / np.maximum(variance, 1e-12 * whole**2), float(share @ _WEEKS))
