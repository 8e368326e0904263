"""A break in a long shift, at a time when it can be taken."""

from __future__ import annotations

from planner.rota.case import Case, Worked, hard
from planner.rota.model import WeekModel
from planner.rota.result import AuditLine
from planner.rota.rule import HARD, Parameter, Rule, Source

ID = "breaks"
PARAMETERS = {
    "adult_after_min": Parameter(360, "more than six hours", 0, 360),
    "adult_min": Parameter(20, "20 minutes", 20, 120),
    "under_18_after_min": Parameter(270, "more than four and a half hours", 0, 270),
    "under_18_min": Parameter(30, "30 minutes", 30, 120),
}


def add_breaks(model: WeekModel) -> None:
    """Ask for a break between sessions in shifts above a length; it is not paid."""
    facts = model.facts
    for worker in facts.problem.workers:
        age = "under_18" if worker.under_18 else "adult"
        after = facts.number(ID, f"{age}_after_min", PARAMETERS)
        model.break_after[worker.id] = after, facts.number(ID, f"{age}_min", PARAMETERS)


def check_breaks(case: Case) -> list[AuditLine]:
    """Find long shifts without their break, or without a gap to take it in."""
    breaches = []
    for worker in case.facts.problem.workers:
        age = "under_18" if worker.under_18 else "adult"
        after = case.facts.number(ID, f"{age}_after_min", PARAMETERS)
        needed = case.facts.number(ID, f"{age}_min", PARAMETERS)
        for shift in case.shifts.get(worker.id, []):
            if shift.end - shift.start <= after:
                continue
            day = f"{case.facts.local(shift.start):%A}"
            if shift.shift.break_min < needed:
                detail = f"{case.who(worker.id)} needs a break of {needed} minutes on {day}."
                breaches.append(hard(ID, worker.id, detail))
            elif not _fits(case, shift, needed):
                detail = (
                    f"{case.who(worker.id)} has no {needed} minutes free of sessions and travel on {day}."
                )
                breaches.append(hard(ID, worker.id, detail))
    return breaches


def _fits(case: Case, shift: Worked, needed: int) -> bool:
    facts = case.facts
    for earlier, later in zip(shift.held, shift.held[1:], strict=False):
        sites = earlier.deployment.site, later.deployment.site
        way = facts.travel(*sites) if set(sites) <= facts.sites.keys() else 0
        busy = facts.crew_set_up(earlier.mode) + way + facts.crew_set_up(later.mode)
        if later.start - earlier.end - busy >= needed:
            return True
    return False


RULE = Rule(
    id=ID,
    kind=HARD,
    words="20 minutes' break in more than six hours; 30 in more than four and a half for under-18s.",
    source=Source("Working Time Regulations 1998 (SI 1998/1833)", "1998", "regulation 12"),
    add=add_breaks,
    check=check_breaks,
    parameters=PARAMETERS,
)
