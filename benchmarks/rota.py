"""How good and how fast the planner is on made-up weeks: `python -m benchmarks.rota [small|borough|four] [seeds]`.

The weeks come from `planner.rota.made_up`, published with the planner. Beside it stand two rivals: sessions taken
greedily by value while they can be staffed, and one big CP-SAT model of the same rules. Seconds are of the clock.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace

from planner.rota.facts import Facts
from planner.rota.formulate import formulate
from planner.rota.made_up import BOROUGH, FOUR_BOROUGHS, SMALL, Size, make_problem
from planner.rota.model import WeekModel
from planner.rota.problem import Problem
from planner.rota.result import Rota
from planner.rota.solving import solve
from planner.rota.stage_two import StageTwo, can_staff
from planner.rota.value import UNITS, Values

SIZES = {"small": (SMALL, 20.0), "borough": (BOROUGH, 30.0), "four": (FOUR_BOROUGHS, 120.0)}


def greedy(problem: Problem) -> float:
    """The value of taking the most valuable sessions one by one while they can all be staffed."""
    model = formulate(problem)
    values = Values(Facts(problem))
    taken: list[int] = []
    ranked = sorted(
        (c for c in model.choices if model.is_open(c)),
        key=lambda c: (-values.lone(c.offer.id, c.mode), c.index),
    )
    for choice in ranked:
        beside = any(choice.index in group and set(group) & set(taken) for group in model.exclusive)
        if not beside and can_staff(model, [*taken, choice.index]) == "yes":
            taken.append(choice.index)
    return sum(_worth(model, values, taken).values()) / UNITS


def one_big_model(problem: Problem, seconds: float) -> tuple[float, float]:
    """CP-SAT chooses and staffs at once, counting every session alone: value as the planner counts it, and seconds."""
    model = formulate(problem)
    values = Values(Facts(problem))
    began = time.monotonic()
    open_choices = [choice.index for choice in model.choices if model.is_open(choice)]
    stage_two = StageTwo(model, open_choices, optional=True)
    worth = {
        i: values.lone(model.choices[i].offer.id, model.choices[i].mode) * 1000 // UNITS for i in open_choices
    }
    stage_two.cp.maximize(sum(worth[index] * held for index, held in stage_two.held.items()))
    staffing = stage_two.solve(limit=1e6, seed=0, seconds=seconds)
    return sum(_worth(model, values, list(staffing.workers)).values()) / UNITS, time.monotonic() - began


def _worth(model: WeekModel, values: Values, choices: list[int]) -> dict[str, int]:
    return values.worth((model.choices[index].offer.id, model.choices[index].mode) for index in choices)


def tightness(problem: Problem, rota: Rota) -> str:
    """How much of the staff's hours the rota uses, and how many workers are within one session of their limit."""
    paid: dict[str, int] = {}
    for shift in rota.shifts:
        paid[shift.worker] = paid.get(shift.worker, 0) + shift.paid_min
    most = {worker.id: worker.max_min for worker in problem.workers}
    at_limit = sum(1 for worker, limit in most.items() if limit - paid.get(worker, 0) < 180)
    return f"hours {sum(paid.values()) / sum(most.values()):.0%}, at limit {at_limit}/{len(most)}"


def measure(name: str, size: Size, limit_s: float, seeds: range) -> None:
    """Print one line a seed."""
    for seed in seeds:
        # Without requests, which come before value and which the rivals do not know.
        problem = replace(make_problem(size, seed=seed), joint_requests=())
        began = time.monotonic()
        rota = solve(problem, time_limit_s=limit_s)
        seconds = time.monotonic() - began
        value = rota.objective or 0.0
        gap = "unknown" if rota.gap is None else f"{rota.gap:.3%}"
        line = f"{name} seed {seed}: {rota.status} {value:.2f} gap {gap} in {seconds:.1f} s"
        line += f", {len(rota.deployments)} sessions, {tightness(problem, rota)}"
        if size is not FOUR_BOROUGHS:
            line += f"; greedy {greedy(problem) / value - 1:+.1%}"
            big, big_s = one_big_model(problem, limit_s)
            line += f"; one big CP-SAT model {big / value - 1:+.1%} in {big_s:.1f} s"
        print(line, flush=True)


def main() -> None:
    """Measure the sizes named, all of them without a name."""
    names = [word for word in sys.argv[1:] if word in SIZES] or list(SIZES)
    count = next((int(word) for word in sys.argv[1:] if word.isdigit()), 10)
    for name in names:
        measure(name, *SIZES[name], range(count))


if __name__ == "__main__":
    main()
