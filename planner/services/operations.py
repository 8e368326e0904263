"""Focused operations: a series of sessions at one place between two days, recorded by a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.exc import IntegrityError

from geodata.errors import BadInput
from models.week import Week
from planner.rota.operations import OperationPlan
from planner.services.base import allow, name_of
from planner.services.joint import JointUseCases
from planner.services.manager_views import OperationPage
from planner.services.views import Account, Role
from planner.store import decisions, people
from planner.store.manager_tables import OperationRow
from planner.store.tables import RotaRow
from planner.team.types import Team

MOST_WEEKLY = 14
MOST_IN_ALL = 500
LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class AskedOperation:
    """An operation as a person asks for it.

    `partner` comes along to its sessions; None when the team goes on its own. `partners` are others who are named.
    """

    name: str
    site: str
    first: date
    last: date
    sessions: int
    in_all: bool
    partner: str | None
    partners: tuple[str, ...] = ()

    @property
    def named(self) -> tuple[str, ...]:
        """Every partner named once, the one who comes along first."""
        return tuple(dict.fromkeys([*filter(None, [self.partner]), *self.partners]))


class OperationUseCases(JointUseCases):
    """Record operations, end them, and put them into the weeks they run in."""

    def operations(self, viewer: Account | None) -> tuple[OperationPage, ...]:
        """Every operation, the one that ends last first."""
        allow(viewer, Role.MANAGER)
        team = self.team()
        partners = {one.id: one.name for one in team.partners} if team else {}
        with self.store.reading() as session:
            rows = decisions.operations(session)
            weeks = {str(week) for row in rows for week in _weeks(row.first, row.last)}
            rotas = decisions.published_rotas(session, weeks)
        return tuple(self._page(row, _held(row, rotas), partners) for row in rows)

    def _page(self, row: OperationRow, held: int, partners: dict[str, str]) -> OperationPage:
        return OperationPage(
            id=row.id,
            name=row.name,
            site_name=row.site_name,
            partner_name=partners.get(row.partner, row.partner) if row.partner else None,
            partner_names=tuple(partners.get(one, one) for one in row.partners),
            first=row.first,
            last=row.last,
            sessions=row.sessions,
            in_all=row.in_all,
            held=held,
            state=_state(row, self.today()),
            made_by=row.made_by,
            ended_by=row.ended_by,
        )

    def record_operation(self, viewer: Account | None, asked: AskedOperation) -> int:
        """Record an operation; the weeks it runs in ask for its sessions when they are planned. Return its number.

        Raises
        ------
        BadInput
            When it makes no sense, its name is taken, or the partner offers no officers there.
        """
        allow(viewer, Role.MANAGER)
        team = self.need_team()
        name = " ".join(asked.name.split())
        sites = {one.id: one.name for one in team.sites}
        self._refuse_operation(asked, name, team)
        row = OperationRow(
            name=name,
            site=asked.site,
            site_name=sites[asked.site],
            first=asked.first,
            last=asked.last,
            sessions=asked.sessions,
            in_all=asked.in_all,
            partner=asked.partner,
            partners=list(asked.named),
            made_at=datetime.now(UTC),
            made_by=name_of(viewer),
            synthetic=team.synthetic,
        )
        try:
            with self.store.transaction() as session:
                taken = {one.name.casefold() for one in decisions.operations(session)}
                if name.casefold() in taken:
                    raise BadInput(f"There is already an operation called {name}. Choose another name.")
                decisions.add(session, row)
                people.write_audit(
                    session, name_of(viewer), "recorded operation", name=name, site=row.site_name
                )
        except IntegrityError:
            raise BadInput(f"There is already an operation called {name}. Choose another name.") from None
        return row.id

    def _refuse_operation(self, asked: AskedOperation, name: str, team: Team) -> None:
        if not 2 <= len(name) <= 60:
            raise BadInput("Give the operation a name of 2 to 60 characters, of its place and time.")
        if asked.site not in {one.id for one in team.sites}:
            raise BadInput("Choose a site of the team for the operation.")
        if asked.last < asked.first:
            raise BadInput("The operation ends before it begins. Look at its two days again.")
        if asked.last < self.today():
            raise BadInput("The operation would be over already. Look at its two days again.")
        if (asked.last - asked.first).days > LONGEST_DAYS:
            raise BadInput("An operation lasts a year at most. Record a shorter one and review the place.")
        most = MOST_IN_ALL if asked.in_all else MOST_WEEKLY
        if not 1 <= asked.sessions <= most:
            raise BadInput(f"An operation has between 1 and {most} sessions {_each(asked.in_all)}.")
        if asked.in_all and asked.sessions > MOST_WEEKLY * len(_weeks(asked.first, asked.last)):
            raise BadInput(f"That is more than {MOST_WEEKLY} sessions a week. Give the operation more time.")
        unknown = set(asked.named) - {one.id for one in team.partners}
        if unknown:
            raise BadInput(f"Choose partners of the team, or none: {min(unknown)} is not one.")
        if asked.partner is not None:
            self._refuse_partner(asked, team)

    def _refuse_partner(self, asked: AskedOperation, team: Team) -> None:
        partner = next(one for one in team.partners if one.id == asked.partner)
        if partner.sites is not None and asked.site not in partner.sites:
            raise BadInput(f"{partner.name} does not cover this site. Choose another partner or site.")
        if not partner.windows:
            raise BadInput(f"{partner.name} offers no officers. Add its windows to the team workbook first.")

    def end_operation(self, viewer: Account | None, operation_id: int) -> None:
        """End an operation early: no week that is planned from now on asks for its sessions."""
        allow(viewer, Role.MANAGER)
        with self.store.transaction() as session:
            row = decisions.get_operation(session, operation_id)
            if row is None or row.ended_at is not None:
                raise BadInput("This operation has been ended already.")
            row.ended_at, row.ended_by = datetime.now(UTC), name_of(viewer)
            people.write_audit(session, name_of(viewer), "ended operation", name=row.name)

    def operations_in(self, week: Week) -> tuple[OperationPlan, ...]:
        """The operations that run in a week, with the sessions they ask of it.

        Sessions counted in all are spread evenly over the weeks that are left, those of published weeks taken off.
        """
        with self.store.reading() as session:
            rows = decisions.running_operations(session, week.monday, week.days[6])
            weeks = {str(one) for row in rows if row.in_all for one in _weeks(row.first, row.last)}
            rotas = [one for one in decisions.published_rotas(session, weeks) if one.week < str(week)]
        plans = []
        for row in rows:
            sessions = row.sessions
            if row.in_all:
                left = max(0, row.sessions - _held(row, rotas))
                sessions = -(-left // len(_weeks(max(row.first, week.monday), row.last)))
            if sessions:
                plans.append(
                    OperationPlan(row.name, row.site, row.first, row.last, min(sessions, 50), row.partner)
                )
        return tuple(plans)


def _weeks(first: date, last: date) -> list[Week]:
    """The weeks with a day between two days."""
    begin, end = Week.of(first), Week.of(last)
    return [begin.plus(n) for n in range((end.monday - begin.monday).days // 7 + 1)]


def _held(row: OperationRow, rotas: Iterable[RotaRow]) -> int:
    """Its sessions in these published weeks: never more a week than were asked for."""
    held = 0
    for rota in rotas:
        for own in rota.problem.get("operations", ()):
            if own["id"] == row.name:
                count = sum(
                    d["id"] in own["offers"]
                    and (not row.partner or (d["joint"] or {}).get("partner") == row.partner)
                    for d in rota.rota["deployments"]
                )
                held += min(count, own["sessions"])
    return held


def _state(row: OperationRow, today: date) -> str:
    if row.ended_at is not None:
        return "ended early"
    if row.last < today:
        return "over"
    return "to come" if row.first > today else "running"


def _each(in_all: bool) -> str:
    return "in all" if in_all else "a week"
