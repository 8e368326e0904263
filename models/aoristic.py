"""An uncertain time window shared over its hours of the week."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from models.week import HOURS_PER_WEEK, hours_of_week

_HOUR_S = 3600
_WEEK_S = HOURS_PER_WEEK * _HOUR_S


@dataclass(frozen=True, slots=True)
class HourShares:
    """Shares of incidents in hours of the week, as triples.

    `row` (int) is the incident's position, `hour` (0..167) the hour of the week, `share` its part of that
    incident. The shares of one incident sum to 1; an hour may stand twice for a window of nearly a week.
    """

    row: NDArray[np.int64]
    hour: NDArray[np.int64]
    share: NDArray[np.float64]
    rows: int

    def matrix(self, weights: NDArray[np.float64] | None = None) -> sparse.csr_array:
        """The shares as a sparse array of `rows` by 168, each row multiplied by its weight when given."""
        share = self.share if weights is None else self.share * weights[self.row]
        return sparse.coo_array((share, (self.row, self.hour)), shape=(self.rows, HOURS_PER_WEEK)).tocsr()


def share_hours(start: ArrayLike, end: ArrayLike) -> HourShares:
    """Share each window over the hours it touches, in proportion to the time spent in each.

    A missing end, or one at or before the start, puts all the weight on the start's hour; a window of 168 hours or
    more is spread evenly over the week.

    Parameters
    ----------
    start, end
        datetime64 arrays of one length, naive local time; `end` may hold NaT.

    References
    ----------
    Ratcliffe, J. H. (2000). Aoristic analysis: the spatial interpretation of unspecific temporal events.
    International Journal of Geographical Information Science 14(7), 669-679.
    """
    starts = np.asarray(start, dtype="datetime64[s]")
    ends = np.asarray(end, dtype="datetime64[s]")
    if starts.shape != ends.shape or starts.ndim != 1:
        raise ValueError(f"Expected two arrays of one length, got shapes {starts.shape} and {ends.shape}.")
    open_ended = np.isnat(ends) | (ends <= starts)
    start_s = starts.astype(np.int64)
    end_s = np.where(open_ended, start_s + 1, ends.astype(np.int64))
    first = start_s // _HOUR_S
    whole_week = end_s - start_s >= _WEEK_S
    touched = np.where(whole_week, HOURS_PER_WEEK, (end_s - 1) // _HOUR_S - first + 1)
    row = np.repeat(np.arange(starts.size), touched)
    step = np.arange(row.size) - np.repeat(np.cumsum(touched) - touched, touched)
    clock_hour = first[row] + step
    inside_s = np.minimum(end_s[row], (clock_hour + 1) * _HOUR_S) - np.maximum(
        start_s[row], clock_hour * _HOUR_S
    )
    share = np.where(whole_week[row], 1.0 / HOURS_PER_WEEK, inside_s / (end_s - start_s)[row])
    return HourShares(row, hours_of_week(clock_hour.astype("datetime64[h]")), share, starts.size)
