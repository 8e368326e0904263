"""ONS Postcode Directory and National Statistics Postcode Lookup, of any vintage.

Columns change names: pcd or pcd7, oseast1m or east1m, osnrth1m or north1m. A blank doterm means a live
postcode. Of a zip the one large CSV is read, or its multi_csv parts where there is none.
"""

from __future__ import annotations

from pathlib import Path

from geodata.errors import BadInput
from geodata.gazetteer.files import Member, cell, column, headings, members, open_rows
from geodata.gazetteer.rows import EVERYWHERE, TOO_FAR, Box, PostcodeRow, Progress, SourceRows, number

KIND = "onspd"
_POSTCODE = ("pcds", "pcd", "pcd2", "pcd7", "pcd8")
_EASTING = ("oseast1m", "east1m")
_NORTHING = ("osnrth1m", "north1m")


def recognises(columns: dict[str, int]) -> bool:
    """Whether headings are a postcode directory's."""
    return all(any(name in columns for name in names) for names in (_POSTCODE, _EASTING, _NORTHING))


def read(path: Path, progress: Progress | None = None, box: Box = EVERYWHERE) -> SourceRows:
    """Every postcode with a point in the box, by default Great Britain.

    Raises
    ------
    BadInput
        When the file cannot be read or a column is missing.
    """
    found = SourceRows(vintage=path.stem)
    tables = [member for member in members(path) if member.inside is None or _is_data(member)]
    if not tables:
        raise BadInput(f"{path.name} has no table of postcodes in it")
    whole = [member for member in tables if "multi_csv" not in (member.inside or "").casefold()]
    for member in whole or tables:
        _read_table(member, found, progress, box)
    return found


def _is_data(member: Member) -> bool:
    if "documents" in (member.inside or "").casefold().split("/"):
        return False
    with open_rows(member) as rows:
        return recognises(headings(next(rows, [])))


def _read_table(member: Member, found: SourceRows, progress: Progress | None, box: Box) -> None:
    with open_rows(member, progress) as rows:
        columns = headings(next(rows, []))
        postcode = column(columns, member, *_POSTCODE)
        easting, northing = column(columns, member, *_EASTING), column(columns, member, *_NORTHING)
        ended, quality = columns.get("doterm"), columns.get("osgrdind")
        for row in rows:
            x, y = number(cell(row, easting)), number(cell(row, northing))
            name = cell(row, postcode).replace(" ", "").upper()
            # Northern Ireland's points are on the Irish Grid; quality 9 means no point at all.
            if not x or not y or not name or name.startswith("BT") or cell(row, quality) == "9":
                found.skipped["no point in Great Britain"] += 1
                continue
            if not box.holds(x, y):
                found.skipped[TOO_FAR] += 1
                continue
            live = None if ended is None else not cell(row, ended)
            found.postcodes.append(PostcodeRow(name, x, y, live))
