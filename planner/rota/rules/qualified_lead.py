"""Every team has a worker who is qualified to lead."""

from __future__ import annotations

from planner.rota.case import Case, hard
from planner.rota.model import WeekModel
from planner.rota.result import AuditLine
from planner.rota.rule import HARD, Rule, Source

ID = "qualified_lead"
SKILL = "lead"


def add_qualified_lead(model: WeekModel) -> None:
    """Ask for one worker with the skill."""
    model.skills[SKILL] = frozenset(("bus", "foot"))


def check_qualified_lead(case: Case) -> list[AuditLine]:
    """Find deployments whose lead is missing, is not in the team sent, or lacks the skill."""
    breaches = []
    for held in case.held:
        lead = held.deployment.lead
        worker = case.facts.workers.get(lead)
        if lead not in held.deployment.workers:
            breaches.append(hard(ID, held.id, f"{case.name(held)} has no lead among its workers."))
        elif worker is None or SKILL not in worker.skills:
            breaches.append(
                hard(ID, held.id, f"{case.name(held)}: {case.who(lead)} is not qualified to lead.")
            )
    return breaches


RULE = Rule(
    id=ID,
    kind=HARD,
    words="One worker of every team is qualified to lead.",
    source=Source(
        "Federation for Detached Youth Work, detached youth work guidance",
        "March 2020",
        "an experienced worker in every team",
    ),
    add=add_qualified_lead,
    check=check_qualified_lead,
)
