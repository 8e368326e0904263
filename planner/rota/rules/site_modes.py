"""The bus parks only where it may, and teams start on foot only where they may."""

from __future__ import annotations

from planner.rota.case import Case, hard
from planner.rota.model import WeekModel
from planner.rota.result import AuditLine
from planner.rota.rule import HARD, Rule, Source

ID = "site_modes"


def add_site_modes(model: WeekModel) -> None:
    """Close modes that the site does not allow."""
    for choice in model.choices:
        if choice.mode not in model.facts.sites[choice.offer.site].modes:
            model.close(
                choice, ID, "The bus may not park here." if choice.mode == "bus" else "No team starts here."
            )


def check_site_modes(case: Case) -> list[AuditLine]:
    """Find deployments in a mode that their site does not allow."""
    breaches = []
    for held in case.held:
        site = case.facts.sites.get(held.deployment.site)
        if site is not None and held.mode not in site.modes:
            breaches.append(
                hard(ID, held.id, f"{case.name(held)}: the site does not allow mode {held.mode}.")
            )
    return breaches


RULE = Rule(
    id=ID,
    kind=HARD,
    words="The bus parks only where it may, and teams start on foot only where they may.",
    source=Source("Our own: the permission that each site's owner gave", "2026-11"),
    add=add_site_modes,
    check=check_site_modes,
)
