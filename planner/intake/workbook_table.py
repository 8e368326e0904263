"""Records of an XLSX sheet: values only, read row by row; formulas are never evaluated."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

import openpyxl

from geodata.errors import BadInput
from planner.intake.guards import LIMITS, Limits, check_unpacked
from planner.intake.profiles import FileHints
from planner.intake.text_table import Record

ERROR_VALUES = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
_HAS_HOURS = re.compile(r"[hs]", re.IGNORECASE)


class SheetTable(Iterator[Record]):
    """The records of one sheet."""

    def __init__(self, book: openpyxl.Workbook, sheet: str, member: str, limits: Limits = LIMITS) -> None:
        self.member = member
        self.width: int | None = None
        self.other_sheets = tuple(name for name in book.sheetnames if name != sheet)
        self._limits = limits
        page = book[sheet]
        # The size a sheet states may be wrong, or enormous: what is there counts.
        page.reset_dimensions()
        self._rows = page.iter_rows()
        self._number = 0

    def __next__(self) -> Record:
        try:
            row = next(self._rows)
        except StopIteration:
            raise
        except Exception as error:
            raise damaged(self.member, error) from None
        self._number += 1
        cells: list[object] = [_value(cell) for cell in row[: self._limits.max_columns]]
        while cells and cells[-1] is None:
            cells.pop()
        if self.width is not None and len(cells) < self.width:
            cells.extend([None] * (self.width - len(cells)))
        return Record(self._number, cells)


def _value(cell: object) -> object:
    value = getattr(cell, "value", None)
    if isinstance(value, str):
        return None if value in ERROR_VALUES else value
    if isinstance(value, dt.datetime):
        number_format = str(getattr(cell, "number_format", ""))
        # A date without a time of day comes as midnight; its format tells that nobody meant midnight.
        if value.time() == dt.time() and not _HAS_HOURS.search(number_format):
            return value.date()
    return value


def open_sheets(
    stream: BinaryIO, name: str, hints: FileHints, packed: int, limits: Limits = LIMITS
) -> Iterator[SheetTable]:
    """The sheets of a workbook to look into, in order: the one the profile names, or all that are visible.

    Raises
    ------
    BadInput
        When the workbook is damaged, unpacks to too much, declares entities, or has no such sheet.
    """
    check_workbook(stream, name, packed, limits)
    stream.seek(0)
    try:
        with warnings.catch_warnings():
            # Styles and extensions that openpyxl does not know are of no use to us.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    except Exception as error:
        # openpyxl answers a damaged file with whatever its innermost part stumbled over.
        raise damaged(name, error) from None
    visible = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if hints.sheet is not None:
        wanted = [title for title in book.sheetnames if title.casefold() == hints.sheet.casefold()]
        if not wanted:
            raise BadInput(
                f"{name} has no sheet {hints.sheet!r}. It has: {', '.join(book.sheetnames)}. "
                "Change the profile or the file."
            )
        visible = wanted
    for title in visible:
        yield SheetTable(book, title, name, limits)


def check_workbook(stream: BinaryIO, name: str, packed: int, limits: Limits = LIMITS) -> None:
    """Look at the parts of a workbook before any is unpacked as a whole.

    Raises
    ------
    BadInput
        When they unpack to too much, or when one declares entities, which no spreadsheet program writes.
    """
    try:
        with ZipFile(stream) as archive:
            infos = archive.infolist()
            unpacked = sum(info.file_size for info in infos)
            if unpacked > limits.max_workbook_bytes:
                raise BadInput(
                    f"{name} unpacks to more than {limits.max_workbook_bytes >> 20} MB. Save it as CSV, or split it."
                )
            check_unpacked(unpacked, packed, name, limits)
            for info in infos:
                if info.filename.endswith((".xml", ".rels")):
                    with archive.open(info) as part:
                        if b"<!doctype" in part.read(4096).lower():
                            raise BadInput(
                                f"{name} holds declarations that no spreadsheet program writes. Save it again from one."
                            )
    except (
        BadZipFile,
        zlib.error,
        OSError,
        RuntimeError,
        NotImplementedError,
        EOFError,
        ValueError,
    ) as error:
        raise damaged(name, error) from None


def is_workbook(archive: ZipFile) -> bool:
    """Whether a zip is an XLSX."""
    return "xl/workbook.xml" in {info.filename for info in archive.infolist()[:5000]}


def damaged(name: str, error: Exception) -> BadInput:
    """The exception for a file that its own format's reader could not read."""
    return BadInput(
        f"{name} is damaged ({type(error).__name__}). Open it in a spreadsheet and save it again, as XLSX or CSV; "
        "nothing was brought in."
    )


def as_seekable(stream: BinaryIO) -> io.BytesIO:
    """A workbook inside another archive, held in memory (its size has been checked)."""
    return io.BytesIO(stream.read())
