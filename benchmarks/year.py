"""A year of weeks in a row: `python -m benchmarks.year PROBLEM.json [weeks] [seconds a week] [offers a site and day]`.

The problem is any week's, for example the sample's (`outreach plan --write-problem`). Each following week has the same
people, sites and partners; what is expected moves with the season, the school terms and chance; people take leave; most
weeks somebody falls ill for a day and the week is replanned within five people. Every week knows the ones before as the
product does (`planner.rota.history`), and places are reviewed every eleven weeks. Where places have no area, squares of
two kilometres stand in for wards. Fewer offers a site and day make each week quicker to prove.
"""

from __future__ import annotations

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import planner.rota.why_not
from models.week import Week
from planner.rota import check, solve
from planner.rota.history import History, with_areas_unseen
from planner.rota.problem import Offer, Problem, ProblemWorker, Span
from planner.rota.reading import read_problem
from planner.rota.replan import replan
from planner.rota.replan_types import Absence
from planner.rota.result import Deployment, Rota

# Weeks of the year without school, about: Christmas, half-terms, Easter, summer.
HOLIDAYS = frozenset((1, 8, 14, 15, 22, *range(30, 36), 44, 52, 53))
LEAVE_WEEKS = 5
REVIEW_WEEKS = 11
SICK_SHARE = 0.7
KNOWN_WEEKS = 17
EVENING_HOUR = 19


@dataclass
class Year:
    """What came of the weeks: rotas as worked, and what went wrong."""

    rotas: list[Rota] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    breaches: list[str] = field(default_factory=list)
    replanned: int = 0
    unplanned: int = 0
    people_told: int = 0
    proven: int = 0


def simulate(base: Problem, weeks: int, *, seconds: float, seed: int = 0, tell: bool = False) -> Year:
    """Plan so many weeks in a row, from the problem's own."""
    rng = random.Random(seed)
    base = _with_squares(base)
    leave = _leave(base, weeks, rng)
    year = Year()
    for number in range(weeks):
        problem = _week(base, number, leave, year.rotas, rng)
        with _without_reasons():
            rota = solve(problem, time_limit_s=seconds, seed=seed)
        year.proven += rota.status == "optimal"
        problem, rota = _with_sickness(problem, rota, year, rng)
        year.breaches += [
            f"{rota.week}: {line.detail}" for line in check(problem, rota) if line.kind == "hard"
        ]
        year.problems.append(problem)
        year.rotas.append(rota)
        if tell:
            print(
                f"{rota.week}: {len(rota.deployments)} sessions, {rota.status}, {rota.seconds:.1f} s",
                flush=True,
            )
    return year


@contextmanager
def _without_reasons() -> Iterator[None]:
    """Plan without saying what was left out and why: that is not what is measured here, and takes as long again."""
    most, planner.rota.why_not.MOST_UNCOVERED = planner.rota.why_not.MOST_UNCOVERED, 0
    try:
        yield
    finally:
        planner.rota.why_not.MOST_UNCOVERED = most


def best_offers(problem: Problem, most: int) -> Problem:
    """The problem with so many offers of each site and day, the most valuable ones."""
    ranked: dict[tuple[str, date], list[Offer]] = defaultdict(list)
    for offer in sorted(problem.offers, key=lambda one: -one.value):
        ranked[offer.site, offer.start.date()].append(offer)
    kept = {offer.id for group in ranked.values() for offer in group[:most]}
    return replace(
        problem,
        offers=tuple(offer for offer in problem.offers if offer.id in kept),
        overlaps=tuple(pair for pair in problem.overlaps if pair[0] in kept and pair[1] in kept),
    )


def _with_squares(problem: Problem) -> Problem:
    places = tuple(
        replace(place, area=place.area or f"square {int(place.lon / 0.029)} {int(place.lat / 0.018)}")
        for place in problem.places
    )
    return replace(problem, places=places)


