"""The sheets of people and vehicles: workers, availability, leave, vehicles, partners and their windows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import time
from typing import TypeVar

from planner.team.cells import read_date, read_yes_no
from planner.team.layout import AVAILABILITY, LEAVE, PARTNERS, VEHICLES, WINDOWS, WORKERS, Sheet, plain
from planner.team.records import Reader, Record, Register
from planner.team.types import Leave, Partner, PartnerWindow, Vehicle, WeeklyHours, Worker

_DEFAULT_SET_UP_MIN = 30
_MOST_WEEK_HOURS = 60
T = TypeVar("T")


def read_workers(reader: Reader) -> tuple[Worker, ...]:
    """Workers with their availability and leave."""
    register = Register.of(WORKERS)
    entered = [
        (record, name, register.enter(record, name)) for record, name in _named(reader, WORKERS, register)
    ]
    if not entered and reader.has(WORKERS):
        reader.faults.add(WORKERS.name, "there are no workers. Write one row for each person who may go out.")
    names = {plain(name): name for _, name, _ in entered}
    available: dict[str, list[WeeklyHours]] = defaultdict(list)
    for record in reader.records(AVAILABILITY):
        name = _reference(record, "Worker", WORKERS, names)
        hours = record.hours()
        if name:
            _add_hours(record, available[name], hours)
    leave: dict[str, list[Leave]] = defaultdict(list)
    for record in reader.records(LEAVE):
        name = _reference(record, "Worker", WORKERS, names)
        days = _read_leave(record)
        if name and days:
            leave[name].append(days)
    return tuple(
        _worker(record, name, id_, tuple(sorted(available[name], key=_order)), tuple(leave[name]))
        for record, name, id_ in entered
    )


def _worker(
    record: Record, name: str, id_: str, availability: tuple[WeeklyHours, ...], leave: tuple[Leave, ...]
) -> Worker:
    skills = {
        plain_skill
        for word in record.text("Other skills").split(",")
        if (plain_skill := word.strip().casefold())
    }
    for column, skill in (("Lead?", "lead"), ("D1 driver?", "d1")):
        skills.discard(skill)  # the yes-or-no column decides
        if record.cell(column, read_yes_no, False):
            skills.add(skill)
    contract = record.number("Contract hours", "hours a week", "18.5", 0.5, _MOST_WEEK_HOURS)
    most = record.number("Most hours a week", "hours a week", "24", 0.5, _MOST_WEEK_HOURS)
    if contract is not None and most is not None and most < contract:
        record.fault(f"{most:g} is less than the contract hours, {contract:g}.", "Most hours a week")
    contract_min = round((contract or 0) * 60)
    return Worker(
        id=id_,
        name=name,
        skills=frozenset(skills),
        under_18=bool(record.cell("Under 18?", read_yes_no, False)),
        contract_min=contract_min,
        max_min=contract_min if most is None else round(most * 60),
        availability=availability,
        leave=leave,
    )


def _read_leave(record: Record) -> Leave | None:
    first = record.cell("First day", read_date)
    last = record.cell("Last day", read_date, first)
    if first is None or last is None:
        return None
    if last < first:
        record.fault(f"{last:%d/%m/%Y} is before the first day, {first:%d/%m/%Y}.", "Last day")
        return None
    return Leave(first, last)


def read_vehicles(reader: Reader) -> tuple[Vehicle, ...]:
    """Vehicles; a further row of the same name adds hours."""
    register = Register.of(VEHICLES)
    vehicles: dict[str, tuple[str, str, int]] = {}
    hours: dict[str, list[WeeklyHours]] = defaultdict(list)
    for record in reader.records(VEHICLES):
        name = record.text("Name")
        set_up = record.number("Set-up minutes", "minutes", "30", 0, 240)
        key = plain(name)
        if name and key not in vehicles:
            minutes = _DEFAULT_SET_UP_MIN if set_up is None else round(set_up)
            vehicles[key] = (register.enter(record, name), name, minutes)
        elif name and set_up is not None and round(set_up) != vehicles[key][2]:
            record.fault(
                f"{name} has {vehicles[key][2]} minutes on row {register.first_row[key]}.", "Set-up minutes"
            )
        _add_hours(record, hours[key], record.hours())
    return tuple(
        Vehicle(id_, name, tuple(sorted(hours[key], key=_order)), minutes)
        for key, (id_, name, minutes) in vehicles.items()
    )


def read_partners(reader: Reader, site_ids: Mapping[str, str]) -> tuple[Partner, ...]:
    """Partners with their windows; `site_ids` maps a plain site name to its id."""
    register = Register.of(PARTNERS)
    entered = [
        (record, name, register.enter(record, name)) for record, name in _named(reader, PARTNERS, register)
    ]
    names = {plain(name): name for _, name, _ in entered}
    windows: dict[str, list[PartnerWindow]] = defaultdict(list)
    for record in reader.records(WINDOWS):
        name = _reference(record, "Partner", PARTNERS, names)
        officers = record.number("Officers", "officers", "2", 1, 100)
        hours = record.hours()
        if name and officers is not None:
            windows[name] += [PartnerWindow(each, round(officers)) for each in hours]
    partners = []
    for record, name, id_ in entered:
        week_hours = record.number("Most officer hours a week", "hours", "20", 0.5, 10_000)
        partners.append(
            Partner(
                id_,
                name,
                _partner_sites(record, site_ids),
                tuple(sorted(windows[name], key=lambda window: _order(window.hours))),
                None if week_hours is None else round(week_hours * 60),
            )
        )
    return tuple(partners)


def _partner_sites(record: Record, site_ids: Mapping[str, str]) -> tuple[str, ...] | None:
    """The sites a partner covers. A comma parts them too, unless it belongs to a site's name."""
    found: list[str] = []
    for chunk in re.split(r"[;\n]", record.text("Sites")):
        parts = [chunk] if plain(chunk) in site_ids else chunk.split(",")
        for part in filter(str.strip, parts):
            id_ = site_ids.get(plain(part))
            if id_ is None:
                record.fault(
                    f"{part.strip()!r} is not on the sheet Sites. Write the site's name as it stands there.",
                    "Sites",
                )
            elif id_ not in found:
                found.append(id_)
    return tuple(found) or None


def _named(reader: Reader, sheet: Sheet, register: Register) -> list[tuple[Record, str]]:
    """The rows with a name of their own; a name written twice is a fault."""
    named: dict[str, tuple[Record, str]] = {}
    for record in reader.records(sheet):
        name = record.text("Name")
        key = plain(name)
        if key in named:
            record.fault(
                f"{name!r} stands on row {named[key][0].row.number} already. Names must differ.", "Name"
            )
        elif name:
            named[key] = (record, name)
    return list(named.values())


def _reference(record: Record, column: str, sheet: Sheet, names: Mapping[str, str]) -> str | None:
    written = record.text(column)
    if not written:
        return None
    name = names.get(plain(written))
    if name is None:
        record.fault(
            f"{written!r} is not on the sheet {sheet.name}. Write the name as it stands there.", column
        )
    return name


def _add_hours(record: Record, held: list[WeeklyHours], more: tuple[WeeklyHours, ...]) -> None:
    for hours in more:
        if hours in held:
            record.fault("repeats hours that another row gives already. Remove one of them.")
            return
        held.append(hours)


def _order(hours: WeeklyHours) -> tuple[int, time, time]:
    return hours.weekday, hours.start, hours.end
