"""The rest of a week that has begun, as the solver is given it, and the whole week put together again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from geodata.errors import BadInput
from models.week import day_words
from planner.rota.audit import check, is_sound
from planner.rota.facts import Facts, minute, shared_minutes
from planner.rota.problem import JointRequest, Operation, Problem, ProblemPartner, ProblemVehicle, Span
from planner.rota.result import AuditLine, Deployment, Rota, Shift
from planner.rota.rules.joint import PARAMETERS as JOINT
from planner.rota.running import Running
from planner.rota.running_past import served_by

RULE = "running_week"


def left_to_plan(running: Running) -> Problem:
    """The problem for the solver: partners and buses as they are left by what was held.

    A joint session that was held is taken out of what is asked for, so that the solver cannot give its officers, or
    its request, to another.
    """
    problem, past = running.problem, running.past
    served = list(served_by(problem, past).values())
    asked: list[JointRequest] = []
    for request in problem.joint_requests:
        if request in served:
            served.remove(request)
        elif minute(request.end) > minute(running.now):
            asked.append(replace(request, start=max(request.start, running.now, key=minute)))
    operations = [_left_of(one, past, served.count(one)) for one in problem.operations]
    return replace(
        problem,
        joint_requests=tuple(asked),
        operations=tuple(one for one in operations if one.sessions),
        partners=tuple(_officers_left(Facts(problem), one, past) for one in problem.partners),
        vehicles=tuple(_not_the_others(bus, past) for bus in problem.vehicles),
    )


def _left_of(operation: Operation, past: Iterable[Deployment], held: int) -> Operation:
    """An operation's sessions still to come; without a partner, those that were held are simply among its own."""
    if operation.partner is None:
        return operation
    ids = {one.id for one in past}
    coming = tuple(offer for offer in operation.offers if offer not in ids)
    return replace(operation, offers=coming, sessions=operation.sessions - held)


def _officers_left(facts: Facts, partner: ProblemPartner, past: Iterable[Deployment]) -> ProblemPartner:
    each = facts.number("joint", "officers", JOINT)
    own = [held for held in past if held.joint and held.joint.partner == partner.id]
    used = sum(each * (minute(held.end) - minute(held.start)) for held in own)
    windows = partner.windows
    for held in own:
        windows = tuple(
            replace(window, start=max(window.start, held.end, key=minute))
            if shared_minutes(_minutes((window.start, window.end)), _minutes((held.start, held.end)))
            else window
            for window in windows
            if minute(window.end) > minute(held.end) or minute(window.start) >= minute(held.end)
        )
    most = None if partner.week_min is None else max(0, partner.week_min - used)
    return replace(partner, windows=windows, week_min=most)


def _minutes(span: Span) -> tuple[int, int]:
    return minute(span[0]), minute(span[1])


def _not_the_others(bus: ProblemVehicle, past: Iterable[Deployment]) -> ProblemVehicle:
    """A bus without the hours of what was held with another, unless it was out itself then."""
    past = [held for held in past if held.vehicle]
    own = [held for held in past if held.vehicle == bus.id]
    available = list(bus.available)
    for held in past:
        span = held.start, held.end
        if held.vehicle != bus.id and not any(
            shared_minutes(_minutes((one.start, one.end)), _minutes(span)) for one in own
        ):
            available = [part for one in available for part in _without(one, span)]
    return replace(bus, available=tuple(available))


def _without(span: Span, hole: Span) -> list[Span]:
    parts = [(span[0], min(span[1], hole[0], key=minute)), (max(span[0], hole[1], key=minute), span[1])]
    return [part for part in parts if minute(part[0]) < minute(part[1])]


# -- the whole week ---------------------------------------------------------------------------------------------------


def with_past(running: Running, rota: Rota) -> Rota:
    """The whole week: what was held as it was published, the rest as it was planned; audited once more.

    Raises
    ------
    BadInput
        When the rest cannot be put beside what was held.
    """
    note = AuditLine(RULE, "soft", rota.week, _words(running))
    if rota.status == "infeasible":
        return replace(rota, audit=(*rota.audit, note))
    held = {one.id: one for one in running.past}
    buses = {
        d.vehicle: held[d.id].vehicle
        for d in rota.deployments
        if d.id in held and d.vehicle != held[d.id].vehicle and d.start.date() == running.now.date()
    }
    deployments = tuple(
        replace(held[d.id], value=d.value)
        if d.id in held
        else replace(d, vehicle=buses.get(d.vehicle, d.vehicle))
        if d.start.date() == running.now.date()
        else d
        for d in rota.deployments
    )
    whole = replace(
        rota, deployments=deployments, shifts=tuple(_as_published(running, s) for s in rota.shifts), audit=()
    )
    lines = check(running.problem, whole)
    if not is_sound(lines):
        worst = next(line for line in lines if line.kind == "hard")
        raise BadInput(
            f"The rest of week {rota.week} cannot be planned beside what was held: {worst.detail}"
            " Put it right with `outreach replan`, or Something happened on the week's page."
        )
    search = [line for line in rota.audit if line.rule == "search"]
    return replace(whole, audit=(*lines, *search, note))


def _as_published(running: Running, shift: Shift) -> Shift:
    """A shift with nothing but what was held in it is the one that was published."""
    return next(
        (
            one
            for one in running.shifts
            if one.worker == shift.worker and set(one.deployments) == set(shift.deployments)
        ),
        shift,
    )


def _words(running: Running) -> str:
    now, past = running.now, len(running.past)
    when = f"{day_words(now)} at {now:%H:%M}"
    begun = f"When this was planned, on {when}, the week had begun"
    if not past:
        return f"{begun}: nothing published was held by then, and nothing new begins before."
    stay = (
        "1 session had begun by then and stays as it was"
        if past == 1
        else f"{past} sessions had begun by then and stay as they were"
    )
    return f"{begun}: {stay} published; nothing new begins before."
