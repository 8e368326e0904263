"""A deployment is an offered session of this week, held by people, sites and vehicles that exist."""

from __future__ import annotations

from collections import Counter

from planner.rota.case import Case, Held, hard
from planner.rota.model import Choice, WeekModel
from planner.rota.problem import Mode
from planner.rota.result import AuditLine
from planner.rota.rule import HARD, Rule, Source

ID = "real_sessions"
MODES: tuple[Mode, ...] = ("bus", "foot")


def add_real_sessions(model: WeekModel) -> None:
    """Let the optimiser choose among the offers, in each of their modes, and nothing else."""
    for offer in model.facts.offers:
        for mode in MODES:
            if mode in offer.offer.modes:
                model.choices.append(Choice(len(model.choices), offer, mode))


def check_real_sessions(case: Case) -> list[AuditLine]:
    """Find another week, unknown ids, sessions that nobody offered, and ids used twice."""
    breaches = []
    if case.rota.week != case.facts.problem.week:
        breaches.append(
            hard(
                ID,
                case.rota.week,
                f"The rota is for {case.rota.week}, the problem for {case.facts.problem.week}.",
            )
        )
    ids = Counter(held.id for held in case.held)
    breaches += [hard(ID, name, f"Two deployments are called {name}.") for name, n in ids.items() if n > 1]
    for held in case.held:
        breaches += [hard(ID, held.id, detail) for detail in _unreal(case, held)]
    breaches += [
        hard(ID, worker, f"A shift is for {worker}, who is not in the team.")
        for worker in case.shifts
        if worker not in case.facts.workers
    ]
    return breaches


def _unreal(case: Case, held: Held) -> list[str]:
    facts, deployment = case.facts, held.deployment
    faults = [f"{worker} is not in the team." for worker in deployment.workers if worker not in facts.workers]
    if len(set(deployment.workers)) < len(deployment.workers):
        faults.append("A worker is named twice.")
    if deployment.vehicle is not None and deployment.vehicle not in facts.vehicles:
        faults.append(f"There is no vehicle {deployment.vehicle}.")
    site = facts.sites.get(deployment.site)
    if site is None:
        return [*faults, f"There is no site {deployment.site}."]
    if deployment.place != site.place:
        faults.append(f"{site.name} belongs to the place {site.place}, not to {deployment.place}.")
    if abs(deployment.lon - site.lon) > 1e-4 or abs(deployment.lat - site.lat) > 1e-4:
        faults.append(f"The coordinates are not those of {site.name}.")
    if held.offer is None:
        faults.append(f"Nobody offered a session at {site.name} at these times.")
    elif deployment.mode not in held.offer.offer.modes:
        faults.append(f"The session at {site.name} is not offered with mode {deployment.mode}.")
    return faults


RULE = Rule(
    id=ID,
    kind=HARD,
    words="A deployment is an offered session of this week, held by people, sites and vehicles that exist.",
    source=Source("Our own: a rota that names what does not exist cannot be worked", "2026-11"),
    add=add_real_sessions,
    check=check_real_sessions,
)
