"""Days and hours that stand out: a scan over every weekday, start hour and length."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from models.week import HOURS_PER_WEEK

_SMALLEST = 1e-12
_EDGE = 0.6  # an hour at the edge less busy than this share of the rest is not part of a window


@dataclass(frozen=True, slots=True)
class Stretch:
    """Hours of one weekday; `end_hour` is exclusive."""

    weekday: int
    start_hour: int
    end_hour: int

    @property
    def hours(self) -> slice:
        """The hours of the week it covers."""
        return slice(self.weekday * 24 + self.start_hour, self.weekday * 24 + self.end_hour)

    def touches(self, other: Stretch) -> bool:
        """Whether the two share hours or follow one another on one day."""
        together = self.start_hour <= other.end_hour and other.start_hour <= self.end_hour
        return self.weekday == other.weekday and together

    def overlaps(self, other: Stretch) -> bool:
        """Whether the two share hours."""
        together = self.start_hour < other.end_hour and other.start_hour < self.end_hour
        return self.weekday == other.weekday and together


def borough_hours(counts: NDArray[np.float64], strength: float = 336.0) -> NDArray[np.float64]:
    """The borough's hour-of-week profile, 168 shares that sum to 1.

    Hours with few reports lean on their day and their hour of the day, as much as `strength` reports would.
    """
    grid = counts.reshape(7, 24) + 1e-3
    total = grid.sum()
    product = grid.sum(axis=1, keepdims=True) * grid.sum(axis=0, keepdims=True) / total**2
    shares = (grid + strength * product) / (total + strength)
    return np.asarray((shares / shares.sum()).ravel(), dtype=float)


def strongest(
    counts: NDArray[np.float64], expected: NDArray[np.float64], max_hours: int
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """The stretch of hours that exceeds its expectation most, for each row.

    Parameters
    ----------
    counts, expected
        (n, 168) reports seen and expected in each hour of the week.
    max_hours
        The longest stretch tried; a stretch never crosses midnight.

    Returns
    -------
    tuple of arrays of length n
        The log likelihood ratio (0 where nothing exceeds), the first hour of the week, and the length in hours.

    References
    ----------
    Kulldorff, M. (1997). A spatial scan statistic. Communications in Statistics: Theory and Methods 26(6), 1481-1496.
    """
    rows = counts.shape[0]
    best = np.zeros(rows)
    first = np.zeros(rows, dtype=np.int64)
    length = np.ones(rows, dtype=np.int64)
    seen_sum, expected_sum = _running(counts), _running(expected)
    for hours in range(1, max_hours + 1):
        seen = (seen_sum[:, :, hours:] - seen_sum[:, :, :-hours]).reshape(rows, -1)
        mean = (expected_sum[:, :, hours:] - expected_sum[:, :, :-hours]).reshape(rows, -1)
        ratio = _log_likelihood_ratio(seen, mean)
        top = ratio.argmax(axis=1)
        value = ratio[np.arange(rows), top]
        better = value > best
        per_day = 25 - hours
        best[better] = value[better]
        first[better] = (top[better] // per_day) * 24 + top[better] % per_day
        length[better] = hours
    return best, first, length


def hot_stretches(
    counts: NDArray[np.float64],
    profile: NDArray[np.float64],
    *,
    max_hours: int,
    max_windows: int,
    min_surprise: float,
) -> tuple[Stretch, ...]:
    """One place's stretches, most surprising first, each more surprising than `min_surprise`.

    The expectation is the place's total spread over the borough's `profile`; the surprise is minus log10 of the chance
    of so many, for Poisson counts. A stretch found is set to its expectation before the next is looked for. Hours
    beside one found are its edges, where uncertain times spill over, unless they are at least half as busy.
    """
    left = counts.astype(float).copy()
    found: list[Stretch] = []
    wholes: list[Stretch] = []
    for _ in range(4 * max_windows):
        expected = left.sum() * profile
        best, first, length = strongest(left[None, :], expected[None, :], max_hours)
        if best[0] <= 0 or len(found) == max_windows:
            break
        start = int(first[0])
        whole = Stretch(start // 24, start % 24, start % 24 + int(length[0]))
        if -log10_tail(left[whole.hours].sum(), expected[whole.hours].sum()) < min_surprise:
            break
        stretch = _trim(whole, left)
        if not _is_edge(stretch, found, wholes, left, counts):
            found.append(stretch)
            wholes.append(whole)
        left[whole.hours] = expected[whole.hours]
    return tuple(found)


def windows_tried(max_hours: int) -> int:
    """How many stretches of hours the scan looks at in a week."""
    return sum(7 * (25 - hours) for hours in range(1, max_hours + 1))


def log10_tail(seen: float, mean: float) -> float:
    """log10 of the chance that a Poisson count with this mean is `seen` or more; never above 0."""
    if seen <= 0:
        return 0.0
    mean = max(mean, 1e-9)
    plain = float(special.gammainc(seen, mean))
    if plain > _SMALLEST:
        return math.log10(plain)
    # Far out the tail underflows; there its first term and the ratio to the next bound it closely.
    far = seen * math.log(mean) - mean - math.lgamma(seen + 1.0) - math.log1p(-mean / (seen + 1.0))
    return min(far / math.log(10.0), 0.0)


def _running(values: NDArray[np.float64]) -> NDArray[np.float64]:
    days = values.reshape(-1, 7, HOURS_PER_WEEK // 7)
    return np.concatenate([np.zeros((*days.shape[:2], 1)), np.cumsum(days, axis=2)], axis=2)


def _log_likelihood_ratio(seen: NDArray[np.float64], mean: NDArray[np.float64]) -> NDArray[np.float64]:
    over = seen > mean
    safe_mean = np.maximum(mean, 1e-9)
    ratio = np.zeros_like(seen)
    ratio[over] = seen[over] * np.log(seen[over] / safe_mean[over]) - (seen[over] - mean[over])
    return ratio


def _trim(stretch: Stretch, counts: NDArray[np.float64]) -> Stretch:
    """Without first or last hours that are clearly less busy than the rest: there uncertain times spill over."""
    hours = list(counts[stretch.hours])
    first, last = 0, len(hours)
    while last - first > 2:
        inner_first, inner_last = np.mean(hours[first + 1 : last]), np.mean(hours[first : last - 1])
        if hours[first] < inner_first * _EDGE and hours[first] <= hours[last - 1]:
            first += 1
        elif hours[last - 1] < inner_last * _EDGE:
            last -= 1
        else:
            break
    return Stretch(stretch.weekday, stretch.start_hour + first, stretch.start_hour + last)


def _is_edge(
    stretch: Stretch,
    found: list[Stretch],
    wholes: list[Stretch],
    left: NDArray[np.float64],
    counts: NDArray[np.float64],
) -> bool:
    """Whether it overlaps a stretch found before, or lies beside one (as it was untrimmed) and is not half as busy."""
    busy = left[stretch.hours].mean()
    return any(
        stretch.overlaps(whole) or (stretch.touches(whole) and busy < 0.5 * counts[other.hours].mean())
        for other, whole in zip(found, wholes, strict=True)
    )
