"""Pairs of incidents that could be the same one, and what speaks for and against it, as arrays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.neighbors import KDTree

from planner.intake.kinds import KINDS, compatible

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_MOST_PAIRS = 4_000_000
_PAIRS_AT_ONCE = 2_000
DAY_MIN, WEEK_MIN = 1440.0, 10080.0
_LEAST_WEEKS = 4.0
_YOUTH_SIGN = {"yes": 1, "no": -1}


@dataclass(frozen=True, slots=True)
class DuplicateRule:
    """What two incidents must have to be compared at all: metres and minutes.

    `around_m` and `hours_min` say what is around a pair when it is asked how many reports are usual there.
    """

    least_radius_m: float = 60.0
    most_radius_m: float = 400.0
    slack_min: float = 20.0
    longest_window_min: float = 360.0
    around_m: float = 150.0
    hours_min: float = 90.0


RULE = DuplicateRule()


@dataclass(frozen=True, slots=True)
class Columns:
    """The incidents as arrays, sorted by start: minutes since 1970, metres, and codes."""

    order: IntArray
    start: FloatArray
    end: FloatArray
    exact: BoolArray
    x: FloatArray
    y: FloatArray
    radius: FloatArray
    partner: IntArray
    kind: IntArray
    youth: IntArray


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs by position among the columns, and the evidence on each.

    Attributes
    ----------
    expected
        Reports an hour that are usual around the pair at that hour of the week.
    space
        How far apart the places are, of what is allowed: 0 to 1.
    gap_min
        Minutes between their windows; 0 when they overlap.
    middles_min
        Minutes between the middles of their times.
    lengths, radii
        How vague both times and both places are, as logarithms.
    youth_said
        1 when only one of the two says whether young people were involved.
    rivals
        How many other pairs the two are in.
    first_partner, second_partner
        Codes of who reported them.
    """

    first: IntArray
    second: IntArray
    expected: FloatArray
    space: FloatArray
    gap_min: FloatArray
    middles_min: FloatArray
    lengths: FloatArray
    youth_said: FloatArray
    radii: FloatArray
    rivals: FloatArray
    first_partner: IntArray
    second_partner: IntArray


def columns_of(frame: pd.DataFrame, rule: DuplicateRule) -> Columns:
    """The incidents that may be joined at all, sorted by start."""
    start, end = window_of(frame)
    usable = (frame["time_kind"] != "month").to_numpy() & (end - start <= rule.longest_window_min)
    usable &= np.isfinite(frame["x"].to_numpy(dtype=float))
    chosen = np.flatnonzero(usable)
    order = chosen[np.argsort(start[chosen], kind="stable")]
    kind_codes = {kind.id: code for code, kind in enumerate(KINDS)}
    other = kind_codes["other"]
    return Columns(
        order=order,
        start=start[order],
        end=end[order],
        exact=(end == start)[order],
        x=frame["x"].to_numpy(dtype=float)[order],
        y=frame["y"].to_numpy(dtype=float)[order],
        radius=np.clip(
            frame["radius_m"].to_numpy(dtype=float)[order], rule.least_radius_m, rule.most_radius_m
        ),
        partner=np.unique(frame["partner"].astype(str), return_inverse=True)[1].astype(np.int64)[order],
        kind=np.array([kind_codes.get(str(kind), other) for kind in frame["category"]], dtype=np.int64)[
            order
        ],
        youth=np.array([_YOUTH_SIGN.get(str(word), 0) for word in frame["youth_related"]], dtype=np.int64)[
            order
        ],
    )


def window_of(frame: pd.DataFrame) -> tuple[FloatArray, FloatArray]:
    """When each incident began and ended at the latest, in minutes since 1970; a moment ends as it begins."""
    start, end = _minutes(frame["start"]), _minutes(frame["end"])
    return start, np.where(np.isnan(end), start, end)


def _minutes(moments: pd.Series[pd.Timestamp]) -> FloatArray:
    values = moments.to_numpy(dtype="datetime64[s]")
    minutes = values.astype(np.int64) / 60.0
    return np.where(np.isnat(values), np.nan, minutes)


