"""What the manager ruled out stays out."""

from __future__ import annotations

from planner.rota.case import Case, hard
from planner.rota.facts import minute
from planner.rota.model import WeekModel
from planner.rota.problem import Ban
from planner.rota.result import AuditLine
from planner.rota.rule import HARD, Rule, Source

ID = "bans"


def add_bans(model: WeekModel) -> None:
    """Close what is banned for everyone, bar what is banned for one worker."""
    for ban in model.facts.problem.bans:
        for choice in model.choices:
            offer = choice.offer
            if _matches(ban, offer.id, offer.place, offer.site, choice.mode, offer.span):
                if ban.worker is None:
                    model.close(choice, ID, "The manager ruled this out for the week.")
                else:
                    model.bar(ban.worker, choice, ID)


def _matches(ban: Ban, offer: str | None, place: str, site: str, mode: str, span: tuple[int, int]) -> bool:
    wanted = ((ban.offer, offer), (ban.place, place), (ban.site, site), (ban.mode, mode))
    if any(asked is not None and asked != actual for asked, actual in wanted):
        return False
    over = ban.end is not None and minute(ban.end) <= span[0]
    not_yet = ban.start is not None and minute(ban.start) >= span[1]
    return not over and not not_yet


def check_bans(case: Case) -> list[AuditLine]:
    """Find deployments, and workers in them, that a ban forbids."""
    breaches = []
    for ban in case.facts.problem.bans:
        for held in case.held:
            own = held.deployment
            if not _matches(
                ban, held.offer.id if held.offer else None, own.place, own.site, own.mode, held.span
            ):
                continue
            if ban.worker is None:
                breaches.append(hard(ID, held.id, f"{case.name(held)} was ruled out by the manager."))
            elif ban.worker in own.workers:
                detail = f"{case.who(ban.worker)} at {case.name(held)} was ruled out by the manager."
                breaches.append(hard(ID, held.id, detail))
    return breaches


RULE = Rule(
    id=ID,
    kind=HARD,
    words="What the manager ruled out stays out.",
    source=Source("Our own: a person decides", "2026-11"),
    add=add_bans,
    check=check_bans,
)
