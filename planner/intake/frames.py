"""Rows that have a time and a place, as the incidents frame; rows that lack the place, as drafts of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.location import Location
from planner.intake.placing import Points
from planner.intake.profiles import CategoryRule
from planner.intake.result import INCIDENT_COLUMNS
from planner.intake.times import TimeWindow

# A partner's own coordinates are taken to be within their radius nineteen times in twenty.
COORDINATES_CONFIDENCE = 0.95


class Row(NamedTuple):
    """A row with everything read but its place.

    `place_text` is a published name of a snap point; `answer_id` the person's answer that its location comes from;
    `quotes` the other partners' references that it quotes, as keys.
    """

    position: int
    number: int
    identity: str
    key: str | None
    rule: CategoryRule
    window: TimeWindow
    partner: str
    location: Location | None = None
    place_text: str = ""
    answer_id: int | None = None
    quotes: str | None = None


def incident_id(key: str) -> str:
    """The identity of the incident that a partner's identity, or a row of a file, stands for."""
    return short_hash(key)


def short_hash(text: str) -> str:
    """Sixteen hexadecimal digits that stand for a text."""
    return blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()


def draft(row: Row, member: str) -> dict[str, object]:
    """What the store needs of a row once a person has given it a place."""
    window = row.window
    return {
        "incident_id": row.identity,
        "start": window.start.isoformat(),
        "end": window.end.isoformat() if window.end else None,
        "time_kind": window.kind,
        "reported": window.reported.isoformat(),
        "category": row.rule.kind,
        "youth_related": row.rule.youth_related,
        "partner": row.partner,
        "reporter_key": row.key,
        "quotes": row.quotes,
        "row": row.number,
        "member": member,
    }


def incidents_frame(rows: Sequence[Row], points: Points | None, member: str) -> pd.DataFrame:
    """Incidents of rows whose place is known: by their own coordinates in `points`, or by their location."""
    at = np.array([row.position for row in rows])
    # A file has few different times, or as many as rows; either way each is turned into numbers once.
    places: dict[int, int] = {}
    code = [places.setdefault(id(row.window), len(places)) for row in rows]
    windows = [row.window for row, first in zip(rows, _firsts(code), strict=True) if first]
    looked_up = np.array([row.location is not None for row in rows])
    columns: dict[str, object] = {
        "incident_id": [row.identity for row in rows],
        "start": _instants([window.start for window in windows])[code],
        "end": _instants([window.end for window in windows])[code],
        "time_kind": [row.window.kind for row in rows],
        "reported": _instants([window.reported for window in windows])[code],
        "category": [row.rule.kind for row in rows],
        "youth_related": [row.rule.youth_related for row in rows],
        "partner": [row.partner for row in rows],
        "place_text": [row.location.matched if row.location else row.place_text for row in rows],
        "confidence": [row.location.confidence if row.location else COORDINATES_CONFIDENCE for row in rows],
        "method": [row.location.method if row.location else "coordinates" for row in rows],
        "reporter_key": pd.Series([row.key for row in rows], dtype=object),
        "row": [row.number for row in rows],
        "member": member,
        "answer_id": pd.Series([row.answer_id for row in rows], dtype=object),
        "quotes": pd.Series([row.quotes for row in rows], dtype=object),
    }
    for name in ("lon", "lat", "x", "y", "radius_m"):
        values = np.full(len(rows), np.nan) if points is None else getattr(points, name)[at]
        for i in np.flatnonzero(looked_up).tolist():
            values[i] = getattr(rows[i].location, name)
        columns[name] = values
    return pd.DataFrame(columns)[list(INCIDENT_COLUMNS)]


def empty_incidents() -> pd.DataFrame:
    """An incidents frame without rows, every column of its own type."""
    numbers = ("x", "y", "lon", "lat", "radius_m", "confidence")
    times = ("start", "end", "reported")
    types = dict.fromkeys(numbers, "float64") | dict.fromkeys(times, "datetime64[us]") | {"row": "int64"}
    return pd.DataFrame({name: pd.Series(dtype=types.get(name, "object")) for name in INCIDENT_COLUMNS})


def _firsts(codes: Sequence[int]) -> list[bool]:
    """Which of some codes, numbered as they come, are there for the first time."""
    found, seen = [], -1
    for code in codes:
        found.append(code > seen)
        seen = max(seen, code)
    return found


def _instants(moments: Sequence[dt.datetime | None]) -> npt.NDArray[np.datetime64]:
    return np.array(moments, dtype="datetime64[us]")
