"""The problem as an event leaves it, and what of the rota may still be changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from geodata.errors import BadInput
from models.week import Week
from planner.rota.case import Case, Held
from planner.rota.facts import Facts, minute
from planner.rota.problem import Ban, Offer, Problem, ProblemSite, ProblemWorker, Span
from planner.rota.replan_types import Absence, Closure, Event, Response
from planner.rota.result import Rota, Shift
from planner.rota.rules.shifts import PARAMETERS as SHIFTS

# A day's work may run past midnight: the day of an absence ends at four in the morning.
DAY_BEGINS = time(4)


@dataclass(frozen=True)
class Hit:
    """What the events do to a rota.

    Attributes
    ----------
    problem
        The problem with the absences, closures and responses in it.
    absent
        Those who are absent, with the local days (ordinals) they miss.
    broken
        Deployments that cannot go on as they are.
    wanted
        For each response, the ids of its offers: one of them must be held.
    told
        What was fixed by the manager and may change now, in words.
    """

    problem: Problem
    absent: dict[str, frozenset[int]]
    broken: frozenset[str]
    wanted: tuple[tuple[str, ...], ...]
    told: tuple[str, ...]


def hit_by(problem: Problem, rota: Rota, events: Iterable[Event], now: datetime | None) -> Hit:
    """Put the events into the problem and find what they break.

    Raises
    ------
    BadInput
        For a worker, site or place that there is not, or a response where nobody may go.
    """
    events = tuple(events)
    zone, days = ZoneInfo(problem.time_zone), Week.parse(problem.week).days
    before = Case(Facts(problem), rota)
    absent: dict[str, frozenset[int]] = {}
    wanted: list[tuple[str, ...]] = []
    for event in events:
        match event:
            case Absence(worker, day):
                _need(worker, "worker", [one.id for one in problem.workers])
                missed = _days(day, days)
                absent[worker] = absent.get(worker, frozenset()) | {one.toordinal() for one in missed}
                spans = [_span(one, zone, _free_from(before, worker, now)) for one in missed]
                problem = _without_worker(problem, worker, [span for span in spans if span])
            case Closure(site, day):
                _need(site, "site", [one.id for one in problem.sites])
                shut = [span for one in _days(day, days) if (span := _span(one, zone, now))]
                bans = (Ban(site=site, start=start, end=end) for start, end in shut)
                problem = replace(problem, bans=(*problem.bans, *bans))
            case Response():
                problem, offers = _with_response(problem, event, now)
                wanted.append(offers)
    case = Case(Facts(problem), rota)
    moment = None if now is None else minute(now)
    broken = {
        held.id
        for held in case.held
        if not is_past(held, moment) and _is_broken(case, held, absent, events, days)
    }
    problem, told = _without_pins(case, broken)
    return Hit(problem, absent, frozenset(broken), tuple(wanted), told)


def is_past(held: Held, now: int | None) -> bool:
    """Whether a session has begun: nothing about it can be changed."""
    return now is not None and held.start <= now


def _free_from(case: Case, worker: str, now: datetime | None) -> datetime | None:
    """Now, or when the debrief of a session that has begun is over: it is part of what was worked."""
    if now is None:
        return None
    facts, moment = case.facts, minute(now)
    begun = [held for held in case.by_worker.get(worker, []) if is_past(held, moment)]
    debrief = facts.number("shifts", "debrief_min", SHIFTS)
    ends = [held.end + max(debrief, facts.crew_set_up(held.mode)) for held in begun]
    return facts.local(max([moment, *ends]))


def _need(name: str, kind: str, known: Sequence[str]) -> None:
    if name not in known:
        shown = ", ".join(known[:12]) + (" ..." if len(known) > 12 else "")
        raise BadInput(f"There is no {kind} {name!r} in the problem; there are {shown or 'none'}.")


def _days(day: date | None, days: Sequence[date]) -> Sequence[date]:
    if day is None:
        return days
    if day not in days:
        raise BadInput(f"{day.isoformat()} is not in the week, which runs from {days[0]} to {days[-1]}.")
    return (day,)


def _span(day: date, zone: ZoneInfo, now: datetime | None) -> Span | None:
    """A day's work from now on, or None when it is over."""
    start = datetime.combine(day, DAY_BEGINS, zone)
    end = datetime.combine(day + timedelta(days=1), DAY_BEGINS, zone)
    if now is not None and now >= end:
        return None
    return (start if now is None else max(start, now.astimezone(zone))), end


