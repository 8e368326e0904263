"""Ordnance Survey Open Names: roads, settlements, stations, schools; CSV tiles without headings.

The layout is the product's 34 columns; LOCAL_TYPE says what a row is. A road has one point here, and its bounding
box says how long it is.
"""

from __future__ import annotations

import math
from pathlib import Path

from geodata.gazetteer.files import cell, members, open_rows
from geodata.gazetteer.rows import EVERYWHERE, TOO_FAR, Box, PlaceRow, Progress, SourceRows, number

KIND = "os-open-names"
_NAME1, _NAME2, _TYPE, _LOCAL_TYPE, _X, _Y = 2, 4, 6, 7, 8, 9
_BOX = (12, 13, 14, 15)
_POSTCODE_DISTRICT, _POPULATED_PLACE = 16, 18
_FEWEST_COLUMNS = 30

_ROADS = {"named road", "section of named road"}
_NUMBERED = {"numbered road", "section of numbered road"}
_SETTLEMENTS = {"city", "town", "village", "hamlet", "suburban area", "other settlement"}
_TYPES = {"transportnetwork", "populatedplace", "landcover", "landform", "hydrography", "other"}


def recognises_row(row: list[str]) -> bool:
    """Whether a first row is this product's."""
    return (
        len(row) >= _FEWEST_COLUMNS
        and row[_TYPE].strip().casefold() in _TYPES
        and number(row[_X]) is not None
        and number(row[_Y]) is not None
    )


def read(path: Path, progress: Progress | None = None, box: Box = EVERYWHERE) -> SourceRows:
    """Every named place of the box but postcodes, hills and waters.

    Raises
    ------
    BadInput
        When the file cannot be read.
    """
    found = SourceRows(vintage=path.stem)
    for member in members(path):
        if (member.inside or "").casefold().startswith("doc/"):
            continue
        with open_rows(member, progress) as rows:
            for row in rows:
                _read_row(row, found, box)
    return found


def _read_row(row: list[str], found: SourceRows, box: Box) -> None:
    name, local_type = cell(row, _NAME1), cell(row, _LOCAL_TYPE).casefold()
    x, y = number(cell(row, _X)), number(cell(row, _Y))
    if not name or not x or not y:
        found.skipped["no name or point"] += 1
        return
    if not box.holds(x, y):
        found.skipped[TOO_FAR] += 1
        return
    if local_type == "postcode" or cell(row, _TYPE).casefold() in ("landform", "hydrography"):
        found.skipped["postcodes, hills and waters"] += 1
        return
    if local_type in _ROADS:
        kind = "street"
    elif local_type in _NUMBERED:
        kind = "road number"
    elif local_type in _SETTLEMENTS:
        kind = local_type
    else:
        kind = _kind(local_type)
    found.places.append(
        PlaceRow(
            name,
            kind,
            easting=x,
            northing=y,
            locality=cell(row, _POPULATED_PLACE),
            alt_names=cell(row, _NAME2),
            radius_m=_radius_m(row),
        )
    )


def _kind(local_type: str) -> str:
    """Our word for a landmark's LOCAL_TYPE."""
    if "education" in local_type:
        return "school"
    return local_type or "place"


def _radius_m(row: list[str]) -> float | None:
    """Half the diagonal of the bounding box, where the row has one."""
    west, south, east, north = (number(cell(row, at)) for at in _BOX)
    if west is None or south is None or east is None or north is None:
        return None
    radius_m = math.hypot(east - west, north - south) / 2
    return radius_m if 0 < radius_m < 20_000 else None