def _leave(base: Problem, weeks: int, rng: random.Random) -> dict[str, set[int]]:
    """Weeks that each worker is away, a fifth of the team at most at once."""
    away: Counter[int] = Counter()
    leave: dict[str, set[int]] = {}
    for worker in base.workers:
        open_weeks = [n for n in range(weeks) if away[n] < max(1, len(base.workers) // 5)]
        taken = set(rng.sample(open_weeks, k=min(len(open_weeks), LEAVE_WEEKS * weeks // 52)))
        away.update(taken)
        leave[worker.id] = taken
    return leave


def _week(
    base: Problem, number: int, leave: dict[str, set[int]], rotas: Sequence[Rota], rng: random.Random
) -> Problem:
    """The base week moved on, with the season's demand, leave and what the weeks before leave behind."""
    zone, week = ZoneInfo(base.time_zone), Week.parse(base.week).plus(number)
    known = rotas[-KNOWN_WEEKS:]
    history = History(week, known, zone, {site.id: site.place for site in base.sites})
    mood = {place.id: rng.lognormvariate(0, 0.25) for place in base.places}
    site_place = {site.id: site.place for site in base.sites}

    def moved(span: Span) -> Span:
        return _on(span[0], number, zone), _on(span[1], number, zone)

    workers = tuple(
        replace(
            worker,
            available=() if number in leave[worker.id] else tuple(map(moved, worker.available)),
            worked=history.worked(worker.id),
            recent=history.recent(worker.id),
            knows=history.knows(worker.id, site_place.values()),
        )
        for worker in base.workers
    )
    problem = replace(
        base,
        week=str(week),
        offers=tuple(
            replace(
                offer,
                start=_on(offer.start, number, zone),
                end=_on(offer.end, number, zone),
                value=round(offer.value * mood[site_place[offer.site]] * _season(week, offer.start.hour), 3),
            )
            for offer in base.offers
        ),
        workers=workers,
        vehicles=tuple(replace(bus, available=tuple(map(moved, bus.available))) for bus in base.vehicles),
        partners=tuple(
            replace(
                partner,
                windows=tuple(
                    replace(w, start=_on(w.start, number, zone), end=_on(w.end, number, zone))
                    for w in partner.windows
                ),
            )
            for partner in base.partners
        ),
        joint_requests=tuple(
            replace(one, start=_on(one.start, number, zone), end=_on(one.end, number, zone))
            for one in base.joint_requests
        ),
        other_provision=tuple(
            replace(one, start=_on(one.start, number, zone), end=_on(one.end, number, zone))
            for one in base.other_provision
        ),
        sites=tuple(
            replace(site, risk_assessed_until=_renewed(site.risk_assessed_until, number))
            for site in base.sites
        ),
        places=tuple(
            replace(place, weeks_without_review=_since_review(history, place.id, number))
            for place in base.places
        ),
        unserved=(),
    )
    return with_areas_unseen(problem, known)


def _on(moment: datetime, weeks: int, zone: ZoneInfo) -> datetime:
    """The same time of the clock so many weeks on, whatever the clocks do."""
    local = moment.astimezone(zone).replace(tzinfo=None) + timedelta(weeks=weeks)
    return local.replace(tzinfo=zone)


def _season(week: Week, hour: int) -> float:
    """More on light evenings, and in the holidays from noon instead of after school."""
    light = 1.15 if 14 <= week.number <= 40 else 0.95
    if week.number in HOLIDAYS:
        return light * (0.7 if 15 <= hour < 17 else 1.2)
    return light


def _renewed(until: date | None, number: int) -> date | None:
    """Assessments that are current at the beginning are renewed in time."""
    return None if until is None else until + timedelta(weeks=number)


def _since_review(history: History, place: str, number: int) -> int:
    """Weeks with sessions since the place's last review; each has its turn every eleven weeks."""
    turn = sum(map(ord, place)) % REVIEW_WEEKS
    ago = (number - turn) % REVIEW_WEEKS
    return history.weeks_without_review(place, history.week.monday - timedelta(weeks=ago))


def _with_sickness(problem: Problem, rota: Rota, year: Year, rng: random.Random) -> tuple[Problem, Rota]:
    """Somebody is ill on a day they are sent, and the first way out is taken."""
    if rng.random() > SICK_SHARE or not rota.shifts:
        return problem, rota
    shift = rng.choice(rota.shifts)
    now = shift.start.replace(hour=8, minute=0)
    replanned = replan(problem, rota, [Absence(shift.worker, shift.start.date())], max_changes=5, now=now)
    if not replanned.options:
        year.unplanned += 1
        return problem, rota
    year.replanned += 1
    year.people_told += replanned.options[0].people
    return replanned.problem, replanned.options[0].rota


# -- what came of it -----------------------------------------------------------------------------------------------


def evening(deployment: Deployment) -> bool:
    """Whether a session takes the evening."""
    end = deployment.end
    return (end.hour, end.minute) > (EVENING_HOUR, 0) or end.date() > deployment.start.date()


def weekend(deployment: Deployment) -> bool:
    """Whether a session takes a day of the weekend."""
    return deployment.start.weekday() >= 5


def off_fair_share(year: Year, *, kind: str, alike: bool = False) -> dict[str, float]:
    """By worker: evenings (or weekend days) a week above the fair share, below it where negative.

    A worker's fair share is of what the team held, by the days they gave for it: as many a week as they could hold
    sessions within their weekly minutes, four hours each. With `alike` it is of what those with the same skills held:
    every team needs a lead, so that leads go out more whatever is done.
    """
    counts = evening if kind == "evenings" else weekend
    held: Counter[str] = Counter()
    for rota in year.rotas:
        days = {(w, d.start.date()) for d in rota.deployments if counts(d) for w in d.workers}
        held.update(worker for worker, _ in days)
    offered: Counter[str] = Counter()
    for problem in year.problems:
        for worker in problem.workers:
            offered[worker.id] += min(len(_days_given(worker, kind)), worker.max_min // 240)
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for worker in year.problems[0].workers if year.problems else ():
        groups[tuple(sorted({"lead", "d1"} & set(worker.skills))) if alike else ()].append(worker.id)
    off: dict[str, float] = {}
    for group in groups.values():
        total, everything = sum(held[one] for one in group), max(1, sum(offered[one] for one in group))
        off |= {one: (held[one] - total * offered[one] / everything) / len(year.rotas) for one in group}
    return off


def _days_given(worker: ProblemWorker, kind: str) -> set[date]:
    if kind == "evenings":
        return {
            start.date() for start, end in worker.available if end.hour >= EVENING_HOUR + 1 or end.hour < 6
        }
    return {start.date() for start, _ in worker.available if start.weekday() >= 5}


def longest_unseen(year: Year) -> dict[str, int]:
    """By area with demand and a site that is assessed: the most weeks in a row without a session, from the first on."""
    longest: dict[str, int] = defaultdict(int)
    unseen: dict[str, int] = defaultdict(int)
    for problem, rota in zip(year.problems, year.rotas, strict=True):
        area_of = {place.id: place.area for place in problem.places}
        place_of = {site.id: site.place for site in problem.sites}
        last = Week.parse(problem.week).days[6]
        usable = {s.id for s in problem.sites if s.risk_assessed_until and s.risk_assessed_until >= last}
        demand = {area_of[place_of[o.site]] for o in problem.offers if o.value and o.site in usable}
        seen = {area_of[deployment.place] for deployment in rota.deployments}
        for area in sorted(str(one) for one in demand):
            unseen[area] = 0 if area in seen else unseen[area] + 1
            longest[area] = max(longest[area], unseen[area])
    return dict(longest)


def average_hours(year: Year) -> float:
    """The highest average of paid hours over any seventeen weeks in a row, of anybody."""
    by_week = [Counter[str]() for _ in year.rotas]
    for week, rota in zip(by_week, year.rotas, strict=True):
        for shift in rota.shifts:
            week[shift.worker] += shift.paid_min
    stretches = [by_week[n : n + 17] for n in range(max(1, len(by_week) - 16))]
    workers = {worker for week in by_week for worker in week}
    sums = (
        sum(week[worker] for week in stretch) / len(stretch) / 60
        for stretch in stretches
        for worker in workers
    )
    return max(sums, default=0.0)


def report(year: Year) -> Iterable[str]:
    """The year in lines."""
    yield f"{len(year.rotas)} weeks, {sum(len(r.deployments) for r in year.rotas)} sessions, {year.proven} proven best"
    yield f"hard rules broken: {len(year.breaches)}"
    yield from year.breaches[:5]
    told = year.people_told / max(1, year.replanned)
    yield f"replanned {year.replanned} absences, {told:.1f} people told each; not within five people: {year.unplanned}"
    for kind in ("evenings", "weekends"):
        for alike in (False, True):
            off = off_fair_share(year, kind=kind, alike=alike)
            within = sum(abs(value) <= 1 for value in off.values())
            among = " among those with the same skills" if alike else ""
            yield (
                f"{kind} a week off the fair share{among}: {min(off.values()):+.2f} to {max(off.values()):+.2f}; "
                f"within one: {within} of {len(off)}"
            )
    unseen = longest_unseen(year)
    yield f"areas with demand: {len(unseen)}; most weeks in a row without a session {max(unseen.values(), default=0)}"
    yield f"highest average over seventeen weeks: {average_hours(year):.1f} hours"


def main() -> None:
    """Simulate and report."""
    problem = read_problem(Path(sys.argv[1]))
    numbers = [float(word) for word in sys.argv[2:]]
    weeks, seconds, most = (*numbers, *(52, 5.0, 100)[len(numbers) :])[:3]
    problem = best_offers(problem, int(most))
    for line in report(simulate(problem, int(weeks), seconds=seconds, tell=True)):
        print(line)


if __name__ == "__main__":
    main()
