"""A week is planned from what was reported and what people asked for, fixed and reviewed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from models.week import Week
from planner.lab.guard import unsure_places
from planner.lab.live import live_demand
from planner.rota import solve
from planner.rota.build import build_problem
from planner.rota.history import with_areas_unseen
from planner.rota.problem import PROBLEM_JSON, Problem
from planner.rota.result import ROTA_JSON, Rota
from planner.rota.running import Running, has_begun, running_week
from planner.rota.running_left import left_to_plan, with_past
from planner.rota.standby import with_standby
from planner.services.base import COMMAND_LINE
from planner.services.operations import OperationUseCases
from planner.services.place_reviews import WEEKS_BACK, PlaceReviewUseCases
from planner.services.sessions import SessionUseCases
from planner.store import decisions, lab, people, reports, weeks
from planner.store.tables import RotaRow
from planner.team.types import Team

DEFAULT_TIME_LIMIT_S = 20.0
WALK_M = 1000  # tapered: as much ground as a square kilometre, the catchment a session is planned for
Progress = Callable[[float, str], None]


class PlanUseCases(SessionUseCases, OperationUseCases, PlaceReviewUseCases):
    """Plan a week."""

    def plan_week(
        self,
        week: Week,
        *,
        time_limit_s: float = DEFAULT_TIME_LIMIT_S,
        seed: int = 0,
        progress: Progress | None = None,
        by: str = COMMAND_LINE,
    ) -> tuple[Problem, Rota]:
        """Plan a week from what was reported before it began (and before today); keep it as the week's draft.

        Of a week that has begun, what had begun by now stays as it was published, and only the rest is planned.

        Raises
        ------
        BadInput
            While there is no study area or no team, or when the rest of a week cannot be put beside what was held.
        """
        say = progress or (lambda _share, _message: None)
        team = self.need_team()
        say(0.05, "Looking at what was reported")
        problem, run_id, data_until, forecast = self._build(week, team)
        running = self._running(week, problem)
        problem = running.problem if running else problem
        say(0.2, f"Choosing among {len(problem.offers)} sessions")
        rota = solve(
            left_to_plan(running) if running else problem,
            time_limit_s=time_limit_s,
            seed=seed,
            progress=lambda stage, _value, _bound, seconds: say(
                min(0.25 + 0.7 * seconds / max(time_limit_s, 1.0), 0.95), f"Planning: {stage}"
            ),
        )
        rota = with_standby(problem, with_past(running, rota) if running else rota)
        if running:  # nobody steps in at what is over
            over = {held.id for held in running.past}
            rota = replace(rota, standby=tuple(one for one in rota.standby if one.deployment not in over))
        with self.store.transaction() as session:
            weeks.add_rota(
                session,
                RotaRow(
                    week=str(week),
                    status="draft",
                    made_at=datetime.now(UTC),
                    made_by=by,
                    problem=PROBLEM_JSON.dump_python(problem, mode="json", by_alias=True),
                    rota=ROTA_JSON.dump_python(rota, mode="json"),
                    names=_names(problem, team),
                    hotspot_run=run_id,
                    data_until=data_until.isoformat() if data_until else None,
                    synthetic=team.synthetic or reports.any_synthetic(session),
                ),
            )
            if forecast is not None:
                lab.keep_forecast(session, str(week), forecast, reports.any_synthetic(session))
            people.write_audit(session, by, "planned", week=str(week), status=rota.status)
        return problem, rota

    def _running(self, week: Week, problem: Problem) -> Running | None:
        """What there was of a week that has begun, and the problem of its rest; None of any other week."""
        now = self._now()
        if not has_begun(problem, now):
            return None
        with self.store.reading() as session:
            row = weeks.newest_rota(session, str(week), published_only=True)
        published = (
            None
            if row is None
            else (PROBLEM_JSON.validate_python(row.problem), ROTA_JSON.validate_python(row.rota))
        )
        return running_week(problem, published, now)

    def _build(self, week: Week, team: Team) -> tuple[Problem, int, date | None, dict[str, Any] | None]:
        area = self.need_area()
        as_of = min(self.today(), week.monday)
        run_id, hotspots, frame = self._hotspot_run(as_of)
        self.score_forecasts(frame)
        live = self.live_settings()
        demand_around = live_demand(frame, as_of, area, live)
        with self.store.reading() as session:
            rows = decisions.published_rotas(session, [str(week.plus(-n)) for n in range(1, WEEKS_BACK + 1)])
            before = [ROTA_JSON.validate_python(row.rota) for row in rows]
            asked = weeks.joint_requests(session, str(week))
        problem = build_problem(
            week,
            team,
            hotspots,
            lambda site: demand_around(*area.crs.to_metres(site.lon, site.lat), WALK_M),
            area,
            [self.as_ask(row) for row in asked],
            previous_rotas=before,
            parameters=live.rule_parameters,
            operations=self.operations_in(week),
            reviewed=self.reviewed_days(team, week),
            fixed=self.fixed_sessions(week),
            bans=self.bans_of(week),
        )
        unsure = unsure_places(hotspots)
        areas = self.areas().of_points([p.lon for p in problem.places], [p.lat for p in problem.places])
        problem = replace(
            problem,
            places=tuple(
                replace(place, area=one.words or None, unsure=place.id in unsure)
                for place, one in zip(problem.places, areas, strict=True)
            ),
        )
        problem = with_areas_unseen(problem, before)
        known = frame.loc[frame["reported"] < datetime.combine(as_of, datetime.min.time()), "reported"]
        data_until = None if known.empty else known.max().date()
        return problem, run_id, data_until, self.forecast_for(frame, week, as_of)


def _names(problem: Problem, team: Team) -> dict[str, Any]:
    names: dict[str, Any] = {}
    for group in (problem.places, problem.sites, problem.workers, problem.partners, team.vehicles):
        for thing in group:
            names[thing.id] = thing.name or thing.id
    return names
