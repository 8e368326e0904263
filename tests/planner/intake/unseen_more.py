"""Eight more exports, written after `planner.intake.proposing` and before it was run on them.

Five of the eight were right at first. A time as 160500, a "Mall area", "Juv" and "uid" were then learned, in general terms.
"""

# ruff: noqa: E501 - tables of made-up cells read better in rows

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from tests.planner.intake.builders import LAT, LON, make_text
from tests.planner.intake.unseen import DAYS, NAMES, NOTES, STREETS, Unseen, pick, table


def command_and_control(n: int, at: dt.datetime) -> list[object]:
    """A police force's command and control."""
    return [
        f"{at:%Y%m%d}-{n:04d}", f"{at:%Y%m%d}", f"{at:%H%M%S}", pick(("ASB NUISANCE", "ASB PERSONAL", "VIOLENCE"), n),
        "CLOSED", f"EB{n % 4}", 404_000 + 31 * n, 304_500 + 27 * n, f"{pick(STREETS, n)} J/W HIGH STREET".upper(),
        pick(NOTES, n), pick(("Y", "N", "U"), n),
    ]  # fmt: skip


def enquiries(n: int, at: dt.datetime) -> list[object]:
    """A highways department's enquiries."""
    return [
        800_000 + n, f"{at:%d/%m/%Y %H:%M}", pick(("Graffiti", "Abandoned vehicle", "Noise nuisance", "Fly posting"), n),
        "Street scene", pick(STREETS, n), "Middleton", f"{404_100 + 13 * n}.00", f"{304_700 + 17 * n}.00", pick(NAMES, n),
    ]  # fmt: skip


def mall(n: int, at: dt.datetime) -> list[object]:
    """A shopping centre's security book."""
    return [
        n + 1, f"{at:%d/%m/%Y}", pick(("16:05", "approx 1700", "early evening"), n), f"{pick(('Food court', 'Level 2', 'Bus entrance'), n)}",
        pick(("Shop theft", "Rowdy group", "Assault", "Begging"), n), pick(("Juv", "Adult", "Juv"), n), pick(NAMES, n),
        pick(("Moved on", "Police called"), n),
    ]  # fmt: skip


def american(n: int, at: dt.datetime) -> list[object]:
    """An American city's open data."""
    return [
        f"I{262_000_000 + n}", f"{at:%m/%d/%Y %I:%M:%S %p}", pick(("VANDALISM", "DISORDERLY CONDUCT", "ASSAULT SIMPLE"), n),
        pick(("BOYLSTON ST", "MASS AVE", "ELM RD"), n), round(42.33 + n / 900, 6), round(-71.08 - n / 900, 6), 2026, at.hour,
    ]  # fmt: skip


def trams(n: int, at: dt.datetime) -> list[object]:
    """A tram operator's log."""
    to = at + dt.timedelta(minutes=5 + n)
    return [
        f"TR-{n:04d}", f"{at:%d/%m/%Y %H:%M}", f"{to:%d/%m/%Y %H:%M}", f"{pick(('Mill', 'Canal', 'Town Hall'), n)} tram stop",
        pick(("Anti-social behaviour", "Missile thrown", "Graffiti", "Fare dispute"), n), pick(("Under 16", "Over 18", ""), n),
        pick(NAMES, n), pick(NOTES, n),
    ]  # fmt: skip


def college(n: int, at: dt.datetime) -> list[object]:
    """A college's behaviour log."""
    return [
        f"{at:%d/%m/%Y %H:%M}", f"{pick(('North', 'South'), n)} Campus, {pick(STREETS, n)}",
        pick(("Fighting", "Vaping", "Harassment", "Property damage"), n), f"STU{5000 + n % 7}", 15 + n % 5, pick(NOTES, n),
    ]  # fmt: skip


def searches(n: int, at: dt.datetime) -> list[object]:
    """Searches under another name: discovered."""
    return [
        f"{at:%d/%m/%Y}",
        f"{at:%H:%M}",
        pick(STREETS, n),
        "Section 1",
        pick(("Cannabis", "Nothing"), n),
        pick(("Arrest", "NFA"), n),
    ]


