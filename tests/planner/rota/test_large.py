"""Weeks solved part by part: never better than the best, never a bound below it, and the same each time."""

from __future__ import annotations

import pytest

from planner.rota import large, scip
from planner.rota.formulate import formulate
from planner.rota.large import Bound, solve_large
from planner.rota.made_up import SMALL
from planner.rota.made_up import make_problem as make_random_problem
from planner.rota.milp import Answer, Effort, Relaxation
from planner.rota.solvers import Solvers
from planner.rota.stage_one import StageOne
from planner.rota.windows import solve_in_windows


@pytest.fixture(autouse=True)
def windows_as_wide_as_small_weeks_need(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large, "BEGIN_WIDTH", 0.1)
    monkeypatch.setattr(large, "BOUND_WIDTH", 0.3)
    monkeypatch.setattr(large, "PART_WIDTHS", {2: 0.1, 3: 0.1})


def relaxed_week(seed: int, solvers: Solvers) -> tuple[StageOne, Relaxation]:
    stage_one = StageOne(formulate(make_random_problem(SMALL, seed=seed)))
    relaxed = solvers.relax(stage_one.milp, time_limit_s=60, seed=0)
    assert relaxed is not None
    return stage_one, relaxed


@pytest.mark.parametrize("seed", range(3))
def test_parts_and_bound_meet_at_the_best_week(seed: int) -> None:
    with Solvers() as solvers:
        stage_one, relaxed = relaxed_week(seed, solvers)
        best = scip.solve(stage_one.milp, time_limit_s=60, seed=0)
        answer = solve_large(stage_one, solvers, relaxed, lambda: 60.0, seed=0, tell=None)
    assert answer is not None
    assert answer.status == "optimal"
    assert answer.objective == pytest.approx(best.objective, abs=1e-4)
    assert answer.bound == pytest.approx(best.objective, abs=1e-4)


def test_parts_alone_find_the_same_week_each_time_and_no_better_one_than_there_is() -> None:
    weeks = []
    for _ in range(2):
        with Solvers() as solvers:
            stage_one, relaxed = relaxed_week(1, solvers)
            bound = Bound(stage_one, solvers, relaxed, lambda: 60.0, 0)
            weeks.append(large.Parts(stage_one, solvers, relaxed, lambda: 60.0, 0, bound, None).improve())
    best = scip.solve(stage_one.milp, time_limit_s=60, seed=0)
    first, second = weeks
    assert first is not None
    assert second is not None
    assert first.values == second.values
    assert 0.9 * (best.objective or 0.0) < (first.objective or 0.0) <= (best.objective or 0.0) + 1e-6


def test_a_window_bounds_nothing_beyond_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with Solvers() as solvers:
        stage_one, relaxed = relaxed_week(1, solvers)
        bound = Bound(stage_one, solvers, relaxed, lambda: 60.0, 0)
        best = scip.solve(stage_one.milp, time_limit_s=60, seed=0)
        assert best.objective is not None
        assert not bound.proves(best)
        with monkeypatch.context() as narrow:
            narrow.setattr(large, "BOUND_WIDTH", 1e-6)
            bound.lower()
            assert bound.value == pytest.approx(relaxed.bound, rel=1e-5)
        bound.lower()
    assert best.objective - 1e-5 <= bound.value < relaxed.bound
    assert bound.proves(best)


def test_without_time_nothing_is_found_and_the_relaxation_bounds() -> None:
    with Solvers() as solvers:
        stage_one, relaxed = relaxed_week(0, solvers)
        answer = solve_large(stage_one, solvers, relaxed, lambda: 0.0, seed=0, tell=None)
    assert answer is None or (answer.bound or 0.0) <= relaxed.bound + 1e-6


def test_very_large_programmes_are_improved_part_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = Answer("limit", 1.0, 2.0, None, 0.0)
    monkeypatch.setattr("planner.rota.windows.FEW_COLUMNS", 0)
    monkeypatch.setattr("planner.rota.windows.MOST_AT_ONCE", 0)
    monkeypatch.setattr("planner.rota.windows.solve_large", lambda *given, **more: answer)
    stage_one = StageOne(formulate(make_random_problem(SMALL, seed=0)))
    with Solvers() as solvers:
        assert solve_in_windows(stage_one, solvers, lambda: 60.0, seed=0) is answer


@pytest.mark.parametrize("by", ["scip", "highs"])
def test_a_solver_stops_where_it_is_told_to(by: str) -> None:
    milp = StageOne(formulate(make_random_problem(SMALL, seed=2))).milp
    with Solvers() as solvers:
        near = solvers.solve(
            milp,
            time_limit_s=60,
            seed=0,
            effort=Effort(gap=0.5, interior=True),
            by=by,  # type: ignore[arg-type]
        )
    assert near.objective is not None
    assert near.bound is not None
    assert near.bound <= 1.5 * near.objective