def find_pairs(columns: Columns, rule: DuplicateRule) -> Pairs:
    """All pairs that the rule allows, and what speaks for each."""
    found = [_near(columns, first, second, rule) for first, second in _candidates(columns, rule)]
    empty = np.zeros(0, dtype=np.int64)
    first, second, space, gap = (
        (np.concatenate(parts) for parts in zip(*found, strict=True))
        if found
        else (empty, empty, np.zeros(0), np.zeros(0))
    )
    length = columns.end - columns.start
    either = columns.youth[first] != 0, columns.youth[second] != 0
    rivals = np.bincount(first, minlength=len(length)) + np.bincount(second, minlength=len(length))
    return Pairs(
        first=first,
        second=second,
        expected=_expected(columns, first, second, rule),
        space=space,
        gap_min=gap,
        middles_min=np.abs((columns.start + columns.end)[first] - (columns.start + columns.end)[second]) / 2,
        lengths=np.log1p(length[first] / 15) + np.log1p(length[second] / 15),
        youth_said=(either[0] ^ either[1]).astype(float),
        radii=np.log(columns.radius[first]) + np.log(columns.radius[second]),
        rivals=np.minimum(rivals[first] + rivals[second] - 2, 6).astype(float),
        first_partner=columns.partner[first],
        second_partner=columns.partner[second],
    )


def _expected(columns: Columns, first: IntArray, second: IntArray, rule: DuplicateRule) -> FloatArray:
    """Reports an hour that are expected around each pair anyway, by the other days of the incidents given.

    The rate at the same hours of the same weekday and the rate at all hours, added: the first alone knows little where
    there are few reports.
    """
    if not len(first):
        return np.zeros(0)
    weeks = max((columns.start.max() - columns.start.min()) / WEEK_MIN, _LEAST_WEEKS)
    reach = np.maximum(columns.radius[first] + columns.radius[second], rule.around_m)
    middle_x, middle_y = (
        (columns.x[first] + columns.x[second]) / 2,
        (columns.y[first] + columns.y[second]) / 2,
    )
    tree = KDTree(np.column_stack([columns.x, columns.y]))
    expected = np.zeros(len(first))
    for begin in range(0, len(first), _PAIRS_AT_ONCE):
        piece = slice(begin, begin + _PAIRS_AT_ONCE)
        around = tree.query_radius(np.column_stack([middle_x[piece], middle_y[piece]]), reach[piece])
        for k, (i, neighbours) in enumerate(zip(first[piece].tolist(), around, strict=True), begin):
            apart = np.abs(columns.start[neighbours] - columns.start[i])
            apart = apart[apart > DAY_MIN / 2]
            in_week = apart % WEEK_MIN
            same_hours = np.count_nonzero(np.minimum(in_week, WEEK_MIN - in_week) <= rule.hours_min)
            expected[k] = 60 * (same_hours / (2 * rule.hours_min) + len(apart) / WEEK_MIN) / weeks
    return expected


def _candidates(columns: Columns, rule: DuplicateRule) -> Iterator[tuple[IntArray, IntArray]]:
    """Pairs whose windows could overlap, in pieces that fit in memory."""
    reach = np.where(columns.exact, rule.slack_min, 0.0)
    until = np.searchsorted(columns.start, columns.end + reach + rule.slack_min, side="right")
    counts = np.maximum(until - np.arange(len(until)) - 1, 0)
    cumulative = np.cumsum(counts)
    begin = 0
    while begin < len(counts):
        base = cumulative[begin - 1] if begin else 0
        stop = max(int(np.searchsorted(cumulative, base + _MOST_PAIRS, side="right")), begin + 1)
        piece = counts[begin:stop]
        first = np.repeat(np.arange(begin, stop), piece)
        offsets = np.arange(len(first)) - np.repeat(np.cumsum(piece) - piece, piece)
        yield first, first + 1 + offsets
        begin = stop


def _near(
    columns: Columns, first: IntArray, second: IntArray, rule: DuplicateRule
) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
    """Of some pairs those within the rule, how far of what is allowed they are apart, and minutes between them."""
    apart = np.hypot(columns.x[first] - columns.x[second], columns.y[first] - columns.y[second])
    allowed = columns.radius[first] + columns.radius[second]
    keep = (apart <= allowed) & (columns.partner[first] != columns.partner[second])
    keep &= columns.youth[first] * columns.youth[second] >= 0
    first, second, apart, allowed = first[keep], second[keep], apart[keep], allowed[keep]
    reach = np.where(columns.exact, rule.slack_min, 0.0)
    gap = np.maximum(columns.start[second] - columns.end[first], 0.0)
    keep = (gap <= reach[first] + reach[second]) & _COMPATIBLE[columns.kind[first], columns.kind[second]]
    return first[keep], second[keep], apart[keep] / allowed[keep], gap[keep]


_COMPATIBLE = np.array([[compatible(one.id, other.id) for other in KINDS] for one in KINDS])
