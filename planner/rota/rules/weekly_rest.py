"""A day's uninterrupted rest in every week, and no more than five days of work."""

from __future__ import annotations

from planner.rota.case import Case, hard
from planner.rota.facts import merged
from planner.rota.model import WeekModel
from planner.rota.result import AuditLine
from planner.rota.rule import HARD, Parameter, Rule, Source

ID = "weekly_rest"
PARAMETERS = {
    "adult_min": Parameter(1440, "24 hours in each week, not 48 in a fortnight", 1440, 10080),
    "under_18_min": Parameter(2880, "48 hours in each week", 2880, 10080),
    "days": Parameter(5, "a full-time week of five days: our own, stricter than the regulation", 0, 6),
}


def add_weekly_rest(model: WeekModel) -> None:
    """Ask for one long rest inside the week and limit the days worked."""
    facts = model.facts
    for worker in facts.problem.workers:
        name = "under_18_min" if worker.under_18 else "adult_min"
        model.weekly_rest_min[worker.id] = facts.number(ID, name, PARAMETERS)
        model.most_days[worker.id] = facts.number(ID, "days", PARAMETERS)


def check_weekly_rest(case: Case) -> list[AuditLine]:
    """Find workers without a long rest in the week, or with too many days."""
    breaches = []
    first, last = case.facts.week_span
    most_days = case.facts.number(ID, "days", PARAMETERS)
    for worker in case.facts.problem.workers:
        if worker.id not in case.by_worker and worker.id not in case.shifts:
            continue
        name = "under_18_min" if worker.under_18 else "adult_min"
        needed = case.facts.number(ID, name, PARAMETERS)
        duties = [span for span in merged(case.duty(worker.id)) if span[1] > first and span[0] < last]
        edges = [first, *(edge for span in duties for edge in span), last]
        longest = max(edges[index + 1] - edges[index] for index in range(0, len(edges), 2))
        if longest < needed:
            detail = f"{case.who(worker.id)} has no rest of {needed // 60} hours in the week."
            breaches.append(hard(ID, worker.id, detail))
        days = {case.facts.local(max(start, first)).date() for start, _ in duties}
        if len(days) > most_days:
            detail = f"{case.who(worker.id)} works on {len(days)} days; {most_days} is the most."
            breaches.append(hard(ID, worker.id, detail))
    return breaches


RULE = Rule(
    id=ID,
    kind=HARD,
    words="24 hours' uninterrupted rest in the week (48 for under-18s), and at most five days of work.",
    source=Source("Working Time Regulations 1998 (SI 1998/1833)", "1998", "regulation 11"),
    add=add_weekly_rest,
    check=check_weekly_rest,
    parameters=PARAMETERS,
)
