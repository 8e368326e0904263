"""One place does not get two of our teams at the same time."""

from __future__ import annotations

from collections import defaultdict

from planner.rota.case import Case, hard
from planner.rota.model import WeekModel
from planner.rota.result import AuditLine
from planner.rota.rule import HARD, Rule, Source

ID = "place_once"


def add_place_once(model: WeekModel) -> None:
    """At any start, at most one of the sessions then under way at a place."""
    by_place: dict[str, list[int]] = defaultdict(list)
    for choice in model.choices:
        by_place[choice.offer.place].append(choice.index)
    for indices in by_place.values():
        for start in {model.choices[index].start for index in indices}:
            under_way = tuple(
                index for index in indices if model.choices[index].start <= start < model.choices[index].end
            )
            if len(under_way) > 1:
                model.exclusive.append(under_way)


def check_place_once(case: Case) -> list[AuditLine]:
    """Find two deployments at one place whose times overlap."""
    breaches = []
    held = case.held
    for index, one in enumerate(held):
        for other in held[index + 1 :]:
            same = one.deployment.place == other.deployment.place
            if same and one.start < other.end and other.start < one.end:
                detail = f"{case.name(one)} and {case.name(other)} overlap at one place."
                breaches.append(hard(ID, f"{one.id}, {other.id}", detail))
    return breaches


RULE = Rule(
    id=ID,
    kind=HARD,
    words="One place does not get two of our teams at the same time.",
    source=Source("Our own: the second team would meet the same young people", "2026-11"),
    add=add_place_once,
    check=check_place_once,
)
