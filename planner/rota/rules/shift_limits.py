"""A shift is not too long, and does not chase through too many sessions."""

from __future__ import annotations

from planner.rota.case import Case, hard
from planner.rota.model import WeekModel
from planner.rota.result import AuditLine
from planner.rota.rule import HARD, Parameter, Rule, Source

ID = "shift_limits"
PARAMETERS = {
    "longest_min": Parameter(600, "ten hours from preparation to debrief", 60, 780),
    "sessions": Parameter(2, "two sessions a day", 1, 4),
}


def add_shift_limits(model: WeekModel) -> None:
    """Limit a shift's length and its sessions."""
    model.shift_limit_min = model.facts.number(ID, "longest_min", PARAMETERS)
    model.sessions_a_shift = model.facts.number(ID, "sessions", PARAMETERS)


def check_shift_limits(case: Case) -> list[AuditLine]:
    """Find shifts that are too long or hold too many sessions."""
    longest = case.facts.number(ID, "longest_min", PARAMETERS)
    most = case.facts.number(ID, "sessions", PARAMETERS)
    breaches = []
    for worker, shifts in case.shifts.items():
        for shift in shifts:
            day = f"{case.facts.local(shift.start):%A}"
            if shift.end - shift.start > longest:
                detail = f"{case.who(worker)}'s shift on {day} is longer than {longest / 60:g} hours."
                breaches.append(hard(ID, worker, detail))
            if len(shift.shift.deployments) > most:
                detail = f"{case.who(worker)}'s shift on {day} holds more than {most} sessions."
                breaches.append(hard(ID, worker, detail))
    return breaches


RULE = Rule(
    id=ID,
    kind=HARD,
    words="A shift lasts ten hours at most and holds two sessions at most.",
    source=Source("Our own; the law's daily rest allows 13 hours", "2026-11"),
    add=add_shift_limits,
    check=check_shift_limits,
    parameters=PARAMETERS,
)
