"""data.police.uk street files: their snap points "On or near X" are a free street gazetteer.

Both the street CSV (alone, gzipped, or the zip as downloaded) and the API's records saved as CSV are read.
Points are anonymised and were re-issued over the years, so a street may have several.
"""

from __future__ import annotations

import re
from pathlib import Path

from geodata.gazetteer.files import cell, column, headings, members, open_rows
from geodata.gazetteer.rows import PlaceRow, Progress, SourceRows, number
from geodata.names import name_key

KIND = "police-uk-street"

_ON_OR_NEAR = re.compile(r"^\s*on or near\b\s*", re.IGNORECASE)
# What data.police.uk writes where a snap point has no street of its own.
_GENERIC = frozenset(
    name_key(name)
    for name in (
        "Parking Area", "Supermarket", "Shopping Area", "Petrol Station", "Sports/Recreation Area", "Nightclub",
        "Pedestrian Subway", "Further/Higher Educational Building", "Park/Open Space", "Bus/Coach Station",
        "Conference/Exhibition Centre", "Hospital", "Police Station", "Prison", "Theatre/Concert Hall",
        "Race Track/Circuit", "Football Ground", "Airport/Airfield", "Ferry Terminal", "Motorway Service Area",
        "Shopping Centre", "Station", "Cemetery", "No Location", "Location unknown",
    )
)  # fmt: skip


def recognises(columns: dict[str, int]) -> bool:
    """Whether headings are a street file's or the API's."""
    street = {"month", "longitude", "latitude", "location"} <= set(columns) and "legislation" not in columns
    api = {"lat", "lng", "street_name", "month"} <= set(columns)
    return street or api


def read(path: Path, progress: Progress | None = None) -> SourceRows:
    """Each street's distinct snap points.

    Raises
    ------
    BadInput
        When the file cannot be read or a column is missing.
    """
    found = SourceRows()
    seen: set[tuple[str, str, str]] = set()
    months: set[str] = set()
    for member in members(path):
        with open_rows(member, progress) as rows:
            columns = headings(next(rows, []))
            if member.inside is not None and not recognises(columns):
                continue  # a download's zip holds outcomes and stop-and-search files too
            where = column(columns, member, "location", "street_name")
            where = columns.get("street_name", where)
            lon = column(columns, member, "longitude", "lng")
            lat = column(columns, member, "latitude", "lat")
            month = columns.get("month")
            for row in rows:
                months.add(cell(row, month)[:7])
                _read_row(cell(row, where), cell(row, lon), cell(row, lat), seen, found)
    months.discard("")
    found.vintage = f"{min(months)} to {max(months)}" if months else ""
    return found


def _read_row(where: str, lon: str, lat: str, seen: set[tuple[str, str, str]], found: SourceRows) -> None:
    match = _ON_OR_NEAR.match(where)
    name = where[match.end() :].strip() if match else ""
    if not name:
        found.skipped["no street named"] += 1
        return
    if name_key(name) in _GENERIC:
        found.skipped["not a street"] += 1
        return
    if (name, lon, lat) in seen:
        return
    x, y = number(lon), number(lat)
    if x is None or y is None or (x, y) == (0, 0) or abs(x) > 180 or abs(y) > 90:
        found.skipped["no coordinates"] += 1
        return
    seen.add((name, lon, lat))
    found.places.append(PlaceRow(name[:200], "street", lon=x, lat=y))
