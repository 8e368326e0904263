"""A row of each partner's file: its own dates, its own way of saying where, and free text to be dropped."""

from __future__ import annotations

from datetime import datetime, timedelta

from geodata.crs import BRITISH_NATIONAL_GRID, MetricCrs
from planner.sample.incidents import Incident
from planner.sample.types import SOURCE
from planner.sample.wording import Where, Writer, read_words

Cells = list[object]


def _category(writer: Writer, key: str, incident: Incident) -> str:
    return writer.pick(read_words()["categories"][key][incident.youth])


def _note(writer: Writer) -> str:
    return writer.pick(read_words()["notes"]) if writer.chance(0.5) else ""


def _youth(writer: Writer, incident: Incident, yes: str, no: str) -> str:
    """The partner's youth column: often left empty, its category says it too."""
    if incident.youth == "unknown" or writer.chance(0.25):
        return ""
    return yes if incident.youth == "yes" else no


def _logged(writer: Writer, at: datetime) -> datetime:
    """When it was reported: minutes to a day and a half later, but never after the sample's last day."""
    later = at + timedelta(minutes=int(writer.rng.exponential(240)) + 2)
    last = (at - timedelta(days=at.weekday())).replace(hour=23, minute=55) + timedelta(days=6)
    return max(at, min(later, last))


def police_row(writer: Writer, incident: Incident, where: Where, number: str) -> Cells:
    """Dates and times in two columns, day first; a span where nobody looked at a clock."""
    start, end = writer.rounded(incident.at), None
    if writer.chance(0.4):
        start, end = writer.span(incident.at, 60)
    logged = _logged(writer, end or incident.at)
    return [
        SOURCE,
        number,
        f"{start:%d/%m/%Y %H:%M}",
        f"{end:%d/%m/%Y %H:%M}" if end else "",
        where.words,
        where.postcode,
        _category(writer, "police", incident),
        _youth(writer, incident, "Y", "N"),
        f"{logged:%d/%m/%Y %H:%M}",
        _note(writer),
    ]


def council_row(writer: Writer, incident: Incident, where: Where, number: str) -> Cells:
    """A real date cell, a time in words, street and place apart."""
    street = where.words if where.style in {"street", "address"} else ""
    return [
        SOURCE,
        number,
        incident.at.date(),
        writer.clock_words(incident.at),
        street,
        "" if street else where.words,
        where.postcode,
        _category(writer, "council", incident),
        _youth(writer, incident, "yes", "no"),
        _logged(writer, incident.at).replace(second=0),
        _note(writer),
    ]


def buses_row(writer: Writer, incident: Incident, where: Where, number: str) -> Cells:
    """ISO times, easting and northing."""
    east, north = (f"{metres:.0f}" for metres in where.point) if where.point else ("", "")
    return [
        SOURCE,
        number,
        f"{incident.at.replace(minute=incident.at.minute // 5 * 5):%Y-%m-%dT%H:%M}",
        f"SS{int(writer.rng.integers(1, 12))}",
        where.words or where.postcode,
        east,
        north,
        _category(writer, "buses", incident),
        _youth(writer, incident, "school age", "adults"),
        _note(writer),
    ]


def rail_row(writer: Writer, incident: Incident, where: Where, number: str) -> Cells:
    """A month in letters, four-figure times, latitude and longitude."""
    lat = lon = ""
    if where.point:
        degrees = MetricCrs(BRITISH_NATIONAL_GRID).to_lonlat(*where.point)
        lon, lat = (f"{float(value):.5f}" for value in degrees)
    if writer.chance(0.25):
        start, end = writer.span(incident.at, 60)
        noted = f"{start:%H:%M}-{end:%H:%M}" if end.date() == start.date() else f"{start:%H%M}"
    else:
        start = writer.rounded(incident.at)
        noted = f"approx {start:%H%M}" if writer.chance(0.1) else f"{start:%H%M}"
    return [
        SOURCE,
        number,
        f"{start:%d-%b-%Y}",
        noted,
        where.words or where.postcode,
        lat,
        lon,
        _category(writer, "btp", incident),
        _youth(writer, incident, "Yes", "No"),
        _note(writer),
    ]


def housing_row(writer: Writer, incident: Incident, where: Where, number: str) -> Cells:
    """Dates with dots, times in words, mostly postcodes."""
    return [
        SOURCE,
        number,
        f"{incident.at:%d.%m.%Y}",
        writer.clock_words(incident.at),
        where.words,
        where.postcode,
        _category(writer, "housing", incident),
        _youth(writer, incident, "yes", "no"),
        _note(writer),
    ]


def schools_row(writer: Writer, incident: Incident, where: Where, number: str) -> Cells:
    """The month written out, grid references in a column of their own."""
    is_grid = where.style == "grid"
    return [
        SOURCE,
        number,
        f"{incident.at.day} {incident.at:%B %Y}",
        writer.clock_words(incident.at),
        "" if is_grid else where.words or where.postcode,
        where.words if is_grid else "",
        _category(writer, "schools", incident),
        _youth(writer, incident, "yes", "no"),
        _note(writer),
    ]
