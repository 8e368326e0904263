"""The plain week: at once, the same each time, within every hard rule, and never worse than the search's answer."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from planner.rota import solve
from planner.rota.formulate import formulate
from planner.rota.greedy import PlainWeek, plain_week
from planner.rota.made_up import BOROUGH, SMALL, Size
from planner.rota.made_up import make_problem as make_random_problem
from planner.rota.problem import Operation, Pin, Problem
from planner.rota.staffable import can_staff
from planner.rota.value import UNITS, Values
from tests.planner.rota.builders import (
    at,
    make_bus,
    make_offer,
    make_partner,
    make_problem,
    make_request,
    make_site,
    make_worker,
)

SITES = (make_site("arch"), make_site("park"))


def plain(problem: Problem) -> PlainWeek | None:
    model = formulate(problem)
    return plain_week(model, model.values or Values(model.facts))


def held(problem: Problem) -> dict[str, str]:
    """By offer, the mode in which the plain week holds it."""
    model, week = formulate(problem), plain(problem)
    assert week is not None
    return {model.choices[i].offer.id: model.choices[i].mode for i in week.selection.choices}


def value(problem: Problem) -> float:
    model, week = formulate(problem), plain(problem)
    assert week is not None
    values = Values(model.facts)
    chosen = (model.choices[index] for index in week.selection.choices)
    return sum(values.worth((c.offer.id, c.mode) for c in chosen).values()) / UNITS


# -- what it holds -------------------------------------------------------------------------------------------------


def test_what_adds_most_is_taken_first() -> None:
    # A second visit to the park counts three quarters: 3.0, less than the arch's 3.5; there is time for two.
    offers = (
        make_offer("first", value=4.0),
        make_offer("again", day=1, value=4.0),
        make_offer("other", site="arch", day=1, value=3.5),
    )
    workers = tuple(make_worker(name, max_min=360) for name in ("ann", "bo"))
    assert held(make_problem(sites=SITES, offers=offers, workers=workers)).keys() == {"first", "other"}


def test_what_adds_nothing_is_left_out() -> None:
    offers = (make_offer("one", site="arch", value=4.0), make_offer("two", value=2.0))
    workers = tuple(make_worker(name) for name in ("ann", "bo", "cy", "di"))
    problem = make_problem(sites=SITES, offers=offers, overlaps=(("one", "two", 1.0),), workers=workers)
    assert held(problem).keys() == {"one"}


def test_what_is_fixed_and_asked_for_comes_before_what_is_worth_more() -> None:
    offers = (make_offer("good", site="arch", value=9.0), make_offer("asked", value=1.0))
    workers = tuple(make_worker(name) for name in ("ann", "bo"))
    base = {"sites": SITES, "offers": offers, "workers": workers}
    assert held(make_problem(**base)).keys() == {"good"}
    asked = make_problem(**base, partners=(make_partner(),), joint_requests=(make_request(),))
    week = plain(asked)
    assert week is not None
    assert week.selection.serves == {"asked": (0,)}
    assert held(asked).keys() == {"asked"}
    assert held(replace(asked, pins=(Pin("good"),))).keys() == {"good"}


def test_officers_are_enough_for_what_they_are_asked_for() -> None:
    # Two requests at the same time, and two officers: one session of two each.
    offers = tuple(make_offer(site.id, site=site.id) for site in SITES)
    workers = tuple(make_worker(name) for name in ("ann", "bo", "cy", "di"))
    problem = make_problem(
        sites=SITES,
        offers=offers,
        workers=workers,
        partners=(make_partner(),),
        joint_requests=(make_request("arch"), make_request("park")),
        parameters={"joint": {"officers": 2}},
    )
    week = plain(problem)
    assert week is not None
    assert len(week.selection.choices) == 2
    assert sum(len(asks) for asks in week.selection.serves.values()) == 1


def test_an_operation_gets_its_sessions_and_no_more() -> None:
    offers = tuple(make_offer(f"day {day}", day=day, value=float(day + 1)) for day in range(3))
    operations = (Operation("push", "park", tuple(offer.id for offer in offers), 2),)
    week = plain(make_problem(offers=offers, operations=operations))
    assert week is not None
    assert week.selection.serves == {"day 2": (0,), "day 1": (0,)}


def test_a_bus_and_a_driver_go_where_it_counts_most() -> None:
    offers = tuple(
        make_offer(site.id, site=site.id, modes=("bus", "foot"), value=worth)
        for site, worth in zip(SITES, (5.0, 2.0), strict=True)
    )
    workers = tuple(make_worker(name, driver=name != "ann") for name in ("ann", "bo", "cy", "di"))
    problem = make_problem(sites=SITES, offers=offers, workers=workers, vehicles=(make_bus(),))
    assert held(problem) == {"arch": "bus", "park": "foot"}
    assert held(replace(problem, vehicles=())) == {"arch": "foot", "park": "foot"}


def test_fixed_workers_are_kept_and_what_hands_cannot_staff_the_solver_does() -> None:
    # By hand Ann would go to the first; only she can lead the second, and Bo could lead the first.
    monday = (at(0, "14:00"), at(0, "16:40"))
    offers = (
        make_offer("first", start="14:30", end="16:00"),
        make_offer("second", site="arch", start="15:00", end="17:00"),
    )
    workers = (
        make_worker("ann"),
        make_worker("bo", available=(monday,)),
        make_worker("cy", lead=False),
        make_worker("di", lead=False),
    )
    problem = make_problem(sites=SITES, offers=offers, workers=workers, pins=(Pin("first"), Pin("second")))
    week = plain(problem)
    assert week is not None
    assert len(week.staffing.workers) == 2
    named = replace(problem, pins=(Pin("first", workers=("di", "bo", "cy")),))
    week = plain(named)
    assert week is not None
    assert [set(team) for team in week.staffing.workers.values()] == [{"bo", "cy", "di"}]


# -- whatever the week -----------------------------------------------------------------------------------------------


def random_week(seed: int) -> Problem:
    rng = random.Random(f"plain {seed}")
    places = rng.randint(1, 8)
    size = Size(places, min(rng.randint(5, 60), 12 * places), rng.randint(1, 14), rng.randint(0, 3))
    problem = make_random_problem(size, seed=seed)
    pins = tuple(Pin(offer.id) for offer in rng.sample(problem.offers, rng.randint(0, 2)))
    mixed = {"mixed_team": {"foot": rng.randint(0, 1), "bus": 0}}
    workers = tuple(replace(w, skills=(*w.skills, rng.choice(("woman", "man")))) for w in problem.workers)
    return replace(problem, pins=pins, parameters=mixed, workers=workers)


@pytest.mark.parametrize("seed", range(40))
def test_every_plain_week_can_be_worked(seed: int) -> None:
    problem = random_week(seed)
    week, model = plain(problem), formulate(problem)
    if week is not None:
        assert can_staff(model, week.selection.choices) == "yes"
        assert plain(problem) == week


@pytest.mark.parametrize("seed", range(6))
def test_without_any_time_the_week_is_the_plain_one_and_passes_the_audit(seed: int) -> None:
    # `solve` audits what it returns, and raises where a hard rule is broken.
    problem = random_week(seed)
    rota = solve(problem, time_limit_s=0.0)
    if rota.status != "infeasible":
        assert rota.objective == pytest.approx(value(problem))
        assert rota.bound is None or rota.bound >= (rota.objective or 0.0)
        assert any(line.rule == "search" for line in rota.audit)


def test_a_borough_without_any_time_has_a_week_and_more_time_never_has_a_worse_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("planner.rota.solving.LEAST_REASONS_S", 0.2)
    problem = make_random_problem(BOROUGH, seed=100)
    at_once = solve(problem, time_limit_s=0.0)
    assert (at_once.status, len(at_once.deployments) > 20) == ("feasible", True)
    small = make_random_problem(SMALL, seed=100)
    assert (solve(small, time_limit_s=120.0).objective or 0.0) >= value(small)
