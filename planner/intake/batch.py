"""A batch of rows of one table, by field, and the first step of cleaning: cells that stand under their headings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from planner.intake.headings import Layout
from planner.intake.profiles import normal_heading
from planner.intake.result import Duplicate, Rejected, ReviewEntry
from planner.intake.text_table import Record


@dataclass
class Heaps:
    """Where the rows of a file end up, and what was noticed on the way."""

    rows: int = 0
    blank_lines: int = 0
    frames: list[pd.DataFrame] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)
    review: list[ReviewEntry] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    noticed: Counter[str] = field(default_factory=Counter)
    taken: Counter[tuple[str, str]] = field(default_factory=Counter)
    dropped: Counter[tuple[str, str]] = field(default_factory=Counter)

    def sizes(self) -> tuple[int, int, int]:
        """How many rows were taken out so far: duplicates, review, rejected."""
        return len(self.duplicates), len(self.review), len(self.rejected)

    def tally(self, step: str, before: tuple[int, int, int]) -> None:
        """Count what a step has taken out since the heaps had these sizes."""
        for heap, was, now in zip(("duplicates", "review", "rejected"), before, self.sizes(), strict=True):
            if now > was:
                self.taken[step, heap] += now - was


class Batch:
    """Rows of one table by field; `open` says which are still on their way to be incidents."""

    def __init__(
        self, numbers: list[int], rows: list[Sequence[object]], index: Mapping[str, tuple[int, ...]]
    ) -> None:
        self.numbers, self._rows, self._index = numbers, rows, index
        self.open = [True] * len(numbers)
        self._texts: dict[str, list[str]] = {}

    def __len__(self) -> int:
        return len(self.numbers)

    def has(self, name: str) -> bool:
        """Whether the file has a column for a field."""
        return name in self._index

    def cells(self, name: str) -> list[object]:
        """The raw cells of a field, None where the file has no such column."""
        places = self._index.get(name)
        if places is None:
            return [None] * len(self._rows)
        place = places[0]
        return [row[place] for row in self._rows]

    def texts(self, name: str) -> list[str]:
        """The cells of a field as trimmed text; those of several columns joined by commas."""
        known = self._texts.get(name)
        if known is None:
            if len(self._index.get(name, ())) > 1:
                known = [", ".join(part for part in parts if part) for parts in self.parts(name)]
            else:
                known = _texts(self.cells(name))
            self._texts[name] = known
        return known

    def parts(self, name: str) -> list[tuple[str, ...]]:
        """The cells of all columns of a field as trimmed texts."""
        places = self._index.get(name, ())
        columns = [_texts([row[place] for row in self._rows]) for place in places]
        return list(zip(*columns, strict=True)) if columns else [()] * len(self._rows)

    def held(self, place: int) -> int:
        """How many cells of a column hold something."""
        return sum(1 for row in self._rows if row[place])


def separate(records: Sequence[Record], layout: Layout, member: str, heaps: Heaps) -> Batch:
    """Rows whose cells stand under their headings; the others are set aside with the reason."""
    width = len(layout.headings)
    headings = [normal_heading(heading) for heading in layout.headings]
    first = layout.headings[0].casefold()
    numbers: list[int] = []
    rows: list[Sequence[object]] = []
    for number, cells, problem in records:
        if not problem and not _has_text(cells) and _is_blank(cells):
            heaps.blank_lines += 1
            continue
        heaps.rows += 1
        if not problem and (len(cells) < width or (len(cells) > width and not _is_blank(cells[width:]))):
            problem = f"the row has {len(cells)} cells and there are {width} headings. Put each under its own"
        if problem:
            heaps.review.append(
                ReviewEntry(number, "", problem, member=member, partner=layout.profile.partner)
            )
        elif (cells[0] or not first) and _repeats(cells, first, headings):
            heaps.rejected.append(Rejected(number, "", "the row repeats the headings", member))
        else:
            numbers.append(number)
            rows.append(cells)
    return Batch(numbers, rows, layout.index)


def _texts(cells: Sequence[object]) -> list[str]:
    return [cell.strip() if type(cell) is str else cell_text(cell) for cell in cells]


def _has_text(cells: Sequence[object]) -> bool:
    """Whether the first cell that is not empty holds words: the quick answer for most rows."""
    first = next(filter(None, cells), None)
    return type(first) is str and not first.isspace()


def _repeats(cells: Sequence[object], first: str, headings: list[str]) -> bool:
    """Whether a row repeats the headings."""
    start = str(cells[0] or "")
    if len(start) > len(first) + 20 or start.casefold().strip() != first:
        return False
    return _normal(cells[: len(headings)]) == headings


def _is_blank(cells: Sequence[object]) -> bool:
    return not any(
        cell is not None and cell != "" and (not isinstance(cell, str) or cell.strip()) for cell in cells
    )


def _normal(cells: Sequence[object]) -> list[str]:
    return ["" if cell is None else normal_heading(str(cell)) for cell in cells]


def cell_text(cell: object) -> str:
    """A cell of any type as trimmed text."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None:
        return ""
    # A workbook keeps the reference 2019231 as 2019231.0.
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
