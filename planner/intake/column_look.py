"""What a column holds, by a look at some of its cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.intake.batch import cell_text
from planner.intake.date_words import Part, Unreadable, is_blank, read_cell
from planner.intake.heading_words import says
from planner.intake.screening import screen

_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}$", re.I)
_DAYS = re.compile(r"\D*?(\d{1,2})[-/.](\d{1,2})[-/.]\d{2,4}\b")
_LONG_WORDS, _LONG_CHARS = 7.5, 60


@dataclass(frozen=True, slots=True)
class ColumnLook:
    """Shares are of the cells that hold something; `filled` counts those.

    `clocks` are times of day alone, `dates` have a day, `timed` a day and a time of day, `months` a month alone.
    `numbers` are the values of a column of numbers, empty when it is none. `first_over_12` and `second_over_12` count
    days or months that can only be days.
    """

    heading: str
    filled: int
    values: Counter[str]
    dates: float
    timed: float
    months: float
    clocks: float
    numbers: tuple[float, ...]
    decimals: float
    postcodes: float
    mean_words: float
    mean_chars: float
    personal: tuple[str, ...]
    first_over_12: int
    second_over_12: int

    @property
    def distinct(self) -> float:
        """Different values a filled cell."""
        return len(self.values) / self.filled if self.filled else 0.0

    @property
    def is_prose(self) -> bool:
        """Whether it reads like sentences."""
        return self.mean_words > _LONG_WORDS or self.mean_chars > _LONG_CHARS

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the greatest number."""
        return min(self.numbers), max(self.numbers)


def look_at(heading: str, cells: Sequence[object]) -> ColumnLook:
    """What some cells of a column hold."""
    held = [cell for cell in cells if not is_blank(cell)]
    texts = [cell_text(cell) for cell in held]
    count = max(len(held), 1)
    parts = [_part(heading, cell) for cell in held]
    clocks = [_is_clock(heading, cell) for cell in held]
    numbers, decimals = _numbers(texts)
    found: Counter[str] = Counter(what for text in texts for what in screen(text)[1])
    days = [match for text in texts if (match := _DAYS.match(text))]
    return ColumnLook(
        heading=heading,
        filled=len(held),
        values=Counter(texts),
        dates=sum(part is not None for part in parts) / count,
        timed=sum(part is not None and (part.clock is not None or part.utc is not None) for part in parts)
        / count,
        months=sum(part is not None and part.is_month for part in parts) / count,
        clocks=sum(clocks) / count,
        numbers=numbers,
        decimals=decimals,
        postcodes=sum(_POSTCODE.match(text) is not None for text in texts) / count,
        mean_words=float(np.mean([len(text.split()) for text in texts])) if texts else 0.0,
        mean_chars=float(np.mean([len(text) for text in texts])) if texts else 0.0,
        personal=tuple(what for what, times in found.items() if times > 0.2 * count),
        first_over_12=sum(int(match[1]) > 12 for match in days),
        second_over_12=sum(int(match[2]) > 12 for match in days),
    )


def _part(heading: str, cell: object) -> Part | None:
    """The cell as a date, if it is one; bare numbers are dates only where the heading says so."""
    is_number = isinstance(cell, (int, float)) or cell_text(cell).replace(".", "", 1).isdigit()
    if is_number and not says(heading, "date") and not says(heading, "happened"):
        return None
    try:
        part = read_cell("start", cell, True)
    except (Unreadable, ValueError, OverflowError):
        try:
            part = read_cell("start", cell, False)
        except (Unreadable, ValueError, OverflowError):
            return None
    return part if part.day is not None else None


def _is_clock(heading: str, cell: object) -> bool:
    text = cell_text(cell)
    # 1605 is a time under "Time" and a number elsewhere.
    if text.replace(".", "", 1).isdigit() and not says(heading, "time"):
        return False
    try:
        part = read_cell("time", cell, True)
    except (Unreadable, ValueError, OverflowError):
        return False
    return part.day is None and part.clock is not None and part.clock != (0, 1440)


def _numbers(texts: Sequence[str]) -> tuple[tuple[float, ...], float]:
    values: list[float] = []
    decimals = 0
    for text in texts:
        try:
            value = float(text)
        except ValueError:
            continue
        if not np.isfinite(value):
            continue
        values.append(value)
        decimals += len(text.rpartition(".")[2]) if "." in text else 0
    if not values or len(values) < 0.8 * len(texts):
        return (), 0.0
    return tuple(values), decimals / len(values)
