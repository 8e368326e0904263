"""Each worker has one shift a day; it covers the sessions with preparation and debrief, and its minutes add up."""

from __future__ import annotations

from planner.rota.case import Case, Worked, hard
from planner.rota.model import WeekModel
from planner.rota.result import AuditLine
from planner.rota.rule import HARD, Parameter, Rule, Source

ID = "shifts"
PARAMETERS = {
    "preparation_min": Parameter(30, "no source was found: half an hour before, as the team works", 0, 240),
    "debrief_min": Parameter(30, "no source was found: half an hour after, as the team works", 0, 240),
}


def add_shifts(model: WeekModel) -> None:
    """Put preparation before and debrief after every shift."""
    model.before_min = model.facts.number(ID, "preparation_min", PARAMETERS)
    model.after_min = model.facts.number(ID, "debrief_min", PARAMETERS)


def check_shifts(case: Case) -> list[AuditLine]:
    """Find missing shifts, shifts that do not cover their sessions, and minutes that do not add up."""
    breaches = []
    for worker, shifts in case.shifts.items():
        days = [case.facts.local(shift.start).date() for shift in shifts]
        if len(set(days)) < len(days):
            breaches.append(hard(ID, worker, f"{case.who(worker)} has two shifts on one day."))
        for shift in shifts:
            breaches += [hard(ID, worker, f"{case.who(worker)}: {detail}") for detail in _faults(case, shift)]
    for worker, deployed in case.by_worker.items():
        named = [name for shift in case.shifts.get(worker, []) for name in shift.shift.deployments]
        for held in deployed:
            if named.count(held.id) != 1:
                detail = (
                    f"{case.who(worker)} has {named.count(held.id)} shifts for {case.name(held)}, not one."
                )
                breaches.append(hard(ID, worker, detail))
    return breaches


def _faults(case: Case, worked: Worked) -> list[str]:
    shift, day = worked.shift, f"{case.facts.local(worked.start):%A}"
    own = [held for held in worked.held if shift.worker in held.deployment.workers]
    faults = []
    if not shift.deployments:
        faults.append(f"the shift on {day} has no session.")
    if len(own) < len(shift.deployments):
        faults.append(f"the shift on {day} names a session that the worker does not hold.")
    if own:
        before = max(
            case.facts.number(ID, "preparation_min", PARAMETERS), case.facts.crew_set_up(own[0].mode)
        )
        after = max(case.facts.number(ID, "debrief_min", PARAMETERS), case.facts.crew_set_up(own[-1].mode))
        if worked.start > own[0].start - before or worked.end < max(held.end for held in own) + after:
            faults.append(f"the shift on {day} does not cover its sessions with preparation and debrief.")
    if shift.break_min < 0 or shift.paid_min != worked.end - worked.start - shift.break_min:
        faults.append(f"the paid minutes on {day} are not the shift's length less its break.")
    return faults


RULE = Rule(
    id=ID,
    kind=HARD,
    words="One shift a day covers the sessions with preparation before and debrief after; its minutes add up.",
    source=Source(
        "National Youth Agency, detached youth work guidance", "2020", "debrief (its length is ours)"
    ),
    add=add_shifts,
    check=check_shifts,
    parameters=PARAMETERS,
)