def _without_worker(problem: Problem, name: str, spans: Sequence[Span]) -> Problem:
    """The problem without a worker in some hours."""
    workers = tuple(
        replace(worker, available=_cut(worker.available, spans)) if worker.id == name else worker
        for worker in problem.workers
    )
    return replace(problem, workers=workers)


def _cut(available: Iterable[Span], spans: Sequence[Span]) -> tuple[Span, ...]:
    """Spans without others."""
    left = list(available)
    for first, last in spans:
        parts = []
        for start, end in left:
            parts += [(start, min(end, first)), (max(start, last), end)]
        left = [(start, end) for start, end in parts if start < end]
    return tuple(left)


def _without_pins(case: Case, broken: Iterable[str]) -> tuple[Problem, tuple[str, ...]]:
    """The problem with broken sessions no longer fixed, and what the manager must know of that."""
    problem = case.facts.problem
    offers = {held.offer.id: case.name(held) for held in case.held if held.id in broken and held.offer}
    told = tuple(
        f"{offers[pin.offer]} was fixed; it may change now." for pin in problem.pins if pin.offer in offers
    )
    return replace(problem, pins=tuple(pin for pin in problem.pins if pin.offer not in offers)), told


def _with_response(
    problem: Problem, event: Response, now: datetime | None
) -> tuple[Problem, tuple[str, ...]]:
    """The problem with an offer at each site of the place, worth what an hour there is expected to be."""
    _need(event.place, "place", [one.id for one in problem.places])
    if event.end <= event.start:
        raise BadInput("A response ends after it starts: write PLACE:2026-11-27T19:00-2026-11-27T21:00.")
    if now is not None and event.start <= now:
        raise BadInput(f"The response would start at {event.start:%H:%M on %A}, which is past.")
    days = Week.parse(problem.week).days
    _days(event.start.astimezone(ZoneInfo(problem.time_zone)).date(), days)
    sites = [site for site in problem.sites if site.place == event.place]
    if not sites:
        raise BadInput(f"No site is known at {event.place}: nobody may go where there is no risk assessment.")
    taken = {offer.id for offer in problem.offers}
    offers = []
    for site in sites:
        name = f"response-{site.id}-{event.start:%a-%H%M}"
        while name in taken:
            name += "-again"
        taken.add(name)
        reasons = ("A person asked for a response here tonight.",)
        offers.append(
            Offer(name, site.id, event.start, event.end, _worth(problem, site, event), site.modes, reasons)
        )
    return replace(problem, offers=(*problem.offers, *offers)), tuple(offer.id for offer in offers)


def _worth(problem: Problem, site: ProblemSite, event: Response) -> float:
    """What the place's sessions nearest in time are expected to be worth an hour, times the hours."""
    places = {one.id: one.place for one in problem.sites}
    near = sorted(
        (abs((offer.start - event.start).total_seconds()), offer.id, offer)
        for offer in problem.offers
        if places[offer.site] == site.place
    )
    if not near:
        return 0.0
    offer = near[0][2]
    share = (event.end - event.start) / (offer.end - offer.start)
    return round(offer.value * share, 3)


def _is_broken(
    case: Case,
    held: Held,
    absent: dict[str, frozenset[int]],
    events: Iterable[Event],
    days: Sequence[date],
) -> bool:
    if any(held.day in absent.get(worker, ()) for worker in held.deployment.workers):
        return True
    return any(
        isinstance(event, Closure)
        and event.site == held.deployment.site
        and any(held.day == day.toordinal() for day in _days(event.day, days))
        for event in events
    )


def frozen_worker(worker: ProblemWorker, shifts: Iterable[Shift]) -> ProblemWorker:
    """A worker with some shifts already worked; their unpaid breaks do not count against the week."""
    shifts = tuple(shifts)
    breaks = sum(shift.break_min for shift in shifts)
    return replace(
        worker,
        worked=(*worker.worked, *((shift.start, shift.end) for shift in shifts)),
        max_min=min(10_080, worker.max_min + breaks),
    )
