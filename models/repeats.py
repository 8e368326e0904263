"""What an event brings with it: how many repeats at its point within a day, place by place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import PoissonRegressor

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
    told = events > 0
    log_rate = np.log(np.maximum(rate, 1e-12))[:, None]
    line = PoissonRegressor(alpha=1.0 / float(events.sum()), solver="newton-cholesky")
    line.fit(log_rate[told], happened[told] / events[told], sample_weight=events[told])
    return np.asarray(line.predict(log_rate), dtype=float)
