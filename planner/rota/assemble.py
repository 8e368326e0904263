"""From chosen sessions and their staff to deployments and shifts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from planner.rota.explain import why
from planner.rota.model import Ask, Choice, WeekModel
from planner.rota.result import Deployment, JointSession, Shift
from planner.rota.stage_one import Selection
from planner.rota.stage_two import Staffing
from planner.rota.value import UNITS, Values


def deployments_of(
    model: WeekModel, selection: Selection, staffing: Staffing, values: Values
) -> tuple[Deployment, ...]:
    """The week's deployments in order of time; a deployment has its offer's id."""
    chosen = sorted(
        (model.choices[index] for index in selection.choices), key=lambda c: (c.start, c.end, c.offer.id)
    )
    worth = values.worth((choice.offer.id, choice.mode) for choice in chosen)
    teams = _teams(model, chosen, staffing)
    result = []
    for choice in chosen:
        asks = [model.asks[number] for number in selection.serves.get(choice.offer.id, ())]
        people = staffing.workers[choice.index]
        lead, driver = _roles(model, choice, people)
        site = model.facts.sites[choice.offer.site]
        result.append(
            Deployment(
                id=choice.offer.id,
                team=teams[choice.index],
                mode=choice.mode,
                joint=_joint(asks),
                place=choice.offer.place,
                site=site.id,
                lon=site.lon,
                lat=site.lat,
                start=model.facts.local(choice.start),
                end=model.facts.local(choice.end),
                workers=people,
                lead=lead,
                driver=driver,
                vehicle=staffing.buses.get(choice.index),
                theme=None,
                value=round(worth[choice.offer.id] / UNITS, 7),
                why=why(model, values, choice, chosen, asks),
            )
        )
    return tuple(result)


def _joint(asks: list[Ask]) -> JointSession | None:
    for ask in asks:
        if ask.partner is not None and ask.reason is not None:
            return JointSession(ask.partner, ask.reason)
    return None


def _teams(model: WeekModel, chosen: list[Choice], staffing: Staffing) -> dict[int, str]:
    """Names of teams: a bus's by its vehicle, foot teams' by the first letter free at the time."""
    buses = list(model.facts.vehicles)
    names: dict[int, str] = {}
    busy_until: list[int] = []
    for choice in chosen:
        if choice.mode == "bus":
            bus = staffing.buses.get(choice.index, "")
            names[choice.index] = f"Bus {buses.index(bus) + 1}" if len(buses) > 1 and bus in buses else "Bus"
            continue
        free = next((i for i, until in enumerate(busy_until) if until <= choice.start), len(busy_until))
        busy_until[free : free + 1] = [choice.end]
        names[choice.index] = f"Foot {_letter(free)}"
    return names


def _letter(number: int) -> str:
    return chr(ord("A") + number) if number < 26 else str(number + 1)


def _roles(model: WeekModel, choice: Choice, people: tuple[str, ...]) -> tuple[str, str | None]:
    """The lead and the driver: two people where there are two, the lead the one whom young people know best."""
    workers = [model.facts.workers[worker] for worker in people]
    place = choice.offer.place
    leads = sorted((w for w in workers if "lead" in w.skills), key=lambda w: -w.knows.get(place, 0))
    drivers = [w for w in workers if "d1" in w.skills]
    if choice.mode != "bus" or not drivers:
        return (leads or workers)[0].id, None
    for lead in leads:
        for driver in drivers:
            if lead is not driver:
                return lead.id, driver.id
    return (leads or workers)[0].id, drivers[0].id


def shifts_of(model: WeekModel, selection: Selection, staffing: Staffing) -> tuple[Shift, ...]:
    """One shift for each worker and day, in order of time."""
    by_worker: dict[tuple[str, int], list[Choice]] = defaultdict(list)
    for index in selection.choices:
        choice = model.choices[index]
        for worker in staffing.workers[index]:
            by_worker[worker, choice.offer.day].append(choice)
    shifts = [_shift(model, worker, held) for (worker, _), held in by_worker.items()]
    order: Mapping[str, int] = {worker: number for number, worker in enumerate(model.facts.workers)}
    return tuple(sorted(shifts, key=lambda shift: (shift.start, order[shift.worker])))


def _shift(model: WeekModel, worker: str, held: list[Choice]) -> Shift:
    held.sort(key=lambda choice: choice.start)
    start, end = model.shift_span(held[0], held[-1])
    pause = model.break_min(worker, (start, end))
    local = model.facts.local
    ids = tuple(choice.offer.id for choice in held)
    return Shift(worker, local(start), local(end), pause, end - start - pause, ids)
