"""How fast and how gently one absence is put right: `python -m benchmarks.replanning [cases] [PROBLEM.json ROTA.json]`.

Borough weeks of `planner.rota.made_up` are planned in twenty seconds each at most (the rota need not be the best one to
be put right), then one worker who is sent on a day is absent on it; with files, the absences are drawn from that week.
A case is proven when every option it returns is the best of its kind within its budget of changes.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from planner.rota import check, solve
from planner.rota.made_up import BOROUGH, make_problem
from planner.rota.problem import Problem
from planner.rota.reading import read_problem, read_rota
from planner.rota.replan import replan
from planner.rota.replan_types import Absence
from planner.rota.result import Rota

WEEKS = 10
PLAN_S = 20.0


@dataclass(frozen=True)
class Case:
    """One absence put right: seconds, whether all was proven, the kinds found, people told and value lost at best."""

    seconds: float
    proven: bool
    kinds: tuple[str, ...]
    people: int
    loss: float
    sound: bool


def measure(problem: Problem, rota: Rota, worker: str, day: date | None) -> Case:
    """Put one absence right and hold every option against the audit."""
    began = time.perf_counter()
    replanned = replan(problem, rota, [Absence(worker, day)])
    seconds = time.perf_counter() - began
    options = replanned.options
    return Case(
        seconds,
        bool(options) and all(option.proven for option in options),
        tuple(option.kind for option in options),
        options[0].people if options else -1,
        options[0].loss if options else 0.0,
        all(line.kind == "soft" for option in options for line in check(problem, option.rota)),
    )


def absences(rota: Rota) -> list[tuple[str, date]]:
    """Workers and days on which they are sent."""
    return sorted({(shift.worker, shift.start.date()) for shift in rota.shifts})


def report(title: str, cases: list[Case]) -> None:
    """Print median and 95th percentile, and what was found."""
    seconds = sorted(case.seconds for case in cases)
    p95 = seconds[max(0, round(0.95 * len(seconds)) - 1)]
    covered = sum("cover" in case.kinds for case in cases)
    print(
        f"{title}: {len(cases)} cases, median {statistics.median(seconds):.2f} s, 95% {p95:.2f} s, "
        f"longest {seconds[-1]:.2f} s; proven {sum(case.proven for case in cases)}, "
        f"sound {sum(case.sound for case in cases)}; all sessions kept in {covered}; "
        f"people told {statistics.mean(case.people for case in cases):.1f} on average",
        flush=True,
    )


def main() -> None:
    """Measure one-day absences, and whole-week ones beside them."""
    count = next((int(word) for word in sys.argv[1:] if word.isdigit()), 100)
    files = [Path(word) for word in sys.argv[1:] if word.endswith(".json")]
    rng = random.Random(0)
    weeks = [(read_problem(files[0]), read_rota(files[1]))] if files else []
    for seed in range(0 if files else WEEKS):
        problem = make_problem(BOROUGH, seed=seed)
        weeks.append((problem, solve(problem, time_limit_s=PLAN_S)))
    sent = [(number, *one) for number, (_, rota) in enumerate(weeks) for one in absences(rota)]
    chosen = rng.sample(sent, k=min(count, len(sent)))
    day_long = [measure(*weeks[number], worker, day) for number, worker, day in chosen]
    week_long = [measure(*weeks[number], worker, None) for number, worker, _ in chosen[: count // 5]]
    report("one day", day_long)
    report("the rest of the week", week_long)


if __name__ == "__main__":
    main()
