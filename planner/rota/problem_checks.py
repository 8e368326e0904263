"""What a problem's parts must agree on before anything is planned from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from geodata.errors import BadInput
from models.week import Week
from planner.rota.problem import Problem
from planner.rota.rule import Parameter

LONGEST_SESSION = timedelta(hours=12)


def check_problem(problem: Problem) -> None:
    """Raise for the first thing that makes no sense, saying where it stands.

    Raises
    ------
    BadInput
        With the path inside the problem, what is wrong, and how many more faults there are.
    """
    faults = list(_faults(problem))
    if faults:
        more = f" ({len(faults) - 1} more faults follow.)" if len(faults) > 1 else ""
        raise BadInput(faults[0] + more)


def _faults(problem: Problem) -> Iterator[str]:
    try:
        week = Week.parse(problem.week)
        zone = ZoneInfo(problem.time_zone)
    except BadInput as error:
        yield f"week: {error}"
        return
    except (OSError, ValueError, KeyError):
        yield f"time_zone: {problem.time_zone!r} is not a time zone; write one like Europe/London."
        return
    if not 1990 <= week.year <= 2200:
        yield f"week: {problem.week} lies too far away to be planned."
        return
    yield from _twice(problem)
    yield from _unknown(problem)
    yield from _times(problem, week, zone)
    yield from _numbers(problem)


def _twice(problem: Problem) -> Iterator[str]:
    for name in ("places", "sites", "offers", "workers", "vehicles", "partners", "operations"):
        seen: set[str] = set()
        for index, part in enumerate(getattr(problem, name)):
            if part.id in seen:
                yield f"{name}[{index}].id: {part.id!r} is used twice; ids are unique."
            seen.add(part.id)


def _unknown(problem: Problem) -> Iterator[str]:
    known = {
        "place": {part.id for part in problem.places},
        "site": {part.id for part in problem.sites},
        "offer": {part.id for part in problem.offers},
        "worker": {part.id for part in problem.workers},
        "partner": {part.id for part in problem.partners},
    }

    def missing(path: str, kind: str, ids: Iterable[str | None]) -> Iterator[str]:
        for one in ids:
            if one is not None and one not in known[kind]:
                yield f"{path}: there is no {kind} {one!r}."

    for i, site in enumerate(problem.sites):
        yield from missing(f"sites[{i}].place", "place", [site.place])
    for i, offer in enumerate(problem.offers):
        yield from missing(f"offers[{i}].site", "site", [offer.site])
    for i, (one, other, _) in enumerate(problem.overlaps):
        yield from missing(f"overlaps[{i}]", "offer", [one, other])
    for i, provision in enumerate(problem.other_provision):
        yield from missing(f"other_provision[{i}].place", "place", [provision.place])
    for i, worker in enumerate(problem.workers):
        yield from missing(f"workers[{i}].knows", "place", worker.knows)
        wished = [wish.place for wish in worker.wishes if not isinstance(wish, str)]
        yield from missing(f"workers[{i}].wishes", "place", wished)
    yield from _unknown_asks(problem, missing)
    for i, ban in enumerate(problem.bans):
        for kind in ("offer", "place", "site", "worker"):
            yield from missing(f"bans[{i}].{kind}", kind, [getattr(ban, kind)])
        if not (ban.offer or ban.place or ban.site or ban.worker):
            yield f"bans[{i}]: name an offer, a place, a site or a worker."
    for origin, row in problem.travel_min.items():
        yield from missing(f"travel_min.{origin}", "site", [origin, *row])
    for i, gap in enumerate(problem.unserved):
        yield from missing(f"unserved[{i}].place", "place", [gap.place])


def _unknown_asks(
    problem: Problem, missing: Callable[[str, str, Iterable[str | None]], Iterator[str]]
) -> Iterator[str]:
    for i, partner in enumerate(problem.partners):
        yield from missing(f"partners[{i}].places", "place", partner.places or ())
    for i, request in enumerate(problem.joint_requests):
        yield from missing(f"joint_requests[{i}].place", "place", [request.place])
        yield from missing(f"joint_requests[{i}].partner", "partner", [request.partner])
    for i, operation in enumerate(problem.operations):
        yield from missing(f"operations[{i}].place", "place", [operation.place])
        yield from missing(f"operations[{i}].offers", "offer", operation.offers)
        yield from missing(f"operations[{i}].partner", "partner", [operation.partner])
    for i, pin in enumerate(problem.pins):
        yield from missing(f"pins[{i}].offer", "offer", [pin.offer])
        yield from missing(f"pins[{i}].workers", "worker", pin.workers or ())


def _times(problem: Problem, week: Week, zone: ZoneInfo) -> Iterator[str]:
    for path, start, end in _spans(problem):
        if not (_near(start, week) and _near(end, week)):
            yield f"{path}: {start.isoformat()} to {end.isoformat()} lies years away from {week}."
        elif end <= start:
            yield f"{path}: it ends ({end.isoformat()}) before it starts ({start.isoformat()})."
    for i, offer in enumerate(problem.offers):
        if not _near(offer.start, week) or not _near(offer.end, week):
            continue
        if not week.monday <= offer.start.astimezone(zone).date() < week.monday + timedelta(days=7):
            yield f"offers[{i}].start: {offer.start.isoformat()} is not in the week {week}."
        if offer.end - offer.start > LONGEST_SESSION:
            yield f"offers[{i}]: it lasts longer than {LONGEST_SESSION.seconds // 3600} hours."


def _near(moment: datetime, week: Week) -> bool:
    """Within two years of the week: further off is a slip of the pen, and overflows nothing here."""
    return abs((date(moment.year, moment.month, moment.day) - week.monday).days) < 731


def _spans(problem: Problem) -> Iterator[tuple[str, datetime, datetime]]:
    for name in ("offers", "other_provision", "joint_requests", "unserved"):
        for i, part in enumerate(getattr(problem, name)):
            yield f"{name}[{i}]", part.start, part.end
    for i, worker in enumerate(problem.workers):
        for kind in ("available", "worked"):
            for k, (start, end) in enumerate(getattr(worker, kind)):
                yield f"workers[{i}].{kind}[{k}]", start, end
    for i, vehicle in enumerate(problem.vehicles):
        for k, (start, end) in enumerate(vehicle.available):
            yield f"vehicles[{i}].available[{k}]", start, end
    for i, partner in enumerate(problem.partners):
        for k, window in enumerate(partner.windows):
            yield f"partners[{i}].windows[{k}]", window.start, window.end
    for i, ban in enumerate(problem.bans):
        if ban.start is not None and ban.end is not None:
            yield f"bans[{i}]", ban.start, ban.end


def _numbers(problem: Problem) -> Iterator[str]:
    from planner.rota.rules import BY_ID
    from planner.rota.value import WEIGHTS

    for rule, numbers in problem.parameters.items():
        if rule not in BY_ID:
            yield f"parameters.{rule}: there is no such rule; the rules are {', '.join(sorted(BY_ID))}."
            continue
        known = BY_ID[rule].parameters or {}
        for name, number in numbers.items():
            yield from _outside(f"parameters.{rule}.{name}", name, number, known)
    for name, number in problem.weights.items():
        yield from _outside(f"weights.{name}", name, number, WEIGHTS)


def _outside(path: str, name: str, number: float, known: Mapping[str, Parameter]) -> Iterator[str]:
    if name not in known:
        yield f"{path}: there is no such number; known here: {', '.join(sorted(known)) or 'none'}."
    elif not known[name].floor <= number <= known[name].ceiling:
        yield f"{path}: {number:g} is not between {known[name].floor:g} and {known[name].ceiling:g}."
