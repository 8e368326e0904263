"""The steps of cleaning and what each took out, so that the counts can be shown and added up; and what was dropped."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

# Name of each step and what it does, in order.
STEPS: tuple[tuple[str, str], ...] = (
    ("separate", "rows whose cells stand under their headings"),
    ("screen", "details of people taken out of the columns that are read"),
    ("categorise", "discovered rows refused, kinds and young people read"),
    ("identify", "rows whose reference is here already set apart"),
    ("date", "times read"),
    ("place", "places found"),
    ("join", "repeats of one reference in the file joined"),
)
_LATER = ("partners", "reports of incidents that another partner had reported joined")


@dataclass(frozen=True, slots=True)
class StepCount:
    """One step of cleaning: rows_in = rows_out + duplicates + review + rejected.

    `changed` counts cells or times that the step put right without taking their row out.
    """

    name: str
    words: str
    rows_in: int
    rows_out: int
    duplicates: int = 0
    review: int = 0
    rejected: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class DroppedColumn:
    """What was dropped of a column and why: `rows` cells that held something, never what they held."""

    column: str
    reason: str
    rows: int


def count_steps(rows: int, taken: Counter[tuple[str, str]]) -> tuple[StepCount, ...]:
    """The steps in order; `taken` counts by (step, heap), with "changed" as a heap."""
    steps: list[StepCount] = []
    for name, words in STEPS:
        out = {heap: taken[name, heap] for heap in ("duplicates", "review", "rejected")}
        left = rows - sum(out.values())
        steps.append(StepCount(name, words, rows, left, **out, changed=taken[name, "changed"]))
        rows = left
    return tuple(steps)


def with_later_step(steps: tuple[StepCount, ...], incidents: int) -> tuple[StepCount, ...]:
    """The steps, and one more when fewer incidents are left than they gave: those were joined across partners."""
    if not steps or steps[-1].rows_out <= incidents:
        return steps
    before = steps[-1].rows_out
    return (*steps, StepCount(*_LATER, before, incidents, duplicates=before - incidents))
