"""Empirical Bayes: how far a small count is drawn towards what is usual around it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, special

from models.grid import Grid

_SHAPES = np.geomspace(0.02, 200.0, 41)
_RATIOS = np.append(1e-3, np.geomspace(1.0 / 32.0, 512.0, 29))
_ROUNDS = 60
_STRENGTHS = np.geomspace(2.0, 2000.0, 16)


def gamma_shape(counts: NDArray[np.float64], mean: NDArray[np.float64]) -> float:
    """The shape of the gamma that the ratio of true to usual rates follows, by maximum marginal likelihood.

    `counts` were seen where `mean` were usual. A large shape says that places hardly differ from the usual.

    References
    ----------
    Clayton, D. and Kaldor, J. (1987). Empirical Bayes estimates of age-standardized relative risks for use in disease
    mapping. Biometrics 43(3), 671-681.
    """
    used = mean > 0
    seen, usual = counts[used][:, None], mean[used][:, None]

    def likelihood(shape: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(
            (
                special.gammaln(seen + shape)
                - special.gammaln(shape)
                + shape * np.log(shape / (shape + usual))
                + seen * np.log(usual / (shape + usual))
            ).sum(axis=0)
        )

    return _likeliest(likelihood, _SHAPES)


def believed_ratios(counts: NDArray[np.float64], mean: NDArray[np.float64]) -> NDArray[np.float64]:
    """The ratio of each place's true to usual rate, as far as its count and all places together make believable.

    The share of places with each of a ladder of ratios is found by maximum marginal likelihood: where a few places are
    far out of the ordinary they are believed, which no one gamma distribution would do. Together they have what
    was seen.

    References
    ----------
    Laird, N. (1978). Nonparametric maximum likelihood estimation of a mixing distribution. Journal of the American
    Statistical Association 73(364), 805-811.
    """
    told = mean > 0
    likelihood = counts[told][:, None] * np.log(_RATIOS) - mean[told][:, None] * _RATIOS
    likelihood = np.exp(likelihood - likelihood.max(axis=1, keepdims=True))
    share = mixing_shares(likelihood)
    belief = likelihood * share
    ratios = np.full(len(mean), share @ _RATIOS)
    ratios[told] = (belief @ _RATIOS) / belief.sum(axis=1)
    return np.asarray(ratios * (counts[told].sum() / max(float(mean @ ratios), 1e-300)))


def mixing_shares(likelihood: NDArray[np.float64]) -> NDArray[np.float64]:
    """The share of places of each kind (n, kinds), by maximum marginal likelihood; equal where there is no place."""
    share = np.full(likelihood.shape[1], 1.0 / likelihood.shape[1])
    for _ in range(_ROUNDS if len(likelihood) else 0):
        share = share * ((1.0 / (likelihood @ share)) @ likelihood) / len(likelihood)
    return share


def _likeliest(
    likelihood: Callable[[NDArray[np.float64]], NDArray[np.float64]], tried: NDArray[np.float64]
) -> float:
    """The likeliest of the values tried, when there is one peak: every fourth first, then those beside the best."""
    coarse = np.arange(0, len(tried), 4)
    best = int(coarse[likelihood(tried[coarse]).argmax()])
    fine = np.arange(max(0, best - 3), min(len(tried), best + 4))
    return float(tried[fine[likelihood(tried[fine]).argmax()]])


def split_strength(counts: NDArray[np.float64], shares: NDArray[np.float64], most_rows: int = 1500) -> float:
    """How many counts the usual `shares` (n, k) are worth when rows of `counts` (n, k) are split like them.

    Maximum likelihood of a Dirichlet-multinomial over a few strengths; only the fullest rows are needed.
    """
    totals = counts.sum(axis=1)
    rows = np.argsort(-totals, kind="stable")[:most_rows]
    rows = rows[totals[rows] > 1.0]
    if not len(rows):
        return float(_STRENGTHS[-1])
    seen, usual, total = counts[rows], np.maximum(shares[rows], 1e-12), totals[rows]
    filled = seen > 1e-9
    best, best_likelihood = float(_STRENGTHS[-1]), -np.inf
    for strength in _STRENGTHS:
        prior = strength * usual[filled]
        likelihood = float(
            (special.gammaln(seen[filled] + prior) - special.gammaln(prior)).sum()
            + (special.gammaln(strength) - special.gammaln(total + strength)).sum()
        )
        if likelihood > best_likelihood:
            best, best_likelihood = float(strength), likelihood
    return best


def neighbours_strength(
    own: NDArray[np.float64], near: NDArray[np.float64], shares: NDArray[np.float64]
) -> float:
    """How many of the neighbours' counts the usual `shares` (k,) are worth in saying how a cell's own are split.

    `own` and `near` are (n, k), a cell itself not among its neighbours: the strength is the one under which the
    neighbours foretell the cells best.
    """
    total = near.sum(axis=1, keepdims=True)
    filled = own > 0
    strengths = np.geomspace(2.0, 20_000.0, 21)
    told = [
        float((own[filled] * np.log((near + one * shares)[filled])).sum() - (own * np.log(total + one)).sum())
        for one in strengths
    ]
    return float(strengths[int(np.argmax(told))])


def around(
    grid: Grid, values: NDArray[np.float64], reach_m: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The neighbours' values of each cell, itself left out, with a Gaussian weight that is 1 at the cell itself.

    Returns the weighted sums, shaped like `values` (n,) or (n, k), and the weights' sums (n,): how many cells' worth
    of neighbours each has.
    """
    sigma = reach_m / grid.cell_m
    kernel_sum = 2.0 * np.pi * sigma**2
    sums = _smooth(grid, values, sigma) * kernel_sum
    cells = _smooth(grid, np.ones(len(grid)), sigma) * kernel_sum
    centre = _centre_weight(sigma) * kernel_sum
    return np.maximum(sums - centre * values, 0.0), np.maximum(cells - centre, 0.0)


def _smooth(grid: Grid, values: NDArray[np.float64], sigma: float) -> NDArray[np.float64]:
    raster = grid.raster(values)
    sigmas = (sigma, sigma) + (0.0,) * (raster.ndim - 2)
    smooth = ndimage.gaussian_filter(raster, sigmas, mode="constant", truncate=3.0)
    return np.asarray(smooth[grid.row, grid.column])


def _centre_weight(sigma: float) -> float:
    impulse = np.zeros(2 * int(3.0 * sigma + 0.5) + 1)
    impulse[len(impulse) // 2] = 1.0
    line = ndimage.gaussian_filter1d(impulse, sigma, mode="constant", truncate=3.0)
    return float(line[len(line) // 2] ** 2)
