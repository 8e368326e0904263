"""Eleven hours' rest between two days' work; twelve for under-18s."""

from __future__ import annotations

import itertools

from models.week import day_words
from planner.rota.case import Case, hard
from planner.rota.facts import merged
from planner.rota.model import WeekModel
from planner.rota.result import AuditLine
from planner.rota.rule import HARD, Parameter, Rule, Source

ID = "daily_rest"
PARAMETERS = {
    "adult_min": Parameter(660, "11 hours", 660, 1440),
    "under_18_min": Parameter(720, "12 hours", 720, 1440),
}


def add_daily_rest(model: WeekModel) -> None:
    """Ask for rest between shifts, and bar sessions too close to what was worked before."""
    facts = model.facts
    for worker in facts.problem.workers:
        rest = facts.number(ID, "under_18_min" if worker.under_18 else "adult_min", PARAMETERS)
        model.daily_rest_min[worker.id] = rest
        for choice in model.choices:
            start, end = model.shift_span(choice, choice)
            if any(start - rest < after and before < end + rest for before, after in facts.worked[worker.id]):
                model.bar(worker.id, choice, ID)


def check_daily_rest(case: Case) -> list[AuditLine]:
    """Find workers with too little rest between two spans of duty."""
    breaches = []
    for worker in case.facts.problem.workers:
        needed = case.facts.number(ID, "under_18_min" if worker.under_18 else "adult_min", PARAMETERS)
        # Duties that touch or overlap are one: how they overlap is for other rules to say.
        duties = merged(case.duty(worker.id))
        past = case.facts.worked[worker.id]
        for earlier, later in itertools.pairwise(duties):
            if later[0] - earlier[1] < needed and not (earlier in past and later in past):
                when = day_words(case.facts.local(later[0]))
                rest = (later[0] - earlier[1]) / 60
                detail = f"{case.who(worker.id)} has {rest:.1f} hours' rest before {when} and needs {needed / 60:.0f}."
                breaches.append(hard(ID, worker.id, detail))
    return breaches


RULE = Rule(
    id=ID,
    kind=HARD,
    words="Eleven hours' rest between two days' work; twelve for under-18s.",
    source=Source("Working Time Regulations 1998 (SI 1998/1833)", "1998", "regulation 10"),
    add=add_daily_rest,
    check=check_daily_rest,
    parameters=PARAMETERS,
)
