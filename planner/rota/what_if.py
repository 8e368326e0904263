"""What a change would be worth: one more driver, more of a partner's time, no joint sessions. Priced, not guessed.

The changed week is solved like any other; the price is the difference of the values, between what both weeks' bounds
allow. What only adds to what there is leaves the week as it was possible: its best is never worse, and where the search
finds nothing better, the week as it was stands.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from zoneinfo import ZoneInfo

from geodata.errors import BadInput
from models.week import WEEKDAYS, Week
from planner.rota.contradictions import contradictions
from planner.rota.facts import Facts
from planner.rota.formulate import formulate
from planner.rota.milp import Progress
from planner.rota.problem import Problem, ProblemVehicle, ProblemWorker, Span
from planner.rota.problem_checks import check_problem
from planner.rota.result import Rota
from planner.rota.search import Clock, Found, Search
from planner.rota.solvers import Solvers
from planner.rota.value import UNITS

# A person or bus more works as long as one shift may.
SHIFT_MIN = 600


@dataclass(frozen=True, slots=True)
class Price:
    """What a change is worth.

    Attributes
    ----------
    words
        The change, as it was understood.
    difference
        Value gained (below 0: lost), in expected reports covered.
    lower, upper
        The true difference lies between them; both None where a bound is not known.
    asked
        How many more of the things that are asked for or due are met; they come before value.
    gained, lost
        Sessions, in words, that only the changed week holds, and only the one before.
    """

    words: str
    difference: float
    lower: float | None
    upper: float | None
    asked: int
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    seconds: float

    @property
    def proven(self) -> bool:
        """Whether the difference is exact."""
        return self.lower is not None and self.lower == self.upper


def what_if(
    problem: Problem,
    rota: Rota,
    change: str,
    *,
    time_limit_s: float = 20.0,
    seed: int = 0,
    progress: Progress | None = None,
) -> Price:
    """Price one change of a planned week, written as one of `KINDS`.

    Raises
    ------
    BadInput
        When the change is of no known kind, names what there is not, or leaves no week at all.
    """
    check_problem(problem)
    if rota.objective is None:
        raise BadInput("The rota holds nothing to compare with: what was fixed contradicts itself.")
    changed, words = understood(problem, change)
    model = formulate(changed)
    if contradictions(model, seed=seed):
        raise BadInput(f"With {words}, what the manager fixed cannot be kept any more.")
    clock = Clock(time_limit_s)
    began = time.monotonic()
    with Solvers() as solvers:
        found = Search(model, solvers, clock, seed=seed, progress=progress).run()
    value, after = found.value / UNITS, {model.choices[i].offer.id for i in found.selection.choices}
    before, asked = {deployment.id for deployment in rota.deployments}, found.asks_met - _asked(rota)
    lower, upper = _between(rota, found)
    if _kind(change)[0].adds and (asked, value) <= (0, rota.objective):
        asked, value, after = 0, rota.objective, before
    if _kind(change)[0].adds and lower is not None and upper is not None and not asked:
        lower, upper = max(0.0, lower), max(0.0, upper)
    return Price(
        words,
        round(value - rota.objective, 6) + 0.0,
        lower,
        upper,
        asked,
        _named(model.facts, after - before),
        _named(model.facts, before - after),
        round(time.monotonic() - began, 3),
    )


def _between(rota: Rota, found: Found) -> tuple[float, float] | tuple[None, None]:
    """What both bounds say of the difference between the best weeks: at least, and at most."""
    bound, value, before = found.bound, found.value / UNITS, rota.objective or 0.0
    if rota.bound is None or (bound is None and not found.proven):
        return None, None
    best = value if found.proven or bound is None else max(bound, value)
    return round(value - max(rota.bound, before), 6) + 0.0, round(best - before, 6) + 0.0


def _asked(rota: Rota) -> int:
    return round(next((tier.objective or 0 for tier in rota.tiers if tier.name == "asked for"), 0))


def _named(facts: Facts, offers: set[str]) -> tuple[str, ...]:
    held = sorted((facts.offer[one] for one in offers if one in facts.offer), key=lambda o: (o.start, o.id))
    return tuple(f"{facts.sites[one.site].name}, {facts.local(one.start):%A %H:%M}" for one in held)


# -- the kinds of changes ---------------------------------------------------------------------------------------------


def understood(problem: Problem, change: str) -> tuple[Problem, str]:
    """The problem with a change in it, and the change in words.

    Raises
    ------
    BadInput
        When it is of no known kind, or names what there is not.
    """
    kind, match = _kind(change)
    return kind.apply(problem, match)


def _kind(change: str) -> tuple[Kind, re.Match[str]]:
    """The kind of a change, and its words."""
    text = " ".join(change.split())
    for kind in KINDS:
        match = re.fullmatch(kind.pattern, text, flags=re.IGNORECASE)
        if match:
            return kind, match
    examples = "; ".join(kind.example for kind in KINDS)
    raise BadInput(f"{text!r} is no change that can be priced. Write one like: {examples}.")


def _one_more(problem: Problem, match: re.Match[str]) -> tuple[Problem, str]:
    """Another person or bus, on one day or every day."""
    who, days = match["who"].casefold(), _days(problem, match["day"])
    spans = tuple(_whole(day, problem) for day in days)
    when = f"on {WEEKDAYS[days[0].weekday()]}" if len(days) == 1 else "all week"
    if who == "bus":
        set_up = max((one.set_up_min for one in problem.vehicles), default=0)
        bus = ProblemVehicle(_free("one-more-bus", problem), spans, set_up)
        return replace(problem, vehicles=(*problem.vehicles, bus)), f"one more bus {when}"
    skills = {"driver": ("d1",), "lead": ("lead",), "worker": ()}[who]
    worker = ProblemWorker(
        _free(f"one-more-{who}", problem),
        f"One more {who}",
        skills,
        max_min=min(SHIFT_MIN * len(days), 2400),
        available=spans,
    )
    return replace(problem, workers=(*problem.workers, worker)), f"one more {who} {when}"


def _more_minutes(problem: Problem, match: re.Match[str]) -> tuple[Problem, str]:
    """Each of a partner's windows longer, and as many officer minutes more for each."""
    minutes = int(match["minutes"])
    name = match["partner"].casefold()
    known = {one.id.casefold(): one for one in problem.partners}
    known |= {one.name.casefold(): one for one in problem.partners if one.name}
    if name not in known:
        names = ", ".join(one.id for one in problem.partners) or "none"
        raise BadInput(f"There is no partner {match['partner']!r}; there are {names}.")
    if not 1 <= minutes <= 1440:
        raise BadInput("More minutes are between 1 and 1440.")
    old = known[name]
    longer = tuple(replace(w, end=w.end + timedelta(minutes=minutes)) for w in old.windows)
    week = None if old.week_min is None else old.week_min + minutes * sum(w.officers for w in old.windows)
    new = replace(old, windows=longer, week_min=week)
    partners = tuple(new if one.id == old.id else one for one in problem.partners)
    words = f"{minutes} more minutes of {old.name or old.id} in each window"
    return replace(problem, partners=partners), words


