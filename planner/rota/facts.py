"""The problem in integers: minutes since the epoch (UTC), so that clock changes need no further thought."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from models.week import Week
from planner.rota.problem import Hours, Offer, Problem, Span
from planner.rota.rule import Parameter

EARTH_RADIUS_M = 6_371_000
MINUTES_A_DAY = 1440

Minutes = tuple[int, int]


def minute(moment: datetime) -> int:
    """Whole minutes since 1970 in UTC."""
    return math.floor(moment.timestamp() / 60)


def merged(spans: Iterable[Minutes]) -> tuple[Minutes, ...]:
    """Spans joined where they touch or overlap, in order."""
    result: list[Minutes] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)


def covers(spans: Iterable[Minutes], start: int, end: int) -> bool:
    """Whether one of the (merged) spans holds the whole of start..end."""
    return any(a <= start and end <= b for a, b in spans)


def shared_minutes(a: Minutes, b: Minutes) -> int:
    """Minutes that two spans have in common."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """An offer in integers: `day` is the ordinal of the local date it starts on."""

    offer: Offer
    index: int
    place: str
    start: int
    end: int
    day: int

    @property
    def id(self) -> str:
        """The offer's id."""
        return self.offer.id

    @property
    def site(self) -> str:
        """The site's id."""
        return self.offer.site

    @property
    def span(self) -> Minutes:
        """Start and end in minutes."""
        return self.start, self.end


class Facts:
    """Arithmetic on a problem: what the model and the checks may share."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.zone = ZoneInfo(problem.time_zone)
        self.week = Week.parse(problem.week)
        self.sites = {site.id: site for site in problem.sites}
        self.places = {place.id: place for place in problem.places}
        self.workers = {worker.id: worker for worker in problem.workers}
        self.vehicles = {vehicle.id: vehicle for vehicle in problem.vehicles}
        self.partners = {partner.id: partner for partner in problem.partners}
        self.offers = tuple(
            OfferFacts(
                offer,
                index,
                self.sites[offer.site].place,
                minute(offer.start),
                minute(offer.end),
                self.local(minute(offer.start)).date().toordinal(),
            )
            for index, offer in enumerate(problem.offers)
        )
        self.offer = {offer.id: offer for offer in self.offers}
        self._travel: dict[tuple[str, str], int] = {}

    @cached_property
    def week_span(self) -> Minutes:
        """Monday's midnight to the next Monday's: 10,080 minutes but for clock changes."""
        return self.at(self.week.monday, 0), self.at(self.week.plus(1).monday, 0)

    @cached_property
    def available(self) -> dict[str, tuple[Minutes, ...]]:
        """Each worker's availability, joined where it touches."""
        return {worker.id: self.spans(worker.available) for worker in self.problem.workers}

    @cached_property
    def worked(self) -> dict[str, tuple[Minutes, ...]]:
        """What each worker already worked."""
        return {worker.id: self.spans(worker.worked) for worker in self.problem.workers}

    @cached_property
    def vehicle_available(self) -> dict[str, tuple[Minutes, ...]]:
        """When each bus may be out."""
        return {vehicle.id: self.spans(vehicle.available) for vehicle in self.problem.vehicles}

    @cached_property
    def site_open(self) -> dict[str, tuple[Minutes, ...]]:
        """The week's permitted hours of each site, from Sunday's night before to the Monday after."""
        return {site.id: self._expand(site.hours) for site in self.problem.sites}

    @staticmethod
    def spans(spans: Iterable[Span]) -> tuple[Minutes, ...]:
        """Pairs of times as merged minutes."""
        return merged((minute(start), minute(end)) for start, end in spans)

    def at(self, day: date, minutes: int) -> int:
        """The instant so many minutes of the clock into a local day."""
        moment = datetime.combine(day + timedelta(days=minutes // MINUTES_A_DAY), time(), self.zone)
        minutes %= MINUTES_A_DAY
        return minute(moment.replace(hour=minutes // 60, minute=minutes % 60))

    def local(self, minutes: int) -> datetime:
        """The local time, with its offset, of an instant in minutes."""
        return datetime.fromtimestamp(minutes * 60, UTC).astimezone(self.zone)

    def _expand(self, hours: Iterable[Hours]) -> tuple[Minutes, ...]:
        spans = []
        for weekday, opens, closes in hours:
            first, last = _clock(opens), _clock(closes)
            if last <= first:
                last += MINUTES_A_DAY
            for week_start in (self.week.plus(-1).monday, self.week.monday, self.week.plus(1).monday):
                day = week_start + timedelta(days=weekday)
                spans.append((self.at(day, first), self.at(day, last)))
        return merged(spans)

    def number(self, rule: str, name: str, parameters: Mapping[str, Parameter]) -> int:
        """A rule's number as the problem sets it, or its default; whole."""
        return round(self.problem.parameters.get(rule, {}).get(name, parameters[name].default))

    @cached_property
    def set_up_min(self) -> int:
        """Minutes a crew needs to set the bus up, and again to pack it away: those of the slowest bus."""
        return max((vehicle.set_up_min for vehicle in self.problem.vehicles), default=0)

    def crew_set_up(self, mode: str) -> int:
        """Minutes a crew needs before and after a session in this mode."""
        return self.set_up_min if mode == "bus" else 0

    def travel(self, origin: str, destination: str) -> int:
        """Whole minutes between two sites; from the straight line where the problem does not say.

        The straight line counts 1.3 times its length at 15 km/h, slower than a car and faster than a walk.
        """
        if origin == destination:
            return 0
        key = (origin, destination)
        if key not in self._travel:
            table = self.problem.travel_min
            given = table.get(origin, {}).get(destination, table.get(destination, {}).get(origin))
            if given is None:
                given = 1.3 * self.straight_m(origin, destination) / 250
            self._travel[key] = math.ceil(given)
        return self._travel[key]

    def straight_m(self, origin: str, destination: str) -> float:
        """Metres between two sites, over a small part of a round earth."""
        a, b = self.sites[origin], self.sites[destination]
        east = math.radians(b.lon - a.lon) * math.cos(math.radians((a.lat + b.lat) / 2))
        north = math.radians(b.lat - a.lat)
        return EARTH_RADIUS_M * math.hypot(east, north)


def _clock(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)
