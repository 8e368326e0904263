"""What a rule of the rota is: words, source, parameters, and a pair that shares nothing but arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from planner.rota.case import Case
    from planner.rota.model import WeekModel
    from planner.rota.result import AuditLine

HARD: Literal["hard"] = "hard"
SOFT: Literal["soft"] = "soft"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule comes from, and when its wording was made."""

    title: str
    date: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of a rule that a team may set, between `floor` and `ceiling`, with the reason of its default."""

    default: float
    reason: str
    floor: float = 0
    ceiling: float = 1_000_000


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes
    ----------
    id
        As it stands in `audit` lines and in the problem's `parameters`.
    words
        The rule in one sentence for the team.
    add
        Tells the model (both stages read it) what the rule forbids or costs.
    check
        Finds breaches in any rota, however it was made.
    weight
        The name of a soft rule's weight, where it has one.
    """

    id: str
    kind: Literal["hard", "soft"]
    words: str
    source: Source
    add: Callable[[WeekModel], None]
    check: Callable[[Case], list[AuditLine]]
    parameters: dict[str, Parameter] | None = None
    weight: str | None = None
