"""Rows of a source placed in the study area: points in its metres, too far away left out, postcodes filled in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from geodata.gazetteer.rows import EVERYWHERE, TOO_FAR, Box, PlaceRow, PostcodeRow
from geodata.names import name_key
from geodata.postcodes import shared_points
from geodata.study_area import StudyArea

FloatArray = npt.NDArray[np.float64]

# What lies this far outside the boundary is kept, so that it is recognised and said to be outside.
MARGIN_M = 5_000.0
EntryTuple = tuple[str, str, str, float, float, float, float, float | None, str, str, str]
PostcodeTuple = tuple[str, float, float, int | None, int]


@dataclass(frozen=True, slots=True)
class KnownPostcodes:
    """The postcodes loaded so far, for rows that have only a postcode and for points that have none."""

    points: dict[str, tuple[float, float]]
    names: list[str]
    tree: cKDTree | None

    @classmethod
    def of(cls, rows: list[tuple[str, float, float]]) -> KnownPostcodes:
        """From (postcode, x, y) rows."""
        points = np.array([(x, y) for _, x, y in rows], dtype=float).reshape(-1, 2)
        kept = ~shared_points(points[:, 0], points[:, 1])
        names = [row[0] for row, keep in zip(rows, kept, strict=True) if keep]
        return cls({name: (x, y) for name, x, y in rows}, names, cKDTree(points[kept]) if names else None)

    def nearest(self, x: FloatArray, y: FloatArray) -> list[str]:
        """The nearest postcode of each point; "" where none is loaded."""
        if self.tree is None or not len(x):
            return [""] * len(x)
        _, at = self.tree.query(np.column_stack([x, y]))
        return [self.names[i] for i in at]


def box_around(area: StudyArea) -> Box:
    """The area and its margin as a box; everywhere for an area off the British National Grid."""
    if not area.crs.is_british:
        return EVERYWHERE
    return Box(*area.metric_boundary.buffer(MARGIN_M).bounds)


def place_entries(
    rows: list[PlaceRow], area: StudyArea, postcodes: KnownPostcodes, skipped: Counter[str]
) -> list[EntryTuple]:
    """Rows ready for the entry table; those that cannot be placed or lie too far away are counted."""
    if not rows:
        return []
    x, y = _metres(rows, area, postcodes)
    known = np.isfinite(x) & np.isfinite(y)
    near = known & area.contains_metres(x, y, MARGIN_M)
    skipped["no point that can be used"] += int((~known).sum())
    skipped[TOO_FAR] += int((known & ~near).sum())
    lon, lat = area.crs.to_lonlat(x, y)
    nearest = postcodes.nearest(x[near], y[near])
    found: list[EntryTuple] = []
    for number, i in enumerate(np.flatnonzero(near)):
        row = rows[i]
        key = name_key(row.name)
        if not key:
            skipped["no name"] += 1
            continue
        alt_keys = "|".join(filter(None, (name_key(alt) for alt in row.alt_names.split("|"))))
        postcode = row.postcode.upper().replace(" ", "") or nearest[number]
        found.append(
            (row.name, key, row.kind, float(x[i]), float(y[i]), float(lon[i]), float(lat[i]), row.radius_m,
             row.locality, postcode, alt_keys)
        )  # fmt: skip
    for reason in [reason for reason, count in skipped.items() if not count]:
        del skipped[reason]
    return found


def _metres(
    rows: list[PlaceRow], area: StudyArea, postcodes: KnownPostcodes
) -> tuple[FloatArray, FloatArray]:
    """Points in the area's metres; NaN where a row has none that applies here."""
    x, y = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    by_degrees = [i for i, row in enumerate(rows) if row.lon is not None]
    if by_degrees:
        lon = np.array([rows[i].lon for i in by_degrees], dtype=float)
        lat = np.array([rows[i].lat for i in by_degrees], dtype=float)
        x[by_degrees], y[by_degrees] = area.crs.to_metres(lon, lat)
    if area.crs.is_british:
        for i, row in enumerate(rows):
            if row.easting is not None and row.northing is not None:
                x[i], y[i] = row.easting, row.northing
            elif row.lon is None and row.postcode:
                point = postcodes.points.get(row.postcode.upper().replace(" ", ""))
                x[i], y[i] = point or (np.nan, np.nan)
    return x, y


def place_postcodes(rows: list[PostcodeRow], area: StudyArea) -> list[PostcodeTuple]:
    """Postcodes in or near the area, ready for the postcode table."""
    if not rows or not area.crs.is_british:
        return []
    x = np.array([row.easting for row in rows])
    y = np.array([row.northing for row in rows])
    near = np.flatnonzero(area.contains_metres(x, y, MARGIN_M))
    inside = area.contains_metres(x[near], y[near])
    return [
        (rows[i].postcode, float(x[i]), float(y[i]), _flag(rows[i].live), int(within))
        for i, within in zip(near, inside, strict=True)
    ]


def _flag(value: bool | None) -> int | None:
    return None if value is None else int(value)
