"""Young workers: eight hours a day, and no nights."""

from __future__ import annotations

from collections import defaultdict

from planner.rota.case import Case, hard
from planner.rota.facts import Facts
from planner.rota.model import WeekModel
from planner.rota.result import AuditLine
from planner.rota.rule import HARD, Parameter, Rule, Source

ID = "under_18"
PARAMETERS = {
    "day_min": Parameter(480, "eight hours in any day", 0, 480),
    "night_from_hour": Parameter(
        22, "the restricted period is 22:00 to 06:00 unless the contract says 23:00", 20, 23
    ),
}


def _in_the_night(facts: Facts, start: int, end: int) -> bool:
    """Whether start..end reaches into the restricted hours of any local day."""
    first, last = facts.local(start), facts.local(end)
    from_hour = facts.number(ID, "night_from_hour", PARAMETERS)
    late = (last.hour, last.minute) > (from_hour, 0)
    return first.hour < 6 or first.hour >= from_hour or late or last.date() > first.date()


def add_under_18(model: WeekModel) -> None:
    """Limit the day and bar sessions that reach into the night."""
    for worker in model.facts.problem.workers:
        if not worker.under_18:
            continue
        model.day_limit_min[worker.id] = model.facts.number(ID, "day_min", PARAMETERS)
        for choice in model.choices:
            if _in_the_night(model.facts, *model.shift_span(choice, choice)):
                model.bar(worker.id, choice, ID)


def check_under_18(case: Case) -> list[AuditLine]:
    """Find young workers with too long a day, or at night."""
    breaches = []
    longest = case.facts.number(ID, "day_min", PARAMETERS)
    from_hour = case.facts.number(ID, "night_from_hour", PARAMETERS)
    for worker in case.facts.problem.workers:
        if not worker.under_18:
            continue
        minutes: dict[int, int] = defaultdict(int)
        for shift in case.shifts.get(worker.id, []):
            day = case.facts.local(shift.start).date()
            minutes[day.toordinal()] += shift.end - shift.start - shift.shift.break_min
            dawn, night = case.facts.at(day, 6 * 60), case.facts.at(day, from_hour * 60)
            if shift.start < dawn or shift.end > night:
                detail = f"{case.who(worker.id)} is under 18 and works between {from_hour}:00 and 06:00."
                breaches.append(hard(ID, worker.id, detail))
        if any(worked > longest for worked in minutes.values()):
            detail = f"{case.who(worker.id)} is under 18 and works more than {longest // 60} hours in a day."
            breaches.append(hard(ID, worker.id, detail))
    return breaches


RULE = Rule(
    id=ID,
    kind=HARD,
    words="Workers under 18: at most eight hours a day, and no work between 22:00 and 06:00.",
    source=Source("Working Time Regulations 1998 (SI 1998/1833)", "1998", "regulations 5A and 6A"),
    add=add_under_18,
    check=check_under_18,
    parameters=PARAMETERS,
)
