"""From a problem to a rota: what is chosen, what is claimed, and the cases at the edges."""

from __future__ import annotations

import itertools
import time
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from planner.rota import solve
from planner.rota.facts import Facts
from planner.rota.formulate import formulate
from planner.rota.made_up import SMALL, Size
from planner.rota.made_up import make_problem as make_random_problem
from planner.rota.problem import Pin, Problem
from planner.rota.search import Clock
from planner.rota.solving import seconds_for_reasons
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
    span,
)

TWO = tuple(make_worker(name) for name in ("ann", "bo"))
TINY = Size(places=3, sessions=7, staff=4, buses=1)


def test_best_session_is_held_and_reported_whole() -> None:
    rota = solve(
        make_problem(offers=(make_offer("poor", value=1.0), make_offer("good", value=3.0)), workers=TWO)
    )
    assert (rota.status, rota.objective, rota.bound, rota.gap) == ("optimal", 3.0, 3.0, 0.0)
    (session,) = rota.deployments
    assert (session.id, session.mode, session.team, session.joint) == ("good", "foot", "Foot A", None)
    assert session.workers == ("ann", "bo")
    shift = rota.shifts[0]
    assert (shift.start, shift.end, shift.paid_min) == (at(0, "15:30"), at(0, "18:30"), 180)
    assert [tier.name for tier in rota.tiers] == ["value", "people"]


@pytest.mark.parametrize(
    "changes",
    [{"offers": ()}, {"workers": ()}, {"sites": (), "offers": ()}, {"workers": (make_worker("ann"),)}],
)
def test_week_that_can_hold_nothing_is_a_valid_empty_rota(changes: dict[str, object]) -> None:
    problem = make_problem(**changes)
    rota = solve(problem)
    assert (rota.status, rota.objective, rota.deployments, rota.shifts) == ("optimal", 0.0, (), ())
    assert all(gap.why_not for gap in rota.uncovered)
    assert len(rota.uncovered) == len(problem.offers)


def test_second_visit_counts_for_less_than_another_place() -> None:
    sites = (make_site("arch"), make_site("park"))
    offers = (
        make_offer("first", value=4.0),
        make_offer("again", day=1, value=4.0),
        make_offer("other", site="arch", day=1, value=3.5),
    )
    workers = tuple(replace(worker, max_min=360) for worker in TWO)
    rota = solve(make_problem(sites=sites, offers=offers, workers=workers))
    assert [d.id for d in rota.deployments] == ["first", "other"]
    assert rota.objective == 7.5


def test_neighbours_at_the_same_time_share_their_ground() -> None:
    sites = (make_site("arch"), make_site("park"))
    offers = (make_offer("one", site="arch", value=4.0), make_offer("two", value=2.0))
    workers = tuple(make_worker(name) for name in ("ann", "bo", "cy", "di"))
    rota = solve(make_problem(sites=sites, offers=offers, overlaps=(("one", "two", 0.5),), workers=workers))
    assert {d.id: d.value for d in rota.deployments} == {"one": 4.0, "two": 1.0}


def test_bus_goes_where_it_counts_most() -> None:
    sites = (make_site("arch"), make_site("park"))
    offers = tuple(
        make_offer(s.id, site=s.id, modes=("bus", "foot"), value=v)
        for s, v in zip(sites, (5.0, 2.0), strict=True)
    )
    workers = tuple(make_worker(name, driver=True) for name in ("ann", "bo", "cy", "di"))
    rota = solve(make_problem(sites=sites, offers=offers, workers=workers, vehicles=(make_bus(),)))
    by_id = {d.id: d for d in rota.deployments}
    assert (by_id["arch"].mode, by_id["arch"].vehicle, by_id["park"].mode) == ("bus", "bus", "foot")
    assert by_id["arch"].driver in by_id["arch"].workers
    assert by_id["arch"].driver != by_id["arch"].lead
    assert any("the bus is at Arch" in sentence for sentence in by_id["park"].why)


def test_joint_session_says_who_asked_and_why() -> None:
    problem = make_problem(
        partners=(make_partner(),), joint_requests=(make_request(reason="serious_violence"),)
    )
    (session,) = solve(problem).deployments
    assert session.joint is not None
    assert session.joint.approver is None
    assert any("violence" in sentence and "person asked" in sentence for sentence in session.why)
    (alone,) = solve(replace(problem, joint_requests=())).deployments
    assert any("nobody asked" in sentence for sentence in alone.why)


def test_pinned_session_and_workers_are_kept() -> None:
    offers = (make_offer("good", value=9.0), make_offer("fixed", value=1.0))
    rota = solve(make_problem(offers=offers, pins=(Pin("fixed", workers=("cy", "bo", "ann")),)))
    (session,) = rota.deployments
    assert (session.id, set(session.workers)) == ("fixed", {"ann", "bo", "cy"})


