"""A planned week put right when something happens: ways out first, then the one a manager takes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from geodata.errors import BadInput
from models.week import Week
from planner import tasks
from planner.rota.problem import PROBLEM_JSON, Problem
from planner.rota.replan import replan
from planner.rota.replan_types import Event, Option, Replanned
from planner.rota.result import ROTA_JSON, Rota
from planner.rota.standby import with_standby
from planner.services.base import COMMAND_LINE, allow, name_of
from planner.services.happened import event_words, read_event
from planner.services.manager_views import ReplanChoices, SessionChange, WayOut, WaysOut
from planner.services.planning import PlanUseCases
from planner.services.remembering import remember
from planner.services.views import Account, Role
from planner.store import decisions, people, weeks
from planner.store.manager_tables import ReplanningRow
from planner.store.tables import RotaRow

REPLANNED_JSON: TypeAdapter[Replanned] = TypeAdapter(Replanned)
MOST_EVENTS = 20
# Who had to be told what may be looked up for so many weeks after.
WEEKS_KEPT = 4


class ReplanUseCases(PlanUseCases):
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
        progress: Callable[[float, str], None] | None = None,
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
            progress=progress,
        )

    def planned(self, week: Week) -> tuple[Problem, Rota]:
        """The newest problem and rota of a week, for whoever may plan it."""
        row = self._planned_row(week)
        return PROBLEM_JSON.validate_python(row.problem), ROTA_JSON.validate_python(row.rota)

    def _planned_row(self, week: Week) -> RotaRow:
        row = self._row(week, None)
        if row is None:
            raise BadInput(f"Week {week} is not planned yet. Run `outreach plan --week {week}` first.")
        return row

    def replan_choices(self, viewer: Account | None, week: Week) -> ReplanChoices | None:
        """What may be said to have happened to a week, and what can still change; None while it is not planned."""
        allow(viewer, Role.MANAGER)
        row = self._row(week, None)
        if row is None:
            return None
        problem, rota = PROBLEM_JSON.validate_python(row.problem), ROTA_JSON.validate_python(row.rota)
        now = self._now()
        here = {site.place for site in problem.sites}
        return ReplanChoices(
            workers={one.id: one.name or one.id for one in problem.workers},
            sites={one.id: one.name for one in problem.sites},
            places={one.id: one.name for one in problem.places if one.id in here},
            days=tuple(day for day in week.days if day >= now.date()),
            open=tuple(sorted((d for d in rota.deployments if d.start > now), key=lambda d: (d.start, d.id))),
            past=sum(d.start <= now for d in rota.deployments),
            now=now,
            names=dict(row.names),
            synthetic=row.synthetic,
            status=row.status,
        )

    def start_replan(
        self,
        viewer: Account,
        week: Week,
        happened: Sequence[str],
        *,
        max_changes: int | None = None,
        locked: Sequence[str] = (),
    ) -> str:
        """Look beside the web for ways out of what happened, each as `write_event` writes it; return the task's id.

        Raises
        ------
        BadInput
            When nothing happened, it cannot be read, or the week is not planned.
        """
        allow(viewer, Role.MANAGER)
        self._planned_row(week)
        self._events(happened)
        with self.store.transaction() as session:
            decisions.forget_replanning(session, str(week))
        arguments = {
            "week": str(week),
            "happened": list(happened),
            "max_changes": max_changes,
            "locked": list(locked),
        }
        return tasks.start(self, "replan", viewer.username, arguments)  # type: ignore[arg-type]

    def _events(self, happened: Sequence[str]) -> list[Event]:
        if not happened:
            raise BadInput("Say what happened first: who is absent, which site is closed, or what is needed.")
        if len(happened) > MOST_EVENTS:
            raise BadInput(f"More than {MOST_EVENTS} things happened: plan the week again instead.")
        zone = ZoneInfo(self.need_area().time_zone)
        return [read_event(text, zone) for text in dict.fromkeys(happened)]

    def find_ways(
        self,
        week: Week,
        asked: dict[str, Any],
        by: str = COMMAND_LINE,
        progress: Callable[[float, str], None] | None = None,
    ) -> Replanned:
        """Find the ways out of what `start_replan` was told, and keep them for a person to choose from."""
        events = self._events(asked["happened"])
        row = self._planned_row(week)
        found = self.replan_options(
            None,
            week,
            events,
            max_changes=asked["max_changes"],
            locked=asked["locked"],
            progress=progress,
        )
        kept = ReplanningRow(
            week=str(week),
            digest=digest_of(row),
            asked=asked | {"words": [event_words(event, row.names) for event in events]},
            document=REPLANNED_JSON.dump_python(found, mode="json", by_alias=True),
            made_at=datetime.now(UTC),
            made_by=by,
            synthetic=row.synthetic,
        )
        with self.store.transaction() as session:
            decisions.keep_replanning(session, kept)
            decisions.forget_replannings_before(session, str(Week.of(self.today()).plus(-WEEKS_KEPT)))
        return found

    def ways_out(self, viewer: Account | None, week: Week) -> WaysOut | None:
        """The ways out of a week that were found last, or None."""
        allow(viewer, Role.MANAGER)
        with self.store.reading() as session:
            kept = decisions.replanning(session, str(week))
            row = weeks.newest_rota(session, str(week), published_only=False)
        if kept is None or row is None:
            return None
        found = REPLANNED_JSON.validate_python(kept.document)
        before = ROTA_JSON.validate_python(row.rota)
        stale = kept.taken is None and kept.digest != digest_of(row)
        return WaysOut(
            happened=tuple(kept.asked["words"]),
            events=tuple(kept.asked["happened"]),
            max_changes=kept.asked["max_changes"],
            ways=tuple(
                _way(number, option, before if kept.taken is None and not stale else None)
                for number, option in enumerate(found.options, 1)
            ),
            reasons=found.reasons,
            fewest=found.fewest,
            seconds=found.seconds,
            made_at=kept.made_at,
            made_by=kept.made_by,
            stale=stale,
            taken=kept.taken,
            taken_by=kept.taken_by,
            names=dict(row.names),
            synthetic=row.synthetic,
        )

    def take_way(self, viewer: Account, week: Week, number: int) -> WayOut:
        """Take one of the ways out that were found: it becomes the week's draft, and a person publishes it.

        What happened is ruled out and fixed for the week too, so that planning it again goes by it.

        Raises
        ------
        BadInput
            When there is no such way, or the week has changed since it was found.
        """
        allow(viewer, Role.MANAGER)
        with self.store.reading() as session:
            kept = decisions.replanning(session, str(week))
            row = weeks.newest_rota(session, str(week), published_only=False)
        if kept is None or row is None or kept.taken is not None or kept.digest != digest_of(row):
            raise BadInput("The week has changed since these ways out were found. Look for them again.")
        found = REPLANNED_JSON.validate_python(kept.document)
        if not 1 <= number <= len(found.options):
            raise BadInput("There is no such way out. Choose one of those shown.")
        option = found.options[number - 1]
        before = ROTA_JSON.validate_python(row.rota)
        self.take_found(viewer, week, found, option, self._events(kept.asked["happened"]))
        with self.store.transaction() as session:
            taken = decisions.replanning(session, str(week))
            if taken is not None:
                taken.taken, taken.taken_at, taken.taken_by = number, datetime.now(UTC), viewer.username
        return _way(number, option, before)

    def take_found(
        self, viewer: Account | None, week: Week, found: Replanned, option: Option, events: Iterable[Event]
    ) -> None:
        """Keep one of the options as the draft, and what happened as ruled out and fixed for the week."""
        allow(viewer, Role.MANAGER)
        self.take_option(week, found, option, name_of(viewer))
        remember(self, viewer, week, events, option.rota)

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


def digest_of(row: RotaRow) -> str:
    """What tells a rota from every other, whatever its row's number: its approvers count too."""
    return hashlib.sha256(json.dumps(row.rota, sort_keys=True).encode()).hexdigest()


def _way(number: int, option: Option, before: Rota | None) -> WayOut:
    told = (*(change.words for change in option.changes), *option.told)
    sessions = _session_changes(before, option.rota) if before else ()
    return WayOut(
        number, option.kind, option.words, told, sessions, option.people, option.loss, option.proven
    )


def _session_changes(before: Rota, after: Rota) -> tuple[SessionChange, ...]:
    """Sessions that come, go, or are held by other people or otherwise, in order of time."""
    old, new = ({d.id: d for d in rota.deployments} for rota in (before, after))
    changes = []
    for name in {**old, **new}:
        was, now = old.get(name), new.get(name)
        if was is None or now is None or (was.mode, was.workers) != (now.mode, now.workers):
            changes.append((min(d.start for d in (was, now) if d), SessionChange(was, now)))
    return tuple(change for _, change in sorted(changes, key=lambda one: one[0]))
