"""What other organisations hold is not doubled."""

from __future__ import annotations

from planner.rota.case import Case, soft
from planner.rota.facts import minute, shared_minutes
from planner.rota.model import WeekModel
from planner.rota.result import AuditLine
from planner.rota.rule import SOFT, Rule, Source
from planner.rota.value import WEIGHTS, Values

ID = "other_provision"


def add_other_provision(model: WeekModel) -> None:
    """Count covered hours for less."""
    model.values = Values(model.facts)


def check_other_provision(case: Case) -> list[AuditLine]:
    """Say where a deployment and another organisation's session overlap, and what value that cost."""
    weight = case.facts.problem.weights.get("other_provision", WEIGHTS["other_provision"].default)
    lines = []
    for held, offer in case.known():
        for other in case.facts.problem.other_provision:
            span = minute(other.start), minute(other.end)
            shared = shared_minutes(held.span, span)
            if other.place == offer.place and shared:
                penalty = weight * offer.offer.value * shared / (held.end - held.start)
                detail = f"{other.by} is there for {shared} minutes of {case.name(held)}."
                lines.append(soft(ID, held.id, detail, round(penalty, 6)))
    return lines


RULE = Rule(
    id=ID,
    kind=SOFT,
    words="What other organisations hold is not doubled: hours they cover count for less.",
    source=Source("Our own: others' sessions cover", "2026-11", "other provision covers"),
    add=add_other_provision,
    check=check_other_provision,
    weight="other_provision",
)