def features(path: Path) -> Path:
    """An app's reports as a map."""
    found = [
        {
            "type": "Feature",
            "properties": {"uid": f"a{n:06x}", "observed_at": at.isoformat(), "tag": pick(("noise", "vandalism", "threats"), n), "note": pick(NOTES, n)},
            "geometry": {"type": "Point", "coordinates": [LON + n / 900, LAT - n / 900]},
        }
        for n, at in enumerate(DAYS)
    ]  # fmt: skip
    return make_text(path, json.dumps({"type": "FeatureCollection", "features": found}))


def security(path: Path) -> Path:
    """The shopping centre's book, with a title line."""
    write = table("S/No|Date|Time of Occ.|Mall area|Occurrence|Juv/Adult|Guard|Outcome", mall)
    return make_text(path, "Security log September,,,,,,,\n" + write(path).read_text("utf-8"))


MORE = (
    Unseen(
        "command and control",
        table("INC_NO|INC_DATE|INC_TIME|OPENING_CODE|STATE|BEAT|GR_EAST|GR_NORTH|LOC_DESC|INCIDENT_TEXT|YOUTHS", command_and_control),
        {
            "id": "INC_NO", "date": "INC_DATE", "time": "INC_TIME", "category": "OPENING_CODE", "easting": "GR_EAST",
            "northing": "GR_NORTH", "location": ("LOC_DESC",), "youth": "YOUTHS",
        },
        ("INCIDENT_TEXT",),
        {"time_is": "incident"},
        categories={"ASB PERSONAL": "asb-personal"},
    ),
    Unseen(
        "enquiries",
        table("Enquiry Ref|Enquiry Logged|Enquiry Type|Service|Site Name|Locality|X Coord|Y Coord|Enquirer", enquiries),
        {
            "id": "Enquiry Ref", "reported": "Enquiry Logged", "category": "Enquiry Type", "easting": "X Coord",
            "northing": "Y Coord", "location": ("Site Name", "Locality"),
        },
        ("Enquirer",),
        {"time_is": "report", "crs": 27700},
    ),
    Unseen(
        "security book",
        security,
        {
            "id": "S/No", "date": "Date", "time": "Time of Occ.", "location": ("Mall area",), "category": "Occurrence",
            "youth": "Juv/Adult",
        },
        ("Guard",),
        {"time_is": "incident"},
        either={"id": ("S/No", "")},
        categories={"Shop theft": "shoplifting"},
    ),
    Unseen(
        "American open data",
        table("INCIDENT_NUMBER|OCCURRED_ON_DATE|OFFENSE_DESCRIPTION|STREET|Lat|Long|YEAR|HOUR", american),
        {
            "id": "INCIDENT_NUMBER", "start": "OCCURRED_ON_DATE", "category": "OFFENSE_DESCRIPTION", "location": ("STREET",),
            "lat": "Lat", "lon": "Long",
        },
        (),
        {"day_first": False},
    ),
    Unseen(
        "trams",
        table("Log Ref|Date/Time From|Date/Time To|Where (nearest stop)|What|Age group|Controller|Commentary", trams),
        {
            "id": "Log Ref", "start": "Date/Time From", "end": "Date/Time To", "location": ("Where (nearest stop)",),
            "category": "What", "youth": "Age group",
        },
        ("Controller", "Commentary"),
        {"time_is": "incident"},
    ),
    Unseen(
        "college",
        table("Incident Date & Time|Campus Building|Category of Behaviour|Student ID|Student Age|Description of Incident", college),
        {
            "start": "Incident Date & Time", "location": ("Campus Building",), "category": "Category of Behaviour",
            "youth": "Student Age",
        },
        ("Student ID", "Description of Incident"),
        either={"youth": ("Student Age", "")},
    ),
    Unseen("features", features, {"id": "uid", "start": "observed_at", "category": "tag", "lon": "lon", "lat": "lat"}, ("note",)),
    Unseen(
        "searches",
        table("Date of search|Time of search|Location searched|Power used|Found|Arrest or outcome", searches),
        {},
        (),
        {"refused": True},
    ),
)  # fmt: skip
