"""A plain week at once: what is fixed, then what was asked for, then always the session that adds most.

It is what a careful person with a list would plan: the same each time, and at once however large the week is. The
search starts from it, so that no limit of time, however short, leaves a manager without a week.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from planner.rota.model import Choice, WeekModel
from planner.rota.roster import Roster
from planner.rota.staffable import Trial, any_staffing
from planner.rota.stage_one import Selection
from planner.rota.stage_two import Staffing
from planner.rota.value import Values

Fits = Callable[[Sequence[int], Choice], bool]


@dataclass(frozen=True)
class PlainWeek:
    """Sessions and who goes there: every hard rule is kept."""

    selection: Selection
    staffing: Staffing


def plain_week(model: WeekModel, values: Values, *, seed: int = 0) -> PlainWeek | None:
    """The week by hand; None where it could not even place what is fixed.

    Parameters
    ----------
    seed
        Of the solver that staffs what is fixed, where doing that by hand fails.
    """
    roster = Roster(model)
    fixed = _fixed(model, roster, seed)
    if fixed is None:
        return None
    greedy = Greedy(model, values, lambda _taken, choice: roster.add(choice), fixed)
    greedy.serve_asks()
    greedy.take_the_rest()
    return PlainWeek(Selection(tuple(greedy.taken), greedy.served()), roster.staffing())


def _fixed(model: WeekModel, roster: Roster, seed: int) -> list[int] | None:
    """What is fixed, given teams: by hand, or all of it by the solver."""
    for last in (True, False):  # on foot where that is left open; then with the bus
        chosen = pinned_choices(model, on_foot=last)
        by_hand = Roster(model)
        if all(by_hand.add(model.choices[index]) for index in chosen):
            roster.take_over(by_hand.staffing())
            return chosen
        staffing = any_staffing(model, chosen, Trial(seed))
        if staffing.found:
            roster.take_over(staffing)
            return chosen
    return None


def pinned_choices(model: WeekModel, *, on_foot: bool = True) -> list[int]:
    """One choice for each pin that can be kept at all, on foot or by bus where that is left open."""
    chosen: dict[str, int] = {}
    for pin in model.pins:
        kept = [
            choice.index
            for choice in model.choices
            if choice.offer.id == pin.offer and pin.mode in (None, choice.mode) and model.is_open(choice)
        ]
        if kept:
            chosen[pin.offer] = kept[-1 if on_foot else 0]
    return list(chosen.values())


class Greedy:
    """Sessions taken one by one and never given back, while `fits` says that all taken can be staffed.

    Parameters
    ----------
    fits
        Called with what is taken and one more session.
    taken
        What is fixed, and staffed already.
    """

    def __init__(self, model: WeekModel, values: Values, fits: Fits, taken: Iterable[int] = ()) -> None:
        self.model = model
        self.values = values
        self.fits = fits
        self.taken: list[int] = []
        self._here: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._near: dict[str, list[str]] = defaultdict(list)
        self._offers: set[str] = set()
        self._serves: list[tuple[int, str]] = []
        self._groups: dict[int, list[int]] = defaultdict(list)
        self._full: set[int] = set()
        for one, other in values.shares:
            self._near[one].append(other)
        for number, group in enumerate(model.exclusive):
            for index in group:
                self._groups[index].append(number)
        for index in taken:
            self._hold(model.choices[index])

    # -- one session --------------------------------------------------------------------------------------------

    def _hold(self, choice: Choice) -> None:
        self.taken.append(choice.index)
        self._here[choice.offer.place].append((choice.offer.id, choice.mode))
        self._offers.add(choice.offer.id)
        self._full.update(self._groups[choice.index])

    def take(self, choice: Choice) -> bool:
        """Take a session that may be held beside what is taken, and fits; whether it was."""
        free = self.model.is_open(choice) and self._full.isdisjoint(self._groups[choice.index])
        if not free or not self.fits(self.taken, choice):
            return False
        self._hold(choice)
        return True

    def gain(self, choice: Choice) -> int:
        """What a session would add to the week as it is, in units."""
        offer, here = choice.offer.id, self._here[choice.offer.place]
        shared = sum(self.values.loss(offer, other) for other in self._near[offer] if other in self._offers)
        return self._visits([*here, (offer, choice.mode)]) - self._visits(here) - shared

    def _visits(self, visits: Iterable[tuple[str, str]]) -> int:
        lone = sorted((self.values.lone(*visit) for visit in visits), reverse=True)
        return sum(units * self.values.visit_percent(nth) // 100 for nth, units in enumerate(lone))

    # -- in order -----------------------------------------------------------------------------------------------

    def serve_asks(self) -> None:
        """As many as possible of the sessions that people asked for, in the order of the asks."""
        by_offer: dict[str, list[Choice]] = defaultdict(list)
        for choice in self.model.choices:
            by_offer[choice.offer.id].append(choice)
        for number, ask in enumerate(self.model.asks if self.model.asks_first else ()):
            able = [choice for offer in dict.fromkeys(ask.offers) for choice in by_offer[offer]]
            able.sort(key=lambda choice: (-self.gain(choice), choice.index))
            needed = ask.needed
            for choice in able:
                pair = number, choice.offer.id
                if (
                    needed
                    and self._may_serve(*pair)
                    and (choice.offer.id in self._offers or self.take(choice))
                ):
                    self._serves.append(pair)
                    needed -= 1

    def _may_serve(self, number: int, offer: str) -> bool:
        """Whether a session may serve an ask: each once, one partner a session, and officers enough."""
        asks = self.model.asks
        if (number, offer) in self._serves:
            return False
        partners = [n for n, other in self._serves if other == offer and asks[n].partner is not None]
        if partners and asks[number].partner is not None:
            return False
        serving = {*self._serves, (number, offer)}
        return all(
            sum(each for pair, each in zip(limit.pairs, limit.minutes_each, strict=True) if pair in serving)
            <= limit.limit
            for limit in self.model.officer_limits
            if (number, offer) in limit.pairs
        )

    def served(self) -> dict[str, tuple[int, ...]]:
        """By offer: the asks that it serves."""
        serves: dict[str, list[int]] = defaultdict(list)
        for number, offer in self._serves:
            serves[offer].append(number)
        return {offer: tuple(numbers) for offer, numbers in serves.items()}

    def take_the_rest(self) -> None:
        """Always the session that adds most, until none adds anything or can be staffed."""
        heap = [
            (-self.gain(choice), choice.index) for choice in self.model.choices if self.model.is_open(choice)
        ]
        heapq.heapify(heap)
        while heap:
            _, index = heapq.heappop(heap)
            choice = self.model.choices[index]
            again = -self.gain(choice), index
            if heap and again > heap[0]:
                heapq.heappush(heap, again)
            elif again[0] < 0:
                self.take(choice)
