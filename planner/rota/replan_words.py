"""What replanning says: who must be told what, in sentences that can be read out on the phone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from models.week import day_words
from planner.rota.facts import minute
from planner.rota.replan_scene import Stage
from planner.rota.replan_types import Change, Kind
from planner.rota.result import Deployment, Shift

Day = tuple[str, int]


def changes_of(
    stage: Stage, deployments: Sequence[Deployment], shifts: Iterable[Shift]
) -> tuple[Change, ...]:
    """What each worker who is not absent must be told, day by day."""
    before, after = _by_day(stage, stage.rota.shifts), _by_day(stage, shifts)
    old = {deployment.id: deployment for deployment in stage.rota.deployments}
    new = {deployment.id: deployment for deployment in deployments}
    changes = []
    for worker, day in sorted({*before, *after}, key=lambda key: (key[1], key[0])):
        was, now = before.get((worker, day)), after.get((worker, day))
        if day in stage.hit.absent.get(worker, ()):
            continue
        words = _words(stage, worker, was, now, old, new)
        if words:
            changes.append(Change(worker, words, was, now))
    return tuple(changes)


def _by_day(stage: Stage, shifts: Iterable[Shift]) -> dict[Day, Shift]:
    local = stage.case.facts.local
    return {(s.worker, local(minute(s.start)).date().toordinal()): s for s in shifts}


def _words(
    stage: Stage,
    worker: str,
    was: Shift | None,
    now: Shift | None,
    old: dict[str, Deployment],
    new: dict[str, Deployment],
) -> str:
    name = stage.case.who(worker)
    if now is None:
        gone = [old[one] for one in was.deployments if one in old] if was else []
        when = f"{day_words(was.start)}" if was else "that day"
        return f"{name} is free on {when}: {_list(stage, gone)} {_gone(gone, new)}."
    held = [new[one] for one in now.deployments]
    if was is None:
        return f"{name} comes in on {_hours(now)}: {_sessions(stage, worker, held)}."
    if set(was.deployments) != set(now.deployments) or (was.start, was.end) != (now.start, now.end):
        hours = f" instead of {was.start:%H:%M} to {was.end:%H:%M}"
        if (was.start, was.end) == (now.start, now.end):
            hours = " as before, but elsewhere"
        return f"{name} works on {_hours(now)}{hours}: {_sessions(stage, worker, held)}."
    told = [_company(stage, worker, old[one.id], one) for one in held if one != old[one.id]]
    told = [words for words in told if words]
    return f"{name} keeps {_hours(now)}: {'; '.join(told)}." if told else ""


def _hours(shift: Shift) -> str:
    return f"{day_words(shift.start)}, {shift.start:%H:%M} to {shift.end:%H:%M}"


def _gone(gone: Iterable[Deployment], new: dict[str, Deployment]) -> str:
    names = [one.id for one in gone]
    if any(name in new for name in names):
        return "is held by others"
    return "is off" if len(names) == 1 else "are off"


def _list(stage: Stage, held: Sequence[Deployment]) -> str:
    return " and ".join(_session(stage, one) for one in held)


def _session(stage: Stage, deployment: Deployment) -> str:
    site = stage.case.facts.sites.get(deployment.site)
    return f"{site.name if site else deployment.site} at {deployment.start:%H:%M}"


def _sessions(stage: Stage, worker: str, held: Sequence[Deployment]) -> str:
    return "; ".join(_with(stage, worker, one) for one in held)


def _with(stage: Stage, worker: str, held: Deployment) -> str:
    others = " and ".join(stage.case.who(one) for one in held.workers if one != worker)
    words = f"{_session(stage, held)}{' by bus' if held.mode == 'bus' else ''} with {others}"
    return words + _role(worker, held)


def _role(worker: str, held: Deployment) -> str:
    roles = [words for role, words in ((held.lead, "leads"), (held.driver, "drives")) if role == worker]
    return f", {' and '.join(roles)}" if roles else ""


def _company(stage: Stage, worker: str, old: Deployment, new: Deployment) -> str:
    """What changes for somebody who stays: other people, another role, another mode."""
    others = {one for one in new.workers if one != worker}
    role = (old.lead == worker, old.driver == worker) != (new.lead == worker, new.driver == worker)
    if others == {one for one in old.workers if one != worker} and not role and old.mode == new.mode:
        return ""
    return _with(stage, worker, new)


def notices(stage: Stage, deployments: Sequence[Deployment]) -> tuple[str, ...]:
    """What partners must be told."""
    new = {deployment.id: deployment for deployment in deployments}
    told = []
    for old in stage.rota.deployments:
        if old.joint is None:
            continue
        partner = stage.case.facts.partners.get(old.joint.partner)
        name = (partner.name or partner.id) if partner else old.joint.partner
        session = f"{_session(stage, old)} on {day_words(old.start)}"
        if old.id not in new:
            told.append(f"Tell {name}: {session} is off.")
        elif new[old.id].mode != old.mode:
            told.append(f"Tell {name}: {session} is held {_mode(new[old.id])}.")
    return tuple(told)


def _mode(deployment: Deployment) -> str:
    return "with the bus" if deployment.mode == "bus" else "on foot"


def option_words(stage: Stage, deployments: Sequence[Deployment], kind: Kind) -> str:
    """The option in a sentence or two."""
    if kind == "nothing":
        return "Nothing needs to change: every session has its team."
    new = {deployment.id: deployment for deployment in deployments}
    sentences = []
    for old in stage.rota.deployments:
        now = new.get(old.id)
        when = f"{_session(stage, old)} on {old.start:%A}"
        if now is None:
            sentences.append(f"Cancel {when}.")
        elif now.mode != old.mode:
            sentences.append(f"Hold {when} {_mode(now)} with {_names(stage, now.workers)}.")
        elif set(now.workers) != set(old.workers):
            sentences.append(_replaced(stage, old, now, when))
    known = {deployment.id for deployment in stage.rota.deployments}
    sentences += [
        f"Hold {_session(stage, one)} on {one.start:%A} {_mode(one)} with {_names(stage, one.workers)}."
        for one in deployments
        if one.id not in known
    ]
    return " ".join(sentences)


def _replaced(stage: Stage, old: Deployment, now: Deployment, when: str) -> str:
    come = [worker for worker in now.workers if worker not in old.workers]
    gone = [worker for worker in old.workers if worker not in now.workers]
    if not come:
        return f"{when} goes on without {_names(stage, gone)}."
    verb = "stands" if len(come) == 1 else "stand"
    return f"{_names(stage, come)} {verb} in for {_names(stage, gone)}: {when}."


def _names(stage: Stage, workers: Iterable[str]) -> str:
    return " and ".join(stage.case.who(worker) for worker in workers)
