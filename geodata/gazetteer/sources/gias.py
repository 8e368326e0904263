"""GIAS, the Department for Education's register of schools: open ones with a point or a postcode."""

from __future__ import annotations

from pathlib import Path

from geodata.gazetteer.files import cell, column, headings, members, open_rows
from geodata.gazetteer.rows import PlaceRow, Progress, SourceRows, number

KIND = "gias"


def recognises(columns: dict[str, int]) -> bool:
    """Whether headings are the register's."""
    return {"urn", "establishmentname"} <= set(columns)


def read(path: Path, progress: Progress | None = None) -> SourceRows:
    """Every open school.

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
            name = column(columns, member, "establishmentname")
            status = column(columns, member, "establishmentstatus (name)")
            for row in rows:
                if not cell(row, status).casefold().startswith("open"):
                    found.skipped["not open"] += 1
                    continue
                _read_row(row, columns, cell(row, name), found)
    return found


def _read_row(row: list[str], columns: dict[str, int], name: str, found: SourceRows) -> None:
    easting = number(cell(row, columns.get("easting"))) or None
    northing = number(cell(row, columns.get("northing"))) or None
    postcode = cell(row, columns.get("postcode"))
    if not name or not ((easting and northing) or postcode):
        found.skipped["no name or no point"] += 1
        return
    locality = cell(row, columns.get("locality")) or cell(row, columns.get("town"))
    found.places.append(
        PlaceRow(name, "school", easting=easting, northing=northing, postcode=postcode, locality=locality)
    )
