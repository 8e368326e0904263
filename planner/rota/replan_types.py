"""What replanning is asked and what it answers: events, changes, options. All frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from planner.rota.problem import Problem
from planner.rota.result import Rota, Shift

Kind = Literal["nothing", "cover", "move", "cancel"]


@dataclass(frozen=True, slots=True)
class Absence:
    """A worker cannot come: on one day, or for the rest of the week."""

    worker: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Closure:
    """A site cannot be used: on one day, or for the rest of the week."""

    site: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """A person asks for a session at a place between two times, which the week did not have."""

    place: str
    start: datetime
    end: datetime


Event = Absence | Closure | Response


@dataclass(frozen=True, slots=True)
class Change:
    """What one worker must be told about one day: in words, and the shift before and after (None: none)."""

    worker: str
    words: str
    before: Shift | None
    after: Shift | None


@dataclass(frozen=True, slots=True)
class Option:
    """One way out.

    Attributes
    ----------
    kind
        "cover" keeps every session, "move" holds some elsewhere or otherwise, "cancel" drops what is hit.
    words
        The option in a sentence.
    changes
        Who must be told what, those who are absent apart.
    people
        How many workers' own sessions or hours change.
    told
        What others must be told: partners whose joint session goes, and what was fixed and cannot stay.
    loss
        Value given up, in expected reports (below 0: gained).
    proven
        No better option of this kind exists within the budget of changes.
    """

    kind: Kind
    words: str
    rota: Rota
    changes: tuple[Change, ...]
    people: int
    told: tuple[str, ...]
    loss: float
    proven: bool


@dataclass(frozen=True, slots=True)
class Replanned:
    """The changed problem, the options (best first) and, where there is none, why.

    `fewest` is the least number of people that must change, where the budget is smaller.
    """

    problem: Problem
    options: tuple[Option, ...]
    reasons: tuple[str, ...]
    fewest: int | None
    seconds: float
