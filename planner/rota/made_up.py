"""Made-up weeks of any size from a seed, for benchmarks and tests: everything in them is invented.

Staff hours, leads, drivers and the buses are drawn tight enough to bind, since a slack problem proves nothing about a
planner: `benchmarks/rota.py` says how much each binds, and what taking sessions by value loses.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from models.week import Week
from planner.rota.facts import Facts, shared_minutes
from planner.rota.problem import (
    JointRequest,
    Mode,
    Offer,
    Problem,
    ProblemPartner,
    ProblemPlace,
    ProblemSite,
    ProblemVehicle,
    ProblemWorker,
    Provision,
    Recent,
    Window,
)

ZONE = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Size:
    """How much of everything a made-up week has."""

    places: int
    sessions: int
    staff: int
    buses: int


SMALL = Size(places=6, sessions=60, staff=6, buses=1)
BOROUGH = Size(places=18, sessions=200, staff=24, buses=2)
FOUR_BOROUGHS = Size(places=72, sessions=800, staff=100, buses=8)


def make_problem(size: Size = BOROUGH, *, seed: int = 0, week: str = "2026-W48") -> Problem:
    """A week that somebody might have to plan; the same for the same size, seed and week."""
    rng = random.Random(f"{size} {seed}")
    monday = datetime.combine(Week.parse(week).monday, datetime.min.time(), ZONE)
    places, sites = _ground(rng, size)
    offers = _offers(rng, size, sites, monday)
    problem = Problem(
        week=week,
        time_zone="Europe/London",
        places=places,
        sites=sites,
        offers=offers,
        other_provision=tuple(
            Provision(place.id, *_hours(monday, rng.randrange(5), 16, 19), by="a youth club")
            for place in rng.sample(places, k=max(1, size.places // 9))
        ),
        workers=_workers(rng, size, monday, places),
        vehicles=tuple(
            ProblemVehicle(f"b{n}", tuple(_hours(monday, day, 13, 23) for day in range(7)), 20)
            for n in range(size.buses)
        ),
        partners=_partners(rng, places, monday),
        joint_requests=_requests(rng, places, monday),
    )
    return Problem(**{**vars(problem), "overlaps": _overlaps(problem)})


def _ground(rng: random.Random, size: Size) -> tuple[tuple[ProblemPlace, ...], tuple[ProblemSite, ...]]:
    places, sites = [], []
    spread = 0.012 * math.sqrt(size.places)
    for n in range(size.places):
        lon, lat = rng.uniform(-spread, spread), 51.4 + rng.uniform(-spread, spread) * 0.62
        places.append(ProblemPlace(f"p{n}", f"Place {n}", lon, lat, f"ward {n % max(1, size.places // 3)}"))
        modes: tuple[Mode, ...] = ("bus", "foot") if rng.random() < 0.6 else ("foot",)
        hours = tuple((day, "14:00", "23:00") for day in range(7))
        until = Week.parse("2026-W48").monday + timedelta(days=400 if rng.random() < 0.95 else 3)
        sites.append(ProblemSite(f"s{n}", f"p{n}", f"Site {n}", lon, lat, modes, hours, until))
    return tuple(places), tuple(sites)


def _offers(
    rng: random.Random, size: Size, sites: tuple[ProblemSite, ...], monday: datetime
) -> tuple[Offer, ...]:
    """Sessions around each place's own busy hour, worth less away from it.

    Places differ by a factor of a few: where one outshines all others, taking sessions by value is nearly best.
    """
    busy = {site.id: (rng.uniform(15.5, 20), 8 * rng.lognormvariate(0, 0.4)) for site in sites}
    weekdays = {site.id: [rng.uniform(0.3, 1) for _ in range(7)] for site in sites}
    drawn: dict[tuple[str, int, float, float], float] = {}
    while len(drawn) < size.sessions:
        site, day = rng.choice(sites), rng.randrange(7)
        peak, strength = busy[site.id]
        start = min(20.0, max(15.0, round(2 * rng.gauss(peak - 1.2, 1.3)) / 2))
        hours = rng.choice((2.0, 2.5, 3.0))
        near = math.exp(-(((start + hours / 2 - peak) / 2.5) ** 2))
        drawn[site.id, day, start, hours] = min(strength, 30) * weekdays[site.id][day] * near * hours / 2.5
    ordered = sorted(drawn.items())
    return tuple(
        Offer(f"o{n:03}", site, *_hours(monday, day, start, start + hours), value=round(value, 3))
        for n, ((site, day, start, hours), value) in enumerate(ordered)
    )


def _workers(
    rng: random.Random, size: Size, monday: datetime, places: tuple[ProblemPlace, ...]
) -> tuple[ProblemWorker, ...]:
    workers = []
    for n in range(size.staff):
        days = sorted(rng.sample(range(7), k=rng.choice((3, 4, 5))))
        skills = (*(("lead",) if n % 3 == 0 else ()), *(("d1",) if n % 5 < 1 or n % 9 == 4 else ()))
        most = rng.choice((600, 720, 960, 1200))
        known = {place.id: rng.randint(1, 30) for place in rng.sample(places, k=min(4, len(places)))}
        workers.append(
            ProblemWorker(
                f"w{n:02}",
                f"Worker {n}",
                skills,
                under_18=n % 12 == 7,
                contract_min=most // 2,
                max_min=most,
                available=tuple(
                    _hours(monday, day, rng.choice((13, 14, 15)), rng.choice((21, 22, 23.5))) for day in days
                ),
                knows=known,
                recent=Recent(rng.randint(0, 20), rng.randint(0, 6)),
            )
        )
    return tuple(workers)


def _partners(
    rng: random.Random, places: tuple[ProblemPlace, ...], monday: datetime
) -> tuple[ProblemPartner, ...]:
    windows = tuple(
        Window(*_hours(monday, day, 15, 21), officers=2) for day in sorted(rng.sample(range(7), k=3))
    )
    return (ProblemPartner("police", "The neighbourhood team", None, windows, 600),)


def _requests(
    rng: random.Random, places: tuple[ProblemPlace, ...], monday: datetime
) -> tuple[JointRequest, ...]:
    asked = rng.sample(places, k=min(2, len(places)))
    return tuple(
        JointRequest(place.id, "police", monday, monday + timedelta(days=7), "partner_request")
        for place in asked
    )


def _overlaps(problem: Problem) -> tuple[tuple[str, str, float], ...]:
    """Neighbouring places within 500 m share half a catchment, within 1 km a quarter, by the hours in common."""
    facts = Facts(problem)
    shares = []
    for i, one in enumerate(facts.offers):
        for other in facts.offers[i + 1 :]:
            together = shared_minutes(one.span, other.span)
            if one.place == other.place or not together:
                continue
            metres = facts.straight_m(one.site, other.site)
            near = 0.5 if metres < 500 else 0.25 if metres < 1000 else 0.0
            share = round(near * together / min(one.end - one.start, other.end - other.start), 2)
            if share:
                shares.append((one.id, other.id, share))
    return tuple(shares)


def _hours(monday: datetime, day: int, start: float, end: float) -> tuple[datetime, datetime]:
    midnight = (monday + timedelta(days=day)).replace(tzinfo=None)
    first, last = midnight + timedelta(hours=start), midnight + timedelta(hours=end)
    return first.replace(tzinfo=ZONE), last.replace(tzinfo=ZONE)
