"""Why a valuable session is not in the week: found from the solution by asking the staffing again, never guessed.

For each candidate the staffing is asked whether the week could hold it besides everything else; if not, which one rule
would have to give way, and what of its day would have to go. The three most valuable are forced into the week beside
that, two at a time, and the week is solved again: those answers are marked `verified`. The others are
estimates: a week with them was found, so that their true loss is at most what is stated.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from queue import SimpleQueue

from planner.rota.facts import minute, shared_minutes
from planner.rota.forcing import Forcing, gone_from, names_of
from planner.rota.greedy import pinned_choices
from planner.rota.model import Choice, WeekModel
from planner.rota.result import Uncovered
from planner.rota.search import Clock, Search, value_of
from planner.rota.solvers import Solvers
from planner.rota.staffable import FEASIBLE_LIMIT, Trial, can_staff
from planner.rota.stage_one import Selection
from planner.rota.stage_two import NOTHING, Relaxed, StageTwo
from planner.rota.value import UNITS, Values

MOST_UNCOVERED = 10
MOST_VERIFIED = 3
# What is given up for a session is sought with so much of CP-SAT's own count of work.
SWAP_LIMIT = 2.0
# And so much for each rule set aside: a staffing that there is turns up early, and only that one matters.
BINDING_LIMIT = 0.1


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
        self.values: Values = search.values
        self.selection = selection
        self.seed = seed
        self.value = value_of(self.model, search.values, selection.choices)
        self.proven = False
        self.clock = Clock(0.0)
        self._idle: SimpleQueue[Solvers] = SimpleQueue()

    def explain(self, clock: Clock, *, proven: bool) -> tuple[tuple[Uncovered, ...], bool]:
        """The most valuable uncovered sessions with their reasons, and whether the time sufficed.

        Parameters
        ----------
        proven
            Whether the week is proven best: only then does forcing a session in measure its loss.
        """
        self.proven, self.clock = proven, clock
        ranked = self._most_valuable()
        explained: list[Uncovered] = []
        tried: dict[int, Future[Uncovered | None]] = {}
        enough = True
        with ThreadPoolExecutor(2) as beside, Solvers(whole=self.search.solvers.whole) as more:
            for solvers in (self.search.solvers, more):
                self._idle.put(solvers)
            for number, left_out in enumerate(ranked):
                if isinstance(left_out, Uncovered):
                    explained.append(left_out)
                    continue
                uncovered = self._at_once(left_out) if clock.left(0.93) else None
                if uncovered is None and proven and len(tried) < MOST_VERIFIED:
                    tried[number] = beside.submit(self._force, left_out, clock)
                explained.append(uncovered or left_out.uncovered)
            for number, left_out in enumerate(ranked):
                if isinstance(left_out, Uncovered) or explained[number].why_not:
                    continue
                reasons = self._reasons(left_out, estimate=number not in tried) if clock.left(0.93) else None
                # What was still open when the time ran out proves nothing.
                enough = enough and bool(clock.left(0.93))
                explained[number] = (reasons if clock.left() else None) or _no_time(left_out.uncovered)
            for number, future in tried.items():
                forced = future.result()
                enough = enough and forced is not None and forced.verified
                explained[number] = self._with_forced(ranked[number], explained[number], forced)
        return tuple(explained), enough

    def _force(self, candidate: _Candidate, clock: Clock) -> Uncovered | None:
        """Force a session into a copy of the programme: what one session cuts off cannot change another's answer."""
        twin = copy.copy(self.search)
        same = {id(self.model): self.model, id(self.values): self.values}
        twin.stage_one = copy.deepcopy(self.search.stage_one, same)
        twin.solvers = self._idle.get()
        try:
            return Forcing(twin, self.selection, self.seed).force(
                candidate.uncovered, candidate.choices, clock
            )
        finally:
            self._idle.put(twin.solvers)

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

    def _at_once(self, candidate: _Candidate) -> Uncovered | None:
        """The reasons of a session that no team could hold whatever else was left out: that is proven at once."""
        provided = self._provided(candidate)
        open_choices = [choice for choice in candidate.choices if self.model.is_open(choice)]
        if not open_choices:
            closed = [c.sentence for choice in candidate.choices for c in self.model.closed[choice.index]]
            sentences = tuple(dict.fromkeys([*closed, *provided]))
            return replace(candidate.uncovered, why_not=sentences, verified=True)
        pinned = pinned_choices(self.model)
        answers = [can_staff(self.model, [*pinned, c.index], self._trial()) for c in open_choices]
        if set(answers) != {"no"}:
            return None
        rules = self._binding(open_choices[0], pinned) or ("No team could hold it, whoever works.",)
        beside = " beside what was fixed" if pinned else ""
        alone = f"Even a week without any other session could not hold it{beside}."
        return replace(candidate.uncovered, why_not=(*rules, alone, *provided), verified=True)

    def _reasons(self, candidate: _Candidate, *, estimate: bool) -> Uncovered:
        """The rules that bind, and (for an estimate) what would go for it."""
        uncovered = candidate.uncovered
        provided = self._provided(candidate)
        able = [choice for choice in candidate.choices if self.model.is_open(choice)]
        for choice in able:
            besides = self._besides(choice)
            if besides is not None and self._gain(besides) > 0 and self.proven:
                continue  # the week is the best, so this one cannot be staffed
            if besides is not None and can_staff(self.model, besides, self._trial()) == "yes":
                return self._worthless(replace(uncovered, why_not=tuple(provided)), choice, besides)
        sentences = self._binding(able[0], list(self.selection.choices))
        sentences = (*(sentences or ("No team is free at these hours.",)), *provided)
        told = replace(uncovered, why_not=sentences)
        return self._estimated(candidate, told) if estimate else told

    def _estimated(self, candidate: _Candidate, told: Uncovered) -> Uncovered:
        swapped, displaces, loss = self._swap([c for c in candidate.choices if self.model.is_open(c)])
        return replace(told, why_not=(*told.why_not, *swapped), displaces=displaces, loss=loss)

    def _with_forced(
        self, candidate: _Candidate | Uncovered, reasons: Uncovered, forced: Uncovered | None
    ) -> Uncovered:
        """The rules that bind, and what came of forcing the session in; an estimate where that was not finished."""
        if forced is not None and forced.verified:
            return replace(forced, why_not=(*reasons.why_not, *forced.why_not))
        if isinstance(candidate, _Candidate) and reasons.loss is None and self.clock.left():
            reasons = self._estimated(candidate, reasons)
        return replace(reasons, why_not=(*reasons.why_not, *(forced.why_not if forced else ())))

    def _besides(self, choice: Choice) -> list[int] | None:
        """The week with one more session, None where the two exclude each other."""
        held = list(self.selection.choices)
        for group in self.model.exclusive:
            if choice.index in group and set(group) & set(held):
                return None
        return [*held, choice.index]

    def _gain(self, week: Sequence[int]) -> int:
        return value_of(self.model, self.search.values, week) - self.value

    def _worthless(self, uncovered: Uncovered, choice: Choice, besides: Sequence[int]) -> Uncovered:
        gain = self._gain(besides)
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
            # In a large week a question takes seconds before the solver is even asked.
            if not self._concerns(relaxed, choice) or not self.clock.left():
                continue
            if can_staff(self.model, wanted, self._trial(relaxed, BINDING_LIMIT)) == "yes":
                found.append(sentence)
        return tuple(found)

    def _trial(self, relaxed: Relaxed = NOTHING, work: float = FEASIBLE_LIMIT) -> Trial:
        return Trial(self.seed, relaxed, work=work, seconds=self.clock.left())

    def _concerns(self, relaxed: Relaxed, choice: Choice) -> bool:
        """Whether a rule asks anything of a session in this mode: others need not be tried."""
        skills = {skill for skill, modes in self.model.skills.items() if choice.mode in modes}
        if relaxed.skills and not relaxed.skills & skills:
            return False
        return choice.mode == "bus" or not relaxed.buses

    def _swap(self, choices: Sequence[Choice]) -> tuple[tuple[str, ...], tuple[str, ...], float | None]:
        """What would go for it at the least loss: sessions of its own day, or else of any."""
        for nearby in (True, False):
            tried = (self._week_with(choice, nearby=nearby) for choice in choices if self.clock.left())
            weeks = [week for week in tried if week]
            if weeks:
                break
        else:
            return (), (), None
        loss, week = min((self.value - value_of(self.model, self.search.values, w), w) for w in weeks)
        gone = gone_from(self.model, self.selection.choices, week)
        if loss <= 0:
            return (f"It could take the place of {names_of(self.model, gone)} at no loss.",), gone, 0.0
        sentence = (
            f"An estimate: it would take the place of {names_of(self.model, gone)},"
            f" and cover at most {loss / UNITS:.2f} less in all."
        )
        return (sentence,), gone, round(loss / UNITS, 7)

    def _week_with(self, choice: Choice, *, nearby: bool) -> list[int] | None:
        """The most valuable part of the week that can be staffed with one more session in it."""
        model = self.model
        held = [index for index in self.selection.choices if not _exclude(model, index, choice.index)]
        kept = {*self.selection.serves, *(pin.offer for pin in model.pins)}
        fixed = {index for index in self.selection.choices if model.choices[index].offer.id in kept}
        if fixed - set(held):
            return None
        two = StageTwo(model, [*held, choice.index], optional=True)
        lone = {i: self.values.lone(model.choices[i].offer.id, model.choices[i].mode) for i in held}
        two.cp.add(two.held[choice.index] == 1)
        for index in held:
            if index in fixed or (nearby and model.choices[index].offer.day != choice.offer.day):
                two.cp.add(two.held[index] == 1)
        two.cp.maximize(sum(lone[index] * 1000 // UNITS * two.held[index] for index in held))
        staffing = two.solve(limit=SWAP_LIMIT, seed=self.seed, seconds=self.clock.left())
        return sorted(staffing.workers) if staffing.workers else None

    def _provided(self, candidate: _Candidate) -> list[str]:
        offer = candidate.choices[0].offer
        return [
            f"{other.by} holds a session there at that time."
            for other in self.model.facts.problem.other_provision
            if other.place == offer.place
            and shared_minutes(offer.span, (minute(other.start), minute(other.end)))
        ]


def _no_time(uncovered: Uncovered) -> Uncovered:
    return replace(uncovered, why_not=(_NO_TIME,))


def _exclude(model: WeekModel, one: int, other: int) -> bool:
    return any(one in group and other in group for group in model.exclusive)


_NO_TIME = "The time ran out before the rule that stands in its way was found; plan again with more time."
_RELAXATIONS = (
    (Relaxed(skills=frozenset({"lead"})), "No qualified lead is free at these hours."),
    (Relaxed(buses=True), "The bus is elsewhere at these hours."),
    (Relaxed(skills=frozenset({"d1"})), "No D1 driver is free at these hours."),
    (Relaxed(skills=frozenset({"woman", "man"})), "No mixed team is free at these hours."),
    (Relaxed(hours=True), "The workers' hours are at their weekly limit."),
    (Relaxed(rest=True), "It would cut into the workers' rest."),
    (Relaxed(availability=True), "Nobody else is available at these hours."),
)
