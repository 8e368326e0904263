"""Evenings and weekends are shared fairly, counting the last eight weeks."""

from __future__ import annotations

from planner.rota.case import Case, Held, soft
from planner.rota.facts import Facts, OfferFacts, covers
from planner.rota.model import WeekModel
from planner.rota.problem import ProblemWorker
from planner.rota.result import AuditLine
from planner.rota.rule import SOFT, Parameter, Rule, Source

ID = "fair_share"
STEPS = 5
PARAMETERS = {"evening_from_hour": Parameter(19, "a session that ends after seven takes the evening", 16, 23)}


def _is_evening(facts: Facts, session: OfferFacts | Held) -> bool:
    end = facts.local(session.end)
    hour = facts.number(ID, "evening_from_hour", PARAMETERS)
    return (end.hour, end.minute) > (hour, 0) or end.date().toordinal() > session.day


def _is_weekend(facts: Facts, session: OfferFacts | Held) -> bool:
    return facts.local(session.start).weekday() >= 5


def _recent(worker: ProblemWorker, kind: str) -> int:
    return worker.recent.evenings if kind == "evenings" else worker.recent.weekends


_KINDS = (("evenings", _is_evening), ("weekends", _is_weekend))


def _above_share(facts: Facts, kind: str, offers: tuple[OfferFacts, ...]) -> dict[str, int]:
    """By worker: recent evenings (or weekends) above the fair share, which goes by the days they give for them."""
    workers = facts.problem.workers
    given = {
        worker.id: len({offer.day for offer in offers if covers(facts.available[worker.id], *offer.span)})
        for worker in workers
    }
    total, days = sum(_recent(worker, kind) for worker in workers), max(1, sum(given.values()))
    return {worker.id: _recent(worker, kind) - round(total * given[worker.id] / days) for worker in workers}


def add_fair_share(model: WeekModel) -> None:
    """Make each further evening or weekend session of one worker dearer, the more they are above their share."""
    facts = model.facts
    for kind, counts in _KINDS:
        sessions = tuple(offer for offer in facts.offers if counts(facts, offer))
        offers = tuple(offer.id for offer in sessions)
        above = _above_share(facts, kind, sessions)
        least, most = min(above.values(), default=0), max(above.values(), default=0)
        for worker, n in above.items():
            for step in range(1, STEPS + 1):
                threshold = max(step, step * (most - least) // STEPS)
                model.people.above.append((worker, offers, n - least, threshold, model.weight("fairness")))


def check_fair_share(case: Case) -> list[AuditLine]:
    """Say who has more than two evenings or weekends above the average of the team."""
    lines = []
    workers = case.facts.problem.workers
    for kind, counts in _KINDS:
        total = {
            worker.id: _recent(worker, kind)
            + len({held.day for held in case.by_worker.get(worker.id, []) if counts(case.facts, held)})
            for worker in workers
        }
        fair = sum(total.values()) / max(1, len(total))
        lines += [
            soft(
                ID,
                worker,
                f"{case.who(worker)} has {n} {kind} in nine weeks; the average is {fair:.1f}.",
                n - fair,
            )
            for worker, n in total.items()
            if n > fair + 2
        ]
    return lines


RULE = Rule(
    id=ID,
    kind=SOFT,
    words="Evenings and weekends are shared fairly, counting the last eight weeks.",
    source=Source("Our own: fairness keeps a team", "2026-11"),
    add=add_fair_share,
    check=check_fair_share,
    parameters=PARAMETERS,
    weight="fairness",
)
