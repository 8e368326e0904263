"""A site is used in its permitted hours."""

from __future__ import annotations

from planner.rota.case import Case, hard
from planner.rota.facts import covers
from planner.rota.model import WeekModel
from planner.rota.result import AuditLine
from planner.rota.rule import HARD, Rule, Source

ID = "site_hours"


def add_site_hours(model: WeekModel) -> None:
    """Close sessions outside their site's hours."""
    for choice in model.choices:
        if not covers(model.facts.site_open[choice.offer.site], choice.start, choice.end):
            model.close(choice, ID, "The site may not be used at these hours.")


def check_site_hours(case: Case) -> list[AuditLine]:
    """Find deployments outside their site's hours."""
    return [
        hard(ID, held.id, f"{case.name(held)} is outside the site's permitted hours.")
        for held in case.held
        if held.deployment.site in case.facts.sites
        and not covers(case.facts.site_open[held.deployment.site], held.start, held.end)
    ]


RULE = Rule(
    id=ID,
    kind=HARD,
    words="A site is used in its permitted hours.",
    source=Source("Our own: the permission that each site's owner gave", "2026-11"),
    add=add_site_hours,
    check=check_site_hours,
)
