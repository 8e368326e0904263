"""Random weeks: each passes the independent audit, and each hard rule broken in one of them is found."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from planner.rota import check, solve
from planner.rota.made_up import Size, make_problem
from planner.rota.problem import Ban, Pin, Problem, Span
from planner.rota.result import JointSession, Rota
from planner.rota.rules import RULES
from tests.planner.rota.builders import changed_deployment, span

HARD = {rule.id for rule in RULES if rule.kind == "hard"}
# None: this week has nothing that could be broken so.
Broken = tuple[Problem, Rota] | None


def random_week(seed: int) -> tuple[Problem, Rota]:
    rng = random.Random(seed)
    places, sessions = rng.randint(1, 8), rng.randint(5, 40)
    size = Size(places, min(sessions, 12 * places), rng.randint(1, 10), rng.randint(0, 2))
    problem = make_problem(size, seed=seed)
    return problem, solve(problem, time_limit_s=5)


def with_workers(problem: Problem, **changes: object) -> Problem:
    return replace(problem, workers=tuple(replace(w, **changes) for w in problem.workers))  # type: ignore[arg-type]


def with_sites(problem: Problem, **changes: object) -> Problem:
    return replace(problem, sites=tuple(replace(s, **changes) for s in problem.sites))  # type: ignore[arg-type]


def without_skill(problem: Problem, skill: str) -> Problem:
    workers = (replace(w, skills=tuple(s for s in w.skills if s != skill)) for w in problem.workers)
    return replace(problem, workers=tuple(workers))


def by_bus(rota: Rota) -> int | None:
    return next((n for n, held in enumerate(rota.deployments) if held.mode == "bus"), None)


def broken_real_sessions(problem: Problem, rota: Rota) -> Broken:
    return problem, changed_deployment(rota, workers=("nobody", *rota.deployments[0].workers[1:]))


def broken_shifts(problem: Problem, rota: Rota) -> Broken:
    return problem, replace(rota, shifts=rota.shifts[1:])


def broken_one_per_offer(problem: Problem, rota: Rota) -> Broken:
    return problem, replace(rota, deployments=(*rota.deployments, replace(rota.deployments[0], id="again")))


broken_place_once = broken_no_overlap = broken_one_per_offer


def broken_two_workers(problem: Problem, rota: Rota) -> Broken:
    return problem, changed_deployment(rota, workers=rota.deployments[0].workers[:1])


def broken_qualified_lead(problem: Problem, rota: Rota) -> Broken:
    return without_skill(problem, "lead"), rota


def broken_d1_driver(problem: Problem, rota: Rota) -> Broken:
    return None if by_bus(rota) is None else (without_skill(problem, "d1"), rota)


def broken_mixed_team(problem: Problem, rota: Rota) -> Broken:
    return replace(problem, parameters={"mixed_team": {"foot": 1, "bus": 1}}), rota


def broken_availability(problem: Problem, rota: Rota) -> Broken:
    return with_workers(problem, available=()), rota


def broken_travel(problem: Problem, rota: Rota) -> Broken:
    """Somebody goes on to another site, and the way there takes a minute longer than there is."""
    for one in rota.deployments:
        for number, other in enumerate(rota.deployments):
            gap = (other.start - one.end) / timedelta(minutes=1)
            if one.site != other.site and one.start.date() == other.start.date() and gap >= 0:
                far = {one.site: {other.site: gap + 1}, other.site: {one.site: gap + 1}}
                both = (one.workers[0], *(w for w in other.workers if w != one.workers[0]))
                return replace(problem, travel_min=far), changed_deployment(rota, number, workers=both)
    return None


def broken_vehicles(problem: Problem, rota: Rota) -> Broken:
    index = by_bus(rota)
    return None if index is None else (problem, changed_deployment(rota, index, vehicle=None))


def broken_site_hours(problem: Problem, rota: Rota) -> Broken:
    return with_sites(problem, hours=()), rota


def broken_site_modes(problem: Problem, rota: Rota) -> Broken:
    return with_sites(problem, modes=()), rota


def broken_risk_assessment(problem: Problem, rota: Rota) -> Broken:
    return with_sites(problem, risk_assessed_until=None), rota


def broken_place_review(problem: Problem, rota: Rota) -> Broken:
    return replace(problem, places=tuple(replace(p, weeks_without_review=12) for p in problem.places)), rota


def broken_daily_rest(problem: Problem, rota: Rota) -> Broken:
    start = rota.shifts[0].start
    before: Span = (start - timedelta(hours=13), start - timedelta(hours=10))
    return with_workers(problem, worked=(before,)), rota


def broken_weekly_rest(problem: Problem, rota: Rota) -> Broken:
    return with_workers(problem, worked=tuple(span(day, "08:00", "09:00") for day in range(7))), rota


def broken_breaks(problem: Problem, rota: Rota) -> Broken:
    shift = rota.shifts[0]
    longer = replace(shift, start=shift.end - timedelta(hours=8), break_min=0, paid_min=480)
    return problem, replace(rota, shifts=(longer, *rota.shifts[1:]))


def broken_weekly_minutes(problem: Problem, rota: Rota) -> Broken:
    return with_workers(problem, max_min=60), rota


def broken_under_18(problem: Problem, rota: Rota) -> Broken:
    late = replace(rota.shifts[0], end=rota.shifts[0].end.replace(hour=22, minute=30))
    return with_workers(problem, under_18=True), replace(rota, shifts=(late, *rota.shifts[1:]))


def broken_shift_limits(problem: Problem, rota: Rota) -> Broken:
    longer = replace(rota.shifts[0], start=rota.shifts[0].end - timedelta(hours=11))
    return problem, replace(rota, shifts=(longer, *rota.shifts[1:]))


def broken_joint(problem: Problem, rota: Rota) -> Broken:
    joint = JointSession("police", "partner_request")
    return replace(problem, joint_requests=()), changed_deployment(rota, joint=joint)


def broken_bans(problem: Problem, rota: Rota) -> Broken:
    return replace(problem, bans=(Ban(place=rota.deployments[0].place),)), rota


def broken_pins(problem: Problem, rota: Rota) -> Broken:
    held = {deployment.id for deployment in rota.deployments}
    other = next((offer.id for offer in problem.offers if offer.id not in held), None)
    return None if other is None else (replace(problem, pins=(Pin(other),)), rota)


def broken_claims(problem: Problem, rota: Rota) -> Broken:
    return problem, replace(rota, objective=(rota.objective or 0.0) + 0.01)


BROKEN: dict[str, Callable[[Problem, Rota], Broken]] = {
    name.removeprefix("broken_"): function
    for name, function in list(globals().items())
    if name.startswith("broken_")
}


def hard_ids(problem: Problem, rota: Rota) -> set[str]:
    return {line.rule for line in check(problem, rota) if line.kind == "hard"}


def test_every_hard_rule_is_broken() -> None:
    assert set(BROKEN) == HARD


@pytest.mark.parametrize(
    "seed", [*range(4), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(4, 500))]
)
def test_random_weeks_pass_the_audit_and_every_breach_in_them_is_found(seed: int) -> None:
    problem, rota = random_week(seed)
    assert hard_ids(problem, rota) == set()
    broken = {rule: make(problem, rota) for rule, make in BROKEN.items()} if rota.deployments else {}
    missed = [rule for rule, case in broken.items() if case is not None and rule not in hard_ids(*case)]
    assert missed == []
