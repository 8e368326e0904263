"""What a person asked for is scheduled before anything the optimiser would choose."""

from __future__ import annotations

from collections import Counter

from planner.rota.case import Case, soft
from planner.rota.facts import minute
from planner.rota.joint_reasons import joint_reason
from planner.rota.model import Ask, WeekModel
from planner.rota.result import AuditLine
from planner.rota.rule import SOFT, Rule, Source

ID = "asked_for"


def add_asked_for(model: WeekModel) -> None:
    """Put the sessions asked for into the first tier, those without a partner too."""
    for operation in model.facts.problem.operations:
        if operation.partner is None:
            model.asks.append(
                Ask("operation", operation.id, operation.place, operation.offers, operation.sessions)
            )
    model.asks_first = True


def check_asked_for(case: Case) -> list[AuditLine]:
    """Say which requests and operations are not scheduled."""
    facts = case.facts
    joint = [
        (held.deployment.place, held.deployment.joint, held.start, held.end)
        for held in case.held
        if held.deployment.joint is not None
    ]
    lines = []
    for request in facts.problem.joint_requests:
        place, partner = facts.places[request.place].name, facts.partners[request.partner]
        met = any(
            where == request.place
            and session.partner == request.partner
            and minute(request.start) <= start
            and end <= minute(request.end)
            for where, session, start, end in joint
        )
        if not met:
            why = "" if joint_reason(request.reason) else f" “{request.reason}” is not a listed reason."
            detail = f"The joint session with {partner.name or partner.id} at {place} is not scheduled.{why}"
            lines.append(soft(ID, request.place, detail, 1))
    held_offers = Counter(offer.id for _, offer in case.known())
    for operation in facts.problem.operations:
        held = sum(held_offers[offer] for offer in operation.offers)
        if held < operation.sessions:
            detail = f"{held} of the {operation.sessions} sessions of operation {operation.id} are scheduled."
            lines.append(soft(ID, operation.id, detail, operation.sessions - held))
    return lines


RULE = Rule(
    id=ID,
    kind=SOFT,
    words="What a person asked for is scheduled before anything the optimiser would choose.",
    source=Source("Our own: a person decides", "2026-11"),
    add=add_asked_for,
    check=check_asked_for,
)
