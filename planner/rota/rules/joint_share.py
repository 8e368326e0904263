"""Joint sessions stay the smaller part of a week: the team is seen as youth-led."""

from __future__ import annotations

from planner.rota.capacity import sessions_possible
from planner.rota.case import Case, soft
from planner.rota.facts import Facts
from planner.rota.model import OfficerLimit, WeekModel
from planner.rota.result import AuditLine
from planner.rota.rule import SOFT, Parameter, Rule, Source

ID = "joint_share"
PARAMETERS = {
    "percent": Parameter(50, "beyond half, young people would meet the police more often than not", 0, 100),
    "least": Parameter(4, "so many joint sessions are never too many, however short the week", 0, 1000),
}


def _most(facts: Facts) -> int:
    share = facts.number(ID, "percent", PARAMETERS) * sessions_possible(facts) // 100
    return max(share, facts.number(ID, "least", PARAMETERS))


def add_joint_share(model: WeekModel) -> None:
    """Limit the joint sessions among those asked for."""
    pairs = tuple(
        (number, offer)
        for number, ask in enumerate(model.asks)
        if ask.partner is not None
        for offer in ask.offers
    )
    if pairs:
        model.officer_limits.append(OfficerLimit(pairs, (1,) * len(pairs), _most(model.facts)))


def check_joint_share(case: Case) -> list[AuditLine]:
    """Say when more of the week is joint than the cap allows."""
    most = _most(case.facts)
    joint = sum(1 for held in case.held if held.deployment.joint is not None)
    if joint <= most:
        return []
    detail = f"{joint} of {len(case.held)} sessions are joint; {most} are the most for such a week."
    return [soft(ID, case.rota.week, detail, joint - most)]


RULE = Rule(
    id=ID,
    kind=SOFT,
    words="At most half of the sessions that a week allows are joint; requests beyond that wait, and are named.",
    source=Source("Our own promise: youth-led is the default", "2026-11", "a person asks, with a reason"),
    add=add_joint_share,
    check=check_joint_share,
    parameters=PARAMETERS,
)
