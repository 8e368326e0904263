"""Nobody goes where there is no current risk assessment."""

from __future__ import annotations

from datetime import date

from models.week import date_words
from planner.rota.case import Case, hard
from planner.rota.facts import Facts
from planner.rota.model import WeekModel
from planner.rota.result import AuditLine
from planner.rota.rule import HARD, Rule, Source

ID = "risk_assessment"


def _fault(facts: Facts, site: str, end: int) -> str | None:
    """What is wrong with a site's assessment for a session that ends then."""
    until = facts.sites[site].risk_assessed_until
    last_day: date = facts.local(end - 1).date()
    if until is None:
        return f"{facts.sites[site].name} has no risk assessment."
    if until < last_day:
        return f"The risk assessment of {facts.sites[site].name} ends on {date_words(until)}."
    return None


def add_risk_assessment(model: WeekModel) -> None:
    """Close sessions at sites that are not assessed to the end of the day."""
    for choice in model.choices:
        fault = _fault(model.facts, choice.offer.site, choice.end)
        if fault:
            model.close(choice, ID, fault)


def check_risk_assessment(case: Case) -> list[AuditLine]:
    """Find deployments at sites whose assessment has run out, or that have none."""
    breaches = []
    for held in case.held:
        site = case.facts.sites.get(held.deployment.site)
        if site is None:
            continue
        assessed = site.risk_assessed_until
        day = case.facts.local(held.end - 1).date()
        if assessed is None or day > assessed:
            breaches.append(
                hard(ID, held.id, f"{case.name(held)}: the site has no risk assessment for that day.")
            )
    return breaches


RULE = Rule(
    id=ID,
    kind=HARD,
    words="Nobody goes where there is no current risk assessment.",
    source=Source("Management of Health and Safety at Work Regulations 1999", "1999", "regulation 3"),
    add=add_risk_assessment,
    check=check_risk_assessment,
)
