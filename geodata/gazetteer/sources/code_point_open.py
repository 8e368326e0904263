"""Ordnance Survey Code-Point Open: live postcodes with their points, one CSV a postcode area, no headings."""

from __future__ import annotations

import re
from pathlib import Path

from geodata.gazetteer.files import cell, members, open_rows
from geodata.gazetteer.rows import EVERYWHERE, TOO_FAR, Box, PostcodeRow, Progress, SourceRows, number

KIND = "code-point-open"
_POSTCODE = re.compile(r"^[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}$")
_COLUMNS = 10


def recognises_row(row: list[str]) -> bool:
    """Whether a first row is this product's: postcode, quality, easting, northing and six codes."""
    return (
        len(row) == _COLUMNS
        and bool(_POSTCODE.match(row[0].strip()))
        and all(c.strip().isdigit() for c in row[1:4])
    )


def read(path: Path, progress: Progress | None = None, box: Box = EVERYWHERE) -> SourceRows:
    """Every postcode with a point in the box.

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
                if not _POSTCODE.match(cell(row, 0)):
                    found.skipped["not a postcode"] += 1
                    continue
                x, y = number(cell(row, 2)), number(cell(row, 3))
                if not x or not y or cell(row, 1) == "90":
                    found.skipped["no point"] += 1
                    continue
                if not box.holds(x, y):
                    found.skipped[TOO_FAR] += 1
                    continue
                found.postcodes.append(PostcodeRow(cell(row, 0).replace(" ", ""), x, y, True))
    return found
