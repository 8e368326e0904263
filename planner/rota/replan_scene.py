"""What of a rota is in play after an event: the sessions of the days that are hit, and who may be disturbed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from planner.rota.case import Case, Held
from planner.rota.crews import crewed
from planner.rota.facts import Facts, minute
from planner.rota.formulate import formulate
from planner.rota.problem import Problem
from planner.rota.replan_model import Scene
from planner.rota.replan_problem import Hit, frozen_worker, is_past
from planner.rota.result import Rota, Shift
from planner.rota.value import Values

# Sessions that a broken one may give way to: the day's most valuable that are not held, and more at its own place.
MOST_INSTEAD = 8
MOST_SAME_PLACE = 4


@dataclass(frozen=True)
class Stage:
    """A rota after an event, ready to be put right.

    Attributes
    ----------
    case
        The rota under the changed problem.
    scene
        What the model may change.
    carried
        Deployments that lose somebody and go on with those who are left.
    shut
        Broken deployments that nobody could hold as they were.
    """

    hit: Hit
    rota: Rota
    case: Case
    scene: Scene
    carried: frozenset[str]
    shut: frozenset[str]


def set_stage(hit: Hit, rota: Rota, now: datetime | None, locked: frozenset[str]) -> Stage:
    """Find what is in play."""
    case = Case(Facts(hit.problem), rota)
    moment = None if now is None else minute(now)
    carried = frozenset(held.id for held in case.held if held.id in hit.broken and _goes_on(case, held, hit))
    days = {held.day for held in case.held if held.id in hit.broken - carried}
    days |= {case.facts.offer[name].day for group in hit.wanted for name in group}
    play = [
        held
        for held in case.held
        if held.day in days and not is_past(held, moment) and not _is_large(case, held) and held.offer
    ]
    instead = _instead(case, play, hit, moment)
    shifts = _frozen_shifts(case, rota, play, days)
    sub = _sub_problem(hit, case, play, instead, shifts, locked)
    scene = _scene(hit, case, sub, play, instead, moment, locked)
    shut = frozenset(
        held.id for held in play if not scene.model.is_open(scene.model.choices[scene.held[held.id]])
    )
    return Stage(hit, rota, case, scene, carried, shut)


def _present(held: Held, hit: Hit) -> tuple[str, ...]:
    """Who is left of a crew."""
    return tuple(w for w in held.deployment.workers if held.day not in hit.absent.get(w, ()))


def _goes_on(case: Case, held: Held, hit: Hit) -> bool:
    """Whether a larger crew than asked for can lose those who are absent: then nobody else is needed."""
    workers = _present(held, hit)
    if len(workers) == len(held.deployment.workers):
        return False
    return len(set(workers)) >= _crew_asked(case.facts, held.mode) and bool(
        crewed(case.facts.workers, held.deployment, workers)
    )


def _crew_asked(facts: Facts, mode: str) -> int:
    from planner.rota.rules.two_workers import PARAMETERS

    return facts.number("two_workers", mode, PARAMETERS)


def _is_large(case: Case, held: Held) -> bool:
    """Whether more people stand there than asked for or fixed: such a team is left alone."""
    fixed = {
        worker
        for pin in case.facts.problem.pins
        if held.offer is not None and pin.offer == held.offer.id
        for worker in pin.workers or ()
    }
    return len(held.deployment.workers) > max(_crew_asked(case.facts, held.mode), len(fixed))


def _instead(case: Case, play: Iterable[Held], hit: Hit, now: int | None) -> tuple[str, ...]:
    """The offers that broken sessions may give way to: of the same day, still to come."""
    values = Values(case.facts)
    taken = {offer.id for _, offer in case.known()} | {name for group in hit.wanted for name in group}
    broken = [held for held in play if held.id in hit.broken]
    chosen: list[str] = []
    for day in sorted({held.day for held in broken}):
        here = {held.deployment.place for held in broken if held.day == day}
        free = [
            offer
            for offer in case.facts.offers
            if offer.day == day and offer.id not in taken and (now is None or offer.start > now)
        ]
        free.sort(key=lambda offer: (-values.lone(offer.id, "foot"), offer.id))
        chosen += [offer.id for offer in free[:MOST_INSTEAD]]
        chosen += [offer.id for offer in free if offer.place in here][:MOST_SAME_PLACE]
    return tuple(dict.fromkeys(chosen))


def _frozen_shifts(case: Case, rota: Rota, play: Iterable[Held], days: set[int]) -> dict[str, list[Shift]]:
    """Shifts that stay as they are: of other days, and of those days with nothing in play."""
    in_play = {held.id for held in play}
    frozen: dict[str, list[Shift]] = defaultdict(list)
    for shift in rota.shifts:
        day = case.facts.local(minute(shift.start)).date().toordinal()
        if day not in days or not in_play & set(shift.deployments):
            frozen[shift.worker].append(shift)
    return frozen


def _sub_problem(
    hit: Hit,
    case: Case,
    play: Iterable[Held],
    instead: Iterable[str],
    shifts: dict[str, list[Shift]],
    locked: frozenset[str],
) -> Problem:
    """The problem of the days in play alone: what else was planned counts as worked."""
    problem = hit.problem
    wanted = {held.offer.id for held in play if held.offer} | set(instead)
    wanted |= {name for group in hit.wanted for name in group}
    return replace(
        problem,
        offers=tuple(offer for offer in problem.offers if offer.id in wanted),
        overlaps=tuple(pair for pair in problem.overlaps if {pair[0], pair[1]} <= wanted),
        workers=tuple(frozen_worker(worker, shifts.get(worker.id, ())) for worker in problem.workers),
        pins=tuple(pin for pin in problem.pins if pin.offer in wanted),
        joint_requests=(),
        operations=(),
        unserved=(),
        areas_unseen={},
    )


def _scene(
    hit: Hit,
    case: Case,
    sub: Problem,
    play: list[Held],
    instead: tuple[str, ...],
    now: int | None,
    locked: frozenset[str],
) -> Scene:
    model = formulate(sub)
    index = {(choice.offer.id, choice.mode): choice.index for choice in model.choices}
    held = {one.id: index[one.offer.id, one.deployment.mode] for one in play if one.offer}
    broken = frozenset(held[one.id] for one in play if one.id in hit.broken)
    other_modes = [
        choice.index
        for one in play
        if one.id in hit.broken and one.offer
        for choice in model.choices
        if choice.offer.id == one.offer.id and choice.mode != one.mode and model.is_open(choice)
    ]
    others = [c.index for c in model.choices if c.offer.id in set(instead) and model.is_open(c)]
    wanted = tuple(
        tuple(c.index for c in model.choices if c.offer.id in set(group) and model.is_open(c))
        for group in hit.wanted
    )
    in_play = {one.id for one in play}
    elsewhere = tuple((offer.id, one.mode) for one, offer in case.known() if one.id not in in_play)
    return Scene(
        model=model,
        values=Values(case.facts),
        held=held,
        crew={held[one.id]: frozenset(one.deployment.workers) for one in play},
        buses={held[one.id]: one.deployment.vehicle for one in play if one.deployment.vehicle},
        broken=broken,
        instead=tuple(dict.fromkeys([*other_modes, *others])),
        fixed=_fixed(case, play, now, locked),
        locked=frozenset(held[one.id] for one in play if one.id in locked),
        wanted=wanted,
        absent=frozenset(hit.absent),
        elsewhere=elsewhere,
    )


def _fixed(
    case: Case, play: Iterable[Held], now: int | None, locked: frozenset[str]
) -> frozenset[tuple[str, int]]:
    """Workers and days that may not be touched: a shift that began, a locked session, one that is not in play."""
    in_play = {one.id for one in play} - locked
    fixed = set()
    for worker, shifts in case.shifts.items():
        for shift in shifts:
            day = case.facts.local(shift.start).date().toordinal()
            begun = now is not None and shift.start <= now
            if begun or any(name not in in_play for name in shift.shift.deployments):
                fixed.add((worker, day))
    return frozenset(fixed)
