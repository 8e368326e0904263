"""A place is not visited for ever without a person asking whether we should still come."""

from __future__ import annotations

from planner.rota.case import Case, hard
from planner.rota.model import WeekModel
from planner.rota.result import AuditLine
from planner.rota.rule import HARD, Parameter, Rule, Source

ID = "place_review"
PARAMETERS = {"weeks": Parameter(12, "a quarter of a year, as plans are reviewed", 1, 1000)}


def add_place_review(model: WeekModel) -> None:
    """Close the sessions at places that are due for a review."""
    most = model.facts.number(ID, "weeks", PARAMETERS)
    for choice in model.choices:
        place = model.facts.places[choice.offer.place]
        if place.weeks_without_review >= most:
            weeks = place.weeks_without_review
            model.close(choice, ID, f"{place.name} was visited in {weeks} weeks and needs a review first.")


def check_place_review(case: Case) -> list[AuditLine]:
    """Find deployments at places whose review is overdue."""
    most = case.facts.number(ID, "weeks", PARAMETERS)
    due = {place.id for place in case.facts.problem.places if place.weeks_without_review >= most}
    return [
        hard(ID, held.id, f"{case.name(held)}: the place was visited in {most} weeks without a review.")
        for held in case.held
        if held.deployment.place in due
    ]


RULE = Rule(
    id=ID,
    kind=HARD,
    words="After twelve weeks with sessions at a place, a person reviews it before there are more.",
    source=Source("Our own: no place is watched for ever because it once was busy", "2026-11"),
    add=add_place_review,
    check=check_place_review,
    parameters=PARAMETERS,
)
