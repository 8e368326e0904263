"""A bus session has a bus that is free, may be out, and gets there in time."""

from __future__ import annotations

import itertools
from collections import defaultdict

from planner.rota.case import Case, Held, hard
from planner.rota.facts import covers
from planner.rota.model import Choice, WeekModel
from planner.rota.result import AuditLine
from planner.rota.rule import HARD, Rule, Source

ID = "vehicles"


def add_vehicles(model: WeekModel) -> None:
    """Say which buses may serve which bus sessions, and the minutes one bus needs between two."""
    facts = model.facts
    model.buses = {
        vehicle: frozenset(
            choice.index
            for choice in model.choices
            if choice.mode == "bus"
            and covers(spans, choice.start - _set_up(model, vehicle), choice.end + _set_up(model, vehicle))
        )
        for vehicle, spans in facts.vehicle_available.items()
    }

    def gap(vehicle: str, earlier: Choice, later: Choice) -> int:
        return 2 * _set_up(model, vehicle) + facts.travel(earlier.offer.site, later.offer.site)

    model.bus_gap = gap
    usable = frozenset[int]().union(*model.buses.values())
    for choice in model.choices:
        if choice.mode == "bus" and choice.index not in usable:
            model.close(choice, ID, "No bus may be out at these hours.")


def _set_up(model: WeekModel, vehicle: str) -> int:
    return model.facts.vehicles[vehicle].set_up_min


def check_vehicles(case: Case) -> list[AuditLine]:
    """Find bus sessions without a bus, foot sessions with one, and buses out of hours or in two places."""
    breaches = []
    by_vehicle: dict[str, list[Held]] = defaultdict(list)
    for held in case.held:
        vehicle = held.deployment.vehicle
        if held.mode == "bus" and vehicle not in case.facts.vehicles:
            breaches.append(hard(ID, held.id, f"{case.name(held)} is a bus session without a bus."))
        elif held.mode == "foot" and vehicle is not None:
            breaches.append(hard(ID, held.id, f"{case.name(held)} is on foot and yet has {vehicle}."))
        elif vehicle is not None:
            by_vehicle[vehicle].append(held)
    for vehicle, trips in by_vehicle.items():
        breaches += _check_bus(case, vehicle, trips)
    return breaches


def _check_bus(case: Case, vehicle: str, trips: list[Held]) -> list[AuditLine]:
    facts = case.facts
    set_up = facts.vehicles[vehicle].set_up_min
    breaches = [
        hard(ID, held.id, f"{vehicle} may not be out for {case.name(held)} and its setting up.")
        for held in trips
        if not covers(facts.vehicle_available[vehicle], held.start - set_up, held.end + set_up)
    ]
    for earlier, later in itertools.pairwise(trips):
        sites = earlier.deployment.site, later.deployment.site
        way = facts.travel(*sites) if set(sites) <= facts.sites.keys() else 0
        if later.start - earlier.end < 2 * set_up + way:
            detail = f"{vehicle} cannot be at {case.name(earlier)} and in time at {case.name(later)}."
            breaches.append(hard(ID, f"{earlier.id}, {later.id}", detail))
    return breaches


RULE = Rule(
    id=ID,
    kind=HARD,
    words="A bus session has a bus that is free, may be out, and gets there in time to set up.",
    source=Source("Transport Act 1985", "1985", "section 19 permits: the vehicle as permitted"),
    add=add_vehicles,
    check=check_vehicles,
)
