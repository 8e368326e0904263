"""Rows read cell by cell, each fault noted where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from typing import TypeVar

from planner.team.cells import CellError, clean_text, read_days, read_number, read_time
from planner.team.faults import Faults
from planner.team.layout import Sheet, plain
from planner.team.sheets import Row
from planner.team.types import WeeklyHours

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a sheet. Reading a cell that is wrong notes the fault and gives the default instead."""

    sheet: Sheet
    row: Row
    faults: Faults

    def fault(self, message: str, column: str | None = None) -> None:
        """Note a fault of this row."""
        self.faults.add(self.sheet.name, message, self.row.number, column)

    def has(self, column: str) -> bool:
        """Whether the cell holds anything (a refused formula does)."""
        return column in self.row.cells

    def cell(self, column: str, read: Callable[[object], T], default: T | None = None) -> T | None:
        """The cell as `read` understands it; the default when it is empty or wrong."""
        value = self.row.cells.get(column)
        if value is None:
            if not self.has(column) and self._required(column):
                self.fault("is empty. " + self._note(column), column)
            return default
        try:
            return read(value)
        except CellError as fault:
            self.fault(str(fault), column)
            return default

    def text(self, column: str) -> str:
        """A name or words, "" when empty or wrong."""
        return self.cell(column, clean_text, "") or ""

    def number(self, column: str, unit: str, example: str, least: float, most: float) -> float | None:
        """A number within bounds, or None."""
        number = self.cell(column, lambda value: read_number(value, unit, example))
        if number is not None and not least <= number <= most:
            self.fault(f"{number:g} is not between {least:g} and {most:g} {unit}.", column)
            return None
        return number

    def hours(self) -> tuple[WeeklyHours, ...]:
        """The row's Days, From and To; empty when one of them is missing or wrong."""
        days = self.cell("Days", read_days)
        start, end = self.cell("From", read_time), self.cell("To", read_time)
        if days is None or start is None or end is None:
            return ()
        if start == end and start != time(0):
            self.fault(f"From and To are both {start:%H:%M}. Write when it ends.", "To")
            return ()
        return tuple(WeeklyHours(day, start, end) for day in days)

    def _required(self, column: str) -> bool:
        return any(known.heading == column and known.required for known in self.sheet.columns)

    def _note(self, column: str) -> str:
        return next(known.note for known in self.sheet.columns if known.heading == column)


@dataclass(slots=True)
class Reader:
    """The workbook's rows, and the faults found so far."""

    rows: Mapping[str, tuple[Row, ...]]
    faults: Faults

    def has(self, sheet: Sheet) -> bool:
        """Whether the workbook has the sheet at all."""
        return sheet.name in self.rows

    def records(self, sheet: Sheet) -> Iterator[Record]:
        """The filled rows of a sheet, none when it is missing."""
        for row in self.rows.get(sheet.name, ()):
            yield Record(sheet, row, self.faults)


def make_id(code: str, name: str, taken: set[str]) -> str:
    """A short id for files: the code, else the name in plain letters; a number keeps it unlike those taken."""
    base = "-".join("".join(c if c.isalnum() else " " for c in (code or name).casefold()).split())
    base = base or "unnamed"
    unique, n = base, 2
    while unique in taken:
        unique, n = f"{base}-{n}", n + 1
    taken.add(unique)
    return unique


@dataclass(slots=True)
class Register:
    """Names seen on a sheet, so that a second row of the same name, or of the same code, is noticed."""

    sheet: Sheet
    first_row: dict[str, int]
    taken: set[str]

    @classmethod
    def of(cls, sheet: Sheet) -> Register:
        """An empty register."""
        return cls(sheet, {}, set())

    def enter(self, record: Record, name: str) -> str:
        """The id for a new name; notes a code that another row has already."""
        code = record.text("Code")
        if code and make_id(code, name, set()) in self.taken:
            record.fault(
                f"{code!r} is the code of another row too. Write another, or leave it empty.", "Code"
            )
        self.first_row[plain(name)] = record.row.number
        return make_id(code, name, self.taken)
