"""A planned week put right when something happens: options first, then the one a manager takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from geodata.errors import BadInput
from models.week import Week
from planner.rota.problem import PROBLEM_JSON, Problem
from planner.rota.replan import replan
from planner.rota.replan_types import Event, Option, Replanned
from planner.rota.result import ROTA_JSON, Rota
from planner.rota.standby import with_standby
from planner.services.base import COMMAND_LINE, allow
from planner.services.views import Account, Role
from planner.services.weeks import WeekUseCases
from planner.store import people, weeks
from planner.store.tables import RotaRow


class ReplanUseCases(WeekUseCases):
    """Find the ways out, and take one."""

    def replan_options(
        self,
        viewer: Account | None,
        week: Week,
        events: Sequence[Event],
        *,
        max_changes: int | None = None,
        locked: Iterable[str] = (),
        now: datetime | None = None,
    ) -> Replanned:
        """The ways out of what happened to a planned week, best first; nothing is kept.

        Raises
        ------
        BadInput
            When the week is not planned, or an event names what there is not.
        """
        allow(viewer, Role.MANAGER)
        problem, rota = self.planned(week)
        return replan(
            problem,
            rota,
            events,
            max_changes=max_changes,
            now=now or self._now(),
            locked=locked,
        )

    def planned(self, week: Week) -> tuple[Problem, Rota]:
        """The newest problem and rota of a week, for whoever may plan it."""
        row = self._row(week, None)
        if row is None:
            raise BadInput(f"Week {week} is not planned yet. Run `outreach plan --week {week}` first.")
        return PROBLEM_JSON.validate_python(row.problem), ROTA_JSON.validate_python(row.rota)

    def _now(self) -> datetime:
        """The clock, or the beginning of the day that stands in for it."""
        zone = ZoneInfo(self.need_area().time_zone)
        return datetime.combine(self._today, time(), zone) if self._today else datetime.now(zone)

    def take_option(self, week: Week, replanned: Replanned, option: Option, by: str = COMMAND_LINE) -> None:
        """Keep one of the options as the week's draft; a person publishes it."""
        rota = with_standby(replanned.problem, option.rota)
        with self.store.transaction() as session:
            row = weeks.newest_rota(session, str(week), published_only=False)
            if row is None:
                raise BadInput(f"Week {week} is not planned any more.")
            weeks.add_rota(
                session,
                RotaRow(
                    week=str(week),
                    status="draft",
                    made_at=datetime.now(UTC),
                    made_by=by,
                    problem=PROBLEM_JSON.dump_python(replanned.problem, mode="json", by_alias=True),
                    rota=ROTA_JSON.dump_python(rota, mode="json"),
                    names=dict(row.names),
                    hotspot_run=row.hotspot_run,
                    data_until=row.data_until,
                    synthetic=row.synthetic,
                ),
            )
            people.write_audit(
                session, by, "replanned", week=str(week), kind=option.kind, people=option.people
            )
