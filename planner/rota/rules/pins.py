"""What the manager fixed is kept."""

from __future__ import annotations

from planner.rota.case import Case, hard
from planner.rota.model import WeekModel
from planner.rota.problem import Pin
from planner.rota.result import AuditLine
from planner.rota.rule import HARD, Rule, Source

ID = "pins"


def add_pins(model: WeekModel) -> None:
    """Fix the pinned sessions, with their mode and workers where named."""
    model.pins = list(model.facts.problem.pins)


def check_pins(case: Case) -> list[AuditLine]:
    """Find pinned sessions that are not held as they were fixed."""
    return [
        hard(ID, pin.offer, f"The session {pin.offer} was fixed by the manager and is not held as fixed.")
        for pin in case.facts.problem.pins
        if not _kept(case, pin)
    ]


def _kept(case: Case, pin: Pin) -> bool:
    return any(
        offer.id == pin.offer
        and pin.mode in (None, held.mode)
        and set(pin.workers or ()) <= set(held.deployment.workers)
        for held, offer in case.known()
    )


RULE = Rule(
    id=ID,
    kind=HARD,
    words="What the manager fixed is kept.",
    source=Source("Our own: a person decides", "2026-11"),
    add=add_pins,
    check=check_pins,
)
