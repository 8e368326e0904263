"""Who could step in at an evening's session: named only when the week with them passes the audit."""

from __future__ import annotations

from dataclasses import replace

from planner.rota import check, solve
from planner.rota.crews import crewed, shift_for
from planner.rota.formulate import formulate
from planner.rota.made_up import Size
from planner.rota.made_up import make_problem as make_random_problem
from planner.rota.problem import Pin, Problem
from planner.rota.result import Rota, Standby
from planner.rota.standby import standby
from tests.planner.rota.builders import at, make_bus, make_offer, make_problem, make_worker, span

EVENING = make_offer(start="19:00", end="21:00")


def evening(*others: object, **changes: object) -> tuple[Problem, Rota]:
    """Ann leads and Bo comes along on Monday evening; the others are at home."""
    workers = (make_worker("ann"), make_worker("bo", lead=False), *others)
    pins = (Pin("mon", workers=("ann", "bo")),)
    problem = make_problem(**{"offers": (EVENING,), "workers": workers, "pins": pins, **changes})
    return replace(problem, pins=()), solve(problem)


def test_a_lead_can_step_in_for_either_and_others_for_those_who_do_not_lead() -> None:
    problem, rota = evening(make_worker("cy"), make_worker("di", lead=False))
    assert standby(problem, rota) == (
        Standby("mon", "cy", ("ann", "bo"), ("lead", "worker")),
        Standby("mon", "di", ("bo",), ("worker",)),
    )


def test_afternoons_need_nobody() -> None:
    problem = make_problem()
    assert standby(problem, solve(problem)) == ()


def test_those_who_are_out_of_hours_or_of_rest_are_not_named() -> None:
    early = make_worker("cy", available=(span(0, "08:00", "20:00"),))
    tired = make_worker("di", worked=(span(0, "08:00", "12:00"),))
    problem, rota = evening(early, tired, make_worker("eve", max_min=179))
    assert standby(problem, rota) == ()


def test_a_driver_steps_in_for_the_driver() -> None:
    offer = replace(EVENING, modes=("bus",))
    workers = (
        make_worker("ann", driver=True, lead=False), make_worker("bo"), make_worker("cy", lead=False, driver=True),
        make_worker("di", lead=False),
    )  # fmt: skip
    problem = make_problem(
        offers=(offer,), workers=workers, vehicles=(make_bus(),), pins=(Pin("mon", workers=("ann", "bo")),)
    )
    (one,) = standby(replace(problem, pins=()), solve(problem))
    assert (one.worker, one.instead_of, one.roles) == ("cy", ("ann",), ("driver", "worker"))


def test_the_least_burdened_come_first() -> None:
    tired = make_worker("cy", recent={"evenings": 9, "weekends": 0})
    problem, rota = evening(tired, make_worker("di"))
    assert [one.worker for one in standby(problem, rota)] == ["di", "cy"]


def test_everyone_named_in_made_up_weeks_passes_the_audit() -> None:
    problem = make_random_problem(Size(places=8, sessions=60, staff=12, buses=1), seed=4)
    rota = solve(problem, time_limit_s=3)
    named = standby(problem, rota)
    assert named
    model = formulate(problem)
    for one in named:
        held = next(d for d in rota.deployments if d.id == one.deployment)
        assert held.end > at(held.start.weekday(), "19:00")
        for gone in one.instead_of:
            new = crewed(model.facts.workers, held, [one.worker if w == gone else w for w in held.workers])
            assert new is not None
            assert hard(problem, swapped(rota, model, new, gone, one.worker)) == []


def hard(problem: Problem, rota: Rota) -> list[str]:
    return [line.detail for line in check(problem, rota) if line.kind == "hard"]


def swapped(rota: Rota, model: object, new: object, gone: str, come: str) -> Rota:
    """The rota with one deployment changed and the two workers' shifts of that day made anew."""
    deployments = tuple(new if d.id == new.id else d for d in rota.deployments)  # type: ignore[attr-defined]
    day = new.start.date()  # type: ignore[attr-defined]
    shifts = [s for s in rota.shifts if s.worker not in (gone, come) or s.start.date() != day]
    for worker in (gone, come):
        own = [d for d in deployments if worker in d.workers and d.start.date() == day]
        if own:
            shifts.append(shift_for(model, worker, own))  # type: ignore[arg-type]
    return replace(rota, deployments=deployments, shifts=tuple(shifts))
