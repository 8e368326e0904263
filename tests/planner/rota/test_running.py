"""A week that has begun: what was held stays as it was, nothing new is put before now, and it all counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from models.week import Week
from planner.rota import check, solve
from planner.rota.problem import Ban, Operation, Pin, Problem, Unserved
from planner.rota.result import Deployment, Rota
from planner.rota.running import has_begun, running_week
from planner.rota.running_left import left_to_plan, with_past
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

ZONE = ZoneInfo("Europe/London")


def week_problem(**changes: Any) -> Problem:
    """A session a day from Monday to Friday at the park, and one at the arch on Wednesday evening."""
    days = [make_offer(f"day{n}", day=n) for n in range(5)]
    late = make_offer("late", site="arch", day=2, start="19:00", end="21:00")
    return make_problem(sites=(make_site(), make_site("arch")), offers=(*days, late), **changes)


def published(problem: Problem) -> tuple[Problem, Rota]:
    rota = solve(problem)
    approved = tuple(
        replace(d, joint=replace(d.joint, approver="B. Okafor")) if d.joint else d for d in rota.deployments
    )
    return problem, replace(rota, deployments=approved)


def plan_rest(problem: Problem, before: tuple[Problem, Rota] | None, now: datetime) -> tuple[Problem, Rota]:
    running = running_week(problem, before, now)
    rota = with_past(running, solve(left_to_plan(running)))
    assert [line for line in check(running.problem, rota) if line.kind == "hard"] == []
    assert all(
        d.start > now for d in rota.deployments if d not in running.past and _held(d, running.past) is None
    )
    return running.problem, rota


def _held(one: Deployment, past: tuple[Deployment, ...]) -> Deployment | None:
    return next((d for d in past if d.id == one.id), None)


def stays(rota: Rota, before: Rota, now: datetime) -> list[str]:
    """The ids of what had begun, each the same as it was but for what it is worth in the week as it is now."""
    was = [replace(d, value=0.0) for d in before.deployments if d.start <= now]
    assert [replace(d, value=0.0) for d in rota.deployments if d.start <= now] == was
    ids = {d.id for d in was}
    of_past = {(s.worker, s.start): s for s in before.shifts if set(s.deployments) <= ids}
    assert {(s.worker, s.start): s for s in rota.shifts if set(s.deployments) <= ids} == of_past
    return [d.id for d in was]


def ids(rota: Rota) -> list[str]:
    return [d.id for d in rota.deployments]


def test_at_midnight_the_days_before_stay_and_the_rest_is_planned_anew() -> None:
    problem = week_problem()
    before = published(problem)
    now = at(2, "00:00")
    new = replace(problem, bans=(Ban(worker="ann"), Ban(site="arch")))  # all week: from now on
    _, rota = plan_rest(new, before, now)
    assert stays(rota, before[1], now) == ["day0", "day1"]
    assert ids(rota)[2:] == ["day2", "day3", "day4"]
    assert not any("ann" in d.workers for d in rota.deployments[2:])
    assert "2 sessions had begun by then and stay as they were published" in rota.audit[-1].detail
    assert "Wednesday 25 November at 00:00" in rota.audit[-1].detail


def test_a_session_under_way_goes_on_and_its_people_come_later_only_if_they_can() -> None:
    problem = week_problem(workers=tuple(make_worker(name) for name in ("ann", "bo", "cy", "di")))
    before = published(problem)
    crew = next(d for d in before[1].deployments if d.id == "day2").workers
    now = at(2, "16:10")
    _, rota = plan_rest(replace(problem, bans=(Ban(worker=crew[0]),)), before, now)
    assert stays(rota, before[1], now) == ["day0", "day1", "day2"]
    assert not any(crew[0] in d.workers for d in rota.deployments[3:])
    assert "late" in ids(rota)


def test_minutes_and_days_that_were_worked_count() -> None:
    workers = tuple(make_worker(name, max_min=400) for name in ("ann", "bo", "cy"))
    problem = week_problem(workers=workers)
    before = published(problem)
    _, rota = plan_rest(problem, before, at(3, "12:00"))
    for worker in workers:
        assert sum(s.paid_min for s in rota.shifts if s.worker == worker.id) <= 400
    assert len(ids(rota)) == len(ids(before[1]))  # nobody has more minutes for having worked some already


def test_who_left_and_what_closed_since_stand_in_what_was_held_alone() -> None:
    problem = week_problem(vehicles=(make_bus(),))
    before = published(problem)
    gone = before[1].deployments[0].workers[0]
    new = make_problem(
        sites=(make_site("arch"),),
        offers=tuple(offer for offer in problem.offers if offer.site == "arch"),
        workers=tuple(w for w in problem.workers if w.id != gone),
    )
    now = at(1, "00:00")
    _, rota = plan_rest(new, before, now)
    assert stays(rota, before[1], now) == ["day0"]
    assert ids(rota) == ["day0", "late"]
    assert gone not in rota.deployments[1].workers


def test_a_joint_session_that_was_held_keeps_its_approver_and_takes_its_request() -> None:
    partner = make_partner(week_min=120)  # one session of two hours, and it was held
    problem = week_problem(partners=(partner,), joint_requests=(make_request(),))
    before = published(problem)
    _, rota = plan_rest(
        replace(problem, joint_requests=(make_request(), make_request())), before, at(2, "00:00")
    )
    (joint,) = [d for d in rota.deployments if d.joint]
    assert (joint.id, joint.joint and joint.joint.approver) == ("day0", "B. Okafor")
    withdrawn, rota = plan_rest(replace(problem, joint_requests=()), before, at(2, "00:00"))
    assert [d.id for d in rota.deployments if d.joint] == ["day0"]
    assert len(withdrawn.joint_requests) == 1


def test_an_operation_counts_what_was_held_and_a_youth_led_session_is_not_made_joint_afterwards() -> None:
    every_day = tuple(
        replace(make_partner().windows[0], start=at(n, "15:00"), end=at(n, "20:00")) for n in range(5)
    )
    partner = make_partner(windows=every_day)
    days = tuple(f"day{n}" for n in range(5))
    asked = Operation("Autumn", "park", days, 2, "police")
    problem = week_problem(partners=(partner,), operations=(asked,))
    before = published(problem)
    was = [d.id for d in before[1].deployments if d.joint]
    now = next(d.start for d in before[1].deployments if d.joint) + timedelta(minutes=1)
    kept, rota = plan_rest(problem, before, now)
    joint = [d.id for d in rota.deployments if d.joint]
    assert (len(joint), joint[0]) == (2, was[0])
    assert kept.operations[0].sessions == 2
    assert not [line for line in rota.audit if line.rule == "asked_for"]

    none = replace(problem, operations=())
    late = replace(none, joint_requests=(make_request(start=at(0, "12:00"), end=at(0, "22:00")),))
    _, rota = plan_rest(late, published(none), at(0, "17:00"))
    assert not any(d.joint for d in rota.deployments)


def test_two_buses_keep_to_what_each_was_out_for() -> None:
    buses = (make_bus("one"), make_bus("two"))
    crew = tuple(make_worker(f"w{n}", driver=True) for n in range(6))
    offers = (
        make_offer("a", modes=("bus",)),
        make_offer("b", site="arch", start="16:30", end="18:30", modes=("bus",)),
        make_offer("c", site="zoo", start="20:30", end="22:00", modes=("bus",)),
    )
    sites = (make_site(), make_site("arch"), make_site("zoo"))
    problem = make_problem(sites=sites, offers=offers, workers=crew, vehicles=buses)
    old, rota = published(problem)
    swap = {"one": "two", "two": "one"}
    other = tuple(replace(d, vehicle=swap[d.vehicle or ""]) for d in rota.deployments)
    for held in (rota.deployments, other):
        before = old, replace(rota, deployments=held)
        _, whole = plan_rest(problem, before, at(0, "17:00"))
        assert stays(whole, before[1], at(0, "17:00")) == ["a", "b"]
        assert "c" in ids(whole)


def test_pins_and_gaps_of_the_past_go() -> None:
    gap = Unserved("park", at(0, "16:00"), at(0, "18:00"), 1.0, ("Nobody could.",))
    later = replace(gap, start=at(4, "10:00"), end=at(4, "11:00"))
    problem = week_problem(pins=(Pin("day0"), Pin("day4")), unserved=(gap, later))
    now = at(1, "00:00")
    kept, rota = plan_rest(problem, None, now)
    assert [pin.offer for pin in kept.pins] == ["day4"]
    assert len(kept.unserved) == 1
    assert ids(rota)[0] == "day1"
    assert "nothing published was held by then" in rota.audit[-1].detail


@pytest.mark.parametrize("week", [Week(2026, 43), Week(2027, 12)])
def test_across_a_change_of_the_clocks(week: Week) -> None:
    """On the Sunday that is an hour longer or shorter, and on the night before it."""
    saturday = datetime(*week.days[5].timetuple()[:3], 22, 0, tzinfo=ZONE)
    sunday = datetime(*week.days[6].timetuple()[:3], 15, 0, tzinfo=ZONE)
    offers = (
        make_offer("night", start=saturday, end=saturday + timedelta(hours=2)),
        make_offer("noon", site="arch", start=sunday, end=sunday + timedelta(hours=2)),
    )
    long = (saturday - timedelta(days=9), saturday + timedelta(days=9))
    workers = tuple(make_worker(name, available=(long,)) for name in ("ann", "bo", "cy", "di"))
    problem = make_problem(sites=(make_site(), make_site("arch")), offers=offers, workers=workers)
    problem = replace(problem, week=str(week))
    before = published(problem)
    for now in (
        saturday + timedelta(minutes=30),
        saturday + timedelta(hours=6),
        sunday - timedelta(minutes=1),
    ):
        _, rota = plan_rest(problem, before, now)
        assert stays(rota, before[1], now) == ["night"]
        assert ids(rota) == ["night", "noon"]


def test_when_a_week_is_under_way() -> None:
    problem = make_problem()
    assert [
        has_begun(problem, at(day, clock)) for day, clock in ((-1, "23:00"), (0, "00:00"), (7, "00:00"))
    ] == [
        False,
        False,
        False,
    ]
    assert has_begun(problem, at(0, "00:01"))
    assert has_begun(problem, at(6, "23:59"))
