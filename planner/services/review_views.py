"""What the pages of the review queue are shown, and what a person answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Asks(StrEnum):
    """What a row that waits asks of a person."""

    WHICH = "which"
    WHERE = "where"
    OTHER = "other"


class AnswerKind(StrEnum):
    """What a person says about a row."""

    CANDIDATE = "candidate"
    POSITION = "position"
    OUTSIDE = "outside"
    REJECT = "reject"


class Scope(StrEnum):
    """Which rows an answer is for: every one that says the same, now and later; those waiting now; or one alone."""

    ALWAYS = "always"
    WAITING = "waiting"
    THIS = "this"


@dataclass(frozen=True, slots=True)
class Answer:
    """A person's answer; of the fields after `scope` its kind needs one or none.

    `choice` is the number of a candidate; `position` anything the geocoder reads (a postcode, a grid reference, "51.37,
    -0.09"), with `radius_m` around it; `reason` says why a row is rejected.
    """

    kind: AnswerKind
    scope: Scope
    choice: int = -1
    position: str = ""
    radius_m: float = 100.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReviewGroup:
    """Waiting rows of one partner that say the same: `id` is the first of them, `text` its words."""

    id: int
    rows: int
    partner: str
    text: str
    reason: str
    asks: Asks
    file: str
    row: int
    column: str
    candidates: int


@dataclass(frozen=True, slots=True)
class ReviewQueue:
    """One page of the queue.

    `waiting` counts all rows that wait; `total` the groups that the filter leaves; `partners`, `reasons` and `asks` are
    what can be filtered by, with the rows of each.
    """

    groups: tuple[ReviewGroup, ...]
    total: int
    waiting: int
    partners: tuple[tuple[str, int], ...]
    reasons: tuple[tuple[str, int], ...]
    asks: tuple[tuple[Asks, int], ...]
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a text may mean; `area` is its ward or sector in words, `inside` whether it is in our area."""

    label: str
    lon: float
    lat: float
    radius_m: float
    area: str
    inside: bool


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """One row that waits. `text` is the words of the location column alone: free text is never kept.

    `same` counts the waiting rows that say the same, this one among them; `names_nothing` says that the words alone
    name no particular place, so that another row with them may mean another; `next_id` is the first row of the group
    after this one.
    """

    id: int
    text: str
    reason: str
    asks: Asks
    column: str
    partner: str
    file: str
    row: int
    member: str
    start: datetime | None
    end: datetime | None
    time_kind: str
    category: str
    youth_related: str
    candidates: tuple[Candidate, ...]
    same: int
    can_remember: bool
    names_nothing: bool
    next_id: int | None
    synthetic: bool


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer that was given: `kind` is "placed", "outside" or "rejected".

    `rows` waited and were settled by it; `later_rows` of later imports were placed or turned away by it while it was
    `remembered`.
    """

    id: int
    kind: str
    partner: str
    text: str
    label: str
    lon: float | None
    lat: float | None
    radius_m: float | None
    reason: str
    made_at: datetime
    made_by: str
    rows: int
    later_rows: int
    remembered: bool
    undone_at: datetime | None
    undone_by: str | None
