"""There is time to get from one session to the next, and to pack the bus away and set it up."""

from __future__ import annotations

import itertools

from planner.rota.case import Case, hard
from planner.rota.model import Choice, WeekModel
from planner.rota.result import AuditLine
from planner.rota.rule import HARD, Rule, Source

ID = "travel"


def add_travel(model: WeekModel) -> None:
    """Ask for the minutes between two sessions of one worker."""
    facts = model.facts

    def gap(earlier: Choice, later: Choice) -> int:
        way = facts.travel(earlier.offer.site, later.offer.site)
        return facts.crew_set_up(earlier.mode) + way + facts.crew_set_up(later.mode)

    model.gaps.append(gap)


def check_travel(case: Case) -> list[AuditLine]:
    """Find workers who would arrive late at their next session."""
    facts, breaches = case.facts, []
    for worker, held in case.by_worker.items():
        for earlier, later in itertools.pairwise(held):
            sites = earlier.deployment.site, later.deployment.site
            if not set(sites) <= facts.sites.keys():
                continue
            packing = facts.crew_set_up(earlier.mode) + facts.crew_set_up(later.mode)
            needed, there = packing + facts.travel(*sites), later.start - earlier.end
            if there < needed:
                detail = (
                    f"{case.who(worker)} has {there} minutes before {case.name(later)} and needs {needed}."
                )
                breaches.append(hard(ID, worker, detail))
    return breaches


RULE = Rule(
    id=ID,
    kind=HARD,
    words="There is time to get from one session to the next, and to pack the bus away and set it up.",
    source=Source("Our own: minutes of travel come from the problem", "2026-11"),
    add=add_travel,
    check=check_travel,
)
