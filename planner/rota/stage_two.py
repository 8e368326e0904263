"""Stage two, who: CP-SAT gives people and buses to the chosen sessions, exactly as the rules ask.

One worker thread, deterministic time: the same input and seed give the same answer on any machine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

from ortools.sat.python import cp_model

from planner.rota.facts import shared_minutes
from planner.rota.model import Choice, WeekModel
from planner.rota.stage_one import Crews


@dataclass(frozen=True)
class Staffing:
    """Who and which bus goes where, by choice index; points of the people tier and their bound."""

    status: str
    workers: dict[int, tuple[str, ...]] = field(default_factory=dict)
    buses: dict[int, str] = field(default_factory=dict)
    points: float | None = None
    bound: float | None = None

    @property
    def found(self) -> bool:
        """Whether there is a staffing."""
        return self.status in ("optimal", "feasible")

    @property
    def answer(self) -> str:
        """Whether the sessions can be staffed: "yes", "no", or "unknown" where a limit was hit."""
        return "yes" if self.found else "no" if self.status == "infeasible" else "unknown"


@dataclass(frozen=True)
class Relaxed:
    """Rules left out to find the one that binds: see `planner.rota.why_not`."""

    skills: frozenset[str] = frozenset()
    buses: bool = False
    hours: bool = False
    rest: bool = False
    availability: bool = False


NOTHING = Relaxed()


class StageTwo:
    """The staffing of one set of sessions; with `optional` sessions may be left out, but for the pinned ones."""

    def __init__(
        self,
        model: WeekModel,
        choices: Sequence[int],
        *,
        relaxed: Relaxed = NOTHING,
        optional: bool = False,
    ) -> None:
        self.model = model
        self.relaxed = relaxed
        self.choices = sorted((model.choices[i] for i in choices), key=lambda c: (c.start, c.end, c.index))
        self.cp = cp_model.CpModel()
        self.at: dict[tuple[str, int], list[cp_model.IntVar]] = defaultdict(list)
        self.paid: dict[str, list[tuple[cp_model.IntVar, int]]] = defaultdict(list)
        self.duty: dict[tuple[str, int], dict[tuple[int, ...], cp_model.IntVar]] = defaultdict(dict)
        self.bus: dict[tuple[int, str], cp_model.IntVar] = {}
        pinned = {pin.offer for pin in model.pins}
        self.held = {
            choice.index: self.cp.new_bool_var("") if optional and choice.offer.id not in pinned else 1
            for choice in self.choices
        }
        for group in model.exclusive if optional else ():
            self.cp.add(sum(self.held[index] for index in group if index in self.held) <= 1)
        self._buses()
        for worker in model.facts.workers:
            self._worker(worker)
        for choice in self.choices:
            self._crew(choice)

    # -- rules --------------------------------------------------------------------------------------------------

    def _buses(self) -> None:
        buses = self.model.buses
        if buses is None or self.relaxed.buses:
            return
        trips = [choice for choice in self.choices if choice.mode == "bus"]
        for choice in trips:
            for bus, able in buses.items():
                if choice.index in able:
                    self.bus[choice.index, bus] = self.cp.new_bool_var("")
            able_buses = [self.bus[choice.index, bus] for bus in buses if (choice.index, bus) in self.bus]
            self.cp.add(sum(able_buses) == self.held[choice.index])
        for earlier, later in combinations(trips, 2):
            for bus in buses:
                both = [self.bus[c.index, bus] for c in (earlier, later) if (c.index, bus) in self.bus]
                gap = self.model.bus_gap(bus, earlier, later) if self.model.bus_gap else 0
                if len(both) == 2 and later.start - earlier.end < gap:
                    self.cp.add_at_most_one(both)

    def _worker(self, worker: str) -> None:
        model = self.model
        lifted = "availability" if self.relaxed.availability else None
        barred = {index for index, rule in model.barred[worker].items() if rule != lifted}
        by_day: dict[int, list[Choice]] = defaultdict(list)
        for choice in self.choices:
            if choice.index not in barred:
                by_day[choice.offer.day].append(choice)
        days = []
        for mine in by_day.values():
            patterns = self._day(worker, mine)
            if patterns:
                self.cp.add_at_most_one(patterns)
                days += patterns
        if not days:
            return
        if worker in model.most_days and not self.relaxed.rest:
            self.cp.add(sum(days) <= model.days_left(worker))
        if worker in model.week_limit_min and not self.relaxed.hours:
            paid = self.paid[worker]
            self.cp.add(sum(minutes * pattern for pattern, minutes in paid) <= model.week_limit_min[worker])
        if not self.relaxed.rest:
            self._daily_rest(worker, by_day)
            self._weekly_rest(worker)

    def _day(self, worker: str, mine: Sequence[Choice]) -> list[cp_model.IntVar]:
        most = min(self.model.sessions_a_shift or 2, 2)
        patterns = []
        for size in range(1, most + 1):
            for group in combinations(mine, size):
                if self.model.shift_allowed(worker, group, anywhere=self.relaxed.availability):
                    pattern = self.cp.new_bool_var("")
                    span = self.model.shift_span(group[0], group[-1])
                    patterns.append(pattern)
                    self.duty[worker, group[0].offer.day][tuple(c.index for c in group)] = pattern
                    self.paid[worker].append(
                        (pattern, span[1] - span[0] - self.model.break_min(worker, span))
                    )
                    for choice in group:
                        self.at[worker, choice.index].append(pattern)
        return patterns

    def _daily_rest(self, worker: str, by_day: dict[int, list[Choice]]) -> None:
        rest = self.model.daily_rest_min.get(worker, 0)
        for day, mine in by_day.items():
            for earlier in mine:
                for later in (*by_day.get(day + 1, ()), *by_day.get(day + 2, ())):
                    end = self.model.shift_span(earlier, earlier)[1]
                    start = self.model.shift_span(later, later)[0]
                    if start - end < rest:
                        self.cp.add_at_most_one(self.at[worker, earlier.index] + self.at[worker, later.index])

    def _weekly_rest(self, worker: str) -> None:
        """One rest of the length asked for begins on Monday or after some duty, and nothing happens in it."""
        rest = self.model.weekly_rest_min.get(worker, 0)
        first, last = self.model.facts.week_span
        mine = [choice for choice in self.choices if self.at.get((worker, choice.index))]
        spans = {choice.index: self.model.shift_span(choice, choice) for choice in mine}
        worked = self.model.facts.worked[worker]
        begins = {first, *(end for _, end in spans.values()), *(end for _, end in worked)}
        rests = []
        for begin in sorted(b for b in begins if first <= b and b + rest <= last):
            window = begin, begin + rest
            if any(shared_minutes(span, window) for span in worked):
                continue
            taken = self.cp.new_bool_var("")
            rests.append(taken)
            for choice in mine:
                if shared_minutes(spans[choice.index], window):
                    self.cp.add_at_most_one([taken, *self.at[worker, choice.index]])
        if rest:
            self.cp.add_bool_or(rests)

    def _crew(self, choice: Choice) -> None:
        named = {
            worker for pin in self.model.pins if pin.offer == choice.offer.id for worker in pin.workers or ()
        }
        workers = self.model.facts.workers
        everyone = [pattern for worker in workers for pattern in self.at.get((worker, choice.index), [])]
        needed = max(self.model.crew[choice.mode], 1, len(named))
        self.cp.add(sum(everyone) == needed * self.held[choice.index])
        for worker in sorted(named):
            self.cp.add_exactly_one(self.at.get((worker, choice.index), []))
        for skill, modes in self.model.skills.items():
            if choice.mode in modes and skill not in self.relaxed.skills:
                able = [
                    pattern
                    for worker in self.model.facts.problem.workers
                    if skill in worker.skills
                    for pattern in self.at.get((worker.id, choice.index), [])
                ]
                self.cp.add(sum(able) >= self.held[choice.index])

    # -- solving ------------------------------------------------------------------------------------------------

    def begin_from(self, crews: Crews) -> None:
        """Hint at what some workers do on their days; on the other days these workers are hinted to be off."""
        workers = {worker for worker, _ in crews}
        for (worker, day), duties in self.duty.items():
            if worker in workers:
                for group, pattern in duties.items():
                    self.cp.add_hint(pattern, crews.get((worker, day)) == group)

    def solve(
        self,
        *,
        limit: float,
        seed: int,
        seconds: float | None = None,
        rewrite: bool = True,
        as_hinted: bool = False,
    ) -> Staffing:
        """Solve with so much deterministic time; `seconds` of the clock are only a guard.

        `as_hinted` keeps to the hints: what is infeasible then need not be without them.
        """
        solver = cp_model.CpSolver()
        parameters = solver.parameters
        parameters.num_workers = 1
        parameters.linearization_level = 2
        parameters.cp_model_presolve = rewrite
        parameters.fix_variables_to_their_hinted_value = as_hinted
        parameters.random_seed = seed % 2_147_483_647
        parameters.max_deterministic_time = limit
        if seconds is not None:
            parameters.max_time_in_seconds = max(0.1, seconds)
        status = {
            cp_model.OPTIMAL: "optimal",
            cp_model.FEASIBLE: "feasible",
            cp_model.INFEASIBLE: "infeasible",
        }.get(solver.solve(self.cp), "limit")
        if status not in ("optimal", "feasible"):
            return Staffing(status)
        workers: dict[int, list[str]] = defaultdict(list)
        for (worker, choice), patterns in self.at.items():
            if any(solver.boolean_value(pattern) for pattern in patterns):
                workers[choice].append(worker)
        buses = {choice: bus for (choice, bus), taken in self.bus.items() if solver.boolean_value(taken)}
        # Points are hundredths, times sixty so that hours below contract stay whole.
        scale = 6000
        return Staffing(
            status,
            {choice: tuple(names) for choice, names in workers.items()},
            buses,
            solver.objective_value / scale,
            solver.best_objective_bound / scale,
        )
