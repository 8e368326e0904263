"""Another partner's reference that a report quotes: the police's CAD number in a council's case, above all.

A form often asks whether the police know already, and under which number. Such a reference says more than any place
or time: two reports that share one are of the same incident, unless they contradict it. Of what is quoted only keys
are kept (hashes of its letters and digits), so that a text in the wrong column is not stored.

Two reports of different partners share a reference when one quotes the other's own, or both quote the same. Numbers
begin anew each day and are mistyped, so that it counts

1. for reports at most a day apart, neither of them month-only;
2. surely when the places are at most 500 m further apart than both radii allow; farther ones a person is asked about.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd

from planner.intake.duplicate_pairs import DAY_MIN, FloatArray, IntArray, window_of
from planner.intake.frames import short_hash
from planner.intake.screening import screen

SURE, DOUBTFUL = 0.995, 0.5
_FARTHER_M = 500.0
_SHORTEST, _LONGEST = 4, 40
_MOST = 4
# What more reports hold is "0000" or a whole case, no incident's number.
_HELD_AT_MOST = 50
_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_MONTH = re.compile(rf"(?<![A-Z])({'|'.join(_MONTHS)})(?![A-Z])")
_CENTURY = re.compile(r"(?<=[/.\- ])20(?=\d\d\b)|(?<=[A-Z]{3})20(?=\d\d\b)")
_LABEL = re.compile(
    r"\b(?:CAD|POLICE|MET|MPS|BTP|CRIME|INCIDENT|CASE|LOG|REF|REFERENCE|NUMBER|NUM|NO|URN|CRN)(?=\b|\d)[\s.:#]*"
)


class QuotedPairs(NamedTuple):
    """Pairs of rows of a frame that share a reference, and how surely that makes them one."""

    first: IntArray
    second: IntArray
    chance: FloatArray


def quoted_keys(text: str) -> str | None:
    """The keys of the references in a cell, parted by spaces; None when it has none."""
    if not text:
        return None
    parts = re.split(r"[;,\n]|\band\b", text)
    keys = [key for part in parts if (key := key_of(part)) is not None]
    return " ".join(dict.fromkeys(keys[:_MOST])) or None


def quoted_in(texts: Sequence[str]) -> list[str | None]:
    """The keys that each of some cells holds; not even a hash is kept of what looks like details of people."""
    known = {text: None if screen(text)[1] else quoted_keys(text) for text in set(texts)}
    return [known[text] for text in texts]


def key_of(reference: str) -> str | None:
    """A reference's key, the same however it is written; None for what is too short or too long to be one.

    Examples
    --------
    >>> key_of("CAD 1234/21NOV26") == key_of("1234 21/11/2026") == key_of("Police ref: cad1234/21Nov26")
    True
    >>> key_of("yes"), key_of("12")
    (None, None)
    """
    plain = _MONTH.sub(
        lambda found: f"{_MONTHS.index(found[1]) + 1:02d}", _CENTURY.sub("", reference.upper())
    )
    plain = re.sub(r"[^A-Z0-9]", "", _LABEL.sub("", plain))
    if not _SHORTEST <= len(plain) <= _LONGEST or not any(map(str.isdigit, plain)):
        return None
    return short_hash(plain)


def pairs_that_share_a_reference(frame: pd.DataFrame) -> QuotedPairs:
    """Rows of different partners that share a reference, as the module says; the frame may lack its columns."""
    quoting = np.flatnonzero(frame["quotes"].notna()) if "quotes" in frame else np.zeros(0, dtype=np.int64)
    none = np.zeros(0, dtype=np.int64)
    if not len(quoting):
        return QuotedPairs(none, none, np.zeros(0))
    timed = (frame["time_kind"] != "month").to_numpy() & np.isfinite(frame["x"].to_numpy(dtype=float))
    start, end = window_of(frame)
    holders: dict[str, set[int]] = defaultdict(set)
    for row in quoting[timed[quoting]].tolist():
        for key in str(frame["quotes"].iat[row]).split():
            holders[key].add(row)
    # Only what is near in time can be meant: of a year's million reports few are.
    wanted = np.sort(start[quoting])
    place = np.searchsorted(wanted, start - DAY_MIN)
    near = timed & (place < len(wanted))
    near[near] = wanted[place[near]] <= end[near] + DAY_MIN
    for row in np.flatnonzero(near).tolist():
        own = frame["reporter_key"].iat[row]
        own_key = None if own is None else key_of(str(own).partition(":")[2])
        if own_key is not None and own_key in holders:
            holders[own_key].add(row)
    telling = [sorted(rows) for rows in holders.values() if len(rows) <= _HELD_AT_MOST]
    found = {pair for rows in telling for pair in combinations(rows, 2)}
    return _that_fit(frame, start, end, np.array(sorted(found), dtype=np.int64).reshape(-1, 2))


def _that_fit(frame: pd.DataFrame, start: FloatArray, end: FloatArray, pairs: IntArray) -> QuotedPairs:
    """Of pairs that share a reference those that may be meant."""
    a, b = pairs[:, 0], pairs[:, 1]
    partner = frame["partner"].to_numpy(dtype=object)
    gap = np.maximum(start[a], start[b]) - np.minimum(end[a], end[b])
    fits = (partner[a] != partner[b]) & (gap <= DAY_MIN)
    a, b = a[fits], b[fits]
    x, y, radius = (frame[name].to_numpy(dtype=float) for name in ("x", "y", "radius_m"))
    apart = np.hypot(x[a] - x[b], y[a] - y[b])
    return QuotedPairs(a, b, np.where(apart <= radius[a] + radius[b] + _FARTHER_M, SURE, DOUBTFUL))
