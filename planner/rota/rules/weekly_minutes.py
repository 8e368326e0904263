"""No worker's week is longer than agreed, nor than the law's average over 17 weeks."""

from __future__ import annotations

from planner.rota.case import Case, hard
from planner.rota.facts import Facts, shared_minutes
from planner.rota.model import WeekModel
from planner.rota.problem import ProblemWorker
from planner.rota.result import AuditLine
from planner.rota.rule import HARD, Parameter, Rule, Source

ID = "weekly_minutes"
PARAMETERS = {
    "adult_min": Parameter(
        2880, "48 hours: an average over 17 weeks in law, kept in every week too here", 0, 2880
    ),
    "under_18_min": Parameter(2400, "40 hours in any week", 0, 2400),
}


def _lawful(facts: Facts, worker: ProblemWorker) -> int:
    """The law's most for this week: 40 hours under 18, else 48, and less after long weeks."""
    if worker.under_18:
        return facts.number(ID, "under_18_min", PARAMETERS)
    week = facts.number(ID, "adult_min", PARAMETERS)
    return max(0, min(week, week * (worker.recent.weeks + 1) - worker.recent.minutes))


def add_weekly_minutes(model: WeekModel) -> None:
    """Limit paid minutes, less what was already worked in the week."""
    facts = model.facts
    for worker in facts.problem.workers:
        lawful = _lawful(facts, worker)
        spent = sum(shared_minutes(span, facts.week_span) for span in facts.worked[worker.id])
        model.week_limit_min[worker.id] = max(0, min(worker.max_min, lawful) - spent)


def check_weekly_minutes(case: Case) -> list[AuditLine]:
    """Find workers whose paid minutes exceed their limit."""
    breaches = []
    for worker in case.facts.problem.workers:
        age = "under_18_min" if worker.under_18 else "adult_min"
        limit = min(worker.max_min, case.facts.number(ID, age, PARAMETERS))
        if not worker.under_18:  # so many weeks in a row, this one with them, at so many minutes on average
            recent = worker.recent
            limit = min(limit, case.facts.number(ID, age, PARAMETERS) * (1 + recent.weeks) - recent.minutes)
            limit = max(limit, 0)
        shifts = case.shifts.get(worker.id, [])
        in_shifts = {name for shift in shifts for name in shift.shift.deployments}
        minutes = sum(
            max(shift.shift.paid_min, shift.end - shift.start - shift.shift.break_min) for shift in shifts
        )
        minutes += sum(h.end - h.start for h in case.by_worker.get(worker.id, []) if h.id not in in_shifts)
        if not minutes:
            continue
        minutes += sum(shared_minutes(span, case.facts.week_span) for span in case.facts.worked[worker.id])
        if minutes > limit:
            detail = f"{case.who(worker.id)} works {minutes} minutes in the week; {limit} is the most."
            breaches.append(hard(ID, worker.id, detail))
    return breaches


RULE = Rule(
    id=ID,
    kind=HARD,
    words="No week is longer than the worker's own limit, nor than 48 hours (40 under 18), also on average.",
    source=Source("Working Time Regulations 1998 (SI 1998/1833)", "1998", "regulations 4 and 5A"),
    add=add_weekly_minutes,
    check=check_weekly_minutes,
    parameters=PARAMETERS,
)
