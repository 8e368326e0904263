"""Which places come first, and how sure that order is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

PRIOR_WEEKS = 4.0
"""What a place's volume and the borough's hours suggest counts as much as so many weeks of reports there."""


def sure_excess(
    seen: NDArray[np.float64], usual: NDArray[np.float64], weeks: float, sure: float = 0.95
) -> NDArray[np.float64]:
    """Reports a week beyond the usual that we are sure of.

    `seen` are reports in the hours over `weeks`, `usual` what the place's volume and the borough's hours give for
    them a week. The weekly rate has a gamma posterior; its lower end (chance `sure` of being above it) less the usual
    is what a visit in these hours meets beyond a visit at any other time. Never below 0.
    """
    shape = seen + PRIOR_WEEKS * usual
    low = special.gammaincinv(np.maximum(shape, 1e-9), 1.0 - sure) / (weeks + PRIOR_WEEKS)
    return np.asarray(np.maximum(0.0, low - usual), dtype=float)


def rank_order(best_excess: NDArray[np.float64], weekly: NDArray[np.float64]) -> NDArray[np.int64]:
    """Positions from first to last: by the sure excess of the best window, then by reports a week."""
    return np.lexsort((-weekly, -best_excess), axis=-1).astype(np.int64)


def rank_ranges(
    window_weeks: NDArray[np.float64],
    window_place: NDArray[np.int64],
    window_share: NDArray[np.float64],
    place_weeks: NDArray[np.float64],
    weeks: float,
    *,
    resamples: int,
    random_state: int,
    inner: float = 0.9,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each place's rank falls in nine of ten resamples of the weeks.

    A Poisson bootstrap: in each resample every week counts 0, 1, 2, ... times, drawn with mean 1; all places share the
    draw, as they share the weeks.

    Parameters
    ----------
    window_weeks : (windows, weeks)
        Weighted reports in each window by calendar week.
    window_place : (windows,)
        The place of each window.
    window_share : (windows,)
        The borough's share of reports in those hours of the week.
    place_weeks : (places, weeks)
        Weighted reports of each place by calendar week.
    weeks
        The decayed length of the history.
    """
    places = len(place_weeks)
    rng = np.random.default_rng(random_state)
    draws = rng.poisson(1.0, size=(resamples, place_weeks.shape[1])).astype(float)
    volume = draws @ place_weeks.T
    best = np.zeros((resamples, places))
    if len(window_place):
        usual = volume[:, window_place] / weeks * window_share
        excess = sure_excess(draws @ window_weeks.T, usual, weeks)
        for window, place in enumerate(window_place):
            best[:, place] = np.maximum(best[:, place], excess[:, window])
    order = np.lexsort((-volume, -best), axis=-1)
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.broadcast_to(np.arange(1, places + 1), order.shape), axis=1)
    tail = (1.0 - inner) / 2.0
    low = np.quantile(ranks, tail, axis=0, method="lower")
    high = np.quantile(ranks, 1.0 - tail, axis=0, method="higher")
    return low.astype(np.int64), high.astype(np.int64)
