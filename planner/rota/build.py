"""From what the reports say and what the team can do to the problem that the optimiser reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from geodata.study_area import StudyArea
from models.places import Hotspot
from models.week import Week
from planner.rota.asks import FixedSession, JointAsk, with_fixed
from planner.rota.build_ground import Demand, Ground
from planner.rota.build_offers import (
    BuildSettings,
    make_offers,
    make_overlaps,
    make_unserved,
    travel_table,
)
from planner.rota.operations import OperationPlan
from planner.rota.problem import Ban, Problem
from planner.rota.problem_checks import check_problem
from planner.rota.result import Rota
from planner.team.types import Site, Team


def build_problem(
    week: Week,
    team: Team,
    hotspots: Sequence[Hotspot],
    demand_at: Callable[[Site], Demand],
    area: StudyArea,
    joint_requests: Sequence[JointAsk] = (),
    previous_rotas: Sequence[Rota] = (),
    parameters: Mapping[str, Mapping[str, float]] | None = None,
    settings: BuildSettings | None = None,
    operations: Sequence[OperationPlan] = (),
    reviewed: Mapping[str, date] | None = None,
    fixed: Sequence[FixedSession] = (),
    bans: Sequence[Ban] = (),
) -> Problem:
    """Describe one week of one team to the optimiser.

    A site's place is the hotspot whose centre is nearest within the walk (600 m); a site without one is a place of
    its own. Requests for sites or partners that the team no longer has are left out.

    Parameters
    ----------
    demand_at
        Expected reports within the walk of a site, (7, 24) with Monday first.
    previous_rotas
        The weeks before, in any order: rest, fair shares, average hours and familiar faces come from them.
    parameters
        Numbers of the rules, by rule, where they are not the defaults.
    operations
        Series of sessions at one site; those that run in this week are in the problem.
    reviewed
        By site, the day a person last reviewed whether we should still come; for sites without one nothing is counted.
    fixed, bans
        What the manager fixed and ruled out; what names a site or worker that the team no longer has is left out.

    Returns
    -------
    Problem
        Checked: its parts agree.
    """
    settings = settings or BuildSettings()
    ground = Ground(week, team, hotspots, area, settings, previous_rotas)
    demand, asks = ground.demand(demand_at), ground.joint_requests(joint_requests)
    series = ground.series(operations)
    wanted = [ask for one in series for ask in one.asks(week, ground.place_of(one), team, ground.zone)]
    workers, by_site = {worker.id for worker in team.workers}, {one.site.id: one for one in demand}
    offers, pins = with_fixed(
        make_offers(week, ground.zone, demand, (*asks, *wanted), settings),
        [one for one in fixed if workers.issuperset(one.workers or ())],
        by_site,
        week,
        ground.zone,
    )
    problem = Problem(
        week=str(week),
        time_zone=area.time_zone,
        places=ground.places(reviewed or {}),
        sites=tuple(ground.sites.values()),
        offers=offers,
        overlaps=make_overlaps(offers, ground.sites, settings),
        other_provision=ground.other_provision(),
        workers=tuple(ground.worker(worker) for worker in team.workers),
        vehicles=tuple(ground.vehicle(vehicle) for vehicle in team.vehicles),
        partners=tuple(ground.partner(partner) for partner in team.partners),
        joint_requests=asks,
        operations=tuple(one.operation(ground.place_of(one), offers, ground.sites) for one in series),
        pins=pins,
        bans=tuple(b for b in bans if b.site in {None, *by_site} and b.worker in {None, *workers}),
        travel_min=travel_table(team.sites),
        parameters={rule: dict(numbers) for rule, numbers in (parameters or {}).items()},
        unserved=make_unserved(week, ground.zone, ground.without_site(), settings),
    )
    check_problem(problem)
    return problem