def _no_joint(problem: Problem, _match: re.Match[str]) -> tuple[Problem, str]:
    """Nobody beside the team: no requests, and operations on their own."""
    alone = tuple(replace(one, partner=None) for one in problem.operations)
    return replace(problem, joint_requests=(), operations=alone), "no joint sessions"


def _without(problem: Problem, match: re.Match[str]) -> tuple[Problem, str]:
    """One worker, site or bus fewer for the whole week."""
    name = match["name"]
    if any(one.id == name for one in problem.workers):
        workers = tuple(replace(w, available=()) if w.id == name else w for w in problem.workers)
        return replace(problem, workers=workers), f"no {name} all week"
    if any(one.id == name for one in problem.vehicles):
        buses = tuple(replace(v, available=()) if v.id == name else v for v in problem.vehicles)
        return replace(problem, vehicles=buses), f"no {name} all week"
    if any(one.id == name for one in problem.sites):
        sites = tuple(replace(s, hours=()) if s.id == name else s for s in problem.sites)
        return replace(problem, sites=sites), f"no {name} all week"
    raise BadInput(f"There is no worker, bus or site {name!r}; give its id.")


def _days(problem: Problem, text: str | None) -> tuple[date, ...]:
    days = Week.parse(problem.week).days
    if text is None:
        return days
    return tuple(day for day in days if WEEKDAYS[day.weekday()].casefold() == text.casefold())


def _whole(day: date, problem: Problem) -> Span:
    """A day's work, from noon until four in the morning."""
    zone = ZoneInfo(problem.time_zone)
    start = datetime.combine(day, clock_time(12), zone)
    return start, datetime.combine(day + timedelta(days=1), clock_time(4), zone)


def _free(name: str, problem: Problem) -> str:
    taken = {one.id for one in problem.workers} | {one.id for one in problem.vehicles}
    while name in taken:
        name += "-more"
    return name


@dataclass(frozen=True)
class Kind:
    """One kind of change: how it is written, an example, and what it does.

    `adds`: whatever was possible before still is.
    """

    pattern: str
    example: str
    apply: Callable[[Problem, re.Match[str]], tuple[Problem, str]]
    adds: bool = False


_DAY = "|".join(WEEKDAYS)
KINDS = (
    Kind(
        rf"one more (?P<who>driver|lead|worker|bus)(?: on (?P<day>{_DAY})| all week)?",
        "one more driver on Friday",
        _one_more,
        adds=True,
    ),
    Kind(
        r"(?P<minutes>\d{1,5}) more minutes of (?P<partner>.+)",
        "10 more minutes of PARTNER",
        _more_minutes,
        adds=True,
    ),
    Kind(r"no joint sessions", "no joint sessions", _no_joint),
    Kind(r"without (?P<name>\S+)", "without WORKER, BUS or SITE", _without),
)
