"""What happened to a week outlasts its draft: planning it again goes by what a manager knew then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date
from functools import partial

from geodata.errors import BadInput
from models.week import Week
from planner.rota.replan_types import Absence, Closure, Event, Response
from planner.rota.result import Rota
from planner.services.fixing import FixingUseCases
from planner.services.views import Account


def remember(
    use_cases: FixingUseCases, viewer: Account | None, week: Week, events: Iterable[Event], rota: Rota
) -> None:
    """Rule out who is absent and what is closed, and fix the responses as they are held now."""
    for event in events:
        for decide in _decisions(use_cases, viewer, week, event, rota):
            # What is decided already, or no longer in the team, needs no second decision.
            with suppress(BadInput):
                decide()


def _decisions(
    use_cases: FixingUseCases, viewer: Account | None, week: Week, event: Event, rota: Rota
) -> list[Callable[[], int]]:
    match event:
        case Absence(worker, day):
            days = _days(week, day, use_cases.today())
            return [partial(use_cases.rule_out, viewer, week, worker=worker, day=one) for one in days]
        case Closure(site, day):
            days = _days(week, day, use_cases.today())
            return [partial(use_cases.rule_out, viewer, week, site=site, day=one) for one in days]
        case Response(place, start, end):
            return [
                partial(use_cases.pin_session, viewer, week, held.site, start, end)
                for held in rota.deployments
                if (held.place, held.start, held.end) == (place, start, end)
            ]


def _days(week: Week, day: date | None, today: date) -> Sequence[date | None]:
    """The day, each day that is left of a week that has begun, or all of it (None)."""
    left = [one for one in week.days if one >= today]
    if day is not None:
        return [day]
    return left if len(left) < len(week.days) else [None]