def test_pins_that_contradict_are_named() -> None:
    sites = tuple(make_site(name) for name in ("arch", "park", "quay"))
    offers = tuple(make_offer(s.id, site=s.id, modes=("bus",)) for s in sites)
    workers = tuple(make_worker(f"w{n}", driver=n == 0) for n in range(8))
    problem = make_problem(
        sites=sites,
        offers=offers,
        workers=workers,
        vehicles=(make_bus("b1"), make_bus("b2"), make_bus("b3")),
        pins=(Pin("arch"), Pin("park"), Pin("quay")),
    )
    rota = solve(problem)
    assert (rota.status, rota.deployments, rota.objective) == ("infeasible", (), None)
    line = rota.audit[0]
    assert (line.rule, line.kind) == ("pins", "hard")
    assert len(line.subject.split(", ")) == 2  # any two of them already need two drivers
    assert "two sessions need a D1 driver" in line.detail


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sites": (make_site(risk_assessed_until=None),)}, "no risk assessment"),
        ({"sites": (make_site(modes=()),)}, "No team starts here"),
        (
            {"offers": (make_offer(), make_offer("two")), "pins": (Pin("mon"), Pin("two"))},
            "excludes the other",
        ),
        ({"pins": (Pin("mon", "bus"),)}, "not offered with mode bus"),
        ({"workers": TWO[:1]}, "cannot be staffed"),
    ],
)
def test_pin_that_cannot_be_kept_says_why(changes: dict[str, object], words: str) -> None:
    rota = solve(make_problem(**{"pins": (Pin("mon"),), **changes}))
    assert rota.status == "infeasible"
    assert words in rota.audit[0].detail


def test_same_problem_and_seed_give_the_same_rota() -> None:
    problem = make_random_problem(SMALL, seed=3)
    first, second = (solve(problem, time_limit_s=300.0, seed=1) for _ in range(2))
    assert replace(first, seconds=0) == replace(second, seconds=0)


def test_progress_is_told() -> None:
    told: list[str] = []
    solve(
        make_random_problem(SMALL, seed=3),
        progress=lambda stage, _value, _bound, _seconds: told.append(stage),
    )
    assert {"value", "people", "reasons"} <= set(told)


def test_time_limit_returns_a_sound_rota_and_says_so() -> None:
    problem = make_random_problem(Size(places=18, sessions=120, staff=16, buses=1), seed=1)
    rota = solve(problem, time_limit_s=0.3)
    assert rota.status == "feasible"
    assert rota.deployments
    assert any(line.rule == "search" for line in rota.audit)
    assert rota.bound is None or rota.bound >= (rota.objective or 0)


def two_days(days_from_now: int, week: str) -> Problem:
    """Saturday to 22:30 and Sunday from 09:30, so many days from the usual week."""
    offers = tuple(
        make_offer(name, start=moved(start, days_from_now), end=moved(end, days_from_now))
        for name, start, end in (
            ("late", at(5, "20:00"), at(5, "22:30")),
            ("early", at(6, "09:30"), at(6, "11:30")),
        )
    )
    ever = ((at(-60, "00:00"), at(9, "00:00")),)
    return replace(
        make_problem(offers=offers, workers=tuple(replace(w, available=ever) for w in TWO)), week=week
    )


def moved(moment: datetime, days: int) -> datetime:
    """The same time of the clock so many days on."""
    return moment + timedelta(days=days)


@pytest.mark.parametrize(
    ("limit", "spent", "proven", "seconds"),
    [
        (30, 4, True, 26),
        (30, 12, True, 24),
        (30, 28, False, 6),
        (120, 2, True, 30),
        (120, 110, True, 25),
        (0, 1, True, 6),
    ],
)
def testseconds_for_reasons(limit: float, spent: float, proven: bool, seconds: float) -> None:
    clock = Clock(limit, time.monotonic() - spent)
    assert seconds_for_reasons(clock, proven=proven) == pytest.approx(seconds, abs=0.5)


def test_the_night_the_clocks_go_back_gives_an_hour_more_of_rest() -> None:
    # 23:00 to 09:00 is ten hours on the clock; on 25 October 2026 it is eleven in truth.
    assert len(solve(two_days(0, "2026-W48")).deployments) == 1
    assert len(solve(two_days(-35, "2026-W43")).deployments) == 2


def test_worked_before_the_week_leaves_rest() -> None:
    offers = (make_offer(start="10:00", end="12:00"),)
    workers = tuple(replace(worker, worked=(span(-1, "18:00", "23:30"),)) for worker in TWO)
    assert solve(make_problem(offers=offers, workers=workers)).deployments == ()


# -- against enumeration -----------------------------------------------------------------------------------------


def best_by_enumeration(problem: Problem) -> int:
    """The value of the best week, by trying every set of sessions and modes."""
    model = formulate(problem)
    values = Values(Facts(problem))
    choices = [choice for choice in model.choices if model.is_open(choice)]
    best = 0
    for size in range(1, len(choices) + 1):
        any_staffed = False
        for group in itertools.combinations(choices, size):
            indices = [choice.index for choice in group]
            if any(len(set(indices) & set(rows)) > 1 for rows in model.exclusive):
                continue
            value = sum(values.worth((c.offer.id, c.mode) for c in group).values())
            if can_staff(model, indices) == "yes":
                any_staffed = True
                best = max(best, value)
        if not any_staffed:
            return best
    return best


def tiny(seed: int) -> Problem:
    problem = make_random_problem(TINY, seed=seed)
    return replace(problem, joint_requests=())


@pytest.mark.parametrize(
    "seed", [*range(6), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(6, 50))]
)
def test_optimum_is_the_enumerated_one(seed: int) -> None:
    rota = solve(tiny(seed))
    assert rota.status == "optimal"
    assert rota.objective == pytest.approx(best_by_enumeration(tiny(seed)) / UNITS, abs=1e-6)
