"""Our own `places` format: a council's list of streets and landmarks.

Columns name, kind, and lon+lat, easting+northing or postcode; optional alt_names (| between), locality,
radius_m. A name may stand in several rows: a street is a set of points.
"""

from __future__ import annotations

from pathlib import Path

from geodata.errors import BadInput
from geodata.gazetteer.files import cell, column, headings, members, open_rows
from geodata.gazetteer.rows import PlaceRow, Progress, SourceRows, number

KIND = "places"
_POINTS = (("lon", "lat"), ("easting", "northing"))
_WIDEST_RADIUS_M = 20_000


def recognises(columns: dict[str, int]) -> bool:
    """Whether headings are this format's."""
    return {"name", "kind"} <= set(columns) and (
        any(set(pair) <= set(columns) for pair in _POINTS) or "postcode" in columns
    )


def read(path: Path, progress: Progress | None = None) -> SourceRows:
    """Every usable row.

    Raises
    ------
    BadInput
        When the file cannot be read or a column is missing.
    """
    found = SourceRows(vintage=path.name)
    for member in members(path):
        with open_rows(member, progress) as rows:
            columns = headings(next(rows, []))
            column(columns, member, "name")
            column(columns, member, "kind")
            if not recognises(columns):
                raise BadInput(
                    f"{member.name} needs lon and lat, easting and northing, or postcode beside name and kind"
                )
            for row in rows:
                _read_row(row, columns, found)
    return found


def _read_row(row: list[str], columns: dict[str, int], found: SourceRows) -> None:
    def text(heading: str) -> str:
        return cell(row, columns.get(heading))

    def value(heading: str) -> float | None:
        return number(text(heading))

    name = text("name")
    if not name:
        found.skipped["no name"] += 1
        return
    lon, lat, easting, northing = value("lon"), value("lat"), value("easting"), value("northing")
    if lon is not None and lat is not None and (lon, lat) != (0, 0) and abs(lon) <= 180 and abs(lat) <= 90:
        easting = northing = None
    elif easting and northing:
        lon = lat = None
    elif text("postcode"):
        lon = lat = easting = northing = None
    else:
        found.skipped["no coordinates or postcode"] += 1
        return
    radius_m = value("radius_m")
    if radius_m is not None and not 0 < radius_m <= _WIDEST_RADIUS_M:
        radius_m = None
    found.places.append(
        PlaceRow(
            name[:200],
            (text("kind") or "place").casefold()[:60],
            lon,
            lat,
            easting,
            northing,
            text("postcode"),
            text("locality")[:100],
            text("alt_names")[:500],
            radius_m,
        )
    )
