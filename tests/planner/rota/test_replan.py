"""A week that goes wrong: what changes, what stays, and who is told."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache

import pytest

from geodata.errors import BadInput
from models.week import Week
from planner.rota import check, solve
from planner.rota.made_up import Size
from planner.rota.made_up import make_problem as make_random_problem
from planner.rota.problem import Pin, Problem, Wish
from planner.rota.replan import replan
from planner.rota.replan_types import Absence, Closure, Event, Option, Response
from planner.rota.result import Rota
from tests.planner.rota.builders import (
    at,
    changed_deployment,
    deployment_of,
    make_bus,
    make_offer,
    make_partner,
    make_problem,
    make_request,
    make_site,
    make_worker,
    span,
)

FOUR = ("ann", "bo", "cy", "di")
SITES = (make_site("arch"), make_site("park"))
DAYS = Week.parse("2026-W48").days


def kinds(options: tuple[Option, ...]) -> list[str]:
    return [option.kind for option in options]


def one_session(**changes: object) -> tuple[Problem, Rota]:
    """Ann and Bo at the park on Monday."""
    pair = {"pins": (Pin("mon", workers=("ann", "bo")),)}
    problem = make_problem(**{**pair, **changes})
    return replace(problem, pins=()), solve(problem)


def test_the_one_who_is_free_stands_in() -> None:
    problem, rota = one_session()
    cover, cancel = replan(problem, rota, [Absence("ann", DAYS[0])]).options
    assert (cover.kind, cover.people, cover.loss, cover.proven) == ("cover", 1, 0.0, True)
    assert set(deployment_of(cover.rota, "mon").workers) == {"bo", "cy"}
    assert (cancel.kind, cancel.rota.deployments, cancel.people, cancel.loss) == ("cancel", (), 1, 4.0)


def test_each_person_hears_what_concerns_them() -> None:
    problem, rota = one_session()
    cover = replan(problem, rota, [Absence("ann")]).options[0]
    words = {change.worker: change.words for change in cover.changes}
    assert words["cy"] == "Cy comes in on Monday 23 November, 15:30 to 18:30: Park at 16:00 with Bo."
    assert words["bo"].startswith("Bo keeps Monday 23 November, 15:30 to 18:30: Park at 16:00 with Cy, leads")
    assert "ann" not in words
    (cy,) = [change for change in cover.changes if change.worker == "cy"]
    assert (cy.before, cy.after) == (None, cover.rota.shifts[-1])


def test_a_day_off_for_somebody_not_sent_changes_nothing() -> None:
    problem, rota = one_session()
    for event in (Absence("cy"), Absence("ann", DAYS[3])):
        (option,) = replan(problem, rota, [event]).options
        assert (option.kind, option.rota.deployments, option.people) == ("nothing", rota.deployments, 0)


def test_a_team_larger_than_asked_for_goes_on_without_the_one() -> None:
    problem, rota = one_session(pins=(Pin("mon", workers=("ann", "bo", "cy")),))
    option = replan(problem, rota, [Absence("ann")]).options[0]
    assert deployment_of(option.rota, "mon").workers == ("bo", "cy")
    assert (option.people, option.loss) == (0, 0.0)


def test_bus_without_a_driver_goes_on_foot() -> None:
    workers = tuple(make_worker(name, driver=name == "ann") for name in ("ann", "bo", "cy"))
    problem = make_problem(
        offers=(make_offer(modes=("bus", "foot")),), workers=workers, vehicles=(make_bus(),)
    )
    rota = solve(problem)
    assert rota.deployments[0].mode == "bus"
    move = replan(problem, rota, [Absence("ann")]).options[0]
    assert move.kind == "move"
    assert (move.rota.deployments[0].id, move.rota.deployments[0].mode) == ("mon", "foot")
    assert move.rota.deployments[0].vehicle is None
    assert move.loss == pytest.approx(0.8)
    assert move.words.startswith("Hold Park at 16:00 on Monday on foot with")


def test_closed_site_gives_way_to_another_of_the_day() -> None:
    offers = (make_offer(), make_offer("other", site="arch", value=3.0))
    workers = tuple(make_worker(name) for name in ("ann", "bo"))
    problem = make_problem(sites=SITES, offers=offers, workers=workers)
    rota = solve(problem)
    assert [d.id for d in rota.deployments] == ["mon"]
    move, cancel = replan(problem, rota, [Closure("park", DAYS[0])]).options
    assert ([d.id for d in move.rota.deployments], move.loss, move.people) == (["other"], 1.0, 2)
    assert (cancel.kind, cancel.people, cancel.loss) == ("cancel", 2, 4.0)
    assert replan(problem, rota, [Closure("park", DAYS[1])]).options[0].kind == "nothing"


def test_response_is_held_by_those_who_are_free_before_any_session_is_lost() -> None:
    workers = tuple(make_worker(name) for name in FOUR)
    problem = make_problem(sites=SITES, workers=workers)
    rota = solve(problem)
    event = Response("arch", at(0, "16:00"), at(0, "18:00"))
    replanned = replan(problem, rota, [event])
    (option,) = replanned.options
    assert {d.place for d in option.rota.deployments} == {"park", "arch"}
    assert option.people == 2
    assert check(replanned.problem, option.rota) is not None
    short = replace(problem, workers=workers[:2])
    (instead,) = replan(short, solve(short), [event]).options
    assert {d.place for d in instead.rota.deployments} == {"arch"}
    assert "Cancel Park at 16:00 on Monday." in instead.words


def test_response_needs_a_site_with_an_assessment() -> None:
    sites = (make_site("arch", risk_assessed_until=None), make_site("park"))
    problem = make_problem(sites=sites, workers=tuple(make_worker(name) for name in FOUR))
    replanned = replan(problem, solve(problem), [Response("arch", at(0, "16:00"), at(0, "18:00"))])
    assert replanned.options == ()
    assert "no site that may be used" in replanned.reasons[0]


def test_budget_of_changes_is_kept_and_the_fewest_named() -> None:
    problem, rota = one_session()
    none = replan(problem, rota, [Absence("ann")], max_changes=0)
    assert (none.options, none.fewest) == ((), 1)
    assert "At least 1 people's week would change; 0 may." in none.reasons
    assert replan(problem, rota, [Absence("ann")], max_changes=1).options


def test_without_a_budget_as_few_as_it_takes() -> None:
    """Six sessions on one site that closes: twelve people, whatever is done."""
    sites = tuple(make_site(name) for name in "abcdef")
    offers = tuple(make_offer(name, site=name) for name in "abcdef")
    workers = tuple(make_worker(f"w{n:02}") for n in range(12))
    problem = make_problem(sites=sites, offers=offers, workers=workers)
    replanned = replan(problem, solve(problem), [Closure(name) for name in "abcdef"])
    assert (replanned.fewest, [option.people for option in replanned.options]) == (12, [12])


def test_who_is_absent_is_told_of_other_days_and_not_counted() -> None:
    offers = (make_offer("mon"), make_offer("tue", site="arch", day=1))
    pins = (Pin("mon", workers=("ann", "bo")), Pin("tue", workers=("ann", "bo")))
    problem = make_problem(sites=SITES, offers=offers, pins=pins)
    events = [Absence("ann", DAYS[1]), Closure("park", DAYS[0])]
    options = replan(replace(problem, pins=()), solve(problem), events).options
    cancel = next(option for option in options if option.kind == "cancel")
    assert {change.worker for change in cancel.changes} == {"ann", "bo"}
    assert cancel.people == 1


def test_partner_is_told_when_a_joint_session_goes() -> None:
    problem, rota = one_session(partners=(make_partner(),), joint_requests=(make_request(),))
    cancel = replan(problem, rota, [Closure("park")]).options[0]
    assert cancel.told == ("Tell The neighbourhood police team: Park at 16:00 on Monday 23 November is off.",)


def test_approval_stays_when_only_people_change() -> None:
    problem, rota = one_session(partners=(make_partner(),), joint_requests=(make_request(),))
    joint = rota.deployments[0].joint
    assert joint is not None
    rota = changed_deployment(rota, joint=replace(joint, approver="R. Khan"))
    cover = replan(problem, rota, [Absence("ann")]).options[0]
    assert cover.rota.deployments[0].joint == replace(joint, approver="R. Khan")


def test_what_the_manager_fixed_may_change_when_it_is_hit_and_they_are_told() -> None:
    problem = make_problem(pins=(Pin("mon", workers=("ann", "bo")),))
    rota = solve(problem)
    cover = replan(problem, rota, [Absence("ann")]).options[0]
    assert set(cover.rota.deployments[0].workers) == {"bo", "cy"}
    assert "Park, Monday 23 November at 16:00 was fixed; it may change now." in cover.told


# -- what stays ----------------------------------------------------------------------------------------------------


def test_a_session_that_began_stays_and_its_people_keep_their_shift() -> None:
    offers = (make_offer(), make_offer("late", start="19:30", end="21:30"))
    workers = (
        *(make_worker(name) for name in ("ann", "bo")),
        make_worker("cy", available=(span(0, "18:00", "23:00"),), wishes=(Wish(day=0, want=False),)),
    )
    problem = make_problem(offers=offers, workers=workers)
    rota = solve(problem)
    assert [set(d.workers) for d in rota.deployments] == [{"ann", "bo"}] * 2
    options = replan(problem, rota, [Absence("ann", DAYS[0])], now=at(0, "17:00")).options
    cover = options[0]
    assert deployment_of(cover.rota, "mon") == deployment_of(rota, "mon")
    assert set(deployment_of(cover.rota, "late").workers) == {"bo", "cy"}
    assert [s for s in cover.rota.shifts if s.worker == "bo"] == [s for s in rota.shifts if s.worker == "bo"]
    (short,) = [s for s in cover.rota.shifts if s.worker == "ann"]
    assert (short.deployments, short.end) == (("mon",), at(0, "18:30"))
    over = replan(problem, rota, [Absence("ann", DAYS[0])], now=at(0, "22:00")).options
    assert kinds(over) == ["nothing"]


def test_locked_session_is_left_alone_and_refused_when_it_is_hit() -> None:
    offers = (make_offer(), make_offer("other", site="arch"))
    problem = make_problem(sites=SITES, offers=offers, workers=tuple(make_worker(name) for name in FOUR))
    rota = solve(problem)
    other = deployment_of(rota, "other")
    (cancel,) = replan(
        problem, rota, [Absence(deployment_of(rota, "mon").workers[0])], locked=["other"]
    ).options
    assert (cancel.kind, cancel.rota.deployments) == ("cancel", (other,))
    with pytest.raises(BadInput, match="other is locked"):
        replan(problem, rota, [Absence(other.workers[0])], locked=["other"])


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (Absence("zed"), "no worker 'zed'"),
        (Closure("moon"), "no site 'moon'"),
        (Response("moon", at(0, "16:00"), at(0, "18:00")), "no place 'moon'"),
        (Response("park", at(0, "18:00"), at(0, "16:00")), "ends after it starts"),
        (Absence("ann", DAYS[0].replace(year=2025)), "not in the week"),
    ],
)
def test_event_that_makes_no_sense_is_refused(event: Event, words: str) -> None:
    problem, rota = one_session()
    with pytest.raises(BadInput, match=words):
        replan(problem, rota, [event])


def test_rota_that_breaks_a_rule_already_is_refused() -> None:
    problem, rota = one_session()
    with pytest.raises(BadInput, match="before anything happened"):
        replan(problem, replace(rota, shifts=()), [Absence("ann")])


# -- over made-up weeks --------------------------------------------------------------------------------------------

SIZE = Size(places=8, sessions=60, staff=10, buses=1)


@cache
def random_week(seed: int) -> tuple[Problem, Rota]:
    problem = make_random_problem(SIZE, seed=seed)
    return problem, solve(problem, time_limit_s=3)


@pytest.mark.parametrize(
    "case", [*range(12), *(pytest.param(n, marks=pytest.mark.slow) for n in range(12, 60))]
)
def test_no_option_breaks_a_rule_the_budget_the_past_or_a_lock(case: int) -> None:
    rng = random.Random(case)
    problem, rota = random_week(case % 3)
    worker = rng.choice([shift.worker for shift in rota.shifts])
    day = rng.choice([*DAYS, None])
    now = rng.choice([None, at(rng.randrange(6), f"{rng.randint(12, 21)}:00")])
    safe = [d for d in rota.deployments if worker not in d.workers]
    locked = {d.id for d in rng.sample(safe, k=min(2, len(safe)))}
    budget = rng.randint(1, 6)
    replanned = replan(problem, rota, [Absence(worker, day)], max_changes=budget, now=now, locked=locked)
    assert replanned.options or replanned.fewest is None or replanned.fewest > budget
    for option in replanned.options:
        assert [line for line in check(problem, option.rota) if line.kind == "hard"] == []
        before = {d.id: (d.start, d.end, d.mode, d.site, d.workers) for d in rota.deployments}
        after = {d.id: (d.start, d.end, d.mode, d.site, d.workers) for d in option.rota.deployments}
        stays = locked | {d.id for d in rota.deployments if now is not None and d.start <= now}
        assert {name: before[name] for name in stays} == {name: after.get(name) for name in stays}
        assert len(changed_people(rota, option.rota) - {worker}) == option.people <= budget
        assert all(
            worker not in d.workers
            for d in option.rota.deployments
            if d.id not in stays and day in (None, d.start.date())
        )
        told = {change.worker for change in option.changes}
        assert changed_people(rota, option.rota) - {worker} <= told


def changed_people(before: Rota, after: Rota) -> set[str]:
    def own(rota: Rota) -> set[tuple[object, ...]]:
        return {(s.worker, s.start, s.end, s.deployments) for s in rota.shifts}

    return {str(worker) for worker, *_ in own(before) ^ own(after)}
