"""From an answer of the replanning model to a rota, and to who must be told what."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from planner.rota.crews import crewed, roles, shift_for
from planner.rota.facts import minute
from planner.rota.replan_model import Found
from planner.rota.replan_scene import Stage
from planner.rota.replan_types import Change, Kind, Option
from planner.rota.replan_words import changes_of, notices, option_words
from planner.rota.result import AuditLine, Deployment, Rota, Shift, Tier, Uncovered
from planner.rota.stage_two import Staffing
from planner.rota.value import UNITS, Values


@dataclass(frozen=True)
class Changed:
    """A changed week before its audit."""

    kind: Kind
    words: str
    rota: Rota
    changes: tuple[Change, ...]
    people: int
    told: tuple[str, ...]
    loss: float
    proven: bool

    def option(self, audit: tuple[AuditLine, ...]) -> Option:
        """The week with its audit."""
        return Option(**{**vars(self), "rota": replace(self.rota, audit=audit)})


def without(stage: Stage) -> Found:
    """The week with what is broken dropped and nothing else changed."""
    scene = stage.scene
    workers = {i: tuple(sorted(crew)) for i, crew in scene.crew.items() if i not in scene.broken}
    return Found(Staffing("optimal", workers, dict(scene.buses)), 0, proven=True)


def changed_week(stage: Stage, found: Found | None, *, kind: Kind) -> Changed:
    """The rota after an answer (None: only those who are absent go), and what changed in it."""
    staffing = found.staffing if found else None
    deployments = _valued(stage, _deployments(stage, staffing))
    shifts = _shifts(stage, deployments)
    changes = changes_of(stage, deployments, shifts)
    # Those who are absent are told of their other days, and are not counted: the budget does not count them either.
    changed = {change.worker for change in changes if _same(change.before) != _same(change.after)}
    people = len(changed - set(stage.hit.absent))
    total = sum(round(deployment.value * UNITS) for deployment in deployments) / UNITS
    before = sum(round(deployment.value * UNITS) for deployment in stage.rota.deployments) / UNITS
    proven = found is None or found.proven
    return Changed(
        kind=kind,
        words=option_words(stage, deployments, kind),
        rota=_rota(stage, deployments, shifts, total, people, proven=proven),
        changes=changes,
        people=people,
        told=(*stage.hit.told, *notices(stage, deployments)),
        loss=round(before - total, 7) + 0.0,
        proven=proven,
    )


def _same(shift: Shift | None) -> tuple[object, ...]:
    """What makes two shifts the same to who works them."""
    return () if shift is None else (shift.start, shift.end, shift.deployments)


# -- deployments ----------------------------------------------------------------------------------------------------


def _deployments(stage: Stage, staffing: Staffing | None) -> list[Deployment]:
    scene, result = stage.scene, []
    for old in stage.rota.deployments:
        index = scene.held.get(old.id)
        if old.id in stage.carried:
            day = next(held.day for held in stage.case.held if held.id == old.id)
            left = tuple(w for w in old.workers if day not in stage.hit.absent.get(w, ()))
            result.append(_crewed(stage, old, left))
        elif index is None or staffing is None:
            result.append(old)
        elif index in staffing.workers:
            result.append(_crewed(stage, old, staffing.workers[index]))
    if staffing is not None:
        known = set(scene.held.values())
        result += [_new(stage, index, staffing) for index in staffing.workers if index not in known]
    return sorted(result, key=lambda d: (d.start, d.end, d.id))


def _crewed(stage: Stage, old: Deployment, crew: Sequence[str]) -> Deployment:
    """A deployment with other people; the audit finds it where a role finds nobody among them."""
    return crewed(stage.case.facts.workers, old, crew) or replace(old, workers=tuple(crew))


def _new(stage: Stage, index: int, staffing: Staffing) -> Deployment:
    """A session that the week did not hold, or held in another mode."""
    facts, choice = stage.case.facts, stage.scene.model.choices[index]
    site = facts.sites[choice.offer.site]
    crew = staffing.workers[index]
    lead, driver = roles(facts.workers, choice.mode, crew, crew[0], None) or (crew[0], None)
    same = next((d for d in stage.rota.deployments if _is_of(stage, d, choice.offer.id)), None)
    return Deployment(
        id=same.id if same else choice.offer.id,
        team="Bus" if choice.mode == "bus" else _free_letter(stage, choice.start, choice.end),
        mode=choice.mode,
        joint=same.joint if same else None,
        place=choice.offer.place,
        site=site.id,
        lon=site.lon,
        lat=site.lat,
        start=facts.local(choice.start),
        end=facts.local(choice.end),
        workers=crew,
        lead=lead,
        driver=driver,
        vehicle=staffing.buses.get(index),
        theme=same.theme if same else None,
        value=0.0,
        why=(*(same.why if same else choice.offer.offer.reasons), "The week was replanned for it."),
    )


def _is_of(stage: Stage, deployment: Deployment, offer: str) -> bool:
    index = stage.scene.held.get(deployment.id)
    return index is not None and stage.scene.model.choices[index].offer.id == offer


def _free_letter(stage: Stage, start: int, end: int) -> str:
    taken = {held.deployment.team for held in stage.case.held if held.start < end and start < held.end}
    letters = (f"Foot {chr(ord('A') + n)}" for n in range(26))
    return next((name for name in letters if name not in taken), "Foot")


def _valued(stage: Stage, deployments: Iterable[Deployment]) -> tuple[Deployment, ...]:
    """Each deployment with what it adds to this week."""
    held = list(deployments)
    case = type(stage.case)(stage.case.facts, replace(stage.rota, deployments=tuple(held)))
    known = {one.id: (offer.id, one.mode) for one, offer in case.known()}
    worth = Values(stage.case.facts).worth(known.values())
    return tuple(
        replace(d, value=round(worth[known[d.id][0]] / UNITS, 7)) if d.id in known else d for d in held
    )


# -- shifts and the rota ----------------------------------------------------------------------------------------------


def _shifts(stage: Stage, deployments: Sequence[Deployment]) -> tuple[Shift, ...]:
    """The shifts as they were, and new ones where a worker's day changed."""
    facts = stage.case.facts
    days: dict[tuple[str, int], list[Deployment]] = defaultdict(list)
    for deployment in deployments:
        day = facts.local(minute(deployment.start)).date().toordinal()
        for worker in deployment.workers:
            days[worker, day].append(deployment)
    modes = {d.id: d.mode for d in stage.rota.deployments}
    old = {(s.worker, facts.local(minute(s.start)).date().toordinal()): s for s in stage.rota.shifts}
    shifts = []
    for (worker, day), held in days.items():
        was = old.get((worker, day))
        same = was is not None and set(was.deployments) == {d.id for d in held}
        if was is not None and same and all(modes[d.id] == d.mode for d in held):
            shifts.append(was)
        else:
            shifts.append(shift_for(stage.scene.model, worker, held))
    order = {worker: number for number, worker in enumerate(facts.workers)}
    return tuple(sorted(shifts, key=lambda shift: (shift.start, order.get(shift.worker, 0))))


