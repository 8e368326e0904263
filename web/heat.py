"""The hours of a week as a table a person can read without its colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from web.words import clock

LEVELS = 5


@dataclass(frozen=True)
class HeatTable:
    """24 rows (hours) of 7 levels (Monday first), 0 to 5, and the least expected reports of each level from 1."""

    rows: tuple[tuple[str, tuple[int, ...]], ...]
    floors: tuple[float, ...]


def heat_table(hours: Sequence[Sequence[float]], top: float | None = None) -> HeatTable:
    """Turn 7 rows of 24 expected reports into levels: fifths of the busiest hour, nothing below a twentieth of it.

    `top` takes the place of the busiest hour, so that several tables have the same levels.
    """
    if top is None:
        top = max((value for day in hours for value in day), default=0.0)
    floors = tuple(top * share for share in (0.05, 0.2, 0.4, 0.6, 0.8))
    rows = tuple(
        (
            f"{clock(hour)} to {clock(hour + 1)}",
            tuple(sum(day[hour] >= floor for floor in floors) if top > 0 else 0 for day in hours),
        )
        for hour in range(24)
    )
    return HeatTable(rows, floors)
