"""A spreadsheet file opened with care: its sheets as rows of named cells."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from geodata.errors import BadInput
from planner.team.faults import Faults
from planner.team.layout import HOW_TO, SHEETS, Sheet, plain

_MOST_BYTES = 20_000_000
_MOST_UNPACKED = 200_000_000
_MOST_ROWS = 20_000
_HEADINGS_WITHIN = 10  # rows from the top in which the headings are looked for
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Row:
    """A filled row: its number as Excel counts, and its cells by heading (only those that hold something)."""

    number: int
    cells: Mapping[str, Any]


def open_sheets(path: Path, faults: Faults) -> dict[str, tuple[Row, ...]]:
    """The filled rows of each sheet we know, by sheet name.

    Missing sheets, missing required columns and cells holding a formula go to `faults`.

    Raises
    ------
    BadInput
        When the file is not a workbook at all, or far too large.
    """
    _check_file(path)
    try:
        with warnings.catch_warnings():
            # openpyxl warns of features it leaves out (drop-downs of newer Excel); we read only values.
            warnings.simplefilter("ignore")
            book = load_workbook(path, read_only=True, data_only=False)
    except Exception as error:  # openpyxl lets many kinds through for a damaged file
        raise BadInput(
            f"{path.name} is damaged or is not an Excel workbook. Open it in Excel and save it again as .xlsx."
        ) from error
    try:
        tabs = {plain(name): name for name in book.sheetnames}
        missing = [sheet.name for sheet in SHEETS if plain(sheet.name) not in tabs]
        if len(missing) == len(SHEETS):
            raise BadInput(
                f"{path.name} has none of the sheets of a team workbook. "
                "Get an empty one with: outreach team template -o FILE.xlsx"
            )
        for name in missing:
            faults.add(name, f"this sheet is missing. Copy it from the template, next to the sheet {HOW_TO}.")
        return {
            sheet.name: tuple(_rows(book[tabs[plain(sheet.name)]], sheet, faults))
            for sheet in SHEETS
            if sheet.name not in missing
        }
    finally:
        book.close()


def _check_file(path: Path) -> None:
    if not path.is_file():
        raise BadInput(f"There is no file {path.name}.")
    size = path.stat().st_size
    if size == 0:
        raise BadInput(f"{path.name} is empty.")
    with path.open("rb") as stream:
        head = stream.read(8)
    if head.startswith(b"%PDF"):
        raise BadInput(f"{path.name} is a PDF, whatever its name. Send the Excel workbook itself.")
    if head.startswith(_OLD_EXCEL):
        raise BadInput(
            f"{path.name} is an old .xls workbook or has a password. Save it as .xlsx without a password."
        )
    if not zipfile.is_zipfile(path):
        raise BadInput(f"{path.name} is not an Excel workbook (.xlsx).")
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    if size > _MOST_BYTES or unpacked > _MOST_UNPACKED:
        raise BadInput(f"{path.name} is far larger than a team workbook. Send the filled-in template alone.")


def _rows(tab: Any, sheet: Sheet, faults: Faults) -> Iterator[Row]:
    known = {plain(column.heading): column.heading for column in sheet.columns}
    tab.reset_dimensions()  # some programs write a wrong extent; read what is there
    at: dict[int, str] | None = None
    filled = 0
    for number, cells in enumerate(tab.iter_rows(), start=1):
        values = [cell for cell in cells if cell.value is not None and str(cell.value).strip()]
        if at is None:
            at = _headings(values, known)
            if at is None and number >= _HEADINGS_WITHIN:
                break
            continue
        found: dict[str, Any] = {}
        for cell in values:
            heading = at.get(cell.column)
            if heading is None:
                continue
            if cell.data_type == "f":
                faults.add(sheet.name, "holds a formula. Paste its value instead.", number, heading)
                # The row is still read, so that its other cells are checked too.
            found[heading] = None if cell.data_type == "f" else cell.value
        if found:
            filled += 1
            if filled > _MOST_ROWS:
                faults.add(sheet.name, f"has more than {_MOST_ROWS} rows. A team's workbook has far fewer.")
                return
            yield Row(number, found)
    seen = set((at or {}).values())
    for column in sheet.columns:
        if column.required and column.heading not in seen:
            faults.add(
                sheet.name,
                "this column is missing. Write its heading in the first row.",
                None,
                column.heading,
            )


def _headings(values: list[Any], known: Mapping[str, str]) -> dict[int, str] | None:
    """Column number to heading, when this row holds at least two of the known headings."""
    at = {cell.column: known[plain(cell.value)] for cell in values if plain(cell.value) in known}
    return at if len(at) >= 2 else None
