"""Some sessions go where we are unsure, or we would never learn that we are wrong."""

from __future__ import annotations

from planner.rota.capacity import sessions_possible
from planner.rota.case import Case, soft
from planner.rota.facts import Facts
from planner.rota.model import Ask, WeekModel
from planner.rota.result import AuditLine
from planner.rota.rule import SOFT, Parameter, Rule, Source

ID = "unsure_places"
PARAMETERS = {
    "percent": Parameter(10, "one session in ten: enough to learn from, too few to cost much", 0, 100)
}


def _reserved(facts: Facts) -> tuple[int, tuple[str, ...]]:
    """How many sessions are kept for unsure places, and which those could be."""
    offers = tuple(offer.id for offer in facts.offers if facts.places[offer.place].unsure)
    percent = facts.number(ID, "percent", PARAMETERS)
    return min(sessions_possible(facts) * percent // 100, len(offers)), offers


def add_unsure_places(model: WeekModel) -> None:
    """Ask for that many sessions at unsure places, beside what people asked for."""
    needed, offers = _reserved(model.facts)
    if needed:
        model.asks.append(Ask("unsure", "unsure places", "", offers, needed))


def check_unsure_places(case: Case) -> list[AuditLine]:
    """Say when fewer sessions than reserved go to unsure places."""
    needed, offers = _reserved(case.facts)
    held = sum(1 for _, offer in case.known() if offer.id in set(offers))
    if held >= needed:
        return []
    detail = f"{held} sessions are at places we are unsure of; {needed} are reserved for them."
    return [soft(ID, case.rota.week, detail, needed - held)]


RULE = Rule(
    id=ID,
    kind=SOFT,
    words="One session in ten is kept for places whose demand is uncertain, so that mistakes are found out.",
    source=Source("Our own: who only goes where they went learns nothing new", "2026-11"),
    add=add_unsure_places,
    check=check_unsure_places,
    parameters=PARAMETERS,
)
