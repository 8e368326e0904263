"""Pins that contradict: each set named is truly enough and truly minimal, and giving up the proposal truly helps."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations

import pytest

from planner.rota import solve
from planner.rota.contradictions import MOST_LINES, contradictions
from planner.rota.formulate import formulate
from planner.rota.made_up import Size
from planner.rota.made_up import make_problem as make_random_problem
from planner.rota.problem import Pin, Problem
from planner.rota.result import AuditLine
from tests.planner.rota.builders import make_bus, make_offer, make_problem, make_site, make_worker

SIZE = Size(places=6, sessions=24, staff=6, buses=1)
ABC = tuple(make_site(name) for name in "abc")


def lines_of(problem: Problem) -> tuple[AuditLine, ...]:
    return contradictions(formulate(problem))


def by_bus(*drivers: str) -> Problem:
    """Three bus sessions on Friday evening, three buses, many people, and who drives."""
    offers = tuple(
        make_offer(s.id, site=s.id, day=4, start="18:00", end="20:00", modes=("bus",)) for s in ABC
    )
    workers = tuple(make_worker(f"w{n}", driver=f"w{n}" in drivers) for n in range(8))
    pins = tuple(Pin(offer.id) for offer in offers)
    buses = tuple(make_bus(f"bus{n}") for n in range(3))
    return make_problem(sites=ABC, offers=offers, workers=workers, vehicles=buses, pins=pins)


def test_what_lacks_is_counted_in_words() -> None:
    *cores, proposal = lines_of(by_bus("w0", "w1"))
    (core,) = cores
    assert core.subject == "a, b, c"
    assert "three sessions need a D1 driver on Friday evening; only two are available" in core.detail
    assert (proposal.rule, proposal.penalty) == ("give_up", 1)
    assert "The fewest to give up is one" in proposal.detail


def test_with_one_driver_two_must_go() -> None:
    *cores, proposal = lines_of(by_bus("w0"))
    assert all(len(core.subject.split(", ")) == 2 for core in cores)
    assert "only one is available" in cores[0].detail
    assert proposal.penalty == 2


def test_those_who_drive_cannot_be_everywhere() -> None:
    problem = by_bus("w0", "w1", "w2")
    assert lines_of(problem) == ()
    two_buses = replace(problem, vehicles=problem.vehicles[:2])
    assert (
        "three sessions need a bus on Friday evening; only two are available" in lines_of(two_buses)[0].detail
    )


def test_too_few_people_are_counted() -> None:
    offers = tuple(make_offer(s.id, site=s.id) for s in ABC[:2])
    problem = make_problem(sites=ABC[:2], offers=offers, pins=(Pin("a"), Pin("b")))
    assert "four workers at once; only three are available then" in lines_of(problem)[0].detail


def test_sessions_that_cannot_be_held_and_those_that_clash_are_all_named() -> None:
    sites = (*ABC, make_site("d", risk_assessed_until=None))
    offers = (*(make_offer(s.id, site=s.id) for s in sites), make_offer("again", site="a"))
    workers = tuple(make_worker(f"w{n}") for n in range(8))
    pins = tuple(Pin(offer.id) for offer in offers)
    lines = lines_of(make_problem(sites=sites, offers=offers, workers=workers, pins=pins))
    assert [line.subject for line in lines[:-1]] == ["d", "a, again"]
    assert "has no risk assessment" in lines[0].detail
    assert "one excludes the other" in lines[1].detail
    assert lines[-1].penalty == 2
    assert lines[-1].subject in {"d, a", "d, again"}


def test_one_pin_alone_is_no_contradiction_of_two() -> None:
    """`again` clashes with `a`, but `a` cannot be staffed at all: it alone is named."""
    offers = (make_offer("a", site="a"), make_offer("again", site="a", start="17:00", end="19:00"))
    workers = (make_worker("ann"), make_worker("bo", available=((offers[1].start, offers[1].end),)))
    problem = make_problem(sites=ABC[:1], offers=offers, workers=workers, pins=(Pin("a"), Pin("again")))
    assert {line.subject for line in lines_of(problem)[:-1]} == {"a", "again"}


# -- made-up cases -----------------------------------------------------------------------------------------------


def made_up(seed: int) -> Problem:
    """Fourteen sessions of two days fixed for six people, some with workers named: more than they can hold."""
    rng = random.Random(seed)
    problem = replace(make_random_problem(SIZE, seed=seed), joint_requests=())
    starts = sorted({offer.start.date() for offer in problem.offers})
    days = set(rng.sample(starts, k=min(3, len(starts))))
    near = [offer.id for offer in problem.offers if offer.start.date() in days]
    pinned = rng.sample(near, k=min(14, len(near)))
    names = [worker.id for worker in problem.workers]
    pins = tuple(
        Pin(offer, workers=(rng.choice(names),) if rng.random() < 0.3 else None) for offer in sorted(pinned)
    )
    return replace(problem, pins=pins)


def can_be_held(problem: Problem, offers: set[str]) -> bool:
    """Whether a week holds these pins of the problem: asked of the whole planner."""
    kept = tuple(pin for pin in problem.pins if pin.offer in offers)
    return (
        solve(replace(problem, pins=kept, offers=_only(problem, kept)), time_limit_s=20).status
        != "infeasible"
    )


def _only(problem: Problem, pins: tuple[Pin, ...]) -> tuple[object, ...]:
    return tuple(offer for offer in problem.offers if offer.id in {pin.offer for pin in pins})


@pytest.mark.parametrize(
    "seed", [*range(4), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(4, 50))]
)
def test_set_named_is_enough_and_minimal_and_the_proposal_is_the_fewest(seed: int) -> None:
    problem = replace(made_up(seed), overlaps=())
    rota = solve(problem)
    assert rota.status == "infeasible"
    *cores, proposal = rota.audit
    everyone = {pin.offer for pin in problem.pins}
    for line in cores:
        core = set(line.subject.split(", "))
        assert not can_be_held(problem, core)
        for one in core:
            assert can_be_held(problem, core - {one})
    gone = set(proposal.subject.split(", "))
    assert can_be_held(problem, everyone - gone)
    for one in gone:
        assert not can_be_held(problem, everyone - gone | {one})
    if len(cores) < MOST_LINES:  # all of them are shown, and no smaller set meets each
        sets = [set(line.subject.split(", ")) for line in cores]
        fewer = combinations(sorted(set().union(*sets)), len(gone) - 1)
        assert not any(all(set(some) & core for core in sets) for some in fewer)
