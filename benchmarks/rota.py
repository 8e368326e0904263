"""How good and how fast the planner is on made-up weeks: `python -m benchmarks.rota [small|borough|four] [seeds]`.

The weeks come from `planner.rota.made_up`, published with the planner. For each: value, gap and seconds; what HiGHS
alone and SCIP alone make of it; what four rivals make of it (`benchmarks.rota_rivals`); and what binds,
measured by solving again with more of it. `python -m benchmarks.rota repeat` plans the same weeks twenty times while
other processes keep every core busy, and compares the rotas. Seconds are of the clock.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from dataclasses import replace
from datetime import timedelta

from benchmarks.rota_rivals import Rival, by_value, last_week, one_big_model, plain
from planner.rota.formulate import formulate
from planner.rota.made_up import BOROUGH, FOUR_BOROUGHS, SMALL, Size, make_problem
from planner.rota.problem import Problem, Window
from planner.rota.reading import rota_json
from planner.rota.result import Rota
from planner.rota.search import Clock, Search
from planner.rota.solvers import Name, Solvers
from planner.rota.solving import solve
from planner.rota.value import UNITS

SIZES: dict[str, tuple[Size, float]] = {
    "small": (SMALL, 20.0),
    "borough": (BOROUGH, 30.0),
    "four": (FOUR_BOROUGHS, 120.0),
}
TIMES = 20


def planned(problem: Problem, limit_s: float) -> tuple[Rota, dict[str, float]]:
    """The rota, and the seconds after which each stage of the work began."""
    began, stages = time.monotonic(), dict[str, float]()

    def tell(stage: str, value: float | None, bound: float | None, seconds: float) -> None:
        stages.setdefault(stage, time.monotonic() - began)

    rota = solve(problem, time_limit_s=limit_s, progress=tell)
    stages["all"] = time.monotonic() - began
    return rota, stages


def second_opinion(problem: Problem, solver: Name, limit_s: float = 300.0) -> str:
    """What the search makes of the week with one solver for every programme."""
    began = time.monotonic()
    with Solvers(whole=solver) as solvers:
        found = Search(formulate(problem), solvers, Clock(limit_s), seed=0, progress=None).run()
    seconds = time.monotonic() - began
    return f"{found.value / UNITS:.4f} {'proven' if found.proven else 'not proven'} in {seconds:.1f} s"


def value_of_best(problem: Problem, limit_s: float) -> float:
    """The value of the best week found, without its reasons."""
    with Solvers() as solvers:
        return Search(formulate(problem), solvers, Clock(limit_s), seed=0, progress=None).run().value / UNITS


def what_binds(problem: Problem, value: float, limit_s: float) -> str:
    """The value gained with more of everybody's hours, one bus more, and the partner's windows all week."""
    hours = tuple(replace(w, max_min=w.max_min + 240) for w in problem.workers)
    buses = (*problem.vehicles, replace(problem.vehicles[0], id="one more"))
    first = min(offer.start for offer in problem.offers).replace(hour=0)
    week = (Window(first, first + timedelta(days=7), 99),)
    windows = tuple(replace(p, windows=week, week_min=None) for p in problem.partners)
    more = {
        "4 h more each": replace(problem, workers=hours),
        "a bus more": replace(problem, vehicles=buses),
        "windows all week": replace(problem, partners=windows),
    }
    return ", ".join(
        f"{name} {value_of_best(changed, limit_s) / value - 1:+.1%}" for name, changed in more.items()
    )


def used(problem: Problem, rota: Rota) -> str:
    """Hours used of those there are, of all and of the leads; who is at the limit; buses out; requests met."""
    paid: dict[str, int] = {}
    for shift in rota.shifts:
        paid[shift.worker] = paid.get(shift.worker, 0) + shift.paid_min
    parts = []
    for words, workers in (
        ("hours", problem.workers),
        ("leads' hours", tuple(w for w in problem.workers if "lead" in w.skills)),
    ):
        share = sum(paid.get(w.id, 0) for w in workers) / max(1, sum(w.max_min for w in workers))
        full = sum(1 for w in workers if w.max_min - paid.get(w.id, 0) < 180)
        parts.append(f"{words} {share:.0%} used, {full} of {len(workers)} with no shift left")
    out = {(d.vehicle, d.start.date()) for d in rota.deployments if d.vehicle}
    joint = sum(1 for d in rota.deployments if d.joint)
    parts.append(f"buses out on {len(out)} of {7 * len(problem.vehicles)} bus-days")
    parts.append(f"{joint} of {len(problem.joint_requests)} requests met")
    return "; ".join(parts)


def reasons(rota: Rota) -> str:
    """How many of the reasons are proven or forced, how many are estimates with a bound."""
    proven = sum(gap.verified for gap in rota.uncovered)
    estimates = sum(not gap.verified and gap.loss is not None for gap in rota.uncovered)
    late = any("the time for reasons" in line.detail for line in rota.audit if line.rule == "search")
    return (
        f"{len(rota.uncovered)} left out: {proven} verified, {estimates} estimates"
        f"{'; the time for reasons ran out' if late else ''}"
    )


def against(rival: Rival, value: float) -> str:
    """A rival in a few words: its value beside ours, seconds, and its own gap where it has one."""
    gap = "" if rival.gap is None else f", its own gap {rival.gap:.1%}"
    return f"{rival.value / value - 1:+.1%} in {rival.seconds:.1f} s{gap}"


def measure(name: str, size: Size, limit_s: float, seeds: range) -> None:
    """Print what there is to say about each seed."""
    proven = near = 0
    for seed in seeds:
        problem = make_problem(size, seed=seed)
        rota, stages = planned(problem, limit_s)
        value, gap = rota.objective or 0.0, 1.0 if rota.gap is None else rota.gap
        proven, near = proven + (rota.status == "optimal"), near + (gap <= 0.005)
        chosen = stages.get("people", stages["all"])
        print(
            f"{name} seed {seed}: {rota.status} {value:.4f}, gap {gap:.3%}, chosen and proven by {chosen:.1f} s, "
            f"people by {stages.get('reasons', chosen):.1f} s, "
            f"reasons {stages['all'] - stages.get('reasons', chosen):.1f} s more"
        )
        print(f"    {len(rota.deployments)} sessions; {used(problem, rota)}")
        print(f"    {reasons(rota)}")
        if size is not FOUR_BOROUGHS:
            print(f"    HiGHS alone: {second_opinion(problem, 'highs')}; SCIP alone: {second_opinion(problem, 'scip')}")
            print(f"    binds: {what_binds(problem, value, limit_s)}")
            unasked = replace(problem, joint_requests=())
            best = value_of_best(unasked, limit_s)
            print(f"    without requests: {best:.4f}; greedy by value {against(by_value(unasked), best)}")
            print(f"    the plain week, greedy by what is added {against(plain(unasked), best)}")
            print(f"    last week repeated {against(last_week(unasked, seed), best)}")
            print(f"    one big CP-SAT model {against(one_big_model(unasked, limit_s), best)}")
        sys.stdout.flush()
    print(f"{name}: {proven} of {len(seeds)} proven, {near} within 0.5%", flush=True)


def _busy() -> None:
    while True:
        sum(range(10_000))


def repeat(seeds: range) -> None:
    """Plan each week many times with every core kept busy by others, and count the different rotas."""
    others = [multiprocessing.Process(target=_busy, daemon=True) for _ in range(os.cpu_count() or 1)]
    for other in others:
        other.start()
    try:
        for name in ("small", "borough"):
            for seed in seeds:
                problem = make_problem(SIZES[name][0], seed=seed)
                rotas = [solve(problem, time_limit_s=120.0) for _ in range(TIMES)]
                different = len({rota_json(replace(rota, seconds=0.0)) for rota in rotas})
                slowest = max(rota.seconds for rota in rotas)
                print(
                    f"{name} seed {seed}: {different} different rotas of {TIMES}, slowest {slowest:.1f} s",
                    flush=True,
                )
    finally:
        for other in others:
            other.terminate()


def main() -> None:
    """Measure the sizes named, all of them without a name."""
    names = [word for word in sys.argv[1:] if word in SIZES] or list(SIZES)
    count = next((int(word) for word in sys.argv[1:] if word.isdigit()), 10)
    if "repeat" in sys.argv[1:]:
        repeat(range(min(count, 3)))
        return
    for name in names:
        measure(name, *SIZES[name], range(count))


if __name__ == "__main__":
    main()
