"""How good a forecast was, once the week has been.

References
----------
Chainey, S., Tompson, L. and Uhlig, S. (2008). The utility of hotspot mapping for predicting spatial patterns of crime.
Security Journal 21, 4-28 (hit rate, PAI).
Gneiting, T. and Raftery, A. (2007). Strictly proper scoring rules, prediction, and estimation. Journal of the American
Statistical Association 102, 359-378 (log score, CRPS).
Czado, C., Gneiting, T. and Held, L. (2009). Predictive model assessment for count data. Biometrics 65, 1254-1261
(randomised PIT).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from models.counts import gamma_poisson_cdf, gamma_poisson_log_chance
from models.prediction import Prediction

Steps = tuple[NDArray[np.float64], NDArray[np.float64]]

_SMALLEST_MEAN = 1e-6


def flagged(cells: int, share: float) -> int:
    """How many cells a share of the area is: at least one."""
    return max(1, round(cells * share))


def best_cells(expected: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """The `count` cells with most expected; of equal ones the first in the grid's order."""
    return np.argsort(-expected, kind="stable")[:count].astype(np.int64)


def hit_rate(expected: NDArray[np.float64], seen: NDArray[np.float64], share: float) -> float:
    """The share of events that fell in the best `share` of the area; NaN when there was no event."""
    total = seen.sum()
    return (
        float(seen[best_cells(expected, flagged(len(seen), share))].sum() / total)
        if total > 0
        else float("nan")
    )


def accuracy_index(expected: NDArray[np.float64], seen: NDArray[np.float64], share: float) -> float:
    """PAI: the hit rate over the share of the area that was flagged."""
    return hit_rate(expected, seen, share) / (flagged(len(seen), share) / len(seen))


def efficiency_index(expected: NDArray[np.float64], seen: NDArray[np.float64], share: float) -> float:
    """PEI: the PAI over the best that anyone could have had at that area."""
    return accuracy_index(expected, seen, share) / accuracy_index(seen, seen, share)


def log_score(prediction: Prediction, seen: NDArray[np.float64]) -> float:
    """The mean log probability, per cell, of what was seen; higher is better."""
    mean, shape = _gamma(prediction)
    return float(gamma_poisson_log_chance(seen, mean, shape).mean())


def crps(prediction: Prediction, seen: NDArray[np.float64]) -> float:
    """The mean continuous ranked probability score, per cell; lower is better."""
    mean, shape = _gamma(prediction)
    deviation = np.sqrt(mean + mean**2 / shape)
    last = np.maximum(seen, np.ceil(mean + 10.0 * deviation + 2.0))
    total = np.zeros(len(mean))
    open_cells = np.arange(len(mean))
    count = 0.0
    while open_cells.size:
        reached = gamma_poisson_cdf(np.full(open_cells.size, count), mean[open_cells], shape[open_cells])
        total[open_cells] += (reached - (seen[open_cells] <= count)) ** 2
        count += 1.0
        open_cells = open_cells[last[open_cells] >= count]
    return float(total.mean())


def coverage(
    prediction: Prediction, seen: NDArray[np.float64], inner: float = 0.9, least_expected: float = 1.0
) -> tuple[int, int]:
    """How many cells expecting at least so much lay in their interval, and how many such cells there were."""
    busy = prediction.expected >= least_expected
    lower, upper = prediction.interval(inner)
    inside = (seen >= lower) & (seen <= upper) & busy
    return int(inside.sum()), int(busy.sum())


def interval_mass(prediction: Prediction, inner: float = 0.9) -> NDArray[np.float64]:
    """The chance that each count lies in its interval by the model itself: `inner` or more, since counts are whole."""
    lower, upper = prediction.interval(inner)
    mean, shape = _gamma(prediction)
    return np.asarray(gamma_poisson_cdf(upper, mean, shape) - _below(lower, mean, shape))


def pit_steps(prediction: Prediction, seen: NDArray[np.float64]) -> Steps:
    """The chance of less than each count, and of it or less: where the distribution steps at the count."""
    mean, shape = _gamma(prediction)
    return _below(seen, mean, shape), gamma_poisson_cdf(seen, mean, shape)


def randomised_pit(steps: Steps, *, random_state: int) -> NDArray[np.float64]:
    """The probability integral transform, a random point in each count's step: uniform when the model is calibrated.

    Draw for all weeks together: the same draws in each would add up.
    """
    low, high = steps
    return np.asarray(low + np.random.default_rng(random_state).random(len(low)) * (high - low))


def choices_met(
    expected: NDArray[np.float64], seen: NDArray[np.float64], choices: int = 20
) -> tuple[float, float]:
    """A session's view: of the best choices of cell and slot, the share with an event, and the events in them."""
    best = best_cells(expected.ravel(), choices)
    met = seen.ravel()[best]
    return float((met > 0).mean()), float(met.sum())


def paired_interval(differences: Sequence[float], inner: float = 0.9) -> tuple[float, float, float]:
    """The mean difference over the origins, with the ends of its `inner` interval by Student's t (NaN of one origin).

    Origins that gave no number are left out.
    """
    values = np.asarray([one for one in differences if np.isfinite(one)], dtype=float)
    if len(values) == 0:
        return float("nan"), float("nan"), float("nan")
    mean = float(values.mean())
    if len(values) == 1:
        return mean, float("nan"), float("nan")
    half = float(stats.t.ppf((1 + inner) / 2, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values)))
    return mean, mean - half, mean + half


def _gamma(prediction: Prediction) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    mean = np.maximum(prediction.expected, _SMALLEST_MEAN)
    return mean, 1.0 / np.maximum(np.broadcast_to(prediction.relative_variance, mean.shape), 1e-9)


def _below(
    seen: NDArray[np.float64], mean: NDArray[np.float64], shape: NDArray[np.float64]
) -> NDArray[np.float64]:
    return np.asarray(np.where(seen > 0, gamma_poisson_cdf(np.maximum(seen - 1.0, 0.0), mean, shape), 0.0))
