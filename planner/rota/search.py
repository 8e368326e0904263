"""The search for the best week: choose sessions, try to staff them, cut off what cannot be staffed, repeat.

Every cut forbids a set of sessions that stage two proved impossible to staff, so stage one's bound stays a bound of
the whole problem, and a chosen set that is both best and staffed is the optimum.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from planner.rota.milp import Answer, Progress
from planner.rota.model import WeekModel
from planner.rota.solvers import FEW_COLUMNS, Solvers
from planner.rota.stage_one import Crews, Selection, StageOne
from planner.rota.stage_two import (
    can_staff,
    smallest_contradiction,
    staffable_part,
)
from planner.rota.value import UNITS
from planner.rota.windows import solve_in_windows


@dataclass
class Clock:
    """Seconds since the start and until the limit."""

    limit_s: float
    began: float = field(default_factory=time.monotonic)

    @property
    def spent(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.began

    def left(self, share: float = 1.0) -> float:
        """Seconds until a share of the limit is spent; never negative."""
        return max(0.0, self.limit_s * share - self.spent)


@dataclass
class Found:
    """The best week so far. `proven`: no better one exists. `limits` name what stopped the search early."""

    selection: Selection
    value: int
    asks_met: int
    asks_bound: int
    bound: float | None
    proven: bool
    limits: tuple[str, ...]


# Of the time limit: choosing may take so much, so that people still have theirs (reasons have seconds of their own).
STAGE_ONE_SHARE = 0.85
MOST_ALONE = 80
# After so many cuts everyone is counted finely, where that makes so many patterns at most.
COARSE_CUTS = 2
MOST_PLACED = 40_000


class Search:
    """One search over one model. Deterministic until a time limit is hit."""

    def __init__(
        self, model: WeekModel, solvers: Solvers, clock: Clock, *, seed: int, progress: Progress | None
    ) -> None:
        self.model = model
        self.solvers = solvers
        self.clock = clock
        self.seed = seed
        self.progress = progress
        self.stage_one = StageOne(model)
        self.best: tuple[int, int, Selection] | None = None
        self.crews: Crews | None = None  # by which the best was found to be staffed, where it was
        self.cuts: list[tuple[int, ...]] = []
        self.limits: list[str] = []
        # What was proven before a cut that staffing could not decide: bounds on what was asked for and on the value.
        self.sure: tuple[int, float | None] | None = None

    def run(self) -> Found:
        """Search until a week is proven best or the limit is reached."""
        asks = self._most_asks()
        while True:
            answer = self._solve("value", asks)
            if answer.status == "infeasible" and asks:
                asks -= 1
                continue
            if answer.values is None:
                break
            selection = self.stage_one.selection(answer)
            crews = self.stage_one.crews(answer)
            staffed = can_staff(self.model, selection.choices, seed=self.seed, crews=crews)
            if staffed == "yes":
                self._keep(selection)
                self.crews = crews
                break
            if staffed == "unknown":
                self.sure = self.sure or (asks, answer.bound)
                self._note("stage two's limit of work")
                self._cut(selection.choices)
            else:
                self._cut(smallest_contradiction(self.model, selection.choices, seed=self.seed))
            self._keep(self.repaired(selection))
            if answer.status == "limit" or not self.clock.left(STAGE_ONE_SHARE):
                self._note("the time limit")
                break
        return self._found(answer, asks)

    def _cut(self, choices: Sequence[int]) -> None:
        """Never choose these together again; where cuts go on, count everyone finely."""
        self.cuts.append(tuple(choices))
        self.stage_one.cut(choices)
        staff = self.stage_one.staff
        all_fine = len(staff.placed) * len(self.model.facts.workers) / max(1, len(staff.fine))
        if len(self.cuts) == COARSE_CUTS and not staff.all_fine and all_fine <= MOST_PLACED:
            self.stage_one = StageOne(self.model, all_fine=True)
            for cut in self.cuts:
                self.stage_one.cut(cut)

    def _found(self, answer: Answer, asks_bound: int) -> Found:
        if self.best is None or answer.status == "limit":
            self._keep(self.repaired(Selection(tuple(self._best_alone()), {})))
        if self.best is None:
            raise AssertionError("A week without sessions can always be staffed.")
        asks_met, value, selection = self.best
        solved = self.sure is not None or answer.status == "optimal"
        asks_bound, sure_bound = self.sure or (asks_bound, answer.bound)
        bound = sure_bound if asks_met >= asks_bound else None
        proven = solved and bound is not None and bound <= value / UNITS + _slack(value)
        if answer.status == "limit":
            self._note("the time limit")
        return Found(selection, value, asks_met, asks_bound, bound, proven, tuple(self.limits))

    def _most_asks(self) -> int:
        """A bound on how many of the sessions that people asked for can be met.

        The relaxation's is most often exact; where it is not, the value tier has no solution and it is lowered.
        """
        if not self.stage_one.j or not self.model.asks_first:
            return 0
        self.stage_one.aim_for_asks()
        left, milp = self.clock.left(STAGE_ONE_SHARE), self.stage_one.milp
        bound: float | None
        if len(milp.cost) <= FEW_COLUMNS:
            bound = self.solvers.solve(milp, time_limit_s=left, seed=self.seed).bound
        else:
            relaxed = self.solvers.relax(milp, time_limit_s=left, seed=self.seed)
            bound = 0.0 if relaxed is None else relaxed.bound
        most = sum(min(ask.needed, len(ask.offers)) for ask in self.model.asks)
        asks = most if bound is None else min(most, int(bound + 1e-6))
        if self.progress is not None:
            self.progress("asked for", None, asks, self.clock.spent)
        return asks

    def _solve(self, stage: str, asks_met: int) -> Answer:
        self.stage_one.aim_for_value(asks_met)
        if not self.stage_one.y:  # nothing may be held at all, and that is known to be best
            return Answer("optimal", 0.0, 0.0, [0.0] * len(self.stage_one.milp.cost), 0.0)

        def tell(value: float | None, bound: float | None, _seconds: float) -> None:
            if self.progress is not None:
                self.progress(stage, value, bound, self.clock.spent)

        return solve_in_windows(
            self.stage_one,
            self.solvers,
            lambda: self.clock.left(STAGE_ONE_SHARE),
            seed=self.seed,
            tell=tell,
        )

    def again(self, clock: Clock) -> Answer:
        """Solve the value tier once more, as it now stands, in what is left of the time."""
        return solve_in_windows(self.stage_one, self.solvers, lambda: clock.left(0.93), seed=self.seed)

    def _keep(self, selection: Selection) -> None:
        mark = asks_of(selection), value_of(self.model, self.stage_one, selection.choices), selection
        if self.best is None or mark[:2] > self.best[:2]:
            self.best = mark

    def _note(self, limit: str) -> None:
        if limit not in self.limits:
            self.limits.append(limit)

    def repaired(self, selection: Selection) -> Selection:
        """The most valuable part of a selection that can be staffed, with everything fixed and asked for first."""
        pinned = pinned_choices(self.model)
        fixed = {self.model.choices[index].offer.id for index in pinned}
        chosen = [index for index in selection.choices if self.model.choices[index].offer.id not in fixed]
        held = {self.model.choices[index].offer.id: index for index in selection.choices}
        kept = [held.get(self.model.choices[index].offer.id, index) for index in pinned] + chosen
        part = staffable_part(self.model, kept, self._worth(kept, selection), seed=self.seed)
        offers = {self.model.choices[index].offer.id for index in part}
        return Selection(tuple(part), {o: asks for o, asks in selection.serves.items() if o in offers})

    def _best_alone(self) -> list[int]:
        """Where not even one selection was found in time: the most valuable choices, one an offer, to staff."""
        lone = self.stage_one.values.lone
        choices = [self.model.choices[index] for index in self.stage_one.y]
        choices.sort(key=lambda c: (-lone(c.offer.id, c.mode), c.index))
        best: dict[str, int] = {}
        for choice in choices:
            best.setdefault(choice.offer.id, choice.index)
        return list(best.values())[:MOST_ALONE]

    def _worth(self, choices: Iterable[int], selection: Selection) -> dict[int, int]:
        """Each choice's value in thousandths, with much more for what was asked for."""
        lone, worth = self.stage_one.values.lone, {}
        for index in choices:
            choice = self.model.choices[index]
            asked = 10**9 * len(selection.serves.get(choice.offer.id, ()))
            worth[index] = lone(choice.offer.id, choice.mode) * 1000 // UNITS + asked
        return worth


def _slack(value: int) -> float:
    """What floating point may differ by between the solver's sum and ours."""
    return max(1e-5, 1e-6 * value / UNITS)


def asks_of(selection: Selection) -> int:
    """How many asks a selection meets."""
    return sum(len(asks) for asks in selection.serves.values())


def value_of(model: WeekModel, stage_one: StageOne, choices: Iterable[int]) -> int:
    """The value of some choices, recomputed in units."""
    held = [(model.choices[index].offer.id, model.choices[index].mode) for index in choices]
    return sum(stage_one.values.worth(held).values())


def pinned_choices(model: WeekModel) -> list[int]:
    """One choice for each pin that can be kept at all, preferring to go on foot."""
    chosen: dict[str, int] = {}
    for pin in model.pins:
        kept = [
            choice.index
            for choice in model.choices
            if choice.offer.id == pin.offer and pin.mode in (None, choice.mode) and model.is_open(choice)
        ]
        if kept:
            chosen[pin.offer] = kept[-1]
    return list(chosen.values())
