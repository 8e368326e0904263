"""The workbook's sheets and columns: one description that the template, the writer and the reader share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "yes_no", "days", "time", "date", "number", "reference"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column as people see it: its heading, what goes in it, and the note that pops up over the heading.

    `refers_to` names the sheet whose first column the cell has to repeat, for columns of kind "reference".
    """

    heading: str
    kind: Kind
    note: str
    required: bool = False
    width: int = 14
    refers_to: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name on the tab, one line on what it is for, its columns."""

    name: str
    purpose: str
    columns: tuple[Column, ...]


def plain(words: object) -> str:
    """Headings and sheet names compared without regard to case, spaces and punctuation."""
    return re.sub(r"[^a-z0-9]", "", str(words).casefold())


_DAYS = Column(
    "Days", "days", "Monday, or Mon-Fri, or Tue, Thu. Also: weekdays, weekend, every day.", True, 16
)
_FROM = Column("From", "time", "15:00 or 3pm.", True, 10)
_TO = Column("To", "time", "21:00 or 9pm. A time at or before From means the next morning.", True, 10)
_WHERE = (
    Column("Latitude", "number", "Degrees, like 51.5012. Give latitude and longitude, or the next columns."),
    Column("Longitude", "number", "Degrees, like -0.1246. West of Greenwich is negative."),
    Column("Easting", "number", "Metres of the British National Grid, with Northing."),
    Column("Northing", "number", "Metres of the British National Grid, with Easting."),
    Column("Postcode or place", "text", "Used when no coordinates are given.", width=24),
)

TEAM = Sheet(
    "Team",
    "The team's name, and whether this workbook is a synthetic sample.",
    (
        Column("Field", "text", "Leave as it is.", True, 22),
        Column("Value", "text", "Write over this column.", False, 40),
    ),
)
TEAM_NAME = "Team name"
SYNTHETIC = "Synthetic sample"

WORKERS = Sheet(
    "Workers",
    "Everyone who may be put on the rota, one row each.",
    (
        Column("Name", "text", "As it should stand on the rota. Each name once.", True, 28),
        Column("Code", "text", "Optional short code for files. Left empty, it is made from the name."),
        Column("Lead?", "yes_no", "yes if qualified to lead a session; each session needs one.", width=8),
        Column("D1 driver?", "yes_no", "yes if licensed (D1) and checked to drive the bus.", width=12),
        Column("Under 18?", "yes_no", "yes for a worker under 18: longer rest is planned.", width=12),
        Column("Contract hours", "number", "Hours a week, like 18.5.", True, 16),
        Column("Most hours a week", "number", "Left empty: the contract hours.", False, 18),
        Column("Other skills", "text", "Optional, with commas between: first aid, Polish.", width=24),
    ),
)
AVAILABILITY = Sheet(
    "Availability",
    "When each worker can work in an ordinary week; as many rows as it takes.",
    (
        Column("Worker", "reference", "A name from the sheet Workers.", True, 28, "Workers"),
        _DAYS,
        _FROM,
        _TO,
    ),
)
LEAVE = Sheet(
    "Leave",
    "Days off, both ends included.",
    (
        Column("Worker", "reference", "A name from the sheet Workers.", True, 28, "Workers"),
        Column("First day", "date", "A date, like 03/06/2026.", True),
        Column("Last day", "date", "Left empty: the first day alone."),
    ),
)
VEHICLES = Sheet(
    "Vehicles",
    "Each bus and when it may be out. Write its name again on a further row to add more hours.",
    (
        Column("Name", "text", "As people call it.", True, 22),
        Column("Code", "text", "Optional short code for files."),
        _DAYS,
        _FROM,
        _TO,
        Column("Set-up minutes", "number", "To set up, and again to pack away. Left empty: 30.", width=16),
    ),
)
SITES = Sheet(
    "Sites",
    "Where the bus may park or a team on foot may start. Write its name again on a further row to add more hours.",
    (
        Column("Name", "text", "As people call it. Each site once, further rows only add hours.", True, 34),
        Column("Code", "text", "Optional short code for files."),
        Column("Bus?", "yes_no", "yes if the bus may park here.", width=8),
        Column("On foot?", "yes_no", "yes if a team on foot may start here.", width=10),
        *_WHERE,
        _DAYS,
        _FROM,
        _TO,
        Column(
            "Risk assessed until",
            "date",
            "The last day its risk assessment is good for. Nobody is sent without one.",
            width=20,
        ),
    ),
)
PARTNERS = Sheet(
    "Partners",
    "Police teams and others who may come along when a person asks for it.",
    (
        Column("Name", "text", "As it should stand on the rota.", True, 34),
        Column("Code", "text", "Optional short code for files."),
        Column(
            "Sites", "text", "Names from the sheet Sites, with semicolons between. Left empty: all.", width=40
        ),
        Column("Most officer hours a week", "number", "Left empty: no limit.", width=24),
    ),
)
WINDOWS = Sheet(
    "Partner windows",
    "The hours that partners offer, every week.",
    (
        Column("Partner", "reference", "A name from the sheet Partners.", True, 34, "Partners"),
        _DAYS,
        _FROM,
        _TO,
        Column("Officers", "number", "How many come, 1 or more.", True, 10),
    ),
)
PROVISION = Sheet(
    "Others' provision",
    "Sessions other organisations hold, every week. They cover their place: we do not double them.",
    (
        Column("Held by", "text", "The organisation.", True, 30),
        Column("Session", "text", "What it is called.", True, 28),
        *_WHERE,
        _DAYS,
        _FROM,
        _TO,
    ),
)

SHEETS = (TEAM, WORKERS, AVAILABILITY, LEAVE, VEHICLES, SITES, PARTNERS, WINDOWS, PROVISION)
"""The sheets that are read, in the order of their tabs; the How-to sheet comes before them."""

HOW_TO = "How to"
