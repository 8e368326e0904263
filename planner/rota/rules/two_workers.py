"""Nobody works alone."""

from __future__ import annotations

from planner.rota.case import Case, hard
from planner.rota.model import WeekModel
from planner.rota.result import AuditLine
from planner.rota.rule import HARD, Parameter, Rule, Source

ID = "two_workers"
PARAMETERS = {
    "foot": Parameter(2, "never lone working; no source asks for three", 2, 20),
    "bus": Parameter(2, "never lone working; no source asks for three", 2, 20),
}


def add_two_workers(model: WeekModel) -> None:
    """Ask for a crew in each mode."""
    model.crew["foot"] = model.facts.number(ID, "foot", PARAMETERS)
    model.crew["bus"] = model.facts.number(ID, "bus", PARAMETERS)


def check_two_workers(case: Case) -> list[AuditLine]:
    """Find deployments with fewer workers of the team than their mode needs."""
    breaches = []
    for held in case.held:
        present = {worker for worker in held.deployment.workers if worker in case.facts.workers}
        needed = case.facts.number(ID, held.mode, PARAMETERS)
        if len(present) < needed:
            breaches.append(
                hard(ID, held.id, f"{case.name(held)} has {len(present)} workers and needs {needed}.")
            )
    return breaches


RULE = Rule(
    id=ID,
    kind=HARD,
    words="Nobody works alone: two workers at least in every team.",
    source=Source(
        "Federation for Detached Youth Work, detached youth work guidance", "March 2020", "lone working"
    ),
    add=add_two_workers,
    check=check_two_workers,
    parameters=PARAMETERS,
)
