"""A partner comes only where a person asked for it, with a listed reason, in a window the partner offered.

The optimiser schedules requests; it never decides that police should come. An operation that
names a partner counts as a request for each of its sessions. Each request is served once.
"""

from __future__ import annotations

from collections import defaultdict

from planner.rota.case import Case, Held, hard
from planner.rota.facts import Facts, Minutes, covers, minute, shared_minutes
from planner.rota.joint_reasons import joint_reason
from planner.rota.model import Ask, OfficerLimit, WeekModel
from planner.rota.problem import JointRequest, Operation, ProblemPartner
from planner.rota.result import AuditLine
from planner.rota.rule import HARD, Parameter, Rule, Source

ID = "joint"
PARAMETERS = {"officers": Parameter(1, "officers that one joint session needs at least", 1, 50)}


def add_joint(model: WeekModel) -> None:
    """Turn requests and partnered operations into asks, and limit each partner's officers."""
    facts = model.facts
    first = len(model.asks)
    for request in facts.problem.joint_requests:
        if joint_reason(request.reason) is not None:
            span = minute(request.start), minute(request.end)
            model.asks.append(
                Ask(
                    "request",
                    request.place,
                    request.place,
                    _offers(facts, request.partner, request.place, span),
                    1,
                    request.partner,
                    request.reason,
                )
            )
    for operation in facts.problem.operations:
        if operation.partner is not None:
            possible = _offers(facts, operation.partner, operation.place, None)
            offers = tuple(offer for offer in operation.offers if offer in possible)
            model.asks.append(
                Ask(
                    "operation",
                    operation.id,
                    operation.place,
                    offers,
                    operation.sessions,
                    operation.partner,
                    "planned_operation",
                )
            )
    for partner in facts.problem.partners:
        _limit_officers(model, partner, first)


def _offers(facts: Facts, partner: str, place: str, span: Minutes | None) -> tuple[str, ...]:
    """The offers at a place (and inside a span) that one of the partner's windows holds."""
    known = facts.partners[partner]
    if known.places is not None and place not in known.places:
        return ()
    each = facts.number(ID, "officers", PARAMETERS)
    windows = [(minute(w.start), minute(w.end)) for w in known.windows if w.officers >= each]
    return tuple(
        offer.id
        for offer in facts.offers
        if offer.place == place
        and (span is None or (span[0] <= offer.start and offer.end <= span[1]))
        and covers(windows, *offer.span)
    )


def _limit_officers(model: WeekModel, partner: ProblemPartner, first: int) -> None:
    each = model.facts.number(ID, "officers", PARAMETERS)
    pairs = [
        (index, model.facts.offer[offer])
        for index, ask in enumerate(model.asks[first:], first)
        if ask.partner == partner.id
        for offer in ask.offers
    ]
    for start in sorted({offer.start for _, offer in pairs}):
        under_way = tuple((index, offer.id) for index, offer in pairs if offer.start <= start < offer.end)
        limit = _officers_at(partner, start)
        model.officer_limits.append(OfficerLimit(under_way, (each,) * len(under_way), limit))
    if partner.week_min is not None and pairs:
        minutes = tuple(each * (offer.end - offer.start) for _, offer in pairs)
        every = tuple((index, offer.id) for index, offer in pairs)
        model.officer_limits.append(OfficerLimit(every, minutes, partner.week_min))


def _officers_at(partner: ProblemPartner, instant: int) -> int:
    return sum(w.officers for w in partner.windows if minute(w.start) <= instant < minute(w.end))


def check_joint(case: Case) -> list[AuditLine]:
    """Find joint sessions without a request, reason, window, officers or (for publishing) an approver."""
    breaches = []
    joint = [held for held in case.held if held.deployment.joint is not None]
    served = _served(case, joint)
    for held in joint:
        breaches += [hard(ID, held.id, f"{case.name(held)}: {detail}") for detail in _faults(case, held)]
        if held.id not in served:
            breaches.append(
                hard(ID, held.id, f"{case.name(held)}: no person's request asks for this joint session.")
            )
    by_partner: dict[str, list[Held]] = defaultdict(list)
    for held in joint:
        if held.deployment.joint is not None:
            by_partner[held.deployment.joint.partner].append(held)
    for partner, sessions in by_partner.items():
        if partner in case.facts.partners:
            breaches += _officer_faults(case, case.facts.partners[partner], sessions)
    return breaches


def _faults(case: Case, held: Held) -> list[str]:
    joint = held.deployment.joint
    if joint is None:
        return []
    faults = []
    if joint_reason(joint.reason) is None:
        faults.append(f"“{joint.reason}” is not a listed reason for a joint session.")
    if case.for_publishing and not (joint.approver or "").strip():
        faults.append("the joint session has no named approver.")
    partner = case.facts.partners.get(joint.partner)
    if partner is None:
        return [*faults, f"there is no partner {joint.partner}."]
    each = case.facts.number(ID, "officers", PARAMETERS)
    windows = [
        (minute(window.start), minute(window.end)) for window in partner.windows if window.officers >= each
    ]
    if not covers(windows, *held.span):
        faults.append(f"{partner.name or partner.id} offered no officers for these hours.")
    if partner.places is not None and held.deployment.place not in partner.places:
        faults.append(f"{partner.name or partner.id} does not cover this place.")
    return faults


def _officer_faults(case: Case, partner: ProblemPartner, sessions: list[Held]) -> list[AuditLine]:
    each, name = case.facts.number(ID, "officers", PARAMETERS), partner.name or partner.id
    breaches = []
    for held in sessions:
        at_once = sum(each for other in sessions if other.start <= held.start < other.end)
        if at_once > _officers_at(partner, held.start):
            breaches.append(hard(ID, held.id, f"{name} has too few officers for {case.name(held)}."))
    minutes = sum(each * shared_minutes(held.span, held.span) for held in sessions)
    if partner.week_min is not None and minutes > partner.week_min:
        breaches.append(
            hard(ID, partner.id, f"{name} gives {partner.week_min} officer minutes; {minutes} are used.")
        )
    return breaches


def _served(case: Case, joint: list[Held]) -> set[str]:
    """The deployments that can each be given a request of their own (augmenting paths)."""
    requests = list(case.facts.problem.joint_requests)
    asked: list[JointRequest | Operation] = [*requests]
    for operation in case.facts.problem.operations:
        if operation.partner is not None:
            asked += [operation] * operation.sessions
    given: dict[int, Held] = {}

    def give(held: Held, tried: set[int]) -> bool:
        for index, ask in enumerate(asked):
            if index in tried or not _asks_for(ask, held):
                continue
            tried.add(index)
            if index not in given or give(given[index], tried):
                given[index] = held
                return True
        return False

    return {held.id for held in joint if give(held, set())}


def _asks_for(ask: JointRequest | Operation, held: Held) -> bool:
    joint, offer = held.deployment.joint, held.offer
    if joint is None or joint.partner != ask.partner or held.deployment.place != ask.place:
        return False
    reason = joint_reason(joint.reason)
    if isinstance(ask, Operation):
        return offer is not None and offer.id in ask.offers and reason == "planned_operation"
    inside = minute(ask.start) <= held.start and held.end <= minute(ask.end)
    return inside and joint_reason(ask.reason) == reason


RULE = Rule(
    id=ID,
    kind=HARD,
    words="A partner comes only on a person's request, with a listed reason, inside a window with officers enough.",
    source=Source("Our own promise: youth-led is the default", "2026-11", "a person asks, with a reason"),
    add=add_joint,
    check=check_joint,
    parameters=PARAMETERS,
)
