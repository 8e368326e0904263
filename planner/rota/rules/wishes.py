"""Workers' wishes are met where nothing is lost by it."""

from __future__ import annotations

from planner.rota.case import Case, Held, soft
from planner.rota.facts import Facts, OfferFacts
from planner.rota.model import WeekModel
from planner.rota.problem import Wish
from planner.rota.result import AuditLine
from planner.rota.rule import SOFT, Rule, Source

ID = "wishes"


def _speaks_of(wish: Wish, facts: Facts, session: OfferFacts | Held, place: str) -> bool:
    on_day = wish.day is None or facts.local(session.start).weekday() == wish.day
    return on_day and wish.place in (None, place)


def add_wishes(model: WeekModel) -> None:
    """Win points for sessions wished for, lose them for the others."""
    for worker in model.facts.problem.workers:
        for wish in worker.wishes:
            if isinstance(wish, str):
                continue
            points = model.weight("wish") if wish.want else -model.weight("wish")
            for offer in model.facts.offers:
                if _speaks_of(wish, model.facts, offer, offer.place):
                    model.people.add(worker.id, offer.id, points)


def check_wishes(case: Case) -> list[AuditLine]:
    """Say where a worker is sent against a wish."""
    lines = []
    for worker in case.facts.problem.workers:
        for wish in worker.wishes:
            if isinstance(wish, str) or wish.want:
                continue
            for held in case.by_worker.get(worker.id, []):
                if _speaks_of(wish, case.facts, held, held.deployment.place):
                    detail = f"{case.who(worker.id)} would rather not be at {case.name(held)}."
                    lines.append(soft(ID, worker.id, detail, 1))
    return lines


RULE = Rule(
    id=ID,
    kind=SOFT,
    words="Workers' wishes are met where nothing is lost by it.",
    source=Source("Our own: a team that is asked stays", "2026-11"),
    add=add_wishes,
    check=check_wishes,
    weight="wish",
)
