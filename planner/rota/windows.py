"""A large programme solved through windows: only what reduced costs say could matter, and yet proven for all of it.

The programme without integrality gives a bound and a reduced cost for each column. A week within some width of that
bound uses no column whose reduced cost is beyond it. So the programme is solved over the columns within a narrow
width; a solution at least that near the bound is the best of all, and any other says how wide the window must be.

References
----------
G. Dantzig, R. Fulkerson, S. Johnson, "Solution of a large-scale traveling-salesman problem", 1954 (reduced costs that
settle which columns an optimum can use).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from planner.rota.large import solve_large
from planner.rota.milp import Answer, Relaxation
from planner.rota.solvers import FEW_COLUMNS, SolverOverran, Solvers, Tell
from planner.rota.stage_one import StageOne

Left = Callable[[], float]

# The first window, as a share of the bound: about what relaxing costs.
FIRST_WIDTH = 0.0025
# Whole columns in the first window: with more of them it is better to find a good week in a narrower one first.
MOST_WHOLE = 3000
# With more of them the week is improved part by part.
MOST_AT_ONCE = 10_000
# After a window without a solution, the next is so many times wider.
WIDER = 4.0
# A window wider than this share of the bound leaves hardly anything out.
WIDEST = 0.2
MOST_HALVINGS = 6
ROUNDING = 1e-6


def solve_in_windows(
    stage_one: StageOne, solvers: Solvers, left: Left, *, seed: int, tell: Tell | None = None
) -> Answer:
    """Solve stage one's programme as it stands: proven, or with an honest bound when `left` (seconds) runs out."""
    milp = stage_one.milp
    if len(milp.cost) <= FEW_COLUMNS:
        return solvers.solve(milp, time_limit_s=left(), seed=seed, on_progress=tell)
    try:
        relaxed = solvers.relax(milp, time_limit_s=left(), seed=seed)
    except SolverOverran:
        return Answer("limit", None, None, None, 0.0)
    if relaxed is None:
        return Answer("infeasible", None, None, None, 0.0)
    if tell is not None:
        tell(None, relaxed.bound, 0.0)
    width = FIRST_WIDTH * abs(relaxed.bound) + ROUNDING
    if _whole_within(stage_one, relaxed, width) > MOST_AT_ONCE:
        answer = solve_large(stage_one, solvers, relaxed, left, seed=seed, tell=tell)
        if answer is not None:
            return answer
    # Columns without any reduced cost are in every window: halving on and on would not make it smaller.
    for _ in range(MOST_HALVINGS):
        if _whole_within(stage_one, relaxed, width) <= MOST_WHOLE:
            break
        width /= 2
    best: Answer | None = None
    while True:
        whole = width >= WIDEST * abs(relaxed.bound) + ROUNDING
        answer = _within(stage_one, solvers, relaxed, None if whole else width, best, left, seed, tell)
        if answer.values is not None and (best is None or _value(answer) >= _value(best)):
            best = answer
        beyond = -float("inf") if whole else relaxed.bound - width
        if answer.status == "limit":
            bound = max(beyond, relaxed.bound if answer.bound is None else min(answer.bound, relaxed.bound))
            return Answer("limit", None, bound, None, 0.0) if best is None else _ended(best, "limit", bound)
        if best is None:
            if whole:
                return Answer("infeasible", None, None, None, 0.0)
            width *= WIDER
        elif whole or _value(best) >= beyond - ROUNDING * abs(beyond):
            return _ended(best, "optimal", max(_value(best), answer.bound or _value(best)))
        else:
            width = relaxed.bound - _value(best) + ROUNDING * max(1.0, abs(relaxed.bound))


def _within(
    stage_one: StageOne,
    solvers: Solvers,
    relaxed: Relaxation,
    width: float | None,
    best: Answer | None,
    left: Left,
    seed: int,
    tell: Tell | None,
) -> Answer:
    """Solve over the columns of one window; the values are those of all columns."""
    dead = set[int]() if width is None else stage_one.beyond(relaxed.reduced, width)
    smaller, kept = stage_one.milp.without(dead)
    start = None
    if best is not None and best.values is not None:
        start = {new: best.values[column] for new, column in enumerate(kept)}

    def told(value: float | None, bound: float | None, seconds: float) -> None:
        if tell is not None:
            tell(value, relaxed.bound if bound is None else min(bound, relaxed.bound), seconds)

    answer = solvers.solve(smaller, time_limit_s=left(), seed=seed, start=start, on_progress=told)
    if answer.values is None:
        return answer
    return answer.over(kept, len(stage_one.milp.cost))


def _whole_within(stage_one: StageOne, relaxed: Relaxation, width: float) -> int:
    dead = stage_one.beyond(relaxed.reduced, width)
    return sum(whole for column, whole in enumerate(stage_one.milp.integer) if column not in dead)


def _value(answer: Answer) -> float:
    return answer.objective if answer.objective is not None else -float("inf")


def _ended(best: Answer, status: str, bound: float) -> Answer:
    return replace(best, status=status, bound=bound)
