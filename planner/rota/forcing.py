"""A session forced into the week, which is then solved again: what it truly costs, and what goes for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from planner.rota.model import Choice, WeekModel
from planner.rota.result import Uncovered
from planner.rota.search import Clock, Search, asks_of, value_of
from planner.rota.staffable import Trial, can_staff
from planner.rota.stage_one import Selection
from planner.rota.value import UNITS


class Forcing:
    """Sessions forced into the week one by one, each time solved again."""

    def __init__(self, search: Search, selection: Selection, seed: int) -> None:
        self.search = search
        self.model: WeekModel = search.model
        self.selection = selection
        self.seed = seed
        self.value = value_of(self.model, search.values, selection.choices)

    def force(self, uncovered: Uncovered, choices: Sequence[Choice], clock: Clock) -> Uncovered | None:
        """The best week with a session in it: the true loss and what goes; not verified when time ran out."""
        stage_one = self.search.stage_one
        indices = [choice.index for choice in choices if choice.index in stage_one.y]
        row = stage_one.force(indices)
        try:
            while clock.left(0.93):
                answer = self.search.again(clock)
                if answer.status == "infeasible":
                    sentence = "No week of these people can hold it beside what was asked for and fixed."
                    return replace(uncovered, why_not=(sentence,), verified=True)
                if answer.status == "limit":
                    return self._bounded(uncovered, answer.bound)
                week = stage_one.selection(answer)
                staffed = can_staff(self.model, week.choices, Trial(self.seed))
                if staffed == "yes":
                    return self._measured(uncovered, week)
                if staffed == "unknown":
                    return self._bounded(uncovered, answer.bound)
                stage_one.cut(week.choices)
        finally:
            stage_one.release(row)
        return None

    def _bounded(self, uncovered: Uncovered, bound: float | None) -> Uncovered | None:
        """What is known of the loss when the search could not finish: at least so much."""
        least = self.value / UNITS - (bound if bound is not None else self.value / UNITS)
        if least < 0.005:
            return None
        return replace(
            uncovered, why_not=(f"The best week with it covers at least {least:.2f} less in all.",)
        )

    def _measured(self, uncovered: Uncovered, week: Selection) -> Uncovered:
        loss = max(0, self.value - value_of(self.model, self.search.values, week.choices))
        gone = gone_from(self.model, self.selection.choices, week.choices)
        names = names_of(self.model, gone) or "nothing"
        sentences = [
            f"Tried: the best week with it gives up {names} and covers {loss / UNITS:.2f} less in all."
        ]
        if asks_of(week) < asks_of(self.selection):
            sentences.insert(0, "Something that a person asked for would go.")
        return replace(
            uncovered,
            why_not=tuple(sentences),
            verified=True,
            displaces=gone,
            loss=round(loss / UNITS, 7),
        )


def gone_from(model: WeekModel, before: Sequence[int], after: Sequence[int]) -> tuple[str, ...]:
    """The offers held before and not after, in order of time."""
    held, kept = ({model.choices[index].offer.id for index in week} for week in (before, after))
    return tuple(sorted(held - kept, key=lambda offer: (model.facts.offer[offer].start, offer)))


def names_of(model: WeekModel, offers: Sequence[str]) -> str:
    """Sessions in words: where and when."""
    facts, words = model.facts, []
    for name in offers:
        offer = facts.offer[name]
        words.append(f"{facts.sites[offer.site].name}, {facts.local(offer.start):%A %H:%M}")
    return "; ".join(words)
