"""The rota's claims about its own value are true."""

from __future__ import annotations

import math

from planner.rota.case import Case, hard
from planner.rota.model import WeekModel
from planner.rota.result import AuditLine
from planner.rota.rule import HARD, Rule, Source
from planner.rota.value import UNITS, Values

ID = "claims"
# Values are written with six decimals; a sum over a borough's deployments stays within this.
TOLERANCE = 1e-4


def add_claims(model: WeekModel) -> None:
    """Give the optimiser the values that a rota may claim."""
    model.values = Values(model.facts, other_provision=False)


def check_claims(case: Case) -> list[AuditLine]:
    """Find values, objectives, bounds and statuses that the problem's arithmetic does not bear out."""
    rota = case.rota
    held = {offer.id: (one, offer) for one, offer in case.known()}
    worth = Values(case.facts).worth((offer, one.mode) for offer, (one, _) in held.items())
    breaches = []
    for offer, (one, _) in held.items():
        true = worth[offer] / UNITS
        if not math.isclose(one.deployment.value, true, abs_tol=TOLERANCE):
            detail = f"{case.name(one)} claims a value of {one.deployment.value:g}; it is {true:g}."
            breaches.append(hard(ID, one.id, detail))
    total = sum(worth.values()) / UNITS
    if rota.status == "infeasible":
        if rota.deployments:
            breaches.append(hard(ID, rota.week, "The rota says that there is none, and yet has deployments."))
        return breaches
    if rota.objective is None or not math.isclose(rota.objective, total, abs_tol=TOLERANCE):
        breaches.append(hard(ID, rota.week, f"The rota claims a value of {rota.objective}; it is {total:g}."))
    if rota.bound is not None and rota.bound < total - TOLERANCE:
        breaches.append(hard(ID, rota.week, f"The bound {rota.bound:g} lies below the value {total:g}."))
    if rota.status == "optimal" and (rota.bound is None or rota.bound > total + max(TOLERANCE, 1e-6 * total)):
        breaches.append(
            hard(ID, rota.week, f"The rota claims to be optimal; its bound {rota.bound} does not say so.")
        )
    return breaches


RULE = Rule(
    id=ID,
    kind=HARD,
    words="The rota's claims about its own value, bound and status are true.",
    source=Source("Our own: a solver once called a wrong value optimal", "2026-11"),
    add=add_claims,
    check=check_claims,
)
