"""The search for the best week: choose sessions, try to staff them, cut off what cannot be staffed, repeat.

Every cut forbids a set of sessions that stage two proved impossible to staff, so stage one's bound stays a bound of
the whole problem, and a chosen set that is both best and staffed is the optimum.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from geodata.errors import BadInput
from planner.rota.greedy import pinned_choices, plain_week
from planner.rota.milp import Answer, Progress
from planner.rota.model import WeekModel
from planner.rota.solvers import Solvers
from planner.rota.staffable import Trial, any_staffing, smallest_contradiction, staffable_part
from planner.rota.stage_one import Selection, StageOne
from planner.rota.stage_two import Staffing
from planner.rota.value import UNITS, Values
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
    """The best week so far. `proven`: no better one exists. `limits` name what stopped the search early.

    `staffing` is one way to staff it.
    """

    selection: Selection
    staffing: Staffing
    value: int
    asks_met: int
    asks_bound: int
    bound: float | None
    proven: bool
    limits: tuple[str, ...]


# Of the time limit: choosing may take so much, so that people and reasons have theirs.
STAGE_ONE_SHARE = 0.85
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
        self.values = model.values or Values(model.facts)
        self.best: tuple[int, int, Selection, Staffing] | None = None
        self.cuts: list[tuple[int, ...]] = []
        self.limits: list[str] = []
        # What was proven before a cut that staffing could not decide: bounds on what was asked for and on the value.
        self.sure: tuple[int, float | None] | None = None

    @cached_property
    def stage_one(self) -> StageOne:
        """Stage one's programme, built when first needed."""
        return StageOne(self.model)

    def run(self) -> Found:
        """Search until a week is proven best or the limit is reached; never less than the plain week."""
        plain = plain_week(self.model, self.values, seed=self.seed)
        if plain is not None:
            self._keep(plain.selection, plain.staffing)
            if not self.clock.left(STAGE_ONE_SHARE):
                return self._found(Answer("limit", None, None, None, 0.0), self._asked_for())
        asks = self._most_asks()
        while True:
            answer = self._solve("value", asks)
            if answer.status == "infeasible" and asks:
                asks -= 1
                continue
            if answer.values is None or self._ends_with(answer, asks):
                return self._found(answer, asks)

    def _ends_with(self, answer: Answer, asks: int) -> bool:
        """Keep what can be staffed of an answer; False where it was cut off and the search goes on."""
        selection, crews = self.stage_one.selection(answer), self.stage_one.crews(answer)
        staffing = any_staffing(self.model, selection.choices, Trial(self.seed, crews=crews))
        if staffing.found:
            self._keep(selection, staffing)
            return True
        if staffing.answer == "unknown":
            self.sure = self.sure or (asks, answer.bound)
            self._note("stage two's limit of work")
        self._keep(*self.repaired(selection))
        if answer.status == "limit" or not self.clock.left(STAGE_ONE_SHARE):
            self._note("the time limit")
            return True
        if staffing.answer == "no":
            self._cut(smallest_contradiction(self.model, selection.choices, Trial(self.seed)))
        else:
            self._cut(selection.choices)
        return False

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
        if self.best is None:
            self._keep(*self.repaired(Selection((), {})))
        if self.best is None:
            raise BadInput(
                f"No team was found in time for what is fixed in {self.model.facts.problem.week}. "
                "Plan it with a longer time limit, or fix fewer sessions."
            )
        asks_met, value, selection, staffing = self.best
        solved = self.sure is not None or answer.status == "optimal"
        asks_bound, sure_bound = self.sure or (asks_bound, answer.bound)
        bound = sure_bound if asks_met >= asks_bound else None
        proven = solved and bound is not None and bound <= value / UNITS + _slack(value)
        if answer.status == "limit":
            self._note("the time limit")
        return Found(selection, staffing, value, asks_met, asks_bound, bound, proven, tuple(self.limits))

    def _most_asks(self) -> int:
        """A bound on how many of the sessions that people asked for can be met, most often exact.

        Sessions that nobody asked for or fixed would only stand in the way, and are left out. Where the bound is not
        exact, the value tier has no solution and it is lowered.
        """
        most = self._asked_for()
        if not most:
            return 0
        asked = {offer for ask in self.model.asks for offer in ask.offers}
        alone = StageOne(self.model, only=asked | {pin.offer for pin in self.model.pins})
        alone.aim_for_asks()
        left = self.clock.left(STAGE_ONE_SHARE)
        bound = self.solvers.solve(alone.milp, time_limit_s=left, seed=self.seed).bound
        asks = most if bound is None else min(most, int(bound + 1e-6))
        if self.progress is not None:
            self.progress("asked for", None, asks, self.clock.spent)
        return asks

    def _asked_for(self) -> int:
        """How many sessions were asked for, or could be served of these."""
        asks = self.model.asks if self.model.asks_first else ()
        return sum(min(ask.needed, len(ask.offers)) for ask in asks)

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

    def _keep(self, selection: Selection, staffing: Staffing) -> None:
        """Keep a week that is better than the best so far; one whose staffing was not found in time is none."""
        if not staffing.found:
            return
        value = value_of(self.model, self.values, selection.choices)
        mark = asks_of(selection), value, selection, staffing
        if self.best is None or mark[:2] > self.best[:2]:
            self.best = mark

    def _note(self, limit: str) -> None:
        if limit not in self.limits:
            self.limits.append(limit)

    def repaired(self, selection: Selection) -> tuple[Selection, Staffing]:
        """The most valuable part of a selection that can be staffed, with everything fixed and asked for first."""
        pinned = pinned_choices(self.model)
        fixed = {self.model.choices[index].offer.id for index in pinned}
        chosen = [index for index in selection.choices if self.model.choices[index].offer.id not in fixed]
        held = {self.model.choices[index].offer.id: index for index in selection.choices}
        kept = [held.get(self.model.choices[index].offer.id, index) for index in pinned] + chosen
        staffing = staffable_part(self.model, kept, self._worth(kept, selection), Trial(self.seed))
        part = [index for index in kept if index in staffing.workers]
        offers = {self.model.choices[index].offer.id for index in part}
        serves = {offer: asks for offer, asks in selection.serves.items() if offer in offers}
        return Selection(tuple(part), serves), staffing

    def _worth(self, choices: Iterable[int], selection: Selection) -> dict[int, int]:
        """Each choice's value in thousandths, with much more for what was asked for."""
        lone, worth = self.values.lone, {}
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


def value_of(model: WeekModel, values: Values, choices: Iterable[int]) -> int:
    """The value of some choices, recomputed in units."""
    held = [(model.choices[index].offer.id, model.choices[index].mode) for index in choices]
    return sum(values.worth(held).values())
