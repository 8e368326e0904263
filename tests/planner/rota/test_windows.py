"""Stage one: what its relaxation rules out, and that windows, coarse counting and another solver change nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from geodata.errors import BadInput
from planner.rota import scip, solve
from planner.rota.formulate import formulate
from planner.rota.greedy import plain_week
from planner.rota.made_up import SMALL
from planner.rota.made_up import make_problem as make_random_problem
from planner.rota.milp import Milp
from planner.rota.people import staff
from planner.rota.problem import Operation, Pin, Problem
from planner.rota.search import Clock, Found, Search
from planner.rota.solvers import Name, SolverOverran, Solvers, SolverStopped
from planner.rota.stage_one import StageOne
from planner.rota.stage_two import Staffing
from planner.rota.value import Values
from planner.rota.windows import solve_in_windows
from tests.planner.rota.builders import make_bus, make_offer, make_problem, make_site, make_worker

SITES = tuple(make_site(name) for name in ("arch", "park", "quay"))


def relaxed_bound(problem: Problem) -> float:
    with Solvers() as solvers:
        relaxed = solvers.relax(StageOne(formulate(problem)).milp, time_limit_s=20, seed=0)
    assert relaxed is not None
    return relaxed.bound


def found(problem: Problem, *, whole: Name | None = None) -> Found:
    with Solvers(whole=whole) as solvers:
        return Search(formulate(problem), solvers, Clock(60), seed=0, progress=None).run()


@pytest.fixture
def no_programme_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("windows", "solvers"):
        monkeypatch.setattr(f"planner.rota.{module}.FEW_COLUMNS", 0)


@pytest.fixture
def only_leads_are_fine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("planner.rota.staff_rows.MOST_FINE", 0)
    monkeypatch.setattr("planner.rota.staff_rows.AS_SHORT", 1.0)
    return


# -- what the relaxation rules out ---------------------------------------------------------------------------------


def test_a_week_of_two_shifts_and_a_third_of_a_third_is_ruled_out() -> None:
    # 420 minutes are two shifts of 180 and a third of another; sums alone would allow a value of 9.33.
    offers = tuple(make_offer(s.id, site=s.id, day=day) for day, s in enumerate(SITES))
    workers = tuple(make_worker(name, max_min=420) for name in ("ann", "bo"))
    bound = relaxed_bound(make_problem(sites=SITES, offers=offers, workers=workers))
    assert bound == pytest.approx(8.0, abs=1e-3)


def test_days_that_are_left_count_like_minutes() -> None:
    offers = tuple(make_offer(s.id, site=s.id, day=day) for day, s in enumerate(SITES))
    workers = tuple(make_worker(name) for name in ("ann", "bo"))
    problem = make_problem(
        sites=SITES, offers=offers, workers=workers, parameters={"weekly_rest": {"days": 1}}
    )
    assert relaxed_bound(problem) == pytest.approx(4.0, abs=1e-3)


def test_more_bus_sessions_than_buses_could_reach_are_ruled_out() -> None:
    starts = ("16:00", "17:00", "18:30")
    offers = tuple(
        make_offer(s.id, site=s.id, start=start, end=f"{int(start[:2]) + 2}:{start[3:]}", modes=("bus",))
        for s, start in zip(SITES, starts, strict=True)
    )
    workers = tuple(make_worker(f"w{n}", driver=True) for n in range(8))
    travel = {"arch": {"quay": 20}}
    problem = make_problem(sites=SITES, offers=offers, workers=workers, travel_min=travel)
    # From arch the bus cannot be at quay half an hour later, with setting up; two buses hold two of the three.
    two = replace(problem, vehicles=(make_bus("b1"), make_bus("b2")))
    assert relaxed_bound(two) == pytest.approx(2 * 4.8, abs=1e-3)
    quick = replace(two, vehicles=tuple(replace(bus, set_up_min=0) for bus in two.vehicles))
    assert relaxed_bound(quick) == pytest.approx(3 * 4.8, abs=1e-3)


# -- what must change nothing --------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.usefixtures("no_programme_is_small")
def test_windows_find_what_the_whole_programme_holds(seed: int) -> None:
    stage_one = StageOne(formulate(make_random_problem(SMALL, seed=seed)))
    with Solvers() as solvers:
        windowed = solve_in_windows(stage_one, solvers, lambda: 60.0, seed=0)
    whole = scip.solve(stage_one.milp, time_limit_s=60, seed=0)
    assert (windowed.status, whole.status) == ("optimal", "optimal")
    assert windowed.objective == pytest.approx(whole.objective, abs=1e-5)
    assert windowed.bound == pytest.approx(whole.objective, abs=1e-5)


@pytest.mark.parametrize("seed", range(4))
def test_a_window_keeps_every_column_of_a_week_as_good(seed: int) -> None:
    stage_one = StageOne(formulate(make_random_problem(SMALL, seed=seed)))
    best = scip.solve(stage_one.milp, time_limit_s=60, seed=0)
    assert best.objective is not None
    assert best.values is not None
    with Solvers() as solvers:
        relaxed = solvers.relax(stage_one.milp, time_limit_s=60, seed=0)
    assert relaxed is not None
    assert relaxed.bound >= best.objective - 1e-6
    beyond = stage_one.beyond(relaxed.reduced, relaxed.bound - best.objective + 1e-6)
    held = set(stage_one.selection(best).choices)
    slots = {slot.index for slot in stage_one.staff.slots.all if held & set(slot.choices)}
    used = {stage_one.y[index] for index in held}
    used |= {
        placed.column
        for placed in stage_one.staff.placed
        if best.values[placed.column] > 0.5 and slots.issuperset(placed.pattern.slots)
    }
    assert not used & beyond
    assert len(beyond) > len(best.values) / 4  # and it does leave much out


@pytest.mark.parametrize("seed", range(3))
def test_another_solver_proves_the_same_value(seed: int) -> None:
    problem = make_random_problem(SMALL, seed=seed)
    ours, second = found(problem), found(problem, whole="highs")
    assert ours.proven
    assert second.proven
    assert (ours.value, ours.asks_met) == (second.value, second.asks_met)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.usefixtures("no_programme_is_small", "only_leads_are_fine")
def test_counting_coarsely_finds_the_same_value(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = make_random_problem(SMALL, seed=seed)
    coarse = found(problem)
    monkeypatch.setattr("planner.rota.staff_rows.MOST_FINE", 100_000)
    fine = found(problem)
    assert coarse.proven
    assert (coarse.value, coarse.asks_met) == (fine.value, fine.asks_met)


@pytest.mark.usefixtures("only_leads_are_fine")
def test_who_is_counted_coarsely_still_cannot_be_in_two_places(monkeypatch: pytest.MonkeyPatch) -> None:
    # By time alone the one helper holds an early session and a late one; the two worth most are at two ends of town.
    sites = SITES[:2]
    offers = tuple(
        make_offer(f"{when} {site}", site=site, start=start, end=end, value=value)
        for when, site, start, end, value in (
            ("early", "arch", "16:00", "18:00", 5.0),
            ("early", "park", "16:00", "18:00", 3.0),
            ("late", "arch", "18:10", "20:10", 3.0),
            ("late", "park", "18:10", "20:10", 5.0),
        )
    )
    workers = (make_worker("ann"), make_worker("bo", max_min=180), make_worker("cy", lead=False))
    problem = make_problem(
        sites=sites,
        offers=offers,
        workers=workers,
        travel_min={"arch": {"park": 60}},
        weights={"second_visit": 0},
    )
    monkeypatch.setattr("planner.rota.search.COARSE_CUTS", 1)
    coarse = found(problem)
    monkeypatch.setattr("planner.rota.staff_rows.MOST_FINE", 100_000)
    assert coarse.proven
    assert coarse.value == found(problem).value


def test_who_was_found_first_is_taken_where_the_people_tier_finds_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = formulate(make_random_problem(SMALL, seed=0))
    plain = plain_week(model, Values(model.facts))
    assert plain is not None
    assert staff(model, plain.staffing, Clock(5), seed=0).points is not None
    assert staff(model, plain.staffing, Clock(0), seed=0) is plain.staffing
    monkeypatch.setattr("planner.rota.people.StageTwo.solve", lambda self, **options: Staffing("limit"))
    assert staff(model, plain.staffing, Clock(5), seed=0) is plain.staffing


# -- the solvers ---------------------------------------------------------------------------------------------------


def two_of_three() -> Milp:
    milp = Milp()
    for cost in (3.0, 2.0, 1.0):
        milp.column(cost, integer=True)
    milp.row(((column, 1.0) for column in range(3)), upper=2.5)
    return milp


@pytest.mark.parametrize("whole", ["scip", "highs"])
@pytest.mark.usefixtures("no_programme_is_small")
def test_each_solver_answers_and_says_how_sure_it_is(whole: Name) -> None:
    told: list[float | None] = []
    with Solvers(whole=whole) as solvers:
        answer = solvers.solve(
            two_of_three(),
            time_limit_s=10,
            seed=0,
            start={0: 1.0},
            on_progress=lambda v, b, s: told.append(b),
        )
        impossible = two_of_three()
        impossible.row([(0, 1.0)], lower=2)
        assert solvers.solve(impossible, time_limit_s=10, seed=0).status == "infeasible"
        assert solvers.relax(impossible, time_limit_s=10, seed=0) is None
    assert (answer.status, answer.objective, answer.bound) == ("optimal", 5.0, 5.0)
    assert answer.values == pytest.approx([1.0, 1.0, 0.0])


def test_relaxing_gives_a_bound_and_what_each_column_costs() -> None:
    with Solvers() as solvers:
        relaxed = solvers.relax(two_of_three(), time_limit_s=10, seed=0)
    assert relaxed is not None
    assert relaxed.bound == pytest.approx(5.5, abs=1e-4)
    assert relaxed.reduced == pytest.approx([2.0, 1.0, 0.0], abs=1e-3)


def test_columns_left_out_are_at_zero() -> None:
    smaller, kept = two_of_three().without({0})
    answer = scip.solve(smaller, time_limit_s=10, seed=0)
    assert (kept, answer.objective) == ([1, 2], 3.0)


def test_what_progress_raises_is_not_lost() -> None:
    def stop(value: float | None, bound: float | None, seconds: float) -> None:
        raise KeyboardInterrupt

    milp = StageOne(formulate(make_random_problem(SMALL, seed=2))).milp
    with pytest.raises(KeyboardInterrupt):
        scip.solve(milp, time_limit_s=10, seed=0, on_progress=stop)


def test_a_process_that_ended_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.rota.solvers.sys.executable", "/bin/true")
    with Solvers() as solvers, pytest.raises(SolverStopped):
        solvers.relax(two_of_three(), time_limit_s=10, seed=0)


def test_leads_alone_are_counted_finely_where_they_are_short(only_leads_are_fine: None) -> None:
    problem = make_random_problem(SMALL, seed=0)
    staff = StageOne(formulate(problem)).staff
    assert staff.fine == {worker.id for worker in problem.workers if "lead" in worker.skills}
    assert StageOne(formulate(problem), all_fine=True).staff.all_fine


def test_asks_that_cannot_all_be_met_are_counted_down() -> None:
    # Two operations want the same two workers at the same time: relaxed, half of each could be had.
    sites = SITES[:2]
    offers = tuple(make_offer(s.id, site=s.id) for s in sites)
    operations = tuple(Operation(s.id, s.id, (s.id,), 1) for s in sites)
    workers = tuple(make_worker(name) for name in ("ann", "bo", "cy"))
    rota = solve(make_problem(sites=sites, offers=offers, operations=operations, workers=workers))
    assert (rota.tiers[0].name, rota.tiers[0].objective, rota.tiers[0].bound) == ("asked for", 1.0, 1.0)
    assert rota.status == "optimal"


def test_a_solver_that_does_not_heed_its_limit_is_ended_and_starts_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    milp = two_of_three()
    with Solvers(whole="highs") as solvers:
        monkeypatch.setattr("planner.rota.solvers.PATIENCE_S", -9.95)  # before it can have answered
        answer = solvers.solve(milp, time_limit_s=10, seed=0)
        assert (answer.status, answer.values) == ("limit", None)
        with pytest.raises(SolverOverran):
            solvers.relax(milp, time_limit_s=10, seed=0)
        monkeypatch.undo()
        assert solvers.solve(milp, time_limit_s=10, seed=0).status == "optimal"


def test_a_staffing_not_found_in_time_does_not_stand_for_a_week(monkeypatch: pytest.MonkeyPatch) -> None:
    offers = (make_offer("poor", site="arch", value=1), make_offer("rich", site="park", day=1, value=50))
    problem = make_problem(sites=SITES, offers=offers, workers=(make_worker("ann"), make_worker("bo")))
    for question in ("any_staffing", "staffable_part"):
        monkeypatch.setattr(f"planner.rota.search.{question}", lambda *_: Staffing("limit"))
    model = formulate(replace(problem, pins=(Pin("poor"),)))
    with Solvers() as solvers:
        week = Search(model, solvers, Clock(2), seed=0, progress=None).run()
        monkeypatch.setattr("planner.rota.search.plain_week", lambda *_, **__: None)
        with pytest.raises(BadInput, match="longer time limit"):
            Search(model, solvers, Clock(2), seed=0, progress=None).run()
    assert {model.choices[index].offer.id for index in week.selection.choices} == {"poor", "rich"}
    assert set(week.staffing.workers) == set(week.selection.choices)
