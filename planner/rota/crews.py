"""A deployment with other people: who leads and drives it, and the shifts that come of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from planner.rota.facts import minute
from planner.rota.model import WeekModel
from planner.rota.problem import ProblemWorker
from planner.rota.result import Deployment, Shift


def crewed(workers: Mapping[str, ProblemWorker], old: Deployment, crew: Sequence[str]) -> Deployment | None:
    """A deployment with these people, in the roles they had where they stay; None where a role finds nobody."""
    if set(crew) == set(old.workers):
        return old
    stay = [worker for worker in old.workers if worker in crew]
    everyone = (*stay, *(worker for worker in crew if worker not in stay))
    found = roles(workers, old.mode, everyone, old.lead, old.driver)
    return None if found is None else replace(old, workers=everyone, lead=found[0], driver=found[1])


def roles(
    workers: Mapping[str, ProblemWorker], mode: str, crew: Sequence[str], lead: str, driver: str | None
) -> tuple[str, str | None] | None:
    """Lead and driver, two people where there are two; whoever had the role keeps it. None: it finds nobody."""
    leads = sorted((w for w in crew if "lead" in workers[w].skills), key=lambda w: w != lead)
    drivers = sorted((w for w in crew if "d1" in workers[w].skills), key=lambda w: w != driver)
    if not leads or (mode == "bus" and not drivers):
        return None
    if mode != "bus":
        return leads[0], None
    pairs = [(one, other) for one in leads for other in drivers if one != other]
    return pairs[0] if pairs else (leads[0], drivers[0])


def shift_for(model: WeekModel, worker: str, deployments: Sequence[Deployment]) -> Shift:
    """One worker's shift of a day that holds these deployments."""
    held = sorted(deployments, key=lambda deployment: deployment.start)
    first, last = held[0], held[-1]
    start = minute(first.start) - max(model.before_min, model.facts.crew_set_up(first.mode))
    end = minute(last.end) + max(model.after_min, model.facts.crew_set_up(last.mode))
    pause = model.break_min(worker, (start, end))
    local = model.facts.local
    ids = tuple(deployment.id for deployment in held)
    return Shift(worker, local(start), local(end), pause, end - start - pause, ids)
