"""Records of an OpenDocument sheet, read as a stream: values only; formulas are never evaluated.

A library that holds a sheet whole would hold what it claims: a kilobyte can say "this row a hundred million times".
Here a repeated row costs nothing until it is read, and one that repeats beyond reason is refused.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import BinaryIO, cast
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from geodata.errors import BadInput
from planner.intake.guards import LIMITS, GuardedStream, Limits
from planner.intake.profiles import FileHints
from planner.intake.text_table import Record
from planner.intake.workbook_table import ERROR_VALUES, check_workbook, damaged
from planner.intake.xml_table import elements, local_name

_CONTENT = "content.xml"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_CELLS = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_MOST_REPEATS = 10_000
_DURATION = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S$")


class OdsTable(Iterator[Record]):
    """The records of one sheet."""

    def __init__(self, stream: BinaryIO, at: int, names: list[str], member: str, limits: Limits) -> None:
        self.member = member
        self.width: int | None = None
        self.other_sheets = tuple(name for n, name in enumerate(names) if n != at)
        self._limits = limits
        self._rows = self._read(stream, at)

    def __next__(self) -> Record:
        record = next(self._rows)
        cells = record.cells
        if self.width is not None and len(cells) < self.width and not record.problem:
            cells.extend([None] * (self.width - len(cells)))
        return record

    def _read(self, stream: BinaryIO, at: int) -> Iterator[Record]:
        sheet, number = -1, 0
        inside: Element | None = None
        for event, element, _ in _content(stream, self.member, self._limits):
            if element.tag == f"{_TABLE}table" and event == "start":
                sheet, inside = sheet + 1, element
            if element.tag != f"{_TABLE}table-row" or event == "start":
                continue
            if sheet == at:
                cells = self._cells(element)
                times = _repeats(element, "rows")
                if cells and times > _MOST_REPEATS:
                    raise BadInput(
                        f"{self.member} repeats a row {times:,} times. Delete the copies, or save the sheet as CSV; "
                        "nothing was brought in."
                    )
                # Sheets end in a million empty rows; they are counted and not made.
                for n in range(times if cells else 0):
                    yield self._record(number + n + 1, list(cells))
                number += times
            element.clear()
            if inside is not None:
                inside.clear()
            if sheet > at:
                return

    def _record(self, number: int, cells: list[object]) -> Record:
        if len(cells) > self._limits.max_columns:
            return Record(number, [], f"the row has more than {self._limits.max_columns:,} cells")
        return Record(number, cells)

    def _cells(self, row: Element) -> list[object]:
        """The row's cells up to the last that holds something, and no more than one beyond the limit."""
        cells: list[object] = []
        room, position = self._limits.max_columns + 1, 0
        for cell in row:
            if cell.tag not in _CELLS:
                continue
            value, times = _value(cell), _repeats(cell, "columns")
            if value is not None:
                # Empty cells are held only once something stands behind them.
                cells.extend([None] * (min(position, room) - len(cells)))
                cells.extend([value] * min(times, room - len(cells)))
                if position + times >= room:
                    return [*cells, *[None] * (room - len(cells))]
            position += times
        return cells


def open_ods(
    stream: BinaryIO, name: str, hints: FileHints, packed: int, limits: Limits = LIMITS
) -> Iterator[OdsTable]:
    """The sheets of an OpenDocument spreadsheet, in order: the one the profile names, or all.

    Raises
    ------
    BadInput
        When it is damaged, unpacks to too much, declares entities, or has no such sheet.
    """
    check_workbook(stream, name, packed, limits)
    names = [
        str(element.get(f"{_TABLE}name", ""))
        for event, element, _ in _content(stream, name, limits)
        if event == "start" and element.tag == f"{_TABLE}table"
    ]
    if not names:
        raise BadInput(
            f"{name} is an OpenDocument file with no sheet in it. Save the table as ODS, XLSX or CSV; "
            "nothing was brought in."
        )
    asked = None if hints.sheet is None else hints.sheet.casefold()
    wanted = [n for n, title in enumerate(names) if asked is None or title.casefold() == asked]
    if not wanted:
        raise BadInput(
            f"{name} has no sheet {hints.sheet!r}. It has: {', '.join(names)}. Change the profile or the file."
        )
    for at in wanted:
        yield OdsTable(stream, at, names, name, limits)


def is_opendocument(archive: ZipFile) -> bool:
    """Whether a zip is an OpenDocument file."""
    return "mimetype" in archive.NameToInfo and _CONTENT in archive.NameToInfo


def _content(stream: BinaryIO, name: str, limits: Limits) -> Iterator[tuple[str, Element, int]]:
    stream.seek(0)
    try:
        archive = ZipFile(stream)
        info = archive.getinfo(_CONTENT)
        inner = archive.open(info)
    except Exception as error:
        # What a zip that lies about itself makes its reader stumble over is of any kind.
        raise damaged(name, error) from None
    with archive, GuardedStream(cast(BinaryIO, inner), max(info.compress_size, 1), name, limits) as guarded:
        yield from elements(cast(BinaryIO, guarded), name)


def _repeats(element: Element, what: str) -> int:
    said = element.get(f"{_TABLE}number-{what}-repeated", "1")
    return int(said) if said.isdigit() and len(said) < 12 else 1


def _value(cell: Element) -> object:
    kind = cell.get(f"{_OFFICE}value-type")
    if kind is None or cell.tag.endswith("covered-table-cell"):
        return None
    try:
        if kind in ("float", "percentage", "currency"):
            return float(cell.get(f"{_OFFICE}value", ""))
        if kind == "date":
            said = cell.get(f"{_OFFICE}date-value", "")
            return dt.datetime.fromisoformat(said) if "T" in said else dt.date.fromisoformat(said)
        if kind == "time" and (found := _DURATION.match(cell.get(f"{_OFFICE}time-value", ""))):
            hours, minutes, seconds = (int(part) for part in found.groups())
            return dt.time(hours, minutes, seconds)
        if kind == "boolean":
            return cell.get(f"{_OFFICE}boolean-value") == "true"
    except ValueError:
        pass  # a value that is none: what the cell shows is read instead
    text = "\n".join(_words(one) for one in cell if local_name(one.tag) == "p").strip()
    return None if not text or text in ERROR_VALUES else text


def _words(paragraph: Element) -> str:
    parts = [paragraph.text or ""]
    for one in paragraph:
        parts += [" " if local_name(one.tag) == "s" else _words(one), one.tail or ""]
    return "".join(parts)
