"""What the rules tell the optimiser about a week; both stages are built from this and from nothing else.

Every field starts unrestrictive. A rule's `add_` closes choices, bars workers from them or sets a limit; without the
rule nothing would hold the optimiser back.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from planner.rota.facts import Facts, Minutes, OfferFacts, covers
from planner.rota.problem import Mode, Pin
from planner.rota.value import WEIGHTS, Values


@dataclass(frozen=True, slots=True)
class Choice:
    """An offer in a mode: what stage one chooses from."""

    index: int
    offer: OfferFacts
    mode: Mode

    @property
    def start(self) -> int:
        """The session's start, in minutes."""
        return self.offer.start

    @property
    def end(self) -> int:
        """The session's end, in minutes."""
        return self.offer.end


@dataclass(frozen=True, slots=True)
class Closed:
    """Why a choice cannot be made, whoever is free: the rule's id and a sentence."""

    rule: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Sessions that a person asked for: `needed` of these offers, beside a partner or not.

    `kind` is "request" or "operation"; `reason` is the listed reason when a partner comes. `windows` are the
    partner's windows with the officers each offers.
    """

    kind: str
    name: str
    place: str
    offers: tuple[str, ...]
    needed: int
    partner: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class OfficerLimit:
    """At most so many of these (ask, offer) pairs at once, or minutes of them in the week."""

    pairs: tuple[tuple[int, str], ...]
    minutes_each: tuple[int, ...]
    limit: int


class PeopleCost:
    """Points that staffing may win or lose, in hundredths.

    Attributes
    ----------
    points
        By (worker, offer).
    above
        (worker, offers, already, threshold, points): each of these offers beyond the threshold, counting those
        already worked, loses points.
    below
        By worker: contract minutes, and the points lost for each hour below them.
    """

    def __init__(self) -> None:
        self.points: dict[tuple[str, str], int] = defaultdict(int)
        self.above: list[tuple[str, tuple[str, ...], int, int, int]] = []
        self.below: dict[str, tuple[int, int]] = {}

    def add(self, worker: str, offer: str, points: int) -> None:
        """Win (or lose, when negative) points for a worker at an offer."""
        self.points[worker, offer] += points


Gap = Callable[[Choice, Choice], int]


class WeekModel:
    """The week as the rules describe it to the optimiser."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.choices: list[Choice] = []
        self.closed: dict[int, list[Closed]] = defaultdict(list)
        self.barred: dict[str, dict[int, str]] = {worker: {} for worker in facts.workers}
        self.exclusive: list[tuple[int, ...]] = []
        self.crew: dict[Mode, int] = {"bus": 0, "foot": 0}
        self.skills: dict[str, frozenset[Mode]] = {}
        self.available: dict[str, tuple[Minutes, ...]] = {}
        self.before_min = 0
        self.after_min = 0
        self.gaps: list[Gap] = []
        self.daily_rest_min: dict[str, int] = {}
        self.weekly_rest_min: dict[str, int] = {}
        self.most_days: dict[str, int] = {}
        self.break_after: dict[str, tuple[int, int]] = {}
        self.week_limit_min: dict[str, int] = {}
        self.day_limit_min: dict[str, int] = {}
        self.shift_limit_min: int | None = None
        self.sessions_a_shift: int | None = None
        self.buses: dict[str, frozenset[int]] | None = None
        self.bus_gap: Callable[[str, Choice, Choice], int] | None = None
        self.asks: list[Ask] = []
        self.asks_first = False
        self.officer_limits: list[OfficerLimit] = []
        self.pins: list[Pin] = []
        self.values: Values | None = None
        self.people = PeopleCost()

    def days_left(self, worker: str) -> int:
        """Days that a worker may still work this week, past shifts in it taken off."""
        first, last = self.facts.week_span
        past = {
            self.facts.local(max(start, first)).date()
            for start, end in self.facts.worked[worker]
            if end > first and start < last
        }
        return max(0, self.most_days.get(worker, 7) - len(past))

    def weight(self, name: str) -> int:
        """A weight of the people tier, in hundredths of a point."""
        return round(100 * self.facts.problem.weights.get(name, WEIGHTS[name].default))

    def close(self, choice: Choice, rule: str, sentence: str) -> None:
        """Forbid a choice to everyone."""
        self.closed[choice.index].append(Closed(rule, sentence))

    def bar(self, worker: str, choice: Choice, rule: str) -> None:
        """Forbid a choice to one worker; the first rule to do so gives the reason."""
        self.barred[worker].setdefault(choice.index, rule)

    def is_open(self, choice: Choice) -> bool:
        """Whether no rule closed the choice."""
        return not self.closed.get(choice.index)

    def shift_span(self, first: Choice, last: Choice) -> Minutes:
        """The paid span of a shift from its first to its last session, with preparation and debrief."""
        before = max(self.before_min, self.facts.crew_set_up(first.mode))
        after = max(self.after_min, self.facts.crew_set_up(last.mode))
        return first.start - before, last.end + after

    def clash(self, one: Choice, other: Choice) -> bool:
        """Whether one worker cannot be at both."""
        first, second = sorted((one, other), key=lambda choice: (choice.start, choice.end))
        return any(second.start - first.end < gap(first, second) for gap in self.gaps)

    def break_min(self, worker: str, span: Minutes) -> int:
        """Minutes of break that a shift of this span needs."""
        longer_than, minutes = self.break_after.get(worker, (10_080, 0))
        return minutes if span[1] - span[0] > longer_than else 0

    def shift_allowed(self, worker: str, choices: tuple[Choice, ...], *, anywhere: bool = False) -> bool:
        """Whether one worker may hold these sessions (in order of time) in one shift.

        `anywhere` leaves the hours that the worker gave out of it.
        """
        if self.sessions_a_shift is not None and len(choices) > self.sessions_a_shift:
            return False
        if any(self.clash(a, b) for index, a in enumerate(choices) for b in choices[index + 1 :]):
            return False
        span = self.shift_span(choices[0], choices[-1])
        if not anywhere and worker in self.available and not covers(self.available[worker], *span):
            return False
        if self.shift_limit_min is not None and span[1] - span[0] > self.shift_limit_min:
            return False
        pause = self.break_min(worker, span)
        if pause and not any(self.pause_fits(a, b, pause) for a, b in itertools.pairwise(choices)):
            return False
        return span[1] - span[0] - pause <= self.day_limit_min.get(worker, 10_080)

    def pause_fits(self, earlier: Choice, later: Choice, pause: int) -> bool:
        """Whether a break fits between two sessions beside the travel."""
        gap = max((gap(earlier, later) for gap in self.gaps), default=0)
        return later.start - earlier.end - gap >= pause
