"""NaPTAN: every bus stop, railway station and tram stop, as the Department for Transport publishes it."""

from __future__ import annotations

from pathlib import Path

from geodata.gazetteer.files import cell, column, headings, members, open_rows
from geodata.gazetteer.rows import PlaceRow, Progress, SourceRows, number

KIND = "naptan"

# Stop types that a person would name; entrances and platforms repeat the station's own row.
_KINDS = {
    "BCT": "bus stop", "BCS": "bus stop", "BCQ": "bus stop", "BCE": "bus station", "BST": "bus station",
    "RSE": "railway station", "RLY": "railway station", "MET": "tram or tube stop", "TMU": "tram or tube stop",
    "PLT": "tram or tube stop", "TXR": "taxi rank", "STR": "taxi rank",
}  # fmt: skip
_ENDINGS = (" Rail Station", " Railway Station", " Tram Stop", " Underground Station", " (London)")


def recognises(columns: dict[str, int]) -> bool:
    """Whether headings are NaPTAN's."""
    return {"atcocode", "commonname"} <= set(columns)


def read(path: Path, progress: Progress | None = None) -> SourceRows:
    """Every stop in use.

    Raises
    ------
    BadInput
        When the file cannot be read or a column is missing.
    """
    found = SourceRows(vintage=path.stem)
    for member in members(path):
        with open_rows(member, progress) as rows:
            columns = headings(next(rows, []))
            if member.inside is not None and not recognises(columns):
                continue
            column(columns, member, "stoptype")
            for row in rows:
                _read_row(row, columns, found)
    return found


def _read_row(row: list[str], columns: dict[str, int], found: SourceRows) -> None:
    def text(heading: str) -> str:
        return cell(row, columns.get(heading))

    if text("status").casefold() not in ("", "act", "active"):
        found.skipped["no longer in use"] += 1
        return
    kind = _KINDS.get(text("stoptype").upper())
    name = text("commonname")
    if kind is None or not name:
        found.skipped["entrances, platforms and other parts"] += 1
        return
    lon, lat = number(text("longitude")), number(text("latitude"))
    easting, northing = number(text("easting")), number(text("northing"))
    if not (easting and northing) and (lon is None or lat is None):
        found.skipped["no point"] += 1
        return
    if kind in ("railway station", "tram or tube stop"):
        for ending in _ENDINGS:
            name = name.removesuffix(ending)
    if easting and northing:
        lon = lat = None
    alt_names = text("landmark") if kind == "bus station" else ""
    found.places.append(
        PlaceRow(name, kind, lon, lat, easting, northing, "", text("localityname"), alt_names)
    )
