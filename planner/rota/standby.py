"""Who could step in: for each evening's session, people who are free and would break no rule by coming.

Everyone named was tried: the week with them in it, for each person they are named for, passes the whole audit.
"""

from __future__ import annotations

from dataclasses import replace

from planner.rota.audit import check, is_sound
from planner.rota.case import Case, Held
from planner.rota.crews import crewed, shift_for
from planner.rota.facts import Facts, minute
from planner.rota.formulate import formulate
from planner.rota.model import Choice, WeekModel
from planner.rota.problem import Problem
from planner.rota.result import Rota, Standby
from planner.rota.rules.fair_share import PARAMETERS as EVENINGS

# Two people to ring are enough; a third is rung when both are out.
MOST_A_SESSION = 2


def with_standby(problem: Problem, rota: Rota) -> Rota:
    """The rota with its standby filled in."""
    return replace(rota, standby=standby(problem, rota))


def standby(problem: Problem, rota: Rota, *, most: int = MOST_A_SESSION) -> tuple[Standby, ...]:
    """Name who could step in at each session of an evening, best first.

    An evening's session ends after the hour at which evenings begin (rule `fair_share`). Those with fewer recent
    evenings come first, then those whom young people know.

    Returns
    -------
    tuple of Standby
        In order of time; a session without anybody has no line.
    """
    problem = _held_only(problem, rota)
    model = formulate(problem)
    case = Case(model.facts, rota)
    return tuple(
        one
        for held in case.held
        if is_evening(model.facts, held)
        for one in _for_session(rota, case, model, held, most)
    )


def _held_only(problem: Problem, rota: Rota) -> Problem:
    """The problem without the sessions that are not held: nothing that the audit asks of a swap stands on them."""
    held = {offer.id for _, offer in Case(Facts(problem), rota).known()}
    return replace(
        problem,
        offers=tuple(offer for offer in problem.offers if offer.id in held),
        overlaps=tuple(pair for pair in problem.overlaps if pair[0] in held and pair[1] in held),
        unserved=(),
    )


def is_evening(facts: Facts, held: Held) -> bool:
    """Whether a session takes the evening."""
    end = facts.local(held.end)
    hour = facts.number("fair_share", "evening_from_hour", EVENINGS)
    return (end.hour, end.minute) > (hour, 0) or end.date().toordinal() > held.day


def _for_session(rota: Rota, case: Case, model: WeekModel, held: Held, most: int) -> list[Standby]:
    if held.offer is None:
        return []
    choice = _choice(model, held)
    found: list[Standby] = []
    for worker in _free(case, model, held, choice):
        instead = tuple(
            one for one in held.deployment.workers if _can_replace(rota, case, model, held, one, worker)
        )
        if instead:
            found.append(Standby(held.id, worker, instead, _roles(case.facts, worker, held)))
        if len(found) == most:
            break
    return found


def _choice(model: WeekModel, held: Held) -> Choice:
    offer = held.offer.id if held.offer else ""
    return next(c for c in model.choices if c.offer.id == offer and c.mode == held.mode)


def _that_day(case: Case, worker: str, held: Held) -> list[Held]:
    return [one for one in case.by_worker.get(worker, []) if one.day == held.day and one.offer]


def _free(case: Case, model: WeekModel, held: Held, choice: Choice) -> list[str]:
    """Those whom no rule bars from the session: first those who are off that day, the least burdened first."""
    ranked = []
    for number, worker in enumerate(model.facts.problem.workers):
        others = [_choice(model, one) for one in _that_day(case, worker.id, held)]
        shift = tuple(sorted([*others, choice], key=lambda one: one.start))
        barred = choice.index in model.barred[worker.id] or worker.id in held.deployment.workers
        if not barred and model.shift_allowed(worker.id, shift):
            known = worker.knows.get(held.deployment.place, 0)
            ranked.append((len(others), worker.recent.evenings, -known, number, worker.id))
    return [worker for *_, worker in sorted(ranked)]


def _can_replace(rota: Rota, case: Case, model: WeekModel, held: Held, gone: str, come: str) -> bool:
    """Whether the week with one person in another's place passes the audit."""
    crew = [come if worker == gone else worker for worker in held.deployment.workers]
    new = crewed(model.facts.workers, held.deployment, crew)
    if new is None:
        return False
    keeps = [one.deployment for one in _that_day(case, gone, held) if one.id != held.id]
    takes = [one.deployment for one in _that_day(case, come, held)] + [new]
    shifts = [
        shift
        for shift in rota.shifts
        if shift.worker not in (gone, come)
        or model.facts.local(minute(shift.start)).date().toordinal() != held.day
    ]
    shifts += [shift_for(model, gone, keeps)] if keeps else []
    swapped = replace(
        rota,
        deployments=tuple(new if one.id == held.id else one for one in rota.deployments),
        shifts=(*shifts, shift_for(model, come, takes)),
        standby=(),
    )
    return is_sound(check(model.facts.problem, swapped))


def _roles(facts: Facts, worker: str, held: Held) -> tuple[str, ...]:
    skills = facts.workers[worker].skills
    roles = ["lead"] if "lead" in skills else []
    if held.mode == "bus" and "d1" in skills:
        roles.append("driver")
    return (*roles, "worker")