def _rota(
    stage: Stage,
    deployments: tuple[Deployment, ...],
    shifts: tuple[Shift, ...],
    total: float,
    people: int,
    *,
    proven: bool,
) -> Rota:
    """The week. What happened only takes away, but for a response: the bound from before holds without one."""
    old = stage.rota
    bound = old.bound if old.bound is not None and not stage.hit.wanted else None
    bound = None if bound is None else max(bound, total)
    best = bound is not None and math.isclose(bound, total, abs_tol=1e-6)
    gap = None if bound is None else round((bound - total) / max(abs(total), 1e-9), 7)
    return replace(
        old,
        status="optimal" if best else "feasible",
        objective=round(total, 7),
        bound=bound,
        gap=gap if bound is None or bound else 0.0,
        tiers=(
            Tier("value", round(total, 7), bound, "optimal" if best else "feasible"),
            Tier("people told", people, people if proven else 0, "optimal" if proven else "feasible"),
        ),
        deployments=deployments,
        shifts=shifts,
        uncovered=_uncovered(stage, deployments),
        audit=(),
    )


def _uncovered(stage: Stage, deployments: Sequence[Deployment]) -> tuple[Uncovered, ...]:
    """What was left out before, and on top what is given up now."""
    kept = {d.id for d in deployments}
    gone = [d for d in stage.rota.deployments if d.id not in kept]
    given_up = [
        Uncovered(d.place, d.start, d.end, d.value, ("Given up when the week was replanned.",), loss=d.value)
        for d in gone
    ]
    before = [
        gap
        for gap in stage.rota.uncovered
        if not any(d.place == gap.place and d.start < gap.end and gap.start < d.end for d in deployments)
    ]
    return (*given_up, *before)
