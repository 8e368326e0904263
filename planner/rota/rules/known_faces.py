"""Young people meet workers they know."""

from __future__ import annotations

from planner.rota.case import Case, soft
from planner.rota.model import WeekModel
from planner.rota.result import AuditLine
from planner.rota.rule import SOFT, Parameter, Rule, Source

ID = "known_faces"
PARAMETERS = {"visits": Parameter(3, "after about three visits young people know a worker", 1, 1000)}


def add_known_faces(model: WeekModel) -> None:
    """Win points for each worker at a place that knows them."""
    visits = model.facts.number(ID, "visits", PARAMETERS)
    for worker in model.facts.problem.workers:
        for offer in model.facts.offers:
            if worker.knows.get(offer.place, 0) >= visits:
                model.people.add(worker.id, offer.id, model.weight("continuity"))


def check_known_faces(case: Case) -> list[AuditLine]:
    """Say where no worker sent is known, though somebody in the team is."""
    visits = case.facts.number(ID, "visits", PARAMETERS)
    lines = []
    for held, offer in case.known():
        known = {w.id for w in case.facts.problem.workers if w.knows.get(offer.place, 0) >= visits}
        if known and not known & set(held.deployment.workers):
            lines.append(
                soft(ID, held.id, f"{case.name(held)}: no worker there is known to the young people.", 1)
            )
    return lines


RULE = Rule(
    id=ID,
    kind=SOFT,
    words="Young people meet workers they know.",
    source=Source(
        "Federation for Detached Youth Work, detached youth work guidance", "March 2020", "relationships"
    ),
    add=add_known_faces,
    check=check_known_faces,
    parameters=PARAMETERS,
    weight="continuity",
)
