"""The planned week: shown to each as far as they may see it, approved and published."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from geodata.errors import BadInput
from models.places import Hotspot
from models.week import Week
from planner.rota import check
from planner.rota.problem import PROBLEM_JSON
from planner.rota.result import ROTA_JSON, Deployment, Rota, Standby
from planner.services.base import COMMAND_LINE, allow, name_of
from planner.services.fixing import FixingUseCases, contradictions_in
from planner.services.hotspots import HotspotUseCases, hotspots_from_json
from planner.services.neighbourhoods import NeighbourhoodUseCases
from planner.services.views import Account, PlacePage, Role, Today, WeekPlan, WeekStatus
from planner.store import people, weeks
from planner.store.tables import RotaRow
from planner.team.types import Team

TEAM_JSON: TypeAdapter[Team] = TypeAdapter(Team)


class WeekUseCases(HotspotUseCases, FixingUseCases, NeighbourhoodUseCases):
    """Show, approve, publish."""

    def import_team(self, team: Team, by: str = COMMAND_LINE) -> None:
        """Make this the live team."""
        with self.store.transaction() as session:
            weeks.add_team(session, TEAM_JSON.dump_python(team, mode="json"), by, team.synthetic)
            people.write_audit(session, by, "imported team", name=team.name, workers=len(team.workers))

    def weeks(self, viewer: Account | None = None) -> tuple[WeekStatus, ...]:
        """The planned weeks this person may see, latest first."""
        with self.store.reading() as session:
            rows = weeks.planned_weeks(session, published_only=_sees_published_only(viewer))
        return tuple(
            WeekStatus(
                Week.parse(row.week),
                row.status,
                len(_seen_by(viewer, ROTA_JSON.validate_python(row.rota)).deployments),
                row.synthetic,
                row.published_by,
                row.published_at,
            )
            for row in rows
        )

    def week_plan(self, week: Week, viewer: Account | None = None) -> WeekPlan | None:
        """A week as this person may see it, or None where there is none for them."""
        row = self._row(week, viewer)
        if row is None:
            return None
        rota = ROTA_JSON.validate_python(row.rota)
        seen = _seen_by(viewer, rota)
        plans = viewer is None or viewer.role in (Role.MANAGER, Role.ANALYST, Role.ADMIN)
        return WeekPlan(
            week=week,
            status=row.status,
            rota=seen,
            names=_names_seen(viewer, row.names, seen),
            synthetic=row.synthetic,
            made_at=row.made_at,
            published_by=row.published_by,
            published_at=row.published_at,
            requests=self.requests(week) if plans else (),
            problems_before_publishing=_reasons_against(row, rota) if plans and row.status == "draft" else (),
            data_until=date.fromisoformat(row.data_until) if row.data_until else None,
            fixed=contradictions_in(self.fixed(None, week), row, rota) if plans else None,
            begun_unpublished=self._begun_unpublished(week, rota) if plans and row.status == "draft" else 0,
        )

    def _begun_unpublished(self, week: Week, rota: Rota) -> int:
        """Sessions of a draft that have begun and were never published so: nobody can have held them."""
        now = self._now()
        begun = [(d.site, d.start, d.end, d.workers) for d in rota.deployments if d.start <= now]
        if not begun:
            return 0
        with self.store.reading() as session:
            row = weeks.newest_rota(session, str(week), published_only=True)
        held = ROTA_JSON.validate_python(row.rota).deployments if row else ()
        return len(set(begun) - {(d.site, d.start, d.end, d.workers) for d in held})

    def _row(self, week: Week, viewer: Account | None) -> RotaRow | None:
        with self.store.reading() as session:
            return weeks.newest_rota(session, str(week), published_only=_sees_published_only(viewer))

    def place_page(self, week: Week, place_id: str, viewer: Account | None = None) -> PlacePage | None:
        """One place in a week: its hours and reasons, its sessions, and what was left out there."""
        allow(viewer, Role.MANAGER, Role.ANALYST, Role.ADMIN, Role.WORKER)
        row = self._row(week, viewer)
        if row is None:
            return None
        with self.store.reading() as session:
            run = weeks.get_hotspot_run(session, row.hotspot_run) if row.hotspot_run else None
        found = (
            [spot for spot in hotspots_from_json(run.document) if spot.place.id == place_id] if run else []
        )
        if not found:
            return None
        rota = _seen_by(viewer, ROTA_JSON.validate_python(row.rota))
        return PlacePage(
            hotspot=found[0],
            week=week,
            deployments=tuple(d for d in rota.deployments if d.place == place_id),
            uncovered=tuple(u for u in rota.uncovered if u.place == place_id),
            names=dict(row.names),
            synthetic=row.synthetic,
        )

    def hotspots_of_week(self, week: Week, viewer: Account | None = None) -> tuple[Hotspot, ...]:
        """The hotspots that a week was planned from, best first; none for a partner."""
        row = self._row(week, viewer)
        if row is None or row.hotspot_run is None or (viewer is not None and viewer.role is Role.PARTNER):
            return ()
        with self.store.reading() as session:
            run = weeks.get_hotspot_run(session, row.hotspot_run)
        return () if run is None else hotspots_from_json(run.document)

    def today_for(self, viewer: Account, day: date) -> Today:
        """A worker's own sessions of a day and the next; anyone else sees the whole team's."""
        zone = ZoneInfo(self.need_area().time_zone)
        names: dict[str, str] = {}
        found: dict[date, list[Deployment]] = {}
        on_call: list[Deployment] = []
        standby: list[Standby] = []
        synthetic = False
        for one in (day, day + timedelta(days=1)):
            with self.store.reading() as session:
                row = weeks.newest_rota(session, str(Week.of(one)), published_only=True)
            if row is None:
                continue
            synthetic = synthetic or row.synthetic
            rota = _seen_by(viewer, ROTA_JSON.validate_python(row.rota))
            names |= _names_seen(viewer, row.names, rota)
            of_day = [d for d in rota.deployments if d.start.astimezone(zone).date() == one]
            found[one] = [d for d in of_day if not viewer.worker or viewer.worker in d.workers]
            called = {s.deployment for s in rota.standby if s.worker == viewer.worker}
            on_call += [d for d in of_day if d.id in called]
            own = {d.id for d in found[one]}
            standby += [s for s in rota.standby if s.deployment in own]
        return Today(
            day=day,
            deployments=_in_order(found.get(day, [])),
            tomorrow=_in_order(found.get(day + timedelta(days=1), [])),
            names=names,
            synthetic=synthetic,
            worker_name=names.get(viewer.worker) if viewer.worker else None,
            standby=tuple(standby),
            on_call=_in_order(on_call),
        )

    def approve_joint(self, viewer: Account | None, week: Week, deployment_id: str, approver: str) -> None:
        """Name the person who approves one joint session of a draft."""
        allow(viewer, Role.MANAGER)
        approver = _person(approver, "the approver")
        with self.store.transaction() as session:
            row = _need_draft(weeks.newest_rota(session, str(week), published_only=False), week)
            rota = ROTA_JSON.validate_python(row.rota)
            chosen = next((d for d in rota.deployments if d.id == deployment_id), None)
            if chosen is None or chosen.joint is None:
                joint = ", ".join(d.id for d in rota.deployments if d.joint) or "none"
                raise BadInput(
                    f"{deployment_id!r} is no joint session of week {week}. Joint sessions: {joint}."
                )
            approved = replace(chosen, joint=replace(chosen.joint, approver=approver))
            deployments = tuple(approved if d.id == deployment_id else d for d in rota.deployments)
            row.rota = ROTA_JSON.dump_python(replace(rota, deployments=deployments), mode="json")
            people.write_audit(
                session,
                name_of(viewer),
                "approved joint",
                week=str(week),
                deployment=deployment_id,
                approver=approver,
            )

    def publish(self, viewer: Account | None, week: Week, by: str) -> None:
        """Publish a week's draft in a person's name.

        Raises
        ------
        BadInput
            When there is no draft, or with every reason why it may not be published.
        """
        allow(viewer, Role.MANAGER)
        by = _person(by, "the person who publishes")
        with self.store.transaction() as session:
            row = _need_draft(weeks.newest_rota(session, str(week), published_only=False), week)
            reasons = _reasons_against(row, ROTA_JSON.validate_python(row.rota))
            if reasons:
                raise BadInput(f"Week {week} cannot be published yet: " + " ".join(reasons))
            row.status, row.published_by, row.published_at = "published", by, datetime.now(UTC)
            people.write_audit(session, name_of(viewer), "published", week=str(week), by=by)


def _sees_published_only(viewer: Account | None) -> bool:
    return viewer is not None and viewer.role in (Role.WORKER, Role.PARTNER)


def _seen_by(viewer: Account | None, rota: Rota) -> Rota:
    """A partner sees its own joint sessions, and of them no workers and no reasons but the joint one."""
    if viewer is None or viewer.role is not Role.PARTNER:
        return rota
    own = tuple(
        replace(d, workers=(), lead="", driver=None, why=(), value=0.0)
        for d in rota.deployments
        if d.joint is not None and d.joint.partner == viewer.partner
    )
    return replace(
        rota,
        deployments=own,
        shifts=(),
        uncovered=(),
        audit=(),
        standby=(),
        objective=None,
        bound=None,
        gap=None,
    )


def _names_seen(viewer: Account | None, names: dict[str, Any], rota: Rota) -> dict[str, str]:
    if viewer is None or viewer.role is not Role.PARTNER:
        return dict(names)
    shown = {key for d in rota.deployments for key in (d.place, d.site, d.vehicle or "")} | {viewer.partner}
    return {key: words for key, words in names.items() if key in shown}


def _reasons_against(row: RotaRow, rota: Rota) -> tuple[str, ...]:
    if rota.status == "infeasible":
        return ("No plan keeps all the rules: what is fixed contradicts itself.",)
    problem = PROBLEM_JSON.validate_python(row.problem)
    reasons = [line.detail for line in check(problem, rota, for_publishing=True) if line.kind == "hard"]
    return tuple(dict.fromkeys(reasons))


def _need_draft(row: RotaRow | None, week: Week) -> RotaRow:
    if row is None:
        raise BadInput(f"Week {week} is not planned yet. Run `outreach plan --week {week}` first.")
    if row.status == "published":
        raise BadInput(f"Week {week} is already published by {row.published_by}. Plan it again to change it.")
    return row


def _person(name: str, who: str) -> str:
    name = " ".join(name.split())
    if not 2 <= len(name) <= 100:
        raise BadInput(f"Give the name of {who}.")
    return name


def _in_order(deployments: list[Deployment]) -> tuple[Deployment, ...]:
    return tuple(sorted(deployments, key=lambda d: d.start))
