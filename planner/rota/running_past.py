"""What was held in a week that has begun, made lawful in the problem of its rest: it happened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Protocol, TypeVar

from planner.rota.facts import Facts, covers, minute
from planner.rota.problem import (
    Hours,
    JointRequest,
    Operation,
    Problem,
    ProblemPartner,
    ProblemSite,
    ProblemVehicle,
    Span,
    Window,
)
from planner.rota.result import Deployment, Shift
from planner.rota.rules.joint import PARAMETERS as JOINT


class _Named(Protocol):
    @property
    def id(self) -> str: ...


Part = TypeVar("Part", bound=_Named)


def with_what_was(problem: Problem, old: Problem, past: tuple[Deployment, ...]) -> Problem:
    """The problem with the sites, people, buses and partners of the past that the team no longer has."""
    sites = _gone(problem.sites, old.sites, {d.site for d in past})
    places = (*problem.places, *_gone(problem.places, old.places, {site.place for site in sites}))
    known = {place.id for place in places}
    workers = _gone(problem.workers, old.workers, {worker for d in past for worker in d.workers})
    buses = _gone(problem.vehicles, old.vehicles, {d.vehicle or "" for d in past})
    partners = _gone(problem.partners, old.partners, {d.joint.partner for d in past if d.joint})
    return replace(
        problem,
        places=places,
        sites=(*problem.sites, *(replace(site, hours=()) for site in sites)),
        workers=(
            *problem.workers,
            *(
                replace(w, available=(), wishes=(), knows={k: n for k, n in w.knows.items() if k in known})
                for w in workers
            ),
        ),
        vehicles=(*problem.vehicles, *(replace(bus, available=()) for bus in buses)),
        partners=(*problem.partners, *(replace(one, places=None, windows=()) for one in partners)),
    )


def _gone(parts: Iterable[Part], old: Iterable[Part], wanted: set[str]) -> tuple[Part, ...]:
    known = {part.id for part in parts}
    return tuple(part for part in old if part.id in wanted - known)


def let_off(problem: Problem, old: Problem, past: tuple[Deployment, ...], shifts: Iterable[Shift]) -> Problem:
    """The problem in which everything that was held was allowed, and nothing more is."""
    worked: dict[str, list[Span]] = defaultdict(list)
    for shift in shifts:
        worked[shift.worker].append((shift.start, shift.end))
    weeks = {place.id: place.weeks_without_review for place in old.places}
    reviewed = {site.id: weeks.get(site.place, 0) for site in old.sites}
    held_at = {site.place: reviewed.get(site.id, 0) for site in problem.sites if site.id in _sites(past)}
    facts = Facts(problem)
    return replace(
        problem,
        places=tuple(
            replace(place, weeks_without_review=min(place.weeks_without_review, held_at[place.id]))
            if place.id in held_at
            else place
            for place in problem.places
        ),
        sites=tuple(_open(facts, site, [d for d in past if d.site == site.id]) for site in problem.sites),
        workers=tuple(
            replace(worker, available=(*worker.available, *worked[worker.id])) for worker in problem.workers
        ),
        vehicles=tuple(_out(bus, [d for d in past if d.vehicle == bus.id]) for bus in problem.vehicles),
        partners=tuple(_offered(facts, one, past) for one in problem.partners),
    )


def _sites(past: Iterable[Deployment]) -> set[str]:
    return {held.site for held in past}


def _open(facts: Facts, site: ProblemSite, past: Iterable[Deployment]) -> ProblemSite:
    """A site that was open, in those modes and assessed, for what was held there."""
    for held in past:
        start, end = (moment.astimezone(facts.zone) for moment in (held.start, held.end))
        hours: Hours = (start.weekday(), f"{start:%H:%M}", f"{end:%H:%M}")
        last = end.date()
        until = max(site.risk_assessed_until or last, last)
        site = replace(
            site,
            hours=(*site.hours, hours),
            modes=tuple(dict.fromkeys([*site.modes, held.mode])),
            risk_assessed_until=until,
        )
    return site


def _out(bus: ProblemVehicle, past: Iterable[Deployment]) -> ProblemVehicle:
    set_up = timedelta(minutes=bus.set_up_min)
    return replace(
        bus, available=(*bus.available, *((held.start - set_up, held.end + set_up) for held in past))
    )


def _offered(facts: Facts, partner: ProblemPartner, past: Iterable[Deployment]) -> ProblemPartner:
    """A partner who offered officers wherever and whenever it came along."""
    each = facts.number("joint", "officers", JOINT)
    for held in past:
        if held.joint is None or held.joint.partner != partner.id:
            continue
        place = facts.sites[held.site].place
        if partner.places is not None and place not in partner.places:
            partner = replace(partner, places=(*partner.places, place))
        windows = [(minute(w.start), minute(w.end)) for w in partner.windows if w.officers >= each]
        if not covers(windows, minute(held.start), minute(held.end)):
            partner = replace(partner, windows=(*partner.windows, Window(held.start, held.end, each)))
    return partner


# -- what was asked for -----------------------------------------------------------------------------------------------


def with_operations(problem: Problem, old: Problem, past: Iterable[Deployment]) -> Problem:
    """The problem in which operations count what was held for them, and every joint session was asked for."""
    before = {operation.id: operation for operation in old.operations}
    past = tuple(past)
    ids = {held.id for held in past}
    operations = []
    for one in problem.operations:
        own = [held.id for held in past if _counts(held, one, before.get(one.id))]
        coming = [offer for offer in one.offers if offer not in ids]
        operations.append(replace(one, offers=(*own, *coming)))
    problem = replace(problem, operations=tuple(operations))
    served = served_by(problem, past)
    place = {site.id: site.place for site in problem.sites}
    told = tuple(
        JointRequest(place[held.site], held.joint.partner, held.start, held.end, held.joint.reason)
        for held in past
        if held.joint and held.id not in served
    )
    return replace(problem, joint_requests=(*problem.joint_requests, *told))


def _counts(held: Deployment, operation: Operation, before: Operation | None) -> bool:
    if before is None or held.id not in before.offers:
        return False
    return operation.partner is None or (held.joint is not None and held.joint.partner == operation.partner)


def served_by(problem: Problem, past: Iterable[Deployment]) -> Mapping[str, JointRequest | Operation]:
    """By the joint session that was held, the request or operation it was for; each request serves one."""
    place = {site.id: site.place for site in problem.sites}
    found: dict[str, JointRequest | Operation] = {}
    left: list[JointRequest | Operation] = list(problem.joint_requests)
    for one in problem.operations:
        left += [one] * one.sessions
    for held in past:
        for ask in left:
            if held.joint and _is_for(ask, held, place[held.site]):
                found[held.id] = ask
                left.remove(ask)
                break
    return found


def _is_for(ask: JointRequest | Operation, held: Deployment, place: str) -> bool:
    if held.joint is None or (ask.partner, ask.place) != (held.joint.partner, place):
        return False
    if isinstance(ask, Operation):
        return held.id in ask.offers
    inside = minute(ask.start) <= minute(held.start) and minute(held.end) <= minute(ask.end)
    return inside and ask.reason == held.joint.reason
