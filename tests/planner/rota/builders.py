"""Small weeks to plan, with defaults that can be held and overridden one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from planner.rota.problem import (
    JointRequest,
    Offer,
    Problem,
    ProblemPartner,
    ProblemPlace,
    ProblemSite,
    ProblemVehicle,
    ProblemWorker,
    Span,
    Window,
)
from planner.rota.result import Deployment, Rota

ZONE = ZoneInfo("Europe/London")
MONDAY = date(2026, 11, 23)
EVERY_DAY = tuple((day, "00:00", "24:00") for day in range(7))


def at(day: int, clock: str) -> datetime:
    """A local time of the week: day 0 is Monday; "25:30" is half past one on the next morning."""
    hours, minutes = map(int, clock.split(":"))
    moment = datetime(2026, 11, 23) + timedelta(days=day, hours=hours, minutes=minutes)
    return moment.replace(tzinfo=ZONE)


def span(day: int, start: str, end: str) -> Span:
    """Two times of one day."""
    return at(day, start), at(day, end)


def make_site(name: str = "park", *, place: str | None = None, **changes: Any) -> ProblemSite:
    """A site that allows everything, each at a place of its own, two kilometres from the next letter's."""
    lon = 0.03 * (ord(name[0]) - ord("a")) - 0.3
    site = ProblemSite(
        name, place or name, name.title(), lon, 51.4, ("bus", "foot"), EVERY_DAY, date(2027, 6, 1)
    )
    return replace(site, **changes)


def make_offer(
    name: str = "mon",
    *,
    site: str = "park",
    day: int = 0,
    start: str | datetime = "16:00",
    end: str | datetime = "18:00",
    **changes: Any,
) -> Offer:
    """A two-hour session on foot on Monday; times of the clock, or moments."""
    first = at(day, start) if isinstance(start, str) else start
    last = at(day, end) if isinstance(end, str) else end
    offer = Offer(name, site, first, last, value=4.0, modes=("foot",))
    return replace(offer, **changes)


def make_worker(name: str, *, lead: bool = True, driver: bool = False, **changes: Any) -> ProblemWorker:
    """A worker who leads and is available at any time of the week."""
    skills = (*(("lead",) if lead else ()), *(("d1",) if driver else ()))
    week = (at(-1, "00:00"), at(9, "00:00"))
    return replace(ProblemWorker(name, name.title(), skills, max_min=2400, available=(week,)), **changes)


def make_bus(name: str = "bus", **changes: Any) -> ProblemVehicle:
    """A bus that may be out all week and needs twenty minutes to set up."""
    return replace(ProblemVehicle(name, ((at(-1, "00:00"), at(9, "00:00")),), 20), **changes)


def make_partner(name: str = "police", **changes: Any) -> ProblemPartner:
    """A partner with two officers on Monday afternoon."""
    window = Window(at(0, "15:00"), at(0, "20:00"), 2)
    return replace(ProblemPartner(name, "The neighbourhood police team", None, (window,)), **changes)


def make_request(place: str = "park", **changes: Any) -> JointRequest:
    """A request for Monday."""
    request = JointRequest(place, "police", at(0, "12:00"), at(0, "22:00"), "partner_request")
    return replace(request, **changes)


def make_problem(**changes: Any) -> Problem:
    """One session at one site, and three workers who could hold it. Places follow the sites."""
    sites = changes.setdefault("sites", (make_site(),))
    changes.setdefault("offers", (make_offer(),))
    changes.setdefault("workers", tuple(make_worker(name) for name in ("ann", "bo", "cy")))
    changes.setdefault(
        "places",
        tuple(ProblemPlace(p, p.title(), -0.1, 51.4) for p in dict.fromkeys(site.place for site in sites)),
    )
    return Problem("2026-W48", "Europe/London", **changes)


def changed_deployment(rota: Rota, index: int = 0, **changes: Any) -> Rota:
    """A copy of a rota with one deployment changed."""
    deployments = list(rota.deployments)
    deployments[index] = replace(deployments[index], **changes)
    return replace(rota, deployments=tuple(deployments))


def deployment_of(rota: Rota, offer: str) -> Deployment:
    """The deployment of an offer."""
    return next(deployment for deployment in rota.deployments if deployment.id == offer)
