"""Joint sessions are asked for by a person, with a reason, inside a partner's window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from geodata.errors import BadInput
from models.week import Week
from planner.rota.asks import JointAsk
from planner.rota.problem import JOINT_REASONS
from planner.services.base import UseCases, allow, name_of
from planner.services.views import Account, JointRequest, Role
from planner.store import people, weeks
from planner.store.tables import JointRequestRow
from planner.team.types import Partner, Site, Team, WeeklyHours

T = TypeVar("T")
REASONS: Mapping[str, str] = JOINT_REASONS


@dataclass(frozen=True, slots=True)
class JointChoices:
    """What a request may name: ids with their words."""

    places: dict[str, str]
    partners: dict[str, str]
    reasons: dict[str, str]
    windows: dict[str, tuple[tuple[datetime, datetime, int], ...]]


class JointUseCases(UseCases):
    """Ask for joint sessions, and take a request back."""

    def team(self) -> Team | None:
        """The live team."""
        from planner.services.weeks import TEAM_JSON

        with self.store.reading() as session:
            row = weeks.live_team(session)
        return None if row is None else TEAM_JSON.validate_python(row.document)

    def need_team(self) -> Team:
        """The live team, or BadInput with what to do."""
        team = self.team()
        if team is None:
            raise BadInput(
                "No team is here yet. Fill in a workbook (`outreach team template -o team.xlsx`)"
                " and run `outreach team import team.xlsx`."
            )
        return team

    def joint_choices(self, week: Week) -> JointChoices:
        """The sites, partners with their windows of the week, and reasons that a request may name."""
        team = self.need_team()
        return JointChoices(
            places={site.id: site.name for site in team.sites},
            partners={partner.id: partner.name for partner in team.partners},
            reasons=dict(REASONS),
            windows={partner.id: self._windows(partner, week) for partner in team.partners},
        )

    def _windows(self, partner: Partner, week: Week) -> tuple[tuple[datetime, datetime, int], ...]:
        zone = ZoneInfo(self.need_area().time_zone)
        return tuple((*_on_week(w.hours, week, zone), w.officers) for w in partner.windows)

    def requests(self, week: Week) -> tuple[JointRequest, ...]:
        """The requests for a week, in order of time."""
        team = self.team()
        partners = {partner.id: partner.name for partner in team.partners} if team else {}
        with self.store.reading() as session:
            rows = weeks.joint_requests(session, str(week))
        return tuple(self._view(row, partners) for row in rows)

    def _view(self, row: JointRequestRow, partners: Mapping[str, str]) -> JointRequest:
        zone = ZoneInfo(self.need_area().time_zone)
        return JointRequest(
            id=row.id,
            week=Week.parse(row.week),
            place=row.place,
            place_name=row.place_name,
            partner=row.partner,
            partner_name=partners.get(row.partner, row.partner),
            start=row.start.astimezone(zone),
            end=row.end.astimezone(zone),
            reason=row.reason,
            reason_text=REASONS[row.reason],
            requested_by=row.requested_by,
        )

    def request_joint(
        self,
        viewer: Account | None,
        week: Week,
        place: str,
        partner: str,
        start: datetime,
        end: datetime,
        reason: str,
    ) -> JointRequest:
        """Ask for a joint session at a site, wholly between two (aware) times.

        Raises
        ------
        BadInput
            When the partner offers no window then, does not cover the place, or the reason is not on the list.
        """
        allow(viewer, Role.MANAGER)
        team = self.need_team()
        site = _chosen(place, {site.id: site for site in team.sites}, "place")
        asked = _chosen(partner, {p.id: p for p in team.partners}, "partner")
        self._refuse_what_cannot_be(week, site, asked, start, end, reason)
        row = JointRequestRow(
            week=str(week),
            place=site.id,
            place_name=site.name,
            lon=site.lon,
            lat=site.lat,
            partner=asked.id,
            start=start,
            end=end,
            reason=reason,
            requested_by=name_of(viewer),
            made_at=datetime.now(UTC),
            synthetic=team.synthetic,
        )
        with self.store.transaction() as session:
            weeks.add_joint_request(session, row)
            people.write_audit(session, name_of(viewer), "asked for joint", week=str(week), place=site.name)
        return self._view(row, {asked.id: asked.name})

    def _refuse_what_cannot_be(
        self, week: Week, site: Site, partner: Partner, start: datetime, end: datetime, reason: str
    ) -> None:
        if reason not in REASONS:
            raise BadInput(
                f"{reason!r} is not a reason for a joint session. Choose one of: {', '.join(REASONS)}."
            )
        if not start < end:
            raise BadInput("A request ends after it starts. Look at its two times again.")
        if partner.sites is not None and site.id not in partner.sites:
            raise BadInput(f"{partner.name} does not cover {site.name}. Choose another partner or place.")
        windows = self._windows(partner, week)
        if not any(opens < end and start < closes for opens, closes, _ in windows):
            offered = "; ".join(f"{o:%A %H:%M} to {c:%H:%M}" for o, c, _ in windows) or "none"
            raise BadInput(f"{partner.name} offers no officers then. Its windows in week {week}: {offered}.")

    def withdraw_joint(self, viewer: Account | None, request_id: int) -> None:
        """Take a request back; the plan changes when the week is planned again."""
        allow(viewer, Role.MANAGER)
        with self.store.transaction() as session:
            row = weeks.remove_joint_request(session, request_id)
            if row is None:
                raise BadInput("This request has been withdrawn already.")
            people.write_audit(
                session, name_of(viewer), "withdrew joint", week=row.week, place=row.place_name
            )

    def as_ask(self, row: JointRequestRow) -> JointAsk:
        """A kept request in the form the problem is built from."""
        zone = ZoneInfo(self.need_area().time_zone)
        return JointAsk(
            site=row.place,
            partner=row.partner,
            start=row.start.astimezone(zone),
            end=row.end.astimezone(zone),
            reason=row.reason,
        )


def _on_week(hours: WeeklyHours, week: Week, zone: ZoneInfo) -> tuple[datetime, datetime]:
    day = week.days[hours.weekday]
    last = day if hours.end > hours.start else day + timedelta(days=1)
    return datetime.combine(day, hours.start, zone), datetime.combine(last, hours.end, zone)


def _chosen(key: str, among: Mapping[str, T], what: str) -> T:
    if key not in among:
        raise BadInput(
            f"{key!r} is not a {what} of the team. Choose one of: {', '.join(among) or 'none yet'}."
        )
    return among[key]
