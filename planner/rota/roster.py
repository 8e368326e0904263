"""People and buses given to sessions one by one, by hand: quick, the same each time, and within every hard rule.

Nobody is moved once given, so a session that finds no team here may still have one: stage two decides that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from planner.rota.facts import Minutes, merged, shared_minutes
from planner.rota.model import Choice, WeekModel
from planner.rota.stage_two import Staffing

# Two sessions in a shift at most, as stage two counts them.
MOST_A_SHIFT = 2


class Roster:
    """Who and which bus does what so far."""

    def __init__(self, model: WeekModel) -> None:
        self.model = model
        self.crews: dict[int, tuple[str, ...]] = {}
        self.buses: dict[int, str] = {}
        self._held: dict[str, dict[int, list[Choice]]] = {w: defaultdict(list) for w in model.facts.workers}
        self._paid: dict[str, int] = dict.fromkeys(model.facts.workers, 0)
        self._trips: dict[str, list[Choice]] = {bus: [] for bus in model.buses or ()}
        self._skilled = {w.id: len(set(w.skills) & model.skills.keys()) for w in model.facts.problem.workers}

    def staffing(self) -> Staffing:
        """What was given, as stage two says it."""
        return Staffing("feasible", dict(self.crews), dict(self.buses))

    def take_over(self, staffing: Staffing) -> None:
        """Hold what was staffed elsewhere, within every rule."""
        for index in sorted(staffing.workers, key=lambda i: (self.model.choices[i].start, i)):
            self._give(self.model.choices[index], staffing.workers[index], staffing.buses.get(index))

    def add(self, choice: Choice) -> bool:
        """Give a session a team, and a bus where it comes; False, and nothing changed, where there is none."""
        bus = self._bus(choice) if choice.mode == "bus" and self.model.buses is not None else None
        if choice.mode == "bus" and self.model.buses is not None and bus is None:
            return False
        team = self._team(choice)
        if team is None:
            return False
        self._give(choice, team, bus)
        return True

    def _give(self, choice: Choice, team: Sequence[str], bus: str | None) -> None:
        self.crews[choice.index] = tuple(w for w in self.model.facts.workers if w in team)
        for worker in team:
            today = self._held[worker][choice.offer.day]
            self._paid[worker] += self._paid_more(worker, choice)
            today.append(choice)
            today.sort(key=lambda held: (held.start, held.end))
        if bus is not None:
            self.buses[choice.index] = bus
            self._trips[bus].append(choice)

    # -- a bus --------------------------------------------------------------------------------------------------

    def _bus(self, choice: Choice) -> str | None:
        """The first bus that may be out, and is in time for this session and for all it already has."""
        for bus, able in (self.model.buses or {}).items():
            if choice.index in able and all(self._in_time(bus, choice, trip) for trip in self._trips[bus]):
                return bus
        return None

    def _in_time(self, bus: str, one: Choice, other: Choice) -> bool:
        earlier, later = sorted((one, other), key=lambda choice: (choice.start, choice.end, choice.index))
        gap = self.model.bus_gap(bus, earlier, later) if self.model.bus_gap else 0
        return later.start - earlier.end >= gap

    # -- a team -------------------------------------------------------------------------------------------------

    def _team(self, choice: Choice) -> tuple[str, ...] | None:
        """Those fixed for it, then for each skill, and for the other seats, whom the week misses least."""
        model = self.model
        named = [w for pin in model.pins if pin.offer == choice.offer.id for w in pin.workers or ()]
        team = tuple(dict.fromkeys(named))
        able = [worker for worker in model.facts.workers if self._able(worker, choice)]
        if not set(team) <= set(able):
            return None
        able.sort(key=lambda w: (self._skilled[w], self._paid_more(w, choice), self._paid[w]))
        skills = [skill for skill, modes in model.skills.items() if choice.mode in modes]
        skills.sort(key=lambda skill: sum(self._has(worker, skill) for worker in able))
        return self._completed(team, max(model.crew[choice.mode], 1, len(team)), skills, able)

    def _completed(
        self, team: tuple[str, ...], seats: int, skills: Sequence[str], able: Sequence[str]
    ) -> tuple[str, ...] | None:
        lacking = next((s for s in skills if not any(self._has(worker, s) for worker in team)), None)
        if len(team) == seats:
            return team if lacking is None else None
        for worker in able:
            if worker not in team and (lacking is None or self._has(worker, lacking)):
                whole = self._completed((*team, worker), seats, skills, able)
                if whole is not None or lacking is None:
                    return whole
        return None

    def _has(self, worker: str, skill: str) -> bool:
        return skill in self.model.facts.workers[worker].skills

    # -- one worker ---------------------------------------------------------------------------------------------

    def _able(self, worker: str, choice: Choice) -> bool:
        """Whether a worker may take a session beside what is already held."""
        model, held = self.model, self._held[worker]
        if choice.index in model.barred[worker]:
            return False
        today = self._with(held.get(choice.offer.day, ()), choice)
        if len(today) > MOST_A_SHIFT or not model.shift_allowed(worker, today):
            return False
        days = sum(1 for there in held.values() if there)
        if len(today) == 1 and worker in model.most_days and days >= model.days_left(worker):
            return False
        limit = model.week_limit_min.get(worker)
        if limit is not None and self._paid[worker] + self._paid_more(worker, choice) > limit:
            return False
        return self._rested(worker, choice)

    @staticmethod
    def _with(held: Sequence[Choice], choice: Choice) -> tuple[Choice, ...]:
        return tuple(sorted((*held, choice), key=lambda one: (one.start, one.end)))

    def _paid_more(self, worker: str, choice: Choice) -> int:
        """Paid minutes that one more session adds to a worker's day."""
        held = self._held[worker].get(choice.offer.day, ())
        return self._minutes(worker, self._with(held, choice)) - self._minutes(worker, held)

    def _minutes(self, worker: str, held: Sequence[Choice]) -> int:
        if not held:
            return 0
        span = self.model.shift_span(held[0], held[-1])
        return span[1] - span[0] - self.model.break_min(worker, span)

    def _rested(self, worker: str, choice: Choice) -> bool:
        """Whether the rest of each day and one long rest in the week are kept."""
        model = self.model
        span, rest = model.shift_span(choice, choice), model.daily_rest_min.get(worker, 0)
        spans = [span]
        for day, held in self._held[worker].items():
            for other in held:
                spans.append(model.shift_span(other, other))
                gap = max(span[0] - spans[-1][1], spans[-1][0] - span[1])
                if day != choice.offer.day and gap < rest:
                    return False
        return self._long_rest(spans, worker) >= model.weekly_rest_min.get(worker, 0)

    def _long_rest(self, spans: Sequence[Minutes], worker: str) -> int:
        """The longest stretch of the week without work."""
        week = self.model.facts.week_span
        duties = [s for s in merged((*spans, *self.model.facts.worked[worker])) if shared_minutes(s, week)]
        edges = [week[0], *(edge for duty in duties for edge in duty), week[1]]
        return max(edges[at + 1] - edges[at] for at in range(0, len(edges), 2))
