"""What a manager fixes and rules out for a week before it is planned, and what of it contradicts itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from geodata.errors import BadInput
from models.week import Week
from planner.rota.asks import FixedSession
from planner.rota.problem import Ban, Mode
from planner.rota.result import Deployment, Rota
from planner.services.base import allow, name_of
from planner.services.joint import JointUseCases
from planner.services.manager_views import Contradiction, Fixed, PinnedSession, RuledOut, SiteChoice
from planner.services.site_hours import hours_words, is_open
from planner.services.views import Account, Role
from planner.store import decisions, people
from planner.store.manager_tables import BanRow, PinRow
from planner.store.tables import RotaRow
from planner.team.types import Site, Team

LONGEST = timedelta(hours=12)
# A day's work may run past midnight: what is ruled out on a day is so until four in the morning.
DAY_BEGINS = time(4)


class FixingUseCases(JointUseCases):
    """Fix sessions, rule sites and workers out, and take that back."""

    def fixed(self, viewer: Account | None, week: Week) -> Fixed:
        """What is fixed and ruled out in a week."""
        allow(viewer, Role.MANAGER)
        team = self.team()
        with self.store.reading() as session:
            pins, bans = decisions.pins(session, str(week)), decisions.bans(session, str(week))
        zone = ZoneInfo(self.need_area().time_zone)
        return Fixed(
            tuple(_pin(row, team, zone) for row in pins), tuple(_ruled_out(row, team, zone) for row in bans)
        )

    def fixing_choices(self, viewer: Account | None) -> tuple[tuple[SiteChoice, ...], dict[str, str]]:
        """The sites and the workers that may be fixed or ruled out."""
        allow(viewer, Role.MANAGER)
        team = self.need_team()
        sites = tuple(
            SiteChoice(one.id, one.name, tuple(sorted(one.modes)), hours_words(one.hours))
            for one in team.sites
        )
        return sites, {one.id: one.name for one in team.workers}

    def pin_session(
        self,
        viewer: Account | None,
        week: Week,
        site: str,
        start: datetime,
        end: datetime,
        mode: Mode | None = None,
        workers: tuple[str, ...] = (),
    ) -> int:
        """Fix a session of a week: a site, exact (aware) times, and mode and people where these matter.

        Return its number.

        Raises
        ------
        BadInput
            When the site is closed then, the mode is not allowed there, or it is fixed already.
        """
        allow(viewer, Role.MANAGER)
        team = self.need_team()
        chosen = next((one for one in team.sites if one.id == site), None)
        if chosen is None:
            raise BadInput("Choose a site of the team.")
        self._refuse_session(week, chosen, start, end, mode)
        unknown = set(workers) - {one.id for one in team.workers}
        if unknown:
            raise BadInput(f"{min(unknown)} is not in the team.")
        row = PinRow(
            week=str(week),
            site=site,
            site_name=chosen.name,
            start=start,
            end=end,
            mode=mode,
            workers=list(dict.fromkeys(workers)),
            made_at=datetime.now(UTC),
            made_by=name_of(viewer),
            synthetic=team.synthetic,
        )
        with self.store.transaction() as session:
            for other in decisions.pins(session, str(week)):
                if (other.site, other.start, other.end) == (site, start, end):
                    raise BadInput(f"{chosen.name} is fixed at that time already.")
            decisions.add(session, row)
            people.write_audit(
                session,
                name_of(viewer),
                "fixed session",
                week=str(week),
                site=chosen.name,
                start=start.isoformat(),
            )
        return row.id

    def _refuse_session(
        self, week: Week, site: Site, start: datetime, end: datetime, mode: Mode | None
    ) -> None:
        zone = ZoneInfo(self.need_area().time_zone)
        start, end = start.astimezone(zone), end.astimezone(zone)
        if start.date() not in week.days:
            raise BadInput("Choose a day of this week.")
        if not timedelta(0) < end - start <= LONGEST:
            raise BadInput(
                "A session ends after it starts, and lasts 12 hours at most. Look at its times again."
            )
        if mode is not None and mode not in site.modes:
            raise BadInput(f"{site.name} may not be used {'by the bus' if mode == 'bus' else 'on foot'}.")
        if not any(is_open(hours, start, end) for hours in site.hours):
            raise BadInput(f"{site.name} is closed then. It may be used {hours_words(site.hours)}.")

    def unpin(self, viewer: Account | None, week: Week, pin_id: int) -> None:
        """Let a fixed session go."""
        allow(viewer, Role.MANAGER)
        with self.store.transaction() as session:
            row = decisions.remove_pin(session, str(week), pin_id)
            if row is None:
                raise BadInput("This session is not fixed any more.")
            people.write_audit(session, name_of(viewer), "let session go", week=str(week), site=row.site_name)

    def rule_out(
        self, viewer: Account | None, week: Week, *, site: str | None = None, worker: str | None = None,
        day: date | None = None,
    ) -> int:  # fmt: skip
        """Rule a site or a worker out, on one day of the week or all of it; return its number."""
        zone = ZoneInfo(self.need_area().time_zone)
        if day is not None and day not in week.days:
            raise BadInput("Choose a day of this week.")
        start = end = None
        if day is not None:
            start = datetime.combine(day, DAY_BEGINS, zone)
            end = datetime.combine(day + timedelta(days=1), DAY_BEGINS, zone)
        return self._ban(viewer, week, site, worker, start, end)

    def rule_out_session(self, viewer: Account | None, week: Week, deployment: Deployment) -> int:
        """Rule a site out at the hours of one session; return its number."""
        return self._ban(viewer, week, deployment.site, None, deployment.start, deployment.end)

    def _ban(
        self, viewer: Account | None, week: Week, site: str | None, worker: str | None,
        start: datetime | None, end: datetime | None,
    ) -> int:  # fmt: skip
        allow(viewer, Role.MANAGER)
        team = self.need_team()
        names = {one.id: one.name for one in (team.sites if site is not None else team.workers)}
        name = names.get(site or worker or "")
        if name is None:
            raise BadInput("Choose a site or a worker of the team.")
        row = BanRow(
            week=str(week),
            site=site,
            worker=worker if site is None else None,
            name=name,
            start=start,
            end=end,
            made_at=datetime.now(UTC),
            made_by=name_of(viewer),
            synthetic=team.synthetic,
        )
        with self.store.transaction() as session:
            same = (row.site, row.worker, start, end)
            if any(
                (one.site, one.worker, one.start, one.end) == same
                for one in decisions.bans(session, str(week))
            ):
                raise BadInput(f"{name} is ruled out then already.")
            decisions.add(session, row)
            people.write_audit(session, name_of(viewer), "ruled out", week=str(week), name=name)
        return row.id

    def allow_again(self, viewer: Account | None, week: Week, ban_id: int) -> None:
        """Take back what was ruled out."""
        allow(viewer, Role.MANAGER)
        with self.store.transaction() as session:
            row = decisions.remove_ban(session, str(week), ban_id)
            if row is None:
                raise BadInput("This is not ruled out any more.")
            people.write_audit(session, name_of(viewer), "allowed again", week=str(week), name=row.name)

    # -- for the problem ------------------------------------------------------------------------------------------

    def fixed_sessions(self, week: Week) -> tuple[FixedSession, ...]:
        """What is fixed in a week, in the form the problem is built from."""
        zone = ZoneInfo(self.need_area().time_zone)
        with self.store.reading() as session:
            rows = decisions.pins(session, str(week))
        return tuple(
            FixedSession(
                row.site,
                row.start.astimezone(zone),
                row.end.astimezone(zone),
                _mode(row.mode),
                tuple(row.workers) or None,
            )
            for row in rows
        )

    def bans_of(self, week: Week) -> tuple[Ban, ...]:
        """What is ruled out in a week, in the form the problem is built from."""
        zone = ZoneInfo(self.need_area().time_zone)
        with self.store.reading() as session:
            rows = decisions.bans(session, str(week))
        return tuple(
            Ban(
                site=row.site,
                worker=row.worker,
                start=row.start.astimezone(zone) if row.start else None,
                end=row.end.astimezone(zone) if row.end else None,
            )
            for row in rows
        )


def contradictions_in(fixed: Fixed, row: RotaRow, rota: Rota) -> Fixed:
    """What is fixed in a week, with what its rota says of contradictions among it."""
    offers = {one["id"]: one for one in row.problem["offers"]}
    by_time: Mapping[tuple[str, datetime, datetime], PinnedSession] = {
        (pin.site, pin.start, pin.end): pin for pin in fixed.pins
    }

    def pins_of(subject: str) -> tuple[PinnedSession, ...]:
        named = [offers[name] for name in subject.split(", ") if name in offers]
        keys = [
            (one["site"], datetime.fromisoformat(one["start"]), datetime.fromisoformat(one["end"]))
            for one in named
        ]
        return tuple(by_time[key] for key in keys if key in by_time)

    lines = [line for line in rota.audit if line.rule == "pins" and line.kind == "hard"]
    given = next((line for line in rota.audit if line.rule == "give_up"), None)
    return Fixed(
        fixed.pins,
        fixed.bans,
        tuple(Contradiction(line.detail, pins_of(line.subject)) for line in lines),
        None if given is None else Contradiction(given.detail, pins_of(given.subject)),
    )


def _mode(text: str | None) -> Mode | None:
    return "bus" if text == "bus" else "foot" if text == "foot" else None


def _pin(row: PinRow, team: Team | None, zone: ZoneInfo) -> PinnedSession:
    names = {one.id: one.name for one in team.workers} if team else {}
    sites = {one.id for one in team.sites} if team else set()
    missing = [worker for worker in row.workers if worker not in names]
    gone = row.site_name if row.site not in sites else ", ".join(missing) or None
    return PinnedSession(
        id=row.id,
        site=row.site,
        site_name=row.site_name,
        start=row.start.astimezone(zone),
        end=row.end.astimezone(zone),
        mode=_mode(row.mode),
        workers=tuple(names.get(worker, worker) for worker in row.workers),
        gone=gone,
        made_by=row.made_by,
    )


def _ruled_out(row: BanRow, team: Team | None, zone: ZoneInfo) -> RuledOut:
    known = {one.id for one in team.sites} | {one.id for one in team.workers} if team else set()
    return RuledOut(
        id=row.id,
        kind="site" if row.site is not None else "worker",
        name=row.name,
        start=row.start.astimezone(zone) if row.start else None,
        end=row.end.astimezone(zone) if row.end else None,
        gone=(row.site or row.worker) not in known,
        made_by=row.made_by,
    )
