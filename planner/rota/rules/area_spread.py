"""Every area with demand is seen at least once in a rolling six weeks."""

from __future__ import annotations

from collections import defaultdict

from planner.rota.case import Case, soft
from planner.rota.facts import Facts
from planner.rota.model import Ask, WeekModel
from planner.rota.result import AuditLine
from planner.rota.rule import SOFT, Parameter, Rule, Source

ID = "area_spread"
PARAMETERS = {"weeks": Parameter(6, "six weeks: a school holiday's length, and no ward forgotten", 1, 52)}


def _due(facts: Facts) -> dict[str, tuple[str, ...]]:
    """The areas that this week is the last to see in time, and the sessions with demand there."""
    weeks = facts.number(ID, "weeks", PARAMETERS)
    offers: dict[str, list[str]] = defaultdict(list)
    for offer in facts.offers:
        area = facts.places[offer.place].area
        if area is not None and offer.offer.value and facts.problem.areas_unseen.get(area, 0) >= weeks - 1:
            offers[area].append(offer.id)
    return {area: tuple(ids) for area, ids in sorted(offers.items())}


def add_area_spread(model: WeekModel) -> None:
    """Ask for one session in each area that is due, beside what people asked for."""
    for area, offers in _due(model.facts).items():
        model.asks.append(Ask("area", area, "", offers, 1))


def check_area_spread(case: Case) -> list[AuditLine]:
    """Say which areas that were due are not visited again."""
    held = {offer.id for _, offer in case.known()}
    weeks = case.facts.number(ID, "weeks", PARAMETERS)
    return [
        soft(ID, area, f"{area} is not visited in {weeks} weeks, though reports are expected there.", 1)
        for area, offers in _due(case.facts).items()
        if not held & set(offers)
    ]


RULE = Rule(
    id=ID,
    kind=SOFT,
    words="Every area with demand is visited at least once in six weeks, when it is due even before more value.",
    source=Source("Our own: a borough is more than its busiest ward", "2026-11"),
    add=add_area_spread,
    check=check_area_spread,
    parameters=PARAMETERS,
)
