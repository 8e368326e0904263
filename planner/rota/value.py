"""What a set of sessions is worth, in exact integers.

A session alone is worth its offer's value, times the weight of the bus when it comes, less where other provision is
open at the same place. The second visit to a place in a week counts for less than the first, the third for less still
(the most valuable counts as the first). Where one session's catchment covers a share of another's, the lesser of the
two gives up that share. One unit is a ten-millionth of the offers' own, so that no product is ever rounded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from planner.rota.facts import Facts, shared_minutes
from planner.rota.rule import Parameter

UNITS = 10_000_000

WEIGHTS: Mapping[str, Parameter] = {
    "bus": Parameter(1.2, "shelter, light and room to talk: the team's judgement, not evidence", 0, 10),
    "second_visit": Parameter(0.25, "each further visit to a place in a week counts a quarter less", 0, 1),
    "visit_floor": Parameter(0.25, "but never less than a quarter", 0, 1),
    "other_provision": Parameter(0.5, "hours that another organisation covers count half", 0, 1),
    "continuity": Parameter(1, "points for a worker whom a place's young people know", 0, 1000),
    "fairness": Parameter(4, "points lost for an evening or weekend above the fair share", 0, 1000),
    "wish": Parameter(2, "points for a wish met, lost for one gone against", 0, 1000),
    "contract": Parameter(1, "points lost for each hour below a worker's contract", 0, 1000),
}


class Values:
    """Values of a problem's offers, in units (see `UNITS`)."""

    def __init__(self, facts: Facts, *, other_provision: bool = True) -> None:
        self.facts = facts
        self.other_provision = other_provision
        self.weights = {
            name: facts.problem.weights.get(name, weight.default) for name, weight in WEIGHTS.items()
        }
        self.shares = self._shares()
        self._lone = {offer.id: self._lone_units(offer.id) for offer in facts.offers}

    def weight(self, name: str) -> float:
        """A weight as the problem sets it, or its default."""
        return self.weights[name]

    def visit_percent(self, nth: int) -> int:
        """How much the n-th most valuable visit to a place counts, in percent; the first is 0."""
        drop, floor = round(100 * self.weights["second_visit"]), round(100 * self.weights["visit_floor"])
        return max(min(floor, 100), 100 - nth * drop)

    def lone(self, offer: str, mode: str) -> int:
        """A session held alone, in units."""
        return self._lone[offer][0 if mode == "foot" else 1]

    def loss(self, one: str, other: str) -> int:
        """What the lesser of two sessions gives up when both are held, in units."""
        share = self.shares.get((one, other), 0)
        return min(self.lone(one, "foot"), self.lone(other, "foot")) * share // 100

    def lesser(self, one: str, other: str) -> str:
        """Which of two overlapping sessions gives up the shared part."""
        return max((one, other), key=lambda offer: (-self.lone(offer, "foot"), offer))

    def worth(self, held: Iterable[tuple[str, str]]) -> dict[str, int]:
        """What each of the sessions held, as (offer, mode), adds; they sum to the objective. Units."""
        chosen = list(held)
        result: dict[str, int] = {}
        by_place: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for offer, mode in chosen:
            by_place[self.facts.offer[offer].place].append((offer, mode))
        for visits in by_place.values():
            visits.sort(key=lambda visit: (-self.lone(*visit), visit))
            for nth, visit in enumerate(visits):
                result[visit[0]] = self.lone(*visit) * self.visit_percent(nth) // 100
        for index, (one, _) in enumerate(chosen):
            for other, _ in chosen[index + 1 :]:
                if self.shares.get((one, other)):
                    result[self.lesser(one, other)] -= self.loss(one, other)
        return result

    def _lone_units(self, offer_id: str) -> tuple[int, int]:
        offer = self.facts.offer[offer_id]
        provided = self._provided_percent(offer_id) if self.other_provision else 0
        kept = 100 - round(min(1, self.weights["other_provision"]) * provided)
        # Thousandths of the value, times a percentage twice over (here and for the visit): units exactly.
        foot = round(offer.offer.value * 1000) * kept * 100
        bus = round(offer.offer.value * 1000 * self.weights["bus"]) * kept * 100
        return foot, bus

    def _provided_percent(self, offer_id: str) -> int:
        """The percentage of a session's minutes when another organisation is open at its place."""
        offer = self.facts.offer[offer_id]
        spans = [
            self.facts.spans([(other.start, other.end)])[0]
            for other in self.facts.problem.other_provision
            if other.place == offer.place
        ]
        shared = max((shared_minutes(offer.span, span) for span in spans), default=0)
        return 100 * shared // (offer.end - offer.start)

    def _shares(self) -> dict[tuple[str, str], int]:
        shares: dict[tuple[str, str], int] = {}
        for one, other, share in self.facts.problem.overlaps:
            percent = max(round(100 * share), shares.get((one, other), 0))
            shares[one, other] = shares[other, one] = percent
        return shares
