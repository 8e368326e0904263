"""A worker is at one session at a time."""

from __future__ import annotations

from planner.rota.case import Case, hard
from planner.rota.model import Choice, WeekModel
from planner.rota.result import AuditLine
from planner.rota.rule import HARD, Rule, Source

ID = "no_overlap"


def _none_needed(earlier: Choice, later: Choice) -> int:
    return 0


def add_no_overlap(model: WeekModel) -> None:
    """A worker's sessions come one after the other."""
    model.gaps.append(_none_needed)


def check_no_overlap(case: Case) -> list[AuditLine]:
    """Find workers at two deployments at once."""
    breaches = []
    for worker, held in case.by_worker.items():
        for index, one in enumerate(held):
            for other in held[index + 1 :]:
                if other.start < one.end:
                    detail = f"{case.who(worker)} is at {case.name(one)} and {case.name(other)} at once."
                    breaches.append(hard(ID, worker, detail))
    return breaches


RULE = Rule(
    id=ID,
    kind=HARD,
    words="A worker is at one session at a time.",
    source=Source("Our own: nobody is in two places", "2026-11"),
    add=add_no_overlap,
    check=check_no_overlap,
)
