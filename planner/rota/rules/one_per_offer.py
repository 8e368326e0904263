"""A session is held once."""

from __future__ import annotations

from collections import defaultdict

from planner.rota.case import Case, hard
from planner.rota.model import WeekModel
from planner.rota.result import AuditLine
from planner.rota.rule import HARD, Rule, Source

ID = "one_per_offer"


def add_one_per_offer(model: WeekModel) -> None:
    """Give an offer one mode at most."""
    by_offer: dict[str, list[int]] = defaultdict(list)
    for choice in model.choices:
        by_offer[choice.offer.id].append(choice.index)
    model.exclusive += [tuple(indices) for indices in by_offer.values() if len(indices) > 1]


def check_one_per_offer(case: Case) -> list[AuditLine]:
    """Find offers with two deployments."""
    deployments: dict[str, list[str]] = defaultdict(list)
    for held, offer in case.known():
        deployments[offer.id].append(held.id)
    return [
        hard(ID, offer, f"The session {offer} is held {len(ids)} times: {', '.join(ids)}.")
        for offer, ids in deployments.items()
        if len(ids) > 1
    ]


RULE = Rule(
    id=ID,
    kind=HARD,
    words="A session is held once.",
    source=Source("Our own: a session's value can be had once", "2026-11"),
    add=add_one_per_offer,
    check=check_one_per_offer,
)
