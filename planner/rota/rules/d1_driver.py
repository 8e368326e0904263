"""The bus has a driver with a D1 licence."""

from __future__ import annotations

from planner.rota.case import Case, hard
from planner.rota.model import WeekModel
from planner.rota.result import AuditLine
from planner.rota.rule import HARD, Rule, Source

ID = "d1_driver"
SKILL = "d1"


def add_d1_driver(model: WeekModel) -> None:
    """Ask for one worker with the skill."""
    model.skills[SKILL] = frozenset(("bus",))


def check_d1_driver(case: Case) -> list[AuditLine]:
    """Find deployments whose driver is missing, is not in the team sent, or lacks the skill."""
    breaches = []
    for held in case.held:
        if held.mode != "bus":
            continue
        driver = held.deployment.driver
        worker = case.facts.workers.get(driver or "")
        if driver not in held.deployment.workers:
            breaches.append(hard(ID, held.id, f"{case.name(held)} has no driver among its workers."))
        elif worker is None or SKILL not in worker.skills:
            breaches.append(
                hard(ID, held.id, f"{case.name(held)}: {case.who(str(driver))} has no D1 licence.")
            )
    return breaches


RULE = Rule(
    id=ID,
    kind=HARD,
    words="A worker with a D1 licence drives the bus.",
    source=Source(
        "Motor Vehicles (Driving Licences) Regulations 1999",
        "1999",
        "category D1, and D1(101) under a section 19 or 22 permit",
    ),
    add=add_d1_driver,
    check=check_d1_driver,
)
