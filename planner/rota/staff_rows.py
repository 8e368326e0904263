"""Staff, counted: which days each worker takes, and that every session's seats can be filled.

Those whose time is short are counted finely: whole patterns of a day at the very sites, and only such weeks as their
minutes allow. Everyone else is counted coarsely, by time alone and in parts. Both relax who can go where.
"""

from __future__ import annotations

import bisect
import math
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from planner.rota.milp import Milp
from planner.rota.model import Choice, WeekModel
from planner.rota.slots import Pattern, Slot, Slots

# So many patterns are few enough to count everyone finely.
MOST_FINE = 6000
# Who holds a skill is counted finely when it is at most so much less short than what is shortest.
AS_SHORT = 1.2
# Minutes of a week are told apart in so many steps at most: coarser steps bound less tightly, never wrongly.
MOST_STEPS = 150


@dataclass(frozen=True, slots=True)
class Placed:
    """A pattern of one worker and its column."""

    worker: str
    pattern: Pattern
    column: int


class StaffRows:
    """The columns and rows of staff in one programme; `y` are the columns of choices."""

    def __init__(self, model: WeekModel, milp: Milp, y: Mapping[int, int], *, all_fine: bool) -> None:
        self.model = model
        self.milp = milp
        self.y = y
        self.slots = Slots(model, y, "fine")
        self.fine = self._fine(all_fine)
        self.coarse_slots = Slots(model, y, "coarse") if len(self.fine) < len(model.facts.workers) else None
        self.placed: list[Placed] = []
        self.paths: list[int] = []
        self.there: dict[int, list[Placed]] = defaultdict(list)  # by fine slot
        self.about: dict[int, list[Placed]] = defaultdict(list)  # by coarse slot, coarse workers alone
        for worker in model.facts.workers:
            self._worker(worker)
        self._seats()

    @property
    def all_fine(self) -> bool:
        """Whether everyone is counted finely."""
        return self.coarse_slots is None

    # -- whose time is short ------------------------------------------------------------------------------------

    def _fine(self, everyone: bool) -> frozenset[str]:
        workers = self.model.facts.workers
        if everyone:
            return frozenset(workers)
        count = 0
        for worker in workers:
            count += len(self.slots.patterns_of(worker)) if count <= MOST_FINE else 0
        if count <= MOST_FINE:
            return frozenset(workers)
        groups = [(frozenset(workers), max(self.model.crew.values()))]
        for skill, modes in self.model.skills.items():
            if modes >= {self.model.choices[index].mode for index in self.y}:
                groups.append((frozenset(w for w in workers if skill in workers[w].skills), 1))
        minutes = {w: self.model.week_limit_min.get(w, 10_080) for w in workers}
        share = [sum(minutes[w] for w in able) / max(1, needed) for able, needed in groups]
        short = [able for (able, _), each in zip(groups, share, strict=True) if each <= AS_SHORT * min(share)]
        named = frozenset(worker for pin in self.model.pins for worker in pin.workers or ())
        return frozenset[str]().union(*short, named)

    # -- one worker ---------------------------------------------------------------------------------------------

    def _worker(self, worker: str) -> None:
        fine = worker in self.fine
        slots = self.slots if fine or self.coarse_slots is None else self.coarse_slots
        mine = [Placed(worker, p, self.milp.column(integer=fine)) for p in slots.patterns_of(worker)]
        if not mine:
            return
        self.placed += mine
        for placed in mine:
            for number in placed.pattern.slots:
                (self.there if fine else self.about)[number].append(placed)
        by_day: dict[int, list[Placed]] = defaultdict(list)
        for placed in mine:
            by_day[placed.pattern.day].append(placed)
        days = dict(sorted(by_day.items()))
        self._limits(worker, mine, days)
        if fine:
            self._whole_weeks(worker, days)
        rest = self.model.daily_rest_min.get(worker, 0)
        for day, today in days.items():
            self._rest(today, days.get(day + 1, []), rest)

    def _limits(self, worker: str, mine: Sequence[Placed], days: Mapping[int, Sequence[Placed]]) -> None:
        model, milp = self.model, self.milp
        for today in days.values():
            milp.row(((placed.column, 1.0) for placed in today), upper=1)
        if worker in model.week_limit_min:
            terms = ((placed.column, float(placed.pattern.paid_min)) for placed in mine)
            milp.row(terms, upper=model.week_limit_min[worker])
        if worker in model.most_days:
            milp.row(((placed.column, 1.0) for placed in mine), upper=model.days_left(worker))

    def _rest(self, today: Sequence[Placed], tomorrow: Sequence[Placed], rest: int) -> None:
        """For each end today: those that end so late or later, or begin tomorrow too early for it, at most one."""
        starts = sorted({placed.pattern.span[0] for placed in tomorrow})
        done: set[tuple[int, int]] = set()
        for end in sorted({placed.pattern.span[1] for placed in today}):
            early = [placed.column for placed in tomorrow if placed.pattern.span[0] < end + rest]
            late = [placed.column for placed in today if placed.pattern.span[1] >= end]
            reach = sum(1 for start in starts if start < end + rest)
            if early and (len(late), reach) not in done:
                done.add((len(late), reach))
                self.milp.row(((column, 1.0) for column in (*late, *early)), upper=1)

    def _whole_weeks(self, worker: str, days: Mapping[int, Sequence[Placed]]) -> None:
        """Paid minutes day by day along one path: parts of weeks that fit are ruled in, parts of others ruled out.

        A limit on the sum alone lets a worker take three shifts and a third of a fourth. A path through (day,
        minutes left) does not: its corners are exactly the weeks that fit.
        """
        if worker not in self.model.week_limit_min:
            return
        limit = self.model.week_limit_min[worker]
        step = _step(limit, [placed.pattern.paid_min for today in days.values() for placed in today])
        steps: dict[int, dict[int, list[int]]] = {day: defaultdict(list) for day in days}
        for day, today in days.items():
            for placed in today:
                steps[day][placed.pattern.paid_min // step].append(placed.column)
        left = _Left(list(steps.values()), limit // step, self.model.days_left(worker))
        milp = self.milp
        before = len(milp.cost)
        arriving: dict[tuple[int, int], list[int]] = {}
        arriving[left.state(0, limit // step, 7)] = [milp.column()]
        for number, by_length in enumerate(steps.values()):
            following: dict[tuple[int, int], list[int]] = defaultdict(list)
            taken: dict[int, list[int]] = defaultdict(list)
            for (minutes, free_days), into in sorted(arriving.items()):
                out = [milp.column()]
                following[left.state(number + 1, minutes, free_days)].append(out[0])
                for length in sorted(by_length):
                    if length <= minutes and free_days:
                        out.append(milp.column())
                        following[left.state(number + 1, minutes - length, free_days - 1)].append(out[-1])
                        taken[length].append(out[-1])
                milp.row([*((c, 1.0) for c in out), *((c, -1.0) for c in into)], 0.0, 0.0)
            for length, columns in sorted(by_length.items()):
                milp.row([*((c, 1.0) for c in columns), *((c, -1.0) for c in taken[length])], upper=0.0)
            arriving = following
        self.paths += range(before, len(milp.cost))

    # -- seats --------------------------------------------------------------------------------------------------

    def _seats(self) -> None:
        model, workers = self.model, self.model.facts.workers
        for slot in self.slots.all:
            there = self.there[slot.index]
            if self.all_fine:
                self._crew_row(slot, there)
            for skill in model.skills:
                if self._only_fine(skill):
                    able = [p for p in there if skill in workers[p.worker].skills]
                    self._skill_row(slot, skill, able)
            for pin in model.pins:
                pinned = [self.y[i] for i in slot.choices if model.choices[i].offer.id == pin.offer]
                for name in pin.workers or () if pinned else ():
                    there_too = [p for p in there if p.worker == name]
                    self._at_least(there_too, [(column, 1.0) for column in pinned])
        for slot in self.coarse_slots.all if self.coarse_slots else ():
            among = {self.slots.of_choice[index] for index in slot.choices}
            there = [*self.about[slot.index], *(p for number in sorted(among) for p in self.there[number])]
            self._crew_row(slot, there)
            for skill in model.skills:
                if not self._only_fine(skill):
                    self._skill_row(slot, skill, [p for p in there if skill in workers[p.worker].skills])

    def _only_fine(self, skill: str) -> bool:
        return all(w.id in self.fine for w in self.model.facts.problem.workers if skill in w.skills)

    def _crew_row(self, slot: Slot, there: Sequence[Placed]) -> None:
        choices = self.model.choices
        self._at_least(there, [(self.y[i], float(self.crew(choices[i]))) for i in slot.choices])

    def _skill_row(self, slot: Slot, skill: str, able: Sequence[Placed]) -> None:
        modes = self.model.skills[skill]
        self._at_least(able, [(self.y[i], 1.0) for i in slot.choices if self.model.choices[i].mode in modes])

    def _at_least(self, there: Sequence[Placed], needed: Sequence[tuple[int, float]]) -> None:
        if needed:
            columns: dict[int, float] = defaultdict(float)
            for placed in there:
                columns[placed.column] += 1.0
            self.milp.row([*columns.items(), *((column, -number) for column, number in needed)], lower=0)

    def crew(self, choice: Choice) -> int:
        """How many workers a session needs."""
        named = [len(set(pin.workers or ())) for pin in self.model.pins if pin.offer == choice.offer.id]
        return max(self.model.crew[choice.mode], 1, *named)

    def crews(
        self, values: Sequence[float], chosen: Container[int]
    ) -> dict[tuple[str, int], tuple[int, ...]]:
        """By worker counted finely and day: the chosen sessions that a solution gives them, in order."""
        crews: dict[tuple[str, int], tuple[int, ...]] = {}
        for placed in self.placed:
            if placed.worker in self.fine and values[placed.column] > 0.5:
                slots = (self.slots.all[number] for number in placed.pattern.slots)
                held = tuple(i for slot in slots for i in slot.choices if i in chosen)
                crews[placed.worker, placed.pattern.day] = held
        return crews

    # -- windows of reduced cost --------------------------------------------------------------------------------

    def beyond(self, reduced: Sequence[float], width: float) -> set[int]:
        """Columns of choices, patterns and paths in no week whose value is within `width` of the bound.

        A session costs its own reduced cost and that of the cheapest patterns which fill its seats; a pattern is of
        no use without its sessions.
        """
        cost_there, cost_about = self._costs(self.there, reduced), self._costs(self.about, reduced)
        dead = {column for column in self.paths if -reduced[column] > width}
        for index, column in self.y.items():
            costs = dict(cost_there[self.slots.of_choice[index]])
            if self.coarse_slots is not None:
                costs |= cost_about[self.coarse_slots.of_choice[index]]
            if self._seat_cost(self.model.choices[index], costs) - min(0.0, reduced[column]) > width:
                dead.add(column)
        idle = {s.index for s in self.slots.all if all(self.y[index] in dead for index in s.choices)}
        coarse = self.coarse_slots.all if self.coarse_slots else []
        idle_coarse = {s.index for s in coarse if all(self.y[index] in dead for index in s.choices)}
        for placed in self.placed:
            without = idle if placed.worker in self.fine else idle_coarse
            if -reduced[placed.column] > width or not without.isdisjoint(placed.pattern.slots):
                dead.add(placed.column)
        return dead

    def _costs(
        self, by_slot: Mapping[int, Sequence[Placed]], reduced: Sequence[float]
    ) -> dict[int, dict[str, float]]:
        """By slot: the least reduced cost at which each worker fills a seat there."""
        costs: dict[int, dict[str, float]] = defaultdict(dict)
        for slot, there in by_slot.items():
            for placed in there:
                cost = max(0.0, -reduced[placed.column])
                costs[slot][placed.worker] = min(cost, costs[slot].get(placed.worker, math.inf))
        return costs

    def _seat_cost(self, choice: Choice, costs: Mapping[str, float]) -> float:
        needed = self.crew(choice)
        if len(costs) < needed:
            return math.inf
        together = sum(sorted(costs.values())[:needed])
        workers = self.model.facts.workers
        for skill, modes in self.model.skills.items():
            if choice.mode in modes:
                able = [cost for worker, cost in costs.items() if skill in workers[worker].skills]
                together = max(together, min(able, default=math.inf))
        return together


class _Left:
    """What is left of a week's minutes and days, with states that allow the same made one."""

    def __init__(self, lengths: Sequence[Iterable[int]], limit: int, days: int) -> None:
        self.most = [min(days, len(lengths) - number) for number in range(len(lengths) + 1)]
        sums: list[dict[int, set[int]]] = [{0: {0}}]
        for today in reversed(lengths):
            now: dict[int, set[int]] = defaultdict(set)
            for count, totals in sums[-1].items():
                now[count] |= totals
                now[count + 1].update(t + length for t in totals for length in today if t + length <= limit)
            sums.append(now)
        # By days gone and days to work at most: the sums of minutes that can still be reached.
        self.sums = [
            [sorted(set().union(*(by_count.get(c, set()) for c in range(most + 1)))) for most in range(8)]
            for by_count in reversed(sums)
        ]

    def state(self, gone: int, minutes: int, days: int) -> tuple[int, int]:
        """The largest sum of minutes still within reach, and the days that can still be worked."""
        days = min(days, self.most[gone])
        reachable = self.sums[gone][days]
        return reachable[bisect.bisect_right(reachable, minutes) - 1], days


def _step(limit: int, paid: Sequence[int]) -> int:
    """Minutes in a step: what all patterns are multiples of, or more where that would make too many steps."""
    return max(math.gcd(*paid), math.ceil(limit / MOST_STEPS), 1)
