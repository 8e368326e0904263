"""A week that has begun: what is past stays as it was published, and only the rest is planned.

The past goes into the problem as fixed sessions, so that its minutes, visits and rest count. What would forbid it
now (a worker who has left, a site closed since) is let off for what was held, and for that alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from planner.rota.case import Case
from planner.rota.facts import Facts, minute
from planner.rota.problem import Ban, Offer, Pin, Problem, ProblemSite
from planner.rota.result import Deployment, Rota, Shift
from planner.rota.running_past import let_off, with_operations, with_what_was


@dataclass(frozen=True)
class Running:
    """A week that has begun.

    Attributes
    ----------
    problem
        The whole week: what is past is offered and fixed, and nothing else is offered up to `now`.
    past
        The sessions that had begun by `now`, as they were published.
    shifts
        The shifts that these were published in.
    """

    problem: Problem
    past: tuple[Deployment, ...]
    shifts: tuple[Shift, ...]
    now: datetime


def has_begun(problem: Problem, now: datetime) -> bool:
    """Whether a week is under way: after its Monday's midnight and before the next."""
    first, last = Facts(problem).week_span
    return first < minute(now) < last


def running_week(problem: Problem, published: tuple[Problem, Rota] | None, now: datetime) -> Running:
    """The problem of a week that has begun, around what was published of it.

    Parameters
    ----------
    problem
        The week as it would be planned before it begins.
    published
        The problem and rota that were published last; None where nothing was, and so nothing was held.
    now
        Sessions that began by then are past.
    """
    if published is None:
        return Running(_with_offers(problem, (), {}, now), (), (), now)
    old, rota = published
    past = tuple(
        sorted((d for d in rota.deployments if minute(d.start) <= minute(now)), key=lambda d: (d.start, d.id))
    )
    ids = {d.id for d in past}
    shifts = tuple(shift for shift in rota.shifts if ids & set(shift.deployments))
    problem = with_what_was(problem, old, past)
    offered = {held.id: offer.offer for held, offer in Case(Facts(old), rota).known()}
    problem = _with_offers(problem, past, offered, now)
    problem = with_operations(let_off(problem, old, past, shifts), old, past)
    here = {site.id: site for site in problem.sites}
    return Running(problem, tuple(_at_site(d, here[d.site]) for d in past), shifts, now)


def _at_site(past: Deployment, site: ProblemSite) -> Deployment:
    """A session at its site's place as the hotspots are named now."""
    return replace(past, place=site.place, lon=site.lon, lat=site.lat)


# -- what is offered ---------------------------------------------------------------------------------------------------


def _with_offers(
    problem: Problem, past: Iterable[Deployment], offered: Mapping[str, Offer], now: datetime
) -> Problem:
    """What is past offered and fixed as it was held, and beside it only what is still to come."""
    coming = [offer for offer in problem.offers if minute(offer.start) > minute(now)]
    built = {_key(offer.site, offer.start, offer.end): offer for offer in problem.offers}
    names = {offer.id: offer.id for offer in coming}
    kept = []
    for held in past:
        offer = built.get(_key(held.site, held.start, held.end)) or offered.get(held.id)
        if offer is None:
            offer = Offer(held.id, held.site, held.start, held.end, 0.0, (held.mode,))
        names[offer.id] = held.id
        kept.append(replace(offer, id=held.id, modes=tuple({*offer.modes, held.mode})))
    pins = [pin for pin in problem.pins if pin.offer in {offer.id for offer in coming}]
    return replace(
        problem,
        offers=tuple(
            sorted([*kept, *coming], key=lambda one: (minute(one.start), minute(one.end), one.site))
        ),
        overlaps=tuple(
            (names[one], names[other], share)
            for one, other, share in problem.overlaps
            if one in names and other in names
        ),
        pins=(*(Pin(held.id, held.mode, held.workers) for held in past), *pins),
        bans=tuple(ban for one in problem.bans if (ban := _ban_from(one, past, now)) is not None),
        unserved=tuple(gap for gap in problem.unserved if minute(gap.start) > minute(now)),
    )


def _key(site: str, start: datetime, end: datetime) -> tuple[str, int, int]:
    return site, minute(start), minute(end)


def _ban_from(ban: Ban, past: Iterable[Deployment], now: datetime) -> Ban | None:
    """What is ruled out from now on; None where that is over. A session under way that it names goes on."""
    start = now if ban.start is None else max(ban.start, now, key=minute)
    own = [
        d.end for d in past if (ban.worker is None or ban.worker in d.workers) and ban.site in (None, d.site)
    ]
    start = max([start, *own], key=minute)
    if ban.end is not None and minute(ban.end) <= minute(start):
        return None
    return replace(ban, start=start)
