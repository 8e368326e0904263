"""A shift lies within the hours its worker gave, leave taken off."""

from __future__ import annotations

from planner.rota.case import Case, hard
from planner.rota.facts import covers
from planner.rota.model import WeekModel
from planner.rota.result import AuditLine
from planner.rota.rule import HARD, Rule, Source

ID = "availability"


def add_availability(model: WeekModel) -> None:
    """Bar workers from sessions outside their hours, and from shifts that reach out of them."""
    model.available = model.facts.available
    for worker, spans in model.facts.available.items():
        for choice in model.choices:
            if not covers(spans, *model.shift_span(choice, choice)):
                model.bar(worker, choice, ID)


def check_availability(case: Case) -> list[AuditLine]:
    """Find shifts and deployments outside the hours a worker gave."""
    breaches = []
    for worker, spans in case.facts.available.items():
        duties = [(shift.start, shift.end) for shift in case.shifts.get(worker, [])]
        duties += [held.span for held in case.by_worker.get(worker, []) if not _inside(held.span, duties)]
        for start, end in duties:
            if not covers(spans, start, end):
                local = case.facts.local
                when = f"{local(start):%A %H:%M} to {local(end):%H:%M}"
                breaches.append(hard(ID, worker, f"{case.who(worker)} is not available {when}."))
    return breaches


def _inside(span: tuple[int, int], duties: list[tuple[int, int]]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in duties)


RULE = Rule(
    id=ID,
    kind=HARD,
    words="A shift lies within the hours its worker gave; nobody works on leave.",
    source=Source("Employment Rights Act 1996", "1996", "section 1: hours of work as agreed"),
    add=add_availability,
    check=check_availability,
)
