"""What earlier weeks leave behind for the one being planned: a pure reading of their rotas.

Shares of evenings and weekends look back over eight weeks, average hours over seventeen with this one, rest over the
week before, areas and places over as many weeks as are given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from models.week import Week
from planner.rota.problem import Problem, Recent, Span
from planner.rota.result import Deployment, Rota, Shift

FAIR_WEEKS = 8
HOURS_WEEKS = 16  # seventeen with the week being planned
EVENING_FROM = time(19)


def with_areas_unseen(problem: Problem, previous_rotas: Sequence[Rota]) -> Problem:
    """The problem with how long each area of its places has not been visited."""
    place_of = {site.id: site.place for site in problem.sites}
    history = History(Week.parse(problem.week), previous_rotas, ZoneInfo(problem.time_zone), place_of)
    unseen = history.areas_unseen({place.id: place.area for place in problem.places})
    return replace(problem, areas_unseen=unseen)


class History:
    """The rotas of the weeks before one, by how many weeks ago they were.

    Parameters
    ----------
    week
        The week being planned: rotas of it and of later weeks are left out.
    rotas
        In any order; of several for one week the last counts.
    place_of
        The place each site lies at today: hotspots come and go, sites stay.
    """

    def __init__(
        self, week: Week, rotas: Sequence[Rota], zone: ZoneInfo, place_of: Mapping[str, str] | None = None
    ) -> None:
        self.week = week
        self.zone = zone
        self.place_of = place_of or {}
        self.by_age: dict[int, Rota] = {}
        for rota in rotas:
            age = (week.monday - Week.parse(rota.week).monday).days // 7
            if age > 0:
                self.by_age[age] = rota

    def recent(self, worker: str) -> Recent:
        """Evenings and weekend days of the last eight weeks, and the hours of the sixteen weeks before this one.

        Weeks that are not known do not count: the average is over those that are.
        """
        held = [d for age, d in self._deployments() if age <= FAIR_WEEKS and worker in d.workers]
        days = [self._local(d.start).date() for d in held]
        shifts = [s for age, s in self._shifts() if age <= HOURS_WEEKS and s.worker == worker]
        return Recent(
            evenings=min(56, len({day for day, d in zip(days, held, strict=True) if self._is_evening(d)})),
            weekends=min(16, len({day for day in days if day.weekday() >= 5})),
            weeks=sum(1 for age in self.by_age if age <= HOURS_WEEKS),
            minutes=sum(shift.paid_min for shift in shifts),
        )

    def worked(self, worker: str) -> tuple[Span, ...]:
        """The shifts of the week before: they count towards rest."""
        return tuple((s.start, s.end) for age, s in self._shifts() if age == 1 and s.worker == worker)

    def knows(self, worker: str, places: Collection[str]) -> dict[str, int]:
        """Sessions that a worker held at each of these places."""
        visits: dict[str, int] = defaultdict(int)
        for _, deployment in self._deployments():
            place = self._place(deployment)
            if worker in deployment.workers and place in places:
                visits[place] += 1
        return dict(sorted(visits.items()))

    def areas_unseen(self, area_of: Mapping[str, str | None]) -> dict[str, int]:
        """Weeks in a row without a session in each area, where `area_of` says in which area a place lies.

        An area that no week visited counts all the weeks that are known.
        """
        seen: dict[str, int] = {}
        for age, deployment in self._deployments():
            area = area_of.get(self._place(deployment))
            if area is not None:
                seen[area] = min(seen.get(area, age), age)
        known = max(self.by_age, default=0)
        return {area: seen.get(area, known + 1) - 1 for area in sorted({a for a in area_of.values() if a})}

    def weeks_without_review(self, place: str, reviewed: date) -> int:
        """Weeks with a session at a place after the week it was last reviewed in."""
        since = (self.week.monday - Week.of(reviewed).monday).days // 7
        return len({age for age, d in self._deployments() if self._place(d) == place and age < since})

    def average_hours(self, worker: str) -> float:
        """Paid hours a week over the last sixteen weeks that are known."""
        recent = self.recent(worker)
        return recent.minutes / 60 / recent.weeks if recent.weeks else 0.0

    def _shifts(self) -> Iterator[tuple[int, Shift]]:
        for age, rota in sorted(self.by_age.items()):
            for shift in rota.shifts:
                yield age, shift

    def _deployments(self) -> Iterator[tuple[int, Deployment]]:
        for age, rota in sorted(self.by_age.items()):
            for deployment in rota.deployments:
                yield age, deployment

    def _place(self, deployment: Deployment) -> str:
        return self.place_of.get(deployment.site, deployment.place)

    def _is_evening(self, deployment: Deployment) -> bool:
        start, end = self._local(deployment.start), self._local(deployment.end)
        return end.time() > EVENING_FROM or end.date() > start.date()

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)
