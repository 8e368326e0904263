"""The sheets of places: sites, and sessions that others hold."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from planner.team.cells import read_date, read_yes_no
from planner.team.layout import PROVISION, SITES, plain
from planner.team.positions import Positions
from planner.team.records import Reader, Record, Register
from planner.team.types import OtherProvision, Site, WeeklyHours

_SAID_ONCE = ("Code", "Bus?", "On foot?", "Latitude", "Longitude", "Easting", "Northing", "Postcode or place")


@dataclass(slots=True)
class _Entry:
    """A site as its first row describes it, and its hours from all rows."""

    record: Record
    site: Site
    hours: list[WeeklyHours] = field(default_factory=list)


def read_sites(reader: Reader, positions: Positions) -> tuple[Site, ...]:
    """Sites; a further row of the same name adds hours and may repeat, but not contradict, the first."""
    register = Register.of(SITES)
    entries: dict[str, _Entry] = {}
    rows = 0
    for record in reader.records(SITES):
        rows += 1
        name = record.text("Name")
        key = plain(name)
        if name and key in entries:
            _check_further_row(record, entries[key])
        elif name:
            site = _site(record, name, register.enter(record, name), positions)
            entries[key] = _Entry(record, site)
        hours = record.hours()
        if name:
            entries[key].hours += [each for each in hours if each not in entries[key].hours]
    if not rows and reader.has(SITES):
        reader.faults.add(SITES.name, "there are no sites. Write one row for each place a session may start.")
    return tuple(
        replace(
            entry.site,
            hours=tuple(sorted(entry.hours, key=lambda each: (each.weekday, each.start, each.end))),
        )
        for entry in entries.values()
    )


def _site(record: Record, name: str, id_: str, positions: Positions) -> Site:
    modes = {
        mode
        for column, mode in (("Bus?", "bus"), ("On foot?", "foot"))
        if record.cell(column, read_yes_no, False)
    }
    if not modes:
        record.fault("is neither for the bus nor on foot. Write yes under Bus?, On foot?, or both.", "Bus?")
    # A fault has been noted where the place is missing; the zeros never leave the reading.
    lon, lat = positions.read(record) or (0.0, 0.0)
    return Site(id_, name, lon, lat, frozenset(modes), (), record.cell("Risk assessed until", read_date))


def _check_further_row(record: Record, entry: _Entry) -> None:
    first = entry.record.row
    for column in _SAID_ONCE:
        if record.has(column) and record.row.cells[column] != first.cells.get(column):
            record.fault(
                f"{entry.site.name} says otherwise on row {first.number}. Leave it empty here, or name another site.",
                column,
            )
    if record.has("Risk assessed until"):
        until = record.cell("Risk assessed until", read_date)
        if until is not None and until != entry.site.risk_assessed_until:
            record.fault(f"{entry.site.name} has another date on row {first.number}.", "Risk assessed until")


def read_provision(reader: Reader, positions: Positions) -> tuple[OtherProvision, ...]:
    """Sessions that others hold, one for each of its days."""
    provision: list[OtherProvision] = []
    for record in reader.records(PROVISION):
        by, name = record.text("Held by"), record.text("Session")
        point = positions.read(record)
        hours = record.hours()
        if point is not None:
            provision += [OtherProvision(by, name, *point, each) for each in hours]
    return tuple(provision)
