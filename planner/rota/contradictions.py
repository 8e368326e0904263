"""What the manager fixed and cannot have: each contradiction named, and the fewest pins to give up.

A contradiction is a smallest set: what it holds cannot be kept together, and without any one of its pins it can. What
to give up is a smallest set that meets every contradiction: nothing is dropped in silence, a person decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations

from planner.rota.case import hard, soft
from planner.rota.facts import shared_minutes
from planner.rota.model import Choice, WeekModel
from planner.rota.problem import Pin
from planner.rota.result import AuditLine
from planner.rota.staffable import Trial, any_staffing, can_staff
from planner.rota.stage_two import Relaxed

# Where the usual work leaves it open whether a set can be staffed, it gets so much more.
STUBBORN_LIMIT = 60.0
MOST_LINES = 12

Core = tuple[int, ...]


def contradictions(model: WeekModel, *, seed: int = 0) -> tuple[AuditLine, ...]:
    """Say why the pinned sessions cannot all be held; empty when they can.

    Each line of the rule `pins` names a smallest set of pins that cannot be kept together, in `subject` by the ids of
    their offers. The last line, `give_up`, names the fewest pins without which the rest can be kept.
    """
    lines, options = [], []
    impossible = []
    for pin in model.pins:
        choices = _choices(model, pin)
        if not choices:
            impossible.append(pin.offer)
            detail = f"{_name(model, pin.offer)} is fixed and cannot be held: {_closed(model, pin)}"
            lines.append(hard("pins", pin.offer, detail))
        elif choices[-1].index not in options:
            options.append(choices[-1].index)
    held = _Held(model, seed)
    if held.all_of(options) or held.in_other_modes(options):
        cores: list[Core] = []
        gone: Core = ()
    else:
        cores, gone = _cores(held, options)
    lines += [_contradiction(model, core, seed) for core in cores[:MOST_LINES]]
    if not lines:
        return ()
    names = [*impossible, *(model.choices[index].offer.id for index in gone)]
    return (*lines, _proposal(model, names))


class _Held:
    """Which of the pinned sessions can be held together; answers are remembered."""

    def __init__(self, model: WeekModel, seed: int) -> None:
        self.model = model
        self.seed = seed
        self.known: dict[frozenset[int], bool] = {}

    def all_of(self, indices: Iterable[int]) -> bool:
        """Whether all of these can be held: True also where not even stubborn work could tell."""
        key = frozenset(indices)
        if key not in self.known:
            self.known[key] = self._ask(sorted(key))
        return self.known[key]

    def _ask(self, indices: Sequence[int]) -> bool:
        if not indices:
            return True
        if any(len(set(indices) & set(group)) > 1 for group in self.model.exclusive):
            return False
        answer = can_staff(self.model, indices, Trial(self.seed))
        if answer == "unknown":
            return any_staffing(self.model, indices, Trial(self.seed, work=STUBBORN_LIMIT)).answer != "no"
        return answer == "yes"

    def in_other_modes(self, options: Sequence[int]) -> bool:
        """Whether sessions pinned without a mode could be held with the bus after all.

        A bus asks for more than going on foot, so this matters only where its team is set smaller or need not be mixed.
        """
        model = self.model
        easier = model.crew["bus"] < model.crew["foot"]
        easier = easier or any("foot" in modes and "bus" not in modes for modes in model.skills.values())
        if not easier:
            return False
        bus = {
            choice.offer.id: choice.index
            for pin in model.pins
            for choice in _choices(model, pin)
            if choice.mode == "bus"
        }
        return self.all_of(bus.get(model.choices[index].offer.id, index) for index in options)


# -- the sets ----------------------------------------------------------------------------------------------------


def _cores(held: _Held, options: Sequence[int]) -> tuple[list[Core], Core]:
    """Smallest contradictions, found until a smallest set that meets all of them is enough to give up."""
    cores: list[Core] = []
    while True:
        gone = _meeting(cores)
        left = [index for index in options if index not in gone]
        if held.all_of(left):
            return cores, gone
        cores.append(_smallest(held, left))


def _smallest(held: _Held, indices: Sequence[int]) -> Core:
    """A set that cannot be held though it can without any one of it: left out day by day first, then one by one."""
    model, core = held.model, list(indices)
    for day in sorted({model.choices[index].offer.day for index in core}):
        rest = [index for index in core if model.choices[index].offer.day != day]
        if not held.all_of(rest):
            core = rest
    for index in list(core):
        rest = [other for other in core if other != index]
        if not held.all_of(rest):
            core = rest
    return tuple(core)


def _meeting(cores: Sequence[Core]) -> Core:
    """A smallest set with one of each, by trying sizes in turn."""
    everyone = sorted({index for core in cores for index in core})
    for size in range(len(everyone) + 1):
        for chosen in combinations(everyone, size):
            if all(set(chosen) & set(core) for core in cores):
                return chosen
    raise AssertionError("All of them meet each.")


# -- in words ----------------------------------------------------------------------------------------------------


def _contradiction(model: WeekModel, core: Core, seed: int) -> AuditLine:
    offers = [model.choices[index].offer.id for index in core]
    names = "; ".join(_name(model, offer) for offer in offers)
    if len(core) == 1:
        detail = f"{names} is fixed and cannot be staffed{_why(model, core, seed)}."
    elif _exclusive(model, core):
        detail = (
            f"{names} are fixed, and one excludes the other: same session or same place at the same time."
        )
    else:
        detail = f"{names} are fixed and cannot all be staffed{_why(model, core, seed)}. Give up one of them."
    return hard("pins", ", ".join(offers), detail)


def _exclusive(model: WeekModel, core: Core) -> bool:
    return any(len(set(core) & set(group)) > 1 for group in model.exclusive)


def _why(model: WeekModel, core: Core, seed: int) -> str:
    """What would have to be otherwise, and how much of it there is."""
    causes = [
        words(model, core)
        for relaxed, words in _CAUSES
        if can_staff(model, core, Trial(seed, relaxed)) == "yes"
    ]
    if not causes and _at_once(model, core):  # no rule but the number of people: nobody is in two places
        causes = [_people(model, core)]
    return f": {'; and '.join(causes[:2])}" if causes else ""


def _needed(skill: str, one: str, many: str) -> Callable[[WeekModel, Core], str]:
    def words(model: WeekModel, core: Core) -> str:
        modes = model.skills.get(skill, frozenset())
        needing = [index for index in core if model.choices[index].mode in modes]
        able = [
            worker.id
            for worker in model.facts.problem.workers
            if skill in worker.skills and any(index not in model.barred[worker.id] for index in needing)
        ]
        return _count(model, needing, len(able), one, many)

    return words


def _buses(model: WeekModel, core: Core) -> str:
    trips = [index for index in core if model.choices[index].mode == "bus"]
    able = [bus for bus, serves in (model.buses or {}).items() if serves & set(trips)]
    return _count(model, trips, len(able), "a bus", "buses")


def _people(model: WeekModel, core: Core) -> str:
    able = [w for w, barred in model.barred.items() if any(index not in barred for index in core)]
    crew = sum(model.crew[model.choices[index].mode] for index in core)
    together = "at once" if _at_once(model, core) else "in all"
    return f"they need {_number(crew)} workers {together}; {_few(len(able))} available then"


def _count(model: WeekModel, needing: Sequence[int], able: int, one: str, many: str) -> str:
    start = f"{_number(len(needing))} session{'s need' if len(needing) > 1 else ' needs'} {one}"
    when = f" {_when(model, needing)}" if needing else ""
    if able >= len(needing):
        return f"{start}{when}, and the {many} there are cannot be at all of them"
    return f"{start}{when}; {_few(able)} available"


def _few(count: int) -> str:
    return "nobody is" if count == 0 else f"only {_number(count)} {'is' if count == 1 else 'are'}"


def _number(count: int) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[count] if count < len(words) else str(count)


def _when(model: WeekModel, indices: Sequence[int]) -> str:
    """The day they share, with its part where they share that too."""
    starts = [model.facts.local(model.choices[index].start) for index in indices]
    if len({start.date() for start in starts}) > 1:
        return "in the week"
    parts = {
        "evening" if start.hour >= 17 else "afternoon" if start.hour >= 12 else "morning" for start in starts
    }
    return f"on {starts[0]:%A}{f' {parts.pop()}' if len(parts) == 1 else ''}"


def _at_once(model: WeekModel, core: Core) -> bool:
    spans = [model.choices[index].offer.span for index in core]
    return all(shared_minutes(one, other) for one, other in combinations(spans, 2))


def _proposal(model: WeekModel, offers: Sequence[str]) -> AuditLine:
    names = "; ".join(_name(model, offer) for offer in offers)
    verb = "is" if len(offers) == 1 else "are"
    detail = f"The fewest to give up {verb} {_number(len(offers))}, for example: {names}. The rest can then be kept."
    return soft("give_up", ", ".join(offers), detail, len(offers))


def _choices(model: WeekModel, pin: Pin) -> list[Choice]:
    return [
        choice
        for choice in model.choices
        if choice.offer.id == pin.offer and pin.mode in (None, choice.mode) and model.is_open(choice)
    ]


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


_CAUSES: tuple[tuple[Relaxed, Callable[[WeekModel, Core], str]], ...] = (
    (Relaxed(skills=frozenset({"lead"})), _needed("lead", "a qualified lead", "leads")),
    (Relaxed(buses=True), _buses),
    (Relaxed(skills=frozenset({"d1"})), _needed("d1", "a D1 driver", "D1 drivers")),
    (Relaxed(hours=True), lambda model, core: "the weekly hours of those who could do it do not suffice"),
    (Relaxed(rest=True), lambda model, core: "those who could do it would lose their rest"),
    (Relaxed(availability=True), _people),
)
