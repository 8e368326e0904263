"""The small model of replanning: the days that are hit, with everything else held fast.

Sessions that are not hit stay where and when they are (a response alone may cost one of its day); those that are hit
may change their mode, give way to another session of the same day, or be given up. A worker counts as changed when a
session of theirs comes or goes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from planner.rota.model import WeekModel
from planner.rota.stage_two import Staffing, StageTwo
from planner.rota.value import UNITS, Values

# What a person who must be told costs, beside the value of sessions: a hundredth of an expected report; and each
# session that comes or goes for somebody, so that nobody is sent about for nothing.
PERSON = UNITS // 100
STEP = PERSON // 20
# CP-SAT's own count of work; a day's model needs far less.
LIMIT = 60.0


@dataclass(frozen=True)
class Scene:
    """What of a week is in play, in the terms of the model.

    Attributes
    ----------
    held
        The choice each deployment in play stands on, by deployment.
    crew
        Who is there now, by choice.
    broken
        Choices that cannot go on as they are.
    instead
        Other choices that a broken one may give way to, by day.
    fixed
        (worker, day) that may not be touched.
    locked
        Choices that may not be touched.
    wanted
        Sets of choices of which one must be held.
    elsewhere
        Sessions of the week that are not in play, as (offer, mode): they count in the value.
    """

    model: WeekModel
    values: Values
    held: dict[str, int]
    crew: dict[int, frozenset[str]]
    buses: dict[int, str]
    broken: frozenset[int]
    instead: tuple[int, ...]
    fixed: frozenset[tuple[str, int]]
    locked: frozenset[int]
    wanted: tuple[tuple[int, ...], ...]
    absent: frozenset[str]
    elsewhere: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Found:
    """An answer: who and which bus, the number of people changed, and whether it is proven best."""

    staffing: Staffing
    people: int
    proven: bool
    chosen: tuple[int, ...] = field(default=())


class Replanning:
    """One question to the model: what to aim for, and within which budget."""

    def __init__(self, scene: Scene, *, budget: int | None) -> None:
        self.scene = scene
        model = scene.model
        asked = [index for group in scene.wanted for index in group]
        choices = list(dict.fromkeys([*scene.held.values(), *scene.instead, *asked]))
        self.two = StageTwo(model, choices, optional=True)
        self.cp = self.two.cp
        self.changed = {
            worker: self.cp.new_bool_var("") for worker in model.facts.workers if worker not in scene.absent
        }
        self.steps: list[cp_model.LinearExpr | int] = []
        for index in choices:
            if not model.is_open(model.choices[index]):
                self.cp.add(self._held(index) == 0)
        for group in self._alike(choices):
            self._follow(group)
        for index in scene.held.values():
            if index in scene.locked or not (index in scene.broken or scene.wanted):
                self.cp.add(self._held(index) == 1)
        for index, bus in scene.buses.items():
            if (index, bus) in self.two.bus:
                self.cp.add(self.two.bus[index, bus] == self._held(index))
        self._moves()
        for group in scene.wanted:
            self.cp.add(sum(self._held(index) for index in group) == 1)
        if budget is not None:
            self.cp.add(sum(self.changed.values()) <= budget)

    # -- what may change ------------------------------------------------------------------------------------------

    def _held(self, index: int) -> cp_model.IntVar | int:
        return self.two.held[index]

    def _there(self, worker: str, index: int) -> list[cp_model.IntVar]:
        return self.two.at.get((worker, index), [])

    def _alike(self, choices: Iterable[int]) -> list[tuple[int, ...]]:
        """Choices that are the same to who works them: one session in modes that take equally long."""
        groups: dict[tuple[str, tuple[int, int]], list[int]] = defaultdict(list)
        for index in choices:
            choice = self.scene.model.choices[index]
            groups[choice.offer.id, self.scene.model.shift_span(choice, choice)].append(index)
        return [tuple(group) for group in groups.values()]

    def _follow(self, group: Sequence[int]) -> None:
        """Tie a session's people to who is there now: untouchable, or counted when they differ."""
        scene, day = self.scene, self.scene.model.choices[group[0]].offer.day
        now = frozenset[str]().union(*(scene.crew.get(index, frozenset()) for index in group))
        locked = any(index in scene.locked for index in group)
        for worker in scene.model.facts.workers:
            there = [variable for index in group for variable in self._there(worker, index)]
            was = worker in now
            if worker in scene.absent:
                # Absent people get nothing new, and keep what they have on other days.
                self.cp.add(sum(there) == int(was and not set(group) & scene.broken))
            elif locked or (worker, day) in scene.fixed:
                self.cp.add(sum(there) == int(was))
            elif was:
                self.cp.add(self.changed[worker] >= 1 - sum(there))
                self.steps.append(1 - sum(there))
            elif there:
                self.cp.add(self.changed[worker] >= sum(there))
                self.steps.append(sum(there))

    def _moves(self) -> None:
        """On each day no more sessions come in than broken ones go out."""
        days: dict[int, list[int]] = defaultdict(list)
        for index in self.scene.instead:
            days[self.scene.model.choices[index].offer.day].append(index)
        for day, others in days.items():
            broken = [i for i in self.scene.broken if self.scene.model.choices[i].offer.day == day]
            gone = sum(1 - self._held(index) for index in broken)
            self.cp.add(sum(self._held(index) for index in others) <= gone)

    # -- the questions --------------------------------------------------------------------------------------------

    def keep_all(self) -> None:
        """Hold every session in play as it is."""
        for index in self.scene.held.values():
            self.cp.add(self._held(index) == 1)

    def give_way(self) -> None:
        """Hold at least one broken session otherwise than it was."""
        self.cp.add(sum(self._held(index) for index in self.scene.broken) <= len(self.scene.broken) - 1)

    def aim_for_few(self) -> None:
        """Change as few people as possible; then send those whom young people know and who wish it."""
        disturbed = sum(self.changed.values()) * 1_000_000 + sum(self.steps) * 5_000
        self.cp.minimize(disturbed - sum(self._liked()))

    def aim_for_value(self) -> None:
        """Keep as much value as possible, less a hundredth of a report for each person told."""
        disturbed = PERSON * sum(self.changed.values()) + STEP * sum(self.steps)
        self.cp.maximize(sum(self._worth()) - disturbed)

    def _liked(self) -> Iterable[cp_model.LinearExpr | int]:
        offers = {self.scene.model.choices[index].offer.id: index for index in self.two.held}
        for (worker, offer), points in self.scene.model.people.points.items():
            if offer in offers and worker in self.changed:
                yield sum(self._there(worker, offers[offer])) * max(-100, min(100, points // 10))

    def _worth(self) -> Iterable[cp_model.LinearExpr]:
        """The value of the whole week, exactly: visits to a place by rank, and what overlapping sessions share."""
        scene, model = self.scene, self.scene.model
        by_place: dict[str, list[tuple[cp_model.IntVar | int, int]]] = defaultdict(list)
        by_offer: dict[str, list[cp_model.IntVar | int]] = defaultdict(list)
        for index, held in self.two.held.items():
            choice = model.choices[index]
            lone = scene.values.lone(choice.offer.id, choice.mode)
            by_place[choice.offer.place].append((held, lone))
            by_offer[choice.offer.id].append(held)
        for offer, mode in scene.elsewhere:
            facts = scene.values.facts.offer[offer]
            by_place[facts.place].append((1, scene.values.lone(offer, mode)))
            by_offer[offer].append(1)
        for visits in by_place.values():
            yield from self._ranked(visits)
        yield from self._shared(by_offer)

    def _ranked(self, visits: Sequence[tuple[cp_model.IntVar | int, int]]) -> Iterable[cp_model.LinearExpr]:
        ranks: list[list[cp_model.IntVar]] = [[] for _ in visits]
        for held, lone in visits:
            taken = [self.cp.new_bool_var("") for _ in ranks]
            self.cp.add(sum(taken) == held)
            for nth, (rank, variable) in enumerate(zip(ranks, taken, strict=True)):
                rank.append(variable)
                yield lone * self.scene.values.visit_percent(nth) // 100 * variable
        for rank in ranks:
            self.cp.add_at_most_one(rank)

    def _shared(self, by_offer: dict[str, list[cp_model.IntVar | int]]) -> Iterable[cp_model.LinearExpr]:
        for one, other in self.scene.values.shares:
            loss = self.scene.values.loss(one, other)
            if one < other and one in by_offer and other in by_offer and loss:
                both = self.cp.new_bool_var("")
                self.cp.add(both >= sum(by_offer[one]) + sum(by_offer[other]) - 1)
                yield -loss * both

    def answer(self, *, seed: int, seconds: float) -> Found | None:
        """Solve; None when no rota of this kind exists, or none was found in time."""
        staffing = self.two.solve(limit=LIMIT, seed=seed, seconds=seconds)
        if staffing.status not in ("optimal", "feasible"):
            return None
        return Found(staffing, self._count(staffing), staffing.status == "optimal", tuple(staffing.workers))

    def _count(self, staffing: Staffing) -> int:
        """How many people's sessions differ, counted from the answer itself."""
        before: dict[str, set[int]] = defaultdict(set)
        after: dict[str, set[int]] = defaultdict(set)
        for number, group in enumerate(self._alike(self.two.held)):
            for index in group:
                for worker in self.scene.crew.get(index, ()):
                    before[worker].add(number)
                for worker in staffing.workers.get(index, ()):
                    after[worker].add(number)
        return sum(1 for worker in self.changed if before[worker] != after[worker])
