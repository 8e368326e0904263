"""Spans of time that sessions share, and the patterns of them that a worker could do in a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from planner.rota.facts import Minutes, covers
from planner.rota.model import Choice, WeekModel


@dataclass(frozen=True, slots=True)
class Slot:
    """Sessions at one site that take a worker exactly the same time in one mode, by the choices' indices."""

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


def slots_of(model: WeekModel, choices: Iterable[int]) -> list[Slot]:
    """Group choices by day, times, site and mode.

    Grouping by time alone makes a smaller programme; but then travel is counted at its best, hardly any choice can be
    staffed, and most of the time goes into cutting them off.
    """
    groups: dict[tuple[int, Minutes, Minutes, str, str], list[int]] = defaultdict(list)
    for index in choices:
        choice = model.choices[index]
        span = model.shift_span(choice, choice)
        groups[choice.offer.day, (choice.start, choice.end), span, choice.offer.site, choice.mode].append(
            index
        )
    return [
        Slot(number, day, session, span, tuple(group))
        for number, ((day, session, span, _, _), group) in enumerate(sorted(groups.items()))
    ]


def patterns_of(model: WeekModel, slots: Sequence[Slot], worker: str) -> list[Pattern]:
    """What a worker could do on each day: a slot alone, or two where some pair of their sessions allows it."""
    barred = model.barred[worker]
    mine = [slot for slot in slots if any(index not in barred for index in slot.choices)]
    patterns = [
        Pattern(
            slot.day,
            (slot.index,),
            slot.span,
            slot.span[1] - slot.span[0] - model.break_min(worker, slot.span),
        )
        for slot in mine
        if model.shift_allowed(worker, (model.choices[slot.choices[0]],))
    ]
    if model.sessions_a_shift == 1:
        return patterns
    by_day: dict[int, list[Slot]] = defaultdict(list)
    for slot in mine:
        by_day[slot.day].append(slot)
    for day, group in by_day.items():
        for first in group:
            for second in group:
                if (first.session, first.index) < (second.session, second.index):
                    pattern = _pair(model, worker, day, first, second)
                    if pattern is not None:
                        patterns.append(pattern)
    return patterns


def _pair(model: WeekModel, worker: str, day: int, first: Slot, second: Slot) -> Pattern | None:
    slack = _slack(model, first, second)
    span = first.span[0], max(first.span[1], second.span[1])
    pause = model.break_min(worker, span)
    if slack < pause or (worker in model.available and not covers(model.available[worker], *span)):
        return None
    length = span[1] - span[0]
    if length > (model.shift_limit_min or length) or length - pause > model.day_limit_min.get(worker, length):
        return None
    return Pattern(day, (first.index, second.index), span, length - pause)


def _slack(model: WeekModel, first: Slot, second: Slot) -> int:
    """Minutes to spare between two slots, for the pair of their sessions nearest to each other."""
    if not model.gaps:
        return 10_080
    between = second.session[0] - first.session[1]
    if between < 0:
        return between
    key = first.index, second.index
    if key not in model.least_gap:
        pairs: Iterable[tuple[Choice, Choice]] = (
            (model.choices[a], model.choices[b]) for a in first.choices for b in second.choices
        )
        model.least_gap[key] = min(max(gap(a, b) for gap in model.gaps) for a, b in pairs)
    return between - model.least_gap[key]
