"""A focused series of sessions at one place for some weeks, as a person plans it, and as a week's problem says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from geodata.errors import BadInput
from models.week import Week
from planner.rota.problem import JointRequest, Offer, Operation, ProblemSite
from planner.team.types import Team, WeeklyHours


@dataclass(frozen=True, slots=True)
class OperationPlan:
    """So many sessions a week at a site between two days, beside a partner when one is named.

    `hours` limit when its sessions may be; without them any of the site's hours will do, or the partner's windows.

    Raises
    ------
    BadInput
        When it ends before it begins, or has no session a week.
    """

    id: str
    site: str
    first: date
    last: date
    sessions: int
    partner: str | None = None
    hours: tuple[WeeklyHours, ...] = ()

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise BadInput(f"The operation {self.id} ends on {self.last}, before it begins on {self.first}.")
        if not 1 <= self.sessions <= 50:
            raise BadInput(f"The operation {self.id} needs between 1 and 50 sessions a week.")

    def runs_in(self, week: Week) -> bool:
        """Whether a day of the week lies in it."""
        return self.first <= week.days[6] and week.monday <= self.last

    def asks(self, week: Week, place: str, team: Team, zone: ZoneInfo) -> list[JointRequest]:
        """The stretches of a week to look for its sessions in: written like requests, so that some are on offer."""
        hours = list(self.hours)
        if not hours:
            windows = [
                w.hours for partner in team.partners if partner.id == self.partner for w in partner.windows
            ]
            hours = windows or [h for site in team.sites if site.id == self.site for h in site.hours]
        spans = [_span(week.days[one.weekday], one, zone) for one in hours]
        return [
            JointRequest(place, self.partner or self.id, start, end, "planned_operation")
            for start, end in spans
            if self.first <= start.date() <= self.last
        ]

    def operation(self, place: str, offers: Sequence[Offer], sites: Mapping[str, ProblemSite]) -> Operation:
        """Its part of a week's problem: the offers at its place, on its days and in its hours."""
        own = [
            offer.id
            for offer in offers
            if sites[offer.site].place == place
            and self.first <= offer.start.date() <= self.last
            and (not self.hours or any(_holds(one, offer) for one in self.hours))
        ]
        return Operation(self.id, place, tuple(own), self.sessions, self.partner)


def _span(day: date, hours: WeeklyHours, zone: ZoneInfo) -> tuple[datetime, datetime]:
    last = day if hours.end > hours.start else day + timedelta(days=1)
    return datetime.combine(day, hours.start, zone), datetime.combine(last, hours.end, zone)


def _holds(hours: WeeklyHours, offer: Offer) -> bool:
    """Whether a session lies in the hours of its weekday."""
    day = offer.start.date()
    if day.weekday() != hours.weekday:
        return False
    end = datetime.combine(day if hours.end > hours.start else day + timedelta(days=1), hours.end)
    start = datetime.combine(day, time(hours.start.hour, hours.start.minute))
    return start <= offer.start.replace(tzinfo=None) and offer.end.replace(tzinfo=None) <= end
