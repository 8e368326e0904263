"""The team's workbook: an empty one to fill in, and a filled one made from rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from models.week import WEEKDAYS
from planner.team.layout import HOW_TO, SHEETS, SYNTHETIC, TEAM, TEAM_NAME, Column, Sheet
from planner.team.reading import read_workbook

__all__ = ["fill_workbook", "read_workbook", "write_template"]

_LAST_ROW = 1000  # drop-downs and formats reach this far
_BOLD = Font(bold=True)
_HEADING_FILL = PatternFill("solid", fgColor="DCE6F1")
_FORMATS = {"time": "hh:mm", "date": "dd/mm/yyyy"}
_DAY_CHOICES = (*WEEKDAYS, "Mon-Fri", "Weekend", "Every day")
_INTRODUCTION = (
    "Fill in one sheet after the other, left to right; the note on each heading says what goes in it.",
    "Names tie the sheets together: write a worker, site or partner the same way everywhere.",
    "Days: choose one, or write several, like Mon-Fri or Tue, Thu. Times: 15:00, 15.00 or 3pm.",
    "Sites and sessions: latitude and longitude, or easting and northing, or a postcode or known place.",
    "Check it with: outreach team import FILE.xlsx --dry-run. Everything to put right is listed at once.",
    "The rows below are examples. They are read from no sheet: write yours on the other sheets.",
)
_EXAMPLES: Mapping[str, Sequence[object]] = {
    "Workers": ("A. Example", "", "yes", "no", "no", 18.5, 24, "first aid"),
    "Availability": ("A. Example", "Mon-Fri", "15:00", "22:00"),
    "Leave": ("A. Example", "03/06/2026", "07/06/2026"),
    "Vehicles": ("The bus", "", "Tue, Thu, Sat", "14:00", "22:00", 30),
    "Sites": (
        "Example Green",
        "",
        "yes",
        "yes",
        51.5,
        -0.12,
        "",
        "",
        "",
        "Every day",
        "15:00",
        "21:00",
        "31/03/2027",
    ),
    "Partners": ("Example police team", "", "Example Green; Example Square", 20),
    "Partner windows": ("Example police team", "Friday", "16:00", "20:00", 2),
    "Others' provision": (
        "Example club",
        "Friday night football",
        "",
        "",
        "",
        "",
        "Example Park",
        "Fri",
        "18:00",
        "20:00",
    ),
}


def write_template(path: Path) -> None:
    """Write the empty workbook: headings, notes and drop-downs, with examples on the How-to sheet alone."""
    fill_workbook(path, {TEAM.name: [(TEAM_NAME, ""), (SYNTHETIC, "no")]})


def fill_workbook(path: Path, rows: Mapping[str, Sequence[Sequence[object]]], note: str = "") -> None:
    """Write the workbook with rows on its sheets, each row in the order of the sheet's columns.

    Text stays text, whatever it begins with. `note` stands in bold at the head of the How-to sheet.
    """
    book = Workbook()
    how_to = book.worksheets[0]
    how_to.title = HOW_TO
    _write_how_to(how_to, note)
    for sheet in SHEETS:
        tab = book.create_sheet(sheet.name)
        _write_headings(tab, sheet)
        for number, row in enumerate(rows.get(sheet.name, ()), start=2):
            for column, value in enumerate(row, start=1):
                _put(tab, number, column, value)
        _add_choices(tab, sheet)
    book.save(path)


def _put(tab: Worksheet, row: int, column: int, value: Any) -> None:
    if value is None or value == "":
        return
    cell = tab.cell(row, column)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # or openpyxl would store "=..." as a formula


def _write_headings(tab: Worksheet, sheet: Sheet) -> None:
    for number, column in enumerate(sheet.columns, start=1):
        cell = tab.cell(1, number, column.heading)
        cell.font = _BOLD
        cell.fill = _HEADING_FILL
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        needed = "Needed. " if column.required else ""
        cell.comment = Comment(needed + column.note, "Outreach Planner", height=90, width=260)
        letter = get_column_letter(number)
        tab.column_dimensions[letter].width = column.width
        if column.kind in _FORMATS:
            for row in range(2, 202):
                tab.cell(row, number).number_format = _FORMATS[column.kind]
    tab.freeze_panes = "A2"


def _add_choices(tab: Worksheet, sheet: Sheet) -> None:
    for number, column in enumerate(sheet.columns, start=1):
        choice = _choice(column)
        if choice is not None:
            letter = get_column_letter(number)
            tab.add_data_validation(choice)
            choice.add(f"{letter}2:{letter}{_LAST_ROW}")


def _choice(column: Column) -> DataValidation | None:
    """The drop-down of a column. Days only suggest: "Tue, Thu" may be typed over them."""
    if column.kind == "yes_no":
        choice = DataValidation("list", formula1='"yes,no"', allow_blank=True, showErrorMessage=True)
        choice.error = "Choose yes or no."
        return choice
    if column.kind == "days":
        return DataValidation("list", formula1=f'"{",".join(_DAY_CHOICES)}"', allow_blank=True)
    if column.kind == "reference":
        choice = DataValidation(
            "list",
            formula1=f"'{column.refers_to}'!$A$2:$A${_LAST_ROW}",
            allow_blank=True,
            showErrorMessage=True,
        )
        choice.error = f"Choose a name from the sheet {column.refers_to}."
        return choice
    return None


def _write_how_to(tab: Worksheet, note: str) -> None:
    lines: list[tuple[object, ...]] = [("The team's workbook",)]
    bold = {1}
    if note:
        lines.append((note,))
        bold.add(len(lines))
    lines += [(line,) for line in _INTRODUCTION]
    for sheet in SHEETS:
        if sheet.name not in _EXAMPLES:
            continue
        lines += [(), (f"{sheet.name}: {sheet.purpose}",)]
        bold.add(len(lines))
        lines.append(tuple(column.heading for column in sheet.columns))
        lines.append(tuple(_EXAMPLES[sheet.name]))
    for number, line in enumerate(lines, start=1):
        for column, value in enumerate(line, start=1):
            _put(tab, number, column, value)
        if number in bold:
            tab.cell(number, 1).font = _BOLD
    tab.column_dimensions["A"].width = 30
