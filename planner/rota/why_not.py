"""Why a valuable session is not in the week: found from the solution by asking the staffing again, never guessed.

For each candidate the staffing is asked whether the week could hold it besides everything else; if not, which one rule
would have to give way, and which session it could take the place of. The most valuable are then forced into the week,
which is solved again: those answers are marked `verified`, the others are estimates whose loss is an upper bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from planner.rota.facts import minute, shared_minutes
from planner.rota.model import Choice, WeekModel
from planner.rota.result import Uncovered
from planner.rota.search import Clock, Search, asks_of, pinned_choices, value_of
from planner.rota.stage_one import Selection
from planner.rota.stage_two import Relaxed, can_staff
from planner.rota.value import UNITS, Values

MOST_UNCOVERED = 10
# Forcing one session in and solving again takes longer than the week itself did: the most valuable one is worth it.
MOST_VERIFIED = 1
# The swaps tried for one session: those that would cost least come first.
MOST_SWAPS = 4


@dataclass(frozen=True)
class _Candidate:
    """An uncovered session and its choices, the cheaper mode first."""

    choices: tuple[Choice, ...]
    uncovered: Uncovered


class WhyNot:
    """Reasons for what a week leaves out."""

    def __init__(self, search: Search, selection: Selection, *, seed: int) -> None:
        self.search = search
        self.model: WeekModel = search.model
        self.values: Values = search.stage_one.values
        self.selection = selection
        self.seed = seed
        self.value = value_of(self.model, search.stage_one, selection.choices)

    def explain(self, clock: Clock, *, proven: bool) -> tuple[tuple[Uncovered, ...], bool]:
        """The most valuable uncovered sessions with their reasons, and whether the time sufficed.

        Parameters
        ----------
        proven
            Whether the week is proven best: only then does forcing a session in measure its loss.
        """
        explained: list[tuple[_Candidate | None, Uncovered]] = []
        enough = True
        for left_out in self._most_valuable():
            if isinstance(left_out, Uncovered):
                explained.append((None, left_out))
            elif clock.left(0.93):
                explained.append((left_out, self._reasons(left_out)))
            else:
                explained.append((None, replace(left_out.uncovered, why_not=(_NO_TIME,))))
                enough = False
        forced = 0
        for number, (candidate, uncovered) in enumerate(explained):
            if candidate is None or uncovered.verified or not proven or forced == MOST_VERIFIED:
                continue
            forced += 1
            verified = self._forced(candidate, uncovered, clock) if clock.left(0.93) else None
            enough = enough and verified is not None
            explained[number] = candidate, verified or uncovered
        return tuple(u for _, u in explained), enough

    # -- candidates ---------------------------------------------------------------------------------------------

    def _most_valuable(self) -> list[_Candidate | Uncovered]:
        facts = self.model.facts
        held = [self.model.choices[index] for index in self.selection.choices]
        covered = [(choice.offer.place, choice.offer.span) for choice in held]
        ranked: list[_Candidate | Uncovered] = []
        offers = sorted(facts.offers, key=lambda o: (-self.values.lone(o.id, "foot"), o.start, o.id))
        for offer in offers:
            if len(ranked) == MOST_UNCOVERED or not offer.offer.value:
                break
            if any(place == offer.place and shared_minutes(span, offer.span) for place, span in covered):
                continue
            covered.append((offer.place, offer.span))
            choices = tuple(c for c in self.model.choices if c.offer.id == offer.id)[::-1]
            worth = round(self.values.lone(offer.id, "foot") / UNITS, 7)
            start, end = facts.local(offer.start), facts.local(offer.end)
            ranked.append(_Candidate(choices, Uncovered(offer.place, start, end, worth, ())))
        for gap in facts.problem.unserved:
            start, end = facts.local(minute(gap.start)), facts.local(minute(gap.end))
            ranked.append(Uncovered(gap.place, start, end, gap.value, gap.why_not, verified=True))
        ranked.sort(key=lambda r: -(r.value if isinstance(r, Uncovered) else r.uncovered.value))
        return ranked[:MOST_UNCOVERED]

    # -- reasons ------------------------------------------------------------------------------------------------

    def _reasons(self, candidate: _Candidate) -> Uncovered:
        uncovered = candidate.uncovered
        provided = self._provided(candidate)
        open_choices = [choice for choice in candidate.choices if self.model.is_open(choice)]
        if not open_choices:
            closed = [c.sentence for choice in candidate.choices for c in self.model.closed[choice.index]]
            return replace(uncovered, why_not=tuple(dict.fromkeys([*closed, *provided])), verified=True)
        pinned = pinned_choices(self.model)
        able = [c for c in open_choices if can_staff(self.model, [*pinned, c.index], seed=self.seed) == "yes"]
        if not able:
            rules = self._binding(open_choices[0], pinned)
            return replace(
                uncovered, why_not=(*(rules or ("No team could hold it, whoever works.",)), *provided)
            )
        for choice in able:
            besides = self._besides(choice)
            if besides is not None and can_staff(self.model, besides, seed=self.seed) == "yes":
                return self._worthless(replace(uncovered, why_not=tuple(provided)), choice, besides)
        sentences = self._binding(able[0], list(self.selection.choices))
        swapped, displaces, loss = self._swap(able)
        return replace(
            uncovered,
            why_not=(*(sentences or ("No team is free at these hours.",)), *swapped, *provided),
            displaces=displaces,
            loss=loss,
        )

    def _besides(self, choice: Choice) -> list[int] | None:
        """The week with one more session, None where the two exclude each other."""
        held = list(self.selection.choices)
        for group in self.model.exclusive:
            if choice.index in group and set(group) & set(held):
                return None
        return [*held, choice.index]

    def _worthless(self, uncovered: Uncovered, choice: Choice, besides: Sequence[int]) -> Uncovered:
        gain = value_of(self.model, self.search.stage_one, besides) - self.value
        if gain > 0:
            sentence = "A team could hold it as well; the search stopped before it found that."
        else:
            sentence = "Sessions already in the week reach the same young people; it would add nothing."
        return replace(uncovered, why_not=(sentence, *uncovered.why_not), loss=max(0.0, -gain / UNITS))

    def _binding(self, choice: Choice, besides: Sequence[int]) -> tuple[str, ...]:
        """The rules of which one alone, set aside, would let the session be staffed."""
        wanted = [*besides, choice.index]
        found = []
        for relaxed, sentence in _RELAXATIONS:
            if relaxed.buses and choice.mode != "bus":
                continue
            if can_staff(self.model, wanted, seed=self.seed, relaxed=relaxed) == "yes":
                found.append(sentence)
        return tuple(found)

    def _swap(self, choices: Sequence[Choice]) -> tuple[tuple[str, ...], tuple[str, ...], float | None]:
        """The session whose place it could take at the least loss."""
        pinned = set(pinned_choices(self.model))
        tries: list[tuple[int, int, list[int]]] = []
        for choice in choices:
            for other in self.selection.choices:
                asked = self.model.choices[other].offer.id in self.selection.serves
                if other in pinned or asked:
                    continue
                week = [index for index in self.selection.choices if index != other] + [choice.index]
                loss = self.value - value_of(self.model, self.search.stage_one, week)
                near = abs(self.model.choices[other].offer.day - choice.offer.day)
                tries.append((near, loss, [other, *week]))
        # A session of the same day is the likeliest to free the right people.
        for _, loss, (other, *week) in sorted(tries)[:MOST_SWAPS]:
            if can_staff(self.model, week, seed=self.seed) == "yes":
                offer = self.model.choices[other].offer
                return (self._instead(offer.id, loss),), (offer.id,), round(max(0, loss) / UNITS, 7)
        return (), (), None

    def _instead(self, offer_id: str, loss: int) -> str:
        offer = self.model.facts.offer[offer_id]
        site, start = self.model.facts.sites[offer.site].name, self.model.facts.local(offer.start)
        if loss <= 0:
            return f"It could take the place of {site}, {start:%A %H:%M}, at no loss."
        return (
            f"It would take the place of {site}, {start:%A %H:%M}, and cover {loss / UNITS:.2f} less in all."
        )

    def _provided(self, candidate: _Candidate) -> list[str]:
        offer = candidate.choices[0].offer
        return [
            f"{other.by} holds a session there at that time."
            for other in self.model.facts.problem.other_provision
            if other.place == offer.place
            and shared_minutes(offer.span, (minute(other.start), minute(other.end)))
        ]

    # -- forcing ------------------------------------------------------------------------------------------------

    def _forced(self, candidate: _Candidate, uncovered: Uncovered, clock: Clock) -> Uncovered | None:
        """Force the session in and solve again: the true loss and what it displaces; None when time ran out."""
        stage_one, model = self.search.stage_one, self.model
        indices = [choice.index for choice in candidate.choices if choice.index in stage_one.y]
        row = stage_one.force(indices)
        try:
            while True:
                answer = self.search.again(clock)
                if answer.status == "infeasible":
                    break
                if answer.status == "limit":
                    return None
                week = stage_one.selection(answer)
                staffed = can_staff(model, week.choices, seed=self.seed)
                if staffed == "yes":
                    return self._measured(uncovered, week)
                if staffed == "unknown":
                    return None
                stage_one.cut(week.choices)
        finally:
            stage_one.release(row)
        sentence = "No week of these people can hold it beside what was asked for and fixed."
        return replace(
            uncovered, why_not=(*uncovered.why_not, sentence), verified=True, displaces=(), loss=None
        )

    def _measured(self, uncovered: Uncovered, week: Selection) -> Uncovered:
        held = {self.model.choices[index].offer.id for index in self.selection.choices}
        kept = {self.model.choices[index].offer.id for index in week.choices}
        loss = self.value - value_of(self.model, self.search.stage_one, week.choices)
        gone = tuple(sorted(held - kept, key=lambda offer: self.model.facts.offer[offer].start))
        names = [self._named(offer) for offer in gone]
        fewer_asks = asks_of(self.selection) - asks_of(week)
        sentence = f"Tried: the best week with it gives up {', '.join(names) or 'nothing'}"
        sentence += f" and covers {max(0, loss) / UNITS:.2f} less in all."
        sentences = [s for s in uncovered.why_not if not s.startswith("It would take the place")]
        if fewer_asks:
            sentences.append("Something that a person asked for would go.")
        return replace(
            uncovered,
            why_not=(*sentences, sentence),
            verified=True,
            displaces=gone,
            loss=round(max(0, loss) / UNITS, 7),
        )

    def _named(self, offer_id: str) -> str:
        offer = self.model.facts.offer[offer_id]
        return f"{self.model.facts.sites[offer.site].name}, {self.model.facts.local(offer.start):%A %H:%M}"


_NO_TIME = "The time ran out before the rule that stands in its way was found; plan again with more time."
_RELAXATIONS = (
    (Relaxed(skills=frozenset({"lead"})), "No qualified lead is free at these hours."),
    (Relaxed(buses=True), "The bus is elsewhere at these hours."),
    (Relaxed(skills=frozenset({"d1"})), "No D1 driver is free at these hours."),
    (Relaxed(hours=True), "The workers' hours are at their weekly limit."),
    (Relaxed(rest=True), "It would cut into the workers' rest."),
    (Relaxed(availability=True), "Nobody else is available at these hours."),
)
