"""A rota under audit: the deployments beside the offers they claim, in integers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from models.week import day_words
from planner.rota.facts import Facts, Minutes, OfferFacts, minute
from planner.rota.result import AuditLine, Deployment, Rota, Shift


@dataclass(frozen=True, slots=True)
class Held:
    """A deployment in integers, and the offer it claims (None: there is none)."""

    deployment: Deployment
    offer: OfferFacts | None
    start: int
    end: int
    day: int

    @property
    def id(self) -> str:
        """The deployment's id."""
        return self.deployment.id

    @property
    def mode(self) -> str:
        """Bus or foot."""
        return self.deployment.mode

    @property
    def span(self) -> Minutes:
        """Start and end, in minutes."""
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Worked:
    """A shift in integers with the deployments it names."""

    shift: Shift
    start: int
    end: int
    held: tuple[Held, ...]


class Case:
    """One rota under one problem, for the `check_` half of the rules."""

    def __init__(self, facts: Facts, rota: Rota, *, for_publishing: bool = False) -> None:
        self.facts = facts
        self.rota = rota
        self.for_publishing = for_publishing

    @cached_property
    def held(self) -> tuple[Held, ...]:
        """Every deployment, by start."""
        taken = [self._held(deployment) for deployment in self.rota.deployments]
        return tuple(sorted(taken, key=lambda held: (held.start, held.id)))

    @cached_property
    def by_worker(self) -> dict[str, list[Held]]:
        """Each worker's deployments in order of time, unknown workers too."""
        result: dict[str, list[Held]] = defaultdict(list)
        for held in self.held:
            for worker in dict.fromkeys(held.deployment.workers):
                result[worker].append(held)
        return result

    @cached_property
    def shifts(self) -> dict[str, list[Worked]]:
        """Each worker's shifts in order of time."""
        by_id = {held.id: held for held in self.held}
        result: dict[str, list[Worked]] = defaultdict(list)
        for shift in self.rota.shifts:
            named = tuple(by_id[name] for name in shift.deployments if name in by_id)
            ordered = tuple(sorted(named, key=lambda held: held.start))
            result[shift.worker].append(Worked(shift, minute(shift.start), minute(shift.end), ordered))
        for worked in result.values():
            worked.sort(key=lambda one: one.start)
        return result

    def known(self) -> Iterator[tuple[Held, OfferFacts]]:
        """The deployments that match an offer."""
        for held in self.held:
            if held.offer is not None:
                yield held, held.offer

    def duty(self, worker: str) -> list[Minutes]:
        """All the spans a worker is on duty: the rota's shifts, deployments outside any, and what was worked.

        Deployments count by themselves too, so that a missing shift hides nothing.
        """
        spans = [(shift.start, shift.end) for shift in self.shifts.get(worker, [])]
        spans += [held.span for held in self.by_worker.get(worker, [])]
        spans += self.facts.worked.get(worker, ())
        return sorted(spans)

    def name(self, held: Held) -> str:
        """A deployment in words: where and when."""
        site = self.facts.sites.get(held.deployment.site)
        start = self.facts.local(held.start)
        return f"{site.name if site else held.deployment.site}, {day_words(start)} at {start:%H:%M}"

    def who(self, worker: str) -> str:
        """A worker's name, or the id where there is none."""
        known = self.facts.workers.get(worker)
        return (known.name or known.id) if known else worker

    def _held(self, deployment: Deployment) -> Held:
        start, end = minute(deployment.start), minute(deployment.end)
        day = self.facts.local(start).date().toordinal()
        return Held(deployment, self._offer(deployment, start, end), start, end, day)

    def _offer(self, deployment: Deployment, start: int, end: int) -> OfferFacts | None:
        same = [
            offer
            for offer in self.facts.offers
            if offer.site == deployment.site and offer.span == (start, end)
        ]
        fitting = [offer for offer in same if deployment.mode in offer.offer.modes] or same
        named = [offer for offer in fitting if offer.id == deployment.id]
        return next(iter(named or fitting), None)


def hard(rule: str, subject: str, detail: str) -> AuditLine:
    """A breach of a hard rule."""
    return AuditLine(rule, "hard", subject, detail)


def soft(rule: str, subject: str, detail: str, penalty: float = 0.0) -> AuditLine:
    """The cost of a soft one."""
    return AuditLine(rule, "soft", subject, detail, penalty)
