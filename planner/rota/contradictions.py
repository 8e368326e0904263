"""What the manager fixed and cannot have: each contradiction named, with a smallest set of pins behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from planner.rota.case import hard
from planner.rota.model import Choice, WeekModel
from planner.rota.problem import Pin
from planner.rota.result import AuditLine
from planner.rota.stage_two import Relaxed, can_staff, smallest_contradiction

_CAUSES = (
    (Relaxed(skills=frozenset({"lead"})), "there are not enough qualified leads"),
    (Relaxed(buses=True), "there are not enough buses"),
    (Relaxed(skills=frozenset({"d1"})), "there are not enough D1 drivers"),
    (Relaxed(hours=True), "the weekly hours of those who could do it do not suffice"),
    (Relaxed(rest=True), "those who could do it would lose their rest"),
    (Relaxed(availability=True), "too few workers are available then"),
)


def contradictions(model: WeekModel, *, seed: int = 0) -> tuple[AuditLine, ...]:
    """Say why the pinned sessions cannot all be held; empty when they can.

    Each line names a set of pins that cannot be kept together though any one fewer may; dropping one of them
    settles that line.
    """
    lines, options = [], []
    for pin in model.pins:
        choices = _choices(model, pin)
        if not choices:
            lines.append(
                hard("pins", pin.offer, f"{_name(model, pin.offer)} cannot be held: {_closed(model, pin)}")
            )
        elif choices[-1].index not in options:
            options.append(choices[-1].index)
    if lines:
        return tuple(lines)
    clash = _exclusive(model, options)
    if clash:
        names = " and ".join(_name(model, model.choices[index].offer.id) for index in clash)
        detail = (
            f"{names} are fixed, and one excludes the other: same session or same place at the same time."
        )
        return (hard("pins", ", ".join(model.choices[i].offer.id for i in clash), detail),)
    if not options or can_staff(model, options, seed=seed) != "no":
        return ()
    modes = _other_modes(model, options, seed)
    return () if modes else (_unstaffed(model, smallest_contradiction(model, options, seed=seed), seed),)


def _choices(model: WeekModel, pin: Pin) -> list[Choice]:
    return [
        choice
        for choice in model.choices
        if choice.offer.id == pin.offer and pin.mode in (None, choice.mode) and model.is_open(choice)
    ]


def _exclusive(model: WeekModel, options: Sequence[int]) -> list[int]:
    for group in model.exclusive:
        together = [index for index in options if index in group]
        if len(together) > 1:
            return together
    return []


def _other_modes(model: WeekModel, options: Sequence[int], seed: int) -> bool:
    """Whether the sessions pinned without a mode could be held with the bus after all.

    A bus asks for more than going on foot, so this matters only where its crew is set smaller.
    """
    if model.crew["bus"] >= model.crew["foot"]:
        return False
    bus = {
        choice.offer.id: choice.index
        for pin in model.pins
        for choice in _choices(model, pin)
        if choice.mode == "bus"
    }
    swapped = [bus.get(model.choices[index].offer.id, index) for index in options]
    return can_staff(model, swapped, seed=seed) != "no"


def _unstaffed(model: WeekModel, core: Iterable[int], seed: int) -> AuditLine:
    indices = list(core)
    offers = [model.choices[index].offer.id for index in indices]
    names = "; ".join(_name(model, offer) for offer in offers)
    causes = [
        words for relaxed, words in _CAUSES if can_staff(model, indices, seed=seed, relaxed=relaxed) == "yes"
    ]
    cause = f" because {' and '.join(causes[:2])}" if causes else ""
    verb = "cannot be staffed" if len(indices) == 1 else "cannot all be staffed"
    detail = f"{names} {'is' if len(indices) == 1 else 'are'} fixed and {verb}{cause}. Give up one of them."
    return hard("pins", ", ".join(offers), detail)


def _closed(model: WeekModel, pin: Pin) -> str:
    reasons = [
        reason.sentence
        for choice in model.choices
        if choice.offer.id == pin.offer and pin.mode in (None, choice.mode)
        for reason in model.closed.get(choice.index, ())
    ]
    return " ".join(dict.fromkeys(reasons)) or f"it is not offered with mode {pin.mode}."


def _name(model: WeekModel, offer_id: str) -> str:
    offer = model.facts.offer[offer_id]
    return f"{model.facts.sites[offer.site].name}, {model.facts.local(offer.start):%A %H:%M}"
