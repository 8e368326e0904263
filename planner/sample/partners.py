"""The six partners: who hears of what, and how each of their files is laid out.

The layouts are made up. Each differs from the others in its columns, its dates and its way of saying where, and each
has a column of free text, which the importer is to drop.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from planner.sample.incidents import Incident
from planner.sample.quoting import HEADING
from planner.sample.rows import Cells, buses_row, council_row, housing_row, police_row, rail_row, schools_row
from planner.sample.wording import Where, Writer


@dataclass(frozen=True, slots=True)
class Layout:
    """A partner's file: its name without prefix, its form, its headings, how it says where, how it writes a row."""

    key: str
    partner: str
    file: str
    profile: str
    headings: tuple[str, ...]
    styles: Mapping[str, float]
    row: Callable[[Writer, Incident, Where, str], Cells]
    delimiter: str = ","
    encoding: str = "utf-8"


LAYOUTS: tuple[Layout, ...] = (
    Layout(
        "police",
        "Police",
        "police-asb.csv",
        "police-asb",
        (
            "source",
            "Incident Ref",
            "Date From",
            "Date To",
            "Location",
            "Post Code",
            "ASB Type",
            "Youth",
            "Logged",
            "Notes",
        ),
        {
            "landmark": 34,
            "postcode": 22,
            "address": 14,
            "junction": 8,
            "street": 8,
            "grid": 5,
            "typo": 6,
            "unplaceable": 3,
        },
        police_row,
    ),
    Layout(
        "council",
        "Council",
        "council.xlsx",
        "council",
        (
            "source",
            "Case",
            "Date",
            "Time",
            "Street",
            "Near",
            "Postcode",
            "Category",
            "Young people?",
            "Received",
            "Comments",
            HEADING,
        ),
        {
            "landmark": 36,
            "postcode": 20,
            "address": 14,
            "junction": 9,
            "street": 9,
            "typo": 8,
            "unplaceable": 4,
        },
        council_row,
    ),
    Layout(
        "buses",
        "Buses",
        "buses.csv",
        "buses",
        (
            "source",
            "Event",
            "Occurred",
            "Route",
            "Stop or place",
            "Easting",
            "Northing",
            "What",
            "Involving",
            "Driver note",
            HEADING,
        ),
        {"point": 55, "landmark": 22, "junction": 10, "street": 5, "typo": 4, "unplaceable": 4},
        buses_row,
    ),
    Layout(
        "btp",
        "British Transport Police",
        "transport-police.csv",
        "transport-police",
        (
            "source",
            "Log No",
            "Date",
            "Time",
            "Location",
            "Lat",
            "Long",
            "Offence group",
            "Juveniles",
            "Summary",
        ),
        {"landmark": 50, "point": 40, "typo": 8, "unplaceable": 2},
        rail_row,
    ),
    Layout(
        "housing",
        "Housing",
        "housing.csv",
        "housing",
        (
            "source",
            "Ref",
            "Day",
            "When",
            "Estate or street",
            "Post code",
            "Issue",
            "Young people",
            "Officer note",
            HEADING,
        ),
        {"postcode": 46, "address": 24, "landmark": 12, "street": 10, "typo": 3, "unplaceable": 5},
        housing_row,
        delimiter=";",
        encoding="cp1252",
    ),
    Layout(
        "schools",
        "Schools",
        "schools.csv",
        "schools",
        ("source", "Number", "Day", "Time", "Where", "Grid reference", "Kind", "Pupils", "Remarks"),
        {"landmark": 36, "grid": 26, "postcode": 12, "junction": 9, "street": 8, "typo": 5, "unplaceable": 4},
        schools_row,
    ),
)

_PARK_KINDS = {"park", "skate park"}


def who_hears(incident: Incident) -> dict[str, float]:
    """The partners that may hear of it, with their shares."""
    landmark, at = incident.landmark, incident.at
    shares = {"police": 40.0, "council": 24.0, "buses": 14.0, "housing": 16.0}
    if landmark is not None and landmark.is_rail:
        shares = {"btp": 42.0, "buses": 24.0, "police": 24.0, "council": 10.0}
    elif landmark is not None and landmark.kind in _PARK_KINDS:
        shares = {"council": 44.0, "police": 44.0, "housing": 6.0}
    elif landmark is not None and landmark.kind == "estate":
        shares = {"housing": 45.0, "police": 35.0, "council": 20.0}
    elif landmark is not None:
        shares = {"police": 40.0, "council": 30.0, "buses": 30.0}
    if at.weekday() < 5 and 14 <= at.hour < 18 and incident.youth != "no":
        shares["schools"] = 0.45 * sum(shares.values())
    return shares
