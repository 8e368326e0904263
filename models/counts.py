"""Counts that vary more than Poisson: the gamma-Poisson and its quantiles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

_LEFT_OUT = 0.05
_SPREADS = np.geomspace(0.01, 20.0, 40)
# What is left of a normal's mean square when its largest values are left out.
_KEPT_SHARE = float(stats.chi2.cdf(stats.chi2.ppf(1 - _LEFT_OUT, 1), 3) / (1 - _LEFT_OUT))


def week_spread(weekly: NDArray[np.float64]) -> float:
    """The relative variance that all places share from week to week, beyond Poisson noise.

    Estimated from successive differences of the borough's weekly counts, so that a trend or a season is not taken for
    noise: half the mean squared difference is the variance of one week; what exceeds the mean is the shared effect. The
    largest twentieth of the differences is left out, and the rest made up for as normal ones would ask, so that a week
    of riots does not widen every forecast for two years.
    """
    if len(weekly) < 8 or weekly.mean() <= 0:
        return 0.0
    squared = np.sort(np.diff(weekly) ** 2)
    kept = squared[: len(squared) - int(np.ceil(_LEFT_OUT * len(squared)))]
    variance = 0.5 * float(np.mean(kept)) / _KEPT_SHARE
    return max(0.0, (variance - float(weekly.mean())) / float(weekly.mean()) ** 2)


def cell_spread(seen: NDArray[np.float64], mean: NDArray[np.float64], total: float) -> float:
    """How much wider than Poisson counts are, variance over mean less 1, by maximum likelihood over a few values.

    `seen` and `mean` are those of the counts above 0, `total` the mean of all counts together. By likelihood, not by
    squares: one night of riots would speak for a whole year of them.
    """
    if not len(seen):
        return 0.0
    shape = np.maximum(mean, 1e-12)[:, None] / _SPREADS
    likelihood = (
        (special.gammaln(seen[:, None] + shape) - special.gammaln(shape)).sum(axis=0)
        + seen.sum() * np.log(_SPREADS / (1.0 + _SPREADS))
        - total * np.log1p(_SPREADS) / _SPREADS
    )
    return float(_SPREADS[int(likelihood.argmax())])


def gamma_poisson_interval(
    mean: NDArray[np.float64], relative_variance: NDArray[np.float64] | float, inner: float = 0.9
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The middle 90% of a count whose rate has this mean and relative variance.

    `lower` is the smallest count with a chance of at least (1 - inner) / 2 of being that or less, `upper` the smallest
    with (1 + inner) / 2: whole numbers, so that the interval holds at least `inner`.
    """
    mean = np.maximum(np.asarray(mean, dtype=float), 0.0)
    spread = np.broadcast_to(np.asarray(relative_variance, dtype=float), mean.shape)
    tail = (1.0 - inner) / 2.0
    return gamma_poisson_quantile(mean, spread, tail), gamma_poisson_quantile(mean, spread, 1.0 - tail)


def gamma_poisson_quantile(
    mean: NDArray[np.float64], relative_variance: NDArray[np.float64], level: float
) -> NDArray[np.float64]:
    """The smallest count k with a chance of at least `level` of being k or less, for each mean."""
    flat_mean = np.maximum(mean.ravel(), 1e-12)
    shape = 1.0 / np.maximum(relative_variance.ravel(), 1e-9)
    # Where a zero alone has enough chance, the answer is 0: nearly every cell and hour.
    result = np.zeros(flat_mean.size)
    open_cells = np.flatnonzero(gamma_poisson_cdf(result, flat_mean, shape) < level)
    if open_cells.size:
        result[open_cells] = _bisect(flat_mean[open_cells], shape[open_cells], level)
    return result.reshape(mean.shape)


def gamma_poisson_cdf(
    count: NDArray[np.float64], mean: NDArray[np.float64], shape: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The chance of `count` or fewer; a gamma rate with this mean and shape makes the count negative binomial."""
    success = shape / (shape + mean)
    # With a huge shape the count is Poisson, and the beta function would lose its digits.
    poisson = special.pdtr(count, mean)
    return np.asarray(
        np.where(shape > 1e7, poisson, special.betainc(shape, count + 1.0, success)), dtype=float
    )


def gamma_poisson_log_chance(
    count: NDArray[np.float64], mean: NDArray[np.float64], shape: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The log of the chance of exactly `count`, however small that is."""
    shape = np.minimum(shape, 1e7)  # beyond it the gamma functions would lose their digits, and it is Poisson
    return np.asarray(
        special.gammaln(count + shape)
        - special.gammaln(shape)
        - special.gammaln(count + 1.0)
        - shape * np.log1p(mean / shape)
        + count * (np.log(mean) - np.log(mean + shape)),
        dtype=float,
    )


def _bisect(mean: NDArray[np.float64], shape: NDArray[np.float64], level: float) -> NDArray[np.float64]:
    deviation = np.sqrt(mean + mean**2 / shape)
    low = np.zeros(mean.size)
    high = np.ceil(mean + 8.0 * deviation + 10.0)
    while np.any(gamma_poisson_cdf(high, mean, shape) < level):
        high *= 2.0
    while np.any(high - low > 1.0):
        middle = np.floor((low + high) / 2.0)
        enough = gamma_poisson_cdf(middle, mean, shape) >= level
        high = np.where(enough, middle, high)
        low = np.where(enough, low, middle)
    return high
