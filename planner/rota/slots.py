"""Spans of time that sessions share, and the patterns of them that a worker could do in a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from planner.rota.facts import Minutes, covers
from planner.rota.model import Choice, WeekModel

Grain = Literal["fine", "coarse"]


@dataclass(frozen=True, slots=True)
class Slot:
    """Sessions that take a worker exactly the same time, by the choices' indices."""

    index: int
    day: int
    session: Minutes
    span: Minutes
    choices: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """One or two slots of a day in one shift: its span and paid minutes at best."""

    day: int
    slots: tuple[int, ...]
    span: Minutes
    paid_min: int


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two slots of one day that some pair of their sessions lets one worker hold, with the minutes to spare."""

    slots: tuple[int, int]
    span: Minutes
    slack: int


class Slots:
    """The slots of some choices, fine (by site and mode too) or coarse (by time alone), and their patterns.

    Coarse slots count travel at its best: many fewer patterns, for those whose time is not what is short.
    """

    def __init__(self, model: WeekModel, choices: Iterable[int], grain: Grain) -> None:
        self.model = model
        groups: dict[tuple[int, Minutes, Minutes, str, str], list[int]] = defaultdict(list)
        for index in choices:
            choice = model.choices[index]
            span = model.shift_span(choice, choice)
            where = (choice.offer.site, str(choice.mode)) if grain == "fine" else ("", "")
            groups[choice.offer.day, (choice.start, choice.end), span, *where].append(index)
        self.all = [
            Slot(number, day, session, span, tuple(group))
            for number, ((day, session, span, *_), group) in enumerate(sorted(groups.items()))
        ]
        self.of_choice = {index: slot.index for slot in self.all for index in slot.choices}
        self._pairs = self._all_pairs() if model.sessions_a_shift != 1 else {}

    def patterns_of(self, worker: str) -> list[Pattern]:
        """What a worker could do on each day: a slot alone, or two in one shift."""
        model, barred = self.model, self.model.barred[worker]
        mine = {slot.index for slot in self.all if any(index not in barred for index in slot.choices)}
        patterns = [
            Pattern(slot.day, (slot.index,), slot.span, self._paid(worker, slot.span))
            for slot in self.all
            if slot.index in mine and model.shift_allowed(worker, (model.choices[slot.choices[0]],))
        ]
        for day, pairs in self._pairs.items():
            patterns += [
                Pattern(day, pair.slots, pair.span, self._paid(worker, pair.span))
                for pair in pairs
                if mine.issuperset(pair.slots) and self._fits(worker, pair)
            ]
        return patterns

    def _paid(self, worker: str, span: Minutes) -> int:
        return span[1] - span[0] - self.model.break_min(worker, span)

    def _fits(self, worker: str, pair: _Pair) -> bool:
        model = self.model
        if worker in model.available and not covers(model.available[worker], *pair.span):
            return False
        if pair.slack < model.break_min(worker, pair.span):
            return False
        paid = self._paid(worker, pair.span)
        return paid <= model.day_limit_min.get(worker, paid)

    def _all_pairs(self) -> dict[int, list[_Pair]]:
        by_day: dict[int, list[Slot]] = defaultdict(list)
        for slot in self.all:
            by_day[slot.day].append(slot)
        pairs: dict[int, list[_Pair]] = {}
        for day, group in by_day.items():
            found = [
                self._pair(a, b) for a in group for b in group if (a.session, a.index) < (b.session, b.index)
            ]
            pairs[day] = [pair for pair in found if pair is not None]
        return pairs

    def _pair(self, first: Slot, second: Slot) -> _Pair | None:
        span = first.span[0], max(first.span[1], second.span[1])
        length = span[1] - span[0]
        if length > (self.model.shift_limit_min or length):
            return None
        slack = self._slack(first, second)
        return _Pair((first.index, second.index), span, slack) if slack >= 0 else None

    def _slack(self, first: Slot, second: Slot) -> int:
        """Minutes to spare between two slots, for the pair of their sessions nearest to each other."""
        model = self.model
        if not model.gaps:
            return 10_080
        between = second.session[0] - first.session[1]
        if between < 0:
            return between
        sessions: Iterable[tuple[Choice, Choice]] = (
            (model.choices[a], model.choices[b]) for a in first.choices for b in second.choices
        )
        return between - min(max(gap(a, b) for gap in model.gaps) for a, b in sessions)
