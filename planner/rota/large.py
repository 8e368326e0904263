"""Weeks too large for one programme: one process lowers the bound while another improves the week part by part.

The week begins with the sessions that the relaxation leans towards. Then the days are taken three at a time, and later
four: these days are planned anew, as well as possible, while every other day stays as it is. Neither process waits for
the other and the parts come in a fixed order, each solved to its end, so the week found does not depend on the clock
until the limit is hit.

References
----------
P. Shaw, "Using constraint programming and local search methods to solve vehicle routing problems", 1998 (large
neighbourhoods). E. Danna, E. Rothberg, C. Le Pape, "Exploring relaxation induced neighborhoods to improve MIP
solutions", 2005.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from itertools import combinations

from planner.rota.milp import Answer, Effort, Relaxation
from planner.rota.solvers import Solvers, SolverStopped, Tell
from planner.rota.stage_one import StageOne

Left = Callable[[], float]

# Shares of the bound, as widths of windows (see `planner.rota.windows`). Chosen on four boroughs, seeds 100 and 101.
BEGIN_WIDTH = 0.0006
BOUND_WIDTH = 0.0015
PART_WIDTHS = {3: 0.0003, 4: 0.0002}
# The first week: of the columns that the relaxation uses so much at least; the parts soon make a better one of it.
LEANS_TO = 0.005
BEGIN = Effort(nodes=500, gap=0.008)
PART = Effort(nodes=200)
LOWER = Effort(interior=True)
# The solver of the bound ends by itself so many seconds before the limit, and is then waited for.
ENDS_BEFORE_S = 1.0
ROUNDING = 1e-6


def solve_large(
    stage_one: StageOne, solvers: Solvers, relaxed: Relaxation, left: Left, *, seed: int, tell: Tell | None
) -> Answer | None:
    """The best week found until `left` runs out, with the bound learned meanwhile; None where none was found."""
    bound = Bound(stage_one, solvers, relaxed, left, seed)
    solvers.start()
    with ThreadPoolExecutor(1) as beside:
        lowering = beside.submit(bound.lower)
        try:
            best = Parts(stage_one, solvers, relaxed, left, seed, bound, tell).improve()
            if best is None or not bound.proves(best):
                wait([lowering], timeout=left() + ENDS_BEFORE_S)
        finally:
            solvers.stop("highs")
    # What the other process found on its way depends on the clock: it counts where that was hit, or it is proven best.
    other = bound.week
    if other is not None and (best is None or not left() or bound.proves(other)):
        best = max(other, best or other, key=_worth)
    if best is None:
        return None
    status = "optimal" if bound.proves(best) else "limit"
    return Answer(status, best.objective, max(bound.value, _worth(best)), best.values, best.seconds)


def _worth(week: Answer) -> float:
    return -float("inf") if week.objective is None else week.objective


class Bound:
    """What no week is worth more than, as it is learned: of weeks in a window, and of any beyond it.

    `week` is the best week met on the way.
    """

    def __init__(
        self, stage_one: StageOne, solvers: Solvers, relaxed: Relaxation, left: Left, seed: int
    ) -> None:
        self.stage_one = stage_one
        self.solvers = solvers
        self.relaxed = relaxed
        self.left = left
        self.seed = seed
        self.value = relaxed.bound
        self.week: Answer | None = None

    def proves(self, week: Answer) -> bool:
        """Whether no week is worth more than this one."""
        return self.value <= _worth(week) + ROUNDING * abs(self.value)

    def lower(self) -> None:
        """Bound the weeks of one window, until the time is up or the process is stopped."""
        width = BOUND_WIDTH * abs(self.relaxed.bound)
        beyond = self.relaxed.bound - width

        def learn(_value: float | None, bound: float | None, _seconds: float) -> None:
            if bound is not None:
                self.value = min(self.value, max(bound, beyond))

        smaller, kept = self.stage_one.milp.without(self.stage_one.beyond(self.relaxed.reduced, width))
        try:
            answer = self.solvers.solve(
                smaller,
                time_limit_s=self.left() - ENDS_BEFORE_S,
                seed=self.seed,
                on_progress=learn,
                effort=LOWER,
                by="highs",
            )
        except (SolverStopped, ValueError):  # stopped, perhaps while it spoke
            return
        if answer.values is not None:
            self.week = answer.over(kept, len(self.stage_one.milp.cost))
        learn(None, beyond if answer.status == "infeasible" else answer.bound, 0.0)


class Parts:
    """One week, planned anew in parts."""

    def __init__(
        self,
        stage_one: StageOne,
        solvers: Solvers,
        relaxed: Relaxation,
        left: Left,
        seed: int,
        bound: Bound,
        tell: Tell | None,
    ) -> None:
        self.stage_one = stage_one
        self.solvers = solvers
        self.relaxed = relaxed
        self.left = left
        self.seed = seed
        self.bound = bound
        self.tell = tell
        self.days = stage_one.days()

    def improve(self) -> Answer | None:
        """Plan parts anew until none gets better, the week is proven best, or no time is left."""
        best = self._begin()
        if best is None:
            return None
        for size in PART_WIDTHS:
            in_vain = 0
            parts = list(_parts(sorted(set(self.days.values())), size))
            while in_vain < len(parts):
                part = parts.pop(0)
                parts.append(part)
                if not self.left() or self.bound.proves(best):
                    return best
                better = self._anew(best, part)
                in_vain = in_vain + 1 if better is best else 0
                best = better
        return best

    def _begin(self) -> Answer | None:
        """The best week of what the relaxation leans to."""
        whole, values = self.stage_one.milp.integer, self.relaxed.values
        dead = self.stage_one.beyond(self.relaxed.reduced, BEGIN_WIDTH * abs(self.relaxed.bound))
        dead |= {column for column in self.days if whole[column] and values[column] < LEANS_TO}
        return self._solved(dead, set(), None, BEGIN)

    def _anew(self, best: Answer, part: frozenset[int]) -> Answer:
        """The week with some days planned anew; the same where that is no better."""
        values = best.values or []
        worth = _worth(best)
        width = min(PART_WIDTHS[len(part)] * abs(self.relaxed.bound), self.relaxed.bound - worth)
        dead = self.stage_one.beyond(self.relaxed.reduced, width)
        held = set[int]()
        for column, day in self.days.items():
            if values[column] > 0.5:
                dead.discard(column)
                if day not in part:
                    held.add(column)
            elif day not in part:
                dead.add(column)
        answer = self._solved(dead, held, values, PART)
        if answer is None or _worth(answer) <= worth + ROUNDING * abs(worth):
            return best
        return answer

    def _solved(
        self, dead: set[int], held: set[int], start: list[float] | None, effort: Effort
    ) -> Answer | None:
        """The best week without some columns and with others; None where none was found."""
        smaller, kept = self.stage_one.milp.without(dead)
        for new, column in enumerate(kept):
            if column in held:
                smaller.lower[new] = 1.0
        known = None
        if start is not None:
            known = {new: start[column] for new, column in enumerate(kept) if smaller.integer[new]}
        answer = self.solvers.solve(
            smaller, time_limit_s=self.left(), seed=self.seed, start=known, effort=effort, by="scip"
        )
        if answer.values is None:
            return None
        if self.tell is not None:
            self.tell(answer.objective, self.bound.value, answer.seconds)
        return answer.over(kept, len(self.stage_one.milp.cost))


def _parts(days: list[int], size: int) -> Iterator[frozenset[int]]:
    """So many days at a time, those next to each other first: rest ties them together."""
    together = sorted(combinations(range(len(days)), size), key=lambda part: (part[-1] - part[0], part))
    return (frozenset(days[at] for at in part) for part in together)
