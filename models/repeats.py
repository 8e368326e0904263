"""What an event brings with it: how many repeats at its point within a day, place by place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from models.shrinkage import believed_ratios, gamma_shape

Floats = NDArray[np.float64]


def repeats_brought(nights: tuple[NDArray[np.int64], Floats, Floats], events: Floats, rate: Floats) -> Floats:
    """Repeats that an event brings in each cell, on average.

    Nights with repeats and how many come in one are told apart, as one bad night is one piece of news however many it
    has. An event has company the sooner, the busier its place: nights an event go by a power of the cell's rate, found
    by Poisson regression, and as far above or below that as the cell's own nights make believable.

    Parameters
    ----------
    nights
        Cell, number of repeats and weight of each night that had any.
    events
        (cells,) events in each cell, repeats left out, weighted like the nights.
    rate
        (cells,) what is expected of them.
    """
    cell, size, weight = nights
    happened, more = (
        np.bincount(cell, weights=one, minlength=len(events)).astype(float)
        for one in (weight, weight * (size - 1.0))
    )
    if not happened[events > 0].sum() > 0:
        return np.zeros(len(events))
    usual = _usual_nights(happened, events, rate)
    of_nights = usual * believed_ratios(happened, events * usual)
    usual_more = float(more.sum() / happened.sum())
    if not usual_more > 0:
        return of_nights
    # What comes after the first repeat comes in bursts: so many at once count as one.
    burst = float((weight * (size - 1.0) ** 2).sum() / more.sum())
    seen, expected = more / burst, happened * usual_more / burst
    shape = gamma_shape(seen, expected)
    return np.asarray(of_nights * (1.0 + usual_more * (seen + shape) / (expected + shape)))


def _usual_nights(happened: Floats, events: Floats, rate: Floats) -> Floats:
    """Nights with repeats an event, by a power of the rate; a slope is doubted as if it were drawn from N(0, 1)."""
    log_rate, told = np.log(np.maximum(rate, 1e-12)), events > 0
    at, exposure, nights = log_rate[told], events[told], happened[told]

    def unlikely(slope: float) -> float:
        """Minus the Poisson likelihood at the intercept that makes as many nights as there were."""
        expected = float(special.logsumexp(slope * at, b=exposure))
        return float(nights.sum()) * expected - slope * float(nights @ at) + slope**2 / 2.0

    slope = float(optimize.minimize_scalar(unlikely).x)
    return np.asarray(np.exp(slope * log_rate - special.logsumexp(slope * at, b=exposure)) * nights.sum())
