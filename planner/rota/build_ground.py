"""A team's sites, workers and partners on the hotspots' ground in one week, as a problem says them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from geodata.study_area import StudyArea
from models.places import Hotspot
from models.week import Week
from planner.rota.asks import JointAsk
from planner.rota.build_offers import BuildSettings, SiteDemand, place_reasons
from planner.rota.history import History
from planner.rota.operations import OperationPlan
from planner.rota.problem import (
    Hours,
    JointRequest,
    Mode,
    ProblemPartner,
    ProblemPlace,
    ProblemSite,
    ProblemVehicle,
    ProblemWorker,
    Provision,
    Span,
    Window,
)
from planner.rota.result import Rota
from planner.team.types import Partner, Site, Team, Vehicle, WeeklyHours, Worker

Demand = NDArray[np.float64]


class Ground:
    """A team's sites on the hotspots' ground, in one week."""

    def __init__(
        self, week: Week, team: Team, hotspots: Sequence[Hotspot], area: StudyArea, settings: BuildSettings,
        previous_rotas: Sequence[Rota],
    ) -> None:  # fmt: skip
        self.week = week
        self.team = team
        self.area = area
        self.zone = ZoneInfo(area.time_zone)
        self.settings = settings
        self.hotspots = {spot.place.id: spot for spot in hotspots}
        self.sites = {site.id: self._site(site) for site in team.sites}
        place_of = {site.id: site.place for site in self.sites.values()}
        self.history = History(week, previous_rotas, self.zone, place_of)

    def demand(self, demand_at: Callable[[Site], Demand]) -> tuple[SiteDemand, ...]:
        """What is expected within the walk of each site."""
        return tuple(
            SiteDemand(
                site, self.sites[site.id], np.asarray(demand_at(site), dtype=np.float64), self.near(site)
            )
            for site in self.team.sites
        )

    def joint_requests(self, asks: Sequence[JointAsk]) -> tuple[JointRequest, ...]:
        """People's requests for joint sessions, but for sites or partners that the team no longer has."""
        partners = {partner.id for partner in self.team.partners}
        return tuple(
            JointRequest(self.sites[ask.site].place, ask.partner, ask.start, ask.end, ask.reason)
            for ask in asks
            if ask.site in self.sites and ask.partner in partners
        )

    def series(self, operations: Sequence[OperationPlan]) -> tuple[OperationPlan, ...]:
        """The operations that run in this week."""
        return tuple(one for one in operations if one.runs_in(self.week) and one.site in self.sites)

    def place_of(self, operation: OperationPlan) -> str:
        """The place of an operation's site."""
        return self.sites[operation.site].place

    def _nearest(self, lon: float, lat: float) -> Hotspot | None:
        """The hotspot whose centre is nearest within the walk."""
        x, y = self.area.crs.to_metres(lon, lat)
        reach = [
            (math.hypot(spot.place.x - float(x), spot.place.y - float(y)), spot.rank, spot)
            for spot in self.hotspots.values()
        ]
        within = [(metres, rank, spot) for metres, rank, spot in reach if metres <= self.settings.walk_m]
        return min(within, key=lambda one: one[:2])[2] if within else None

    def near(self, site: Site) -> Hotspot | None:
        """The hotspot that a site serves."""
        return self.hotspots.get(self.sites[site.id].place)

    def without_site(self) -> tuple[Hotspot, ...]:
        """Hotspots without any site within the walk, best first."""
        xy = [self.area.crs.to_metres(site.lon, site.lat) for site in self.team.sites]
        return tuple(
            spot
            for spot in sorted(self.hotspots.values(), key=lambda spot: spot.rank)
            if all(
                math.hypot(spot.place.x - float(x), spot.place.y - float(y)) > self.settings.walk_m
                for x, y in xy
            )
        )

    def _site(self, site: Site) -> ProblemSite:
        spot = self._nearest(site.lon, site.lat)
        modes: tuple[Mode, ...] = ("bus", "foot")
        return ProblemSite(
            id=site.id,
            place=spot.place.id if spot else _own_place(site),
            name=site.name,
            lon=site.lon,
            lat=site.lat,
            modes=tuple(mode for mode in modes if mode in site.modes),
            hours=tuple(_hours(hours) for hours in site.hours),
            risk_assessed_until=site.risk_assessed_until,
        )

    def places(self, reviewed: Mapping[str, date]) -> tuple[ProblemPlace, ...]:
        """Every hotspot, and the sites that lie in none."""
        days: dict[str, date] = {}
        for name, day in reviewed.items():
            if name in self.sites:
                place = self.sites[name].place
                days[place] = max(day, days.get(place, day))
        weeks = {place: self.history.weeks_without_review(place, day) for place, day in days.items()}
        places = [
            ProblemPlace(
                spot.place.id,
                spot.place.name,
                spot.place.lon,
                spot.place.lat,
                reasons=place_reasons(spot),
                unsure=spot.upper - spot.lower > spot.weekly_expected,
                weeks_without_review=weeks.get(spot.place.id, 0),
            )
            for spot in self.hotspots.values()
        ]
        places += [
            ProblemPlace(
                _own_place(site),
                site.name,
                site.lon,
                site.lat,
                reasons=(f"{site.name} lies in no hotspot; what is expected within a walk of it counts.",),
                weeks_without_review=weeks.get(_own_place(site), 0),
            )
            for site in self.team.sites
            if self.sites[site.id].place == _own_place(site)
        ]
        return tuple(places)

    def other_provision(self) -> tuple[Provision, ...]:
        """Others' sessions of the week at the hotspot, or else the site, they are nearest to."""
        provision = []
        for other in self.team.other_provision:
            spot = self._nearest(other.lon, other.lat)
            place = spot.place.id if spot else self._place_of_nearest_site(other.lon, other.lat)
            if place is not None:
                start, end = self._span(other.hours)
                provision.append(Provision(place, start, end, other.by))
        return tuple(provision)

    def _place_of_nearest_site(self, lon: float, lat: float) -> str | None:
        x, y = self.area.crs.to_metres(lon, lat)
        best: tuple[float, str] | None = None
        for site in self.team.sites:
            site_x, site_y = self.area.crs.to_metres(site.lon, site.lat)
            metres = math.hypot(float(site_x) - float(x), float(site_y) - float(y))
            if metres <= self.settings.walk_m and (best is None or metres < best[0]):
                best = metres, self.sites[site.id].place
        return best[1] if best else None

    def worker(self, worker: Worker) -> ProblemWorker:
        """A worker's week: the hours given, leave taken off, and what the weeks before leave behind."""
        places = {*self.hotspots, *(site.place for site in self.sites.values())}
        return ProblemWorker(
            id=worker.id,
            name=worker.name,
            skills=tuple(sorted(worker.skills)),
            under_18=worker.under_18,
            contract_min=worker.contract_min,
            max_min=worker.max_min,
            available=tuple(
                self._span(hours)
                for hours in worker.availability
                if not any(
                    leave.first <= self.week.days[hours.weekday] <= leave.last for leave in worker.leave
                )
            ),
            knows=self.history.knows(worker.id, places),
            worked=self.history.worked(worker.id),
            recent=self.history.recent(worker.id),
        )

    def vehicle(self, vehicle: Vehicle) -> ProblemVehicle:
        """A bus's week."""
        return ProblemVehicle(
            vehicle.id, tuple(self._span(hours) for hours in vehicle.availability), vehicle.set_up_min
        )

    def partner(self, partner: Partner) -> ProblemPartner:
        """A partner's windows of the week, at the places of the sites it covers."""
        places = None
        if partner.sites is not None:
            covered = [self.sites[site].place for site in partner.sites if site in self.sites]
            places = tuple(dict.fromkeys(covered))
        windows = tuple(Window(*self._span(window.hours), window.officers) for window in partner.windows)
        return ProblemPartner(partner.id, partner.name, places, windows, partner.week_min)

    def _span(self, hours: WeeklyHours) -> Span:
        day: date = self.week.days[hours.weekday]
        last = day if hours.end > hours.start else day + timedelta(days=1)
        return datetime.combine(day, hours.start, self.zone), datetime.combine(last, hours.end, self.zone)


def _own_place(site: Site) -> str:
    return f"site-{site.id}"


def _hours(hours: WeeklyHours) -> Hours:
    return hours.weekday, f"{hours.start:%H:%M}", f"{hours.end:%H:%M}"
