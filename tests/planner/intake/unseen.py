"""Ten made-up exports with headings that no word list of the product was written for, and the mapping each means.

Written before `planner.intake.proposing` was. FIRST_RUN says how many it got right before anything was tuned on them.
A mapping is right when every field of `columns` is proposed with that heading, no other field is, no column of
`never` is read, and the settings agree. Where two answers are as good, `either` lists them.
"""

# ruff: noqa: E501 - tables of made-up cells read better in rows

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.planner.intake.builders import LAT, LON, make_csv, make_text, make_xlsx

COUNT = 24
DAYS = [dt.datetime(2026, 9, 1, 15, 5) + dt.timedelta(days=2 * n, minutes=37 * n) for n in range(COUNT)]
STREETS = ("Mill Road", "Station Approach", "Beech Avenue", "The Parade", "Lower High Street", "Canal Walk")
POSTCODES = ("B74 2AB", "B73 5QX", "B75 6DU", "B72 1XH")
NOTES = (
    "Caller says a group of about ten were shouting and throwing stones at the bus shelter, left towards the park.",
    "Rang again, says that it has been going on for weeks and nobody ever comes out to see what is happening.",
    "",
)
NAMES = ("Alex Morgan", "Priya Shah", "Tom O'Neill", "Grace Adeyemi", "Lena Novak")


def pick(choices: tuple[str, ...], n: int) -> str:
    """One of them, in turn."""
    return choices[n % len(choices)]


@dataclass(frozen=True)
class Unseen:
    """A file and the mapping it means."""

    name: str
    write: Callable[[Path], Path]
    columns: Mapping[str, str | tuple[str, ...]]
    never: tuple[str, ...]
    settings: Mapping[str, Any] = field(default_factory=dict)
    either: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)


def table(
    headings: str, row: Callable[[int, dt.datetime], list[object]], **options: Any
) -> Callable[[Path], Path]:
    """A writer of headings parted by bars and so many rows, as delimited text."""
    content = [headings.split("|"), *(row(n, at) for n, at in enumerate(DAYS))]
    return lambda path: make_csv(path, content, **options)


def casework(n: int, at: dt.datetime) -> list[object]:
    """Environmental health casework."""
    kind = pick(("Noise - youths", "Rowdy behaviour", "Fly tipping", "Graffiti", "Street drinking"), n)
    return [
        f"WK/2026{1000 + n}", f"{at + dt.timedelta(days=1):%d/%m/%Y}", f"{at:%d/%m/%Y}", f"{at:%H:%M}", kind,
        pick(STREETS, n), "Middleton", pick(POSTCODES, n), 404_000 + 61 * n, 304_500 + 47 * n, pick(NAMES, n),
        "KJ", pick(NOTES, n), pick(("Y", "N", ""), n),
    ]  # fmt: skip


def tenancy(n: int, at: dt.datetime) -> list[object]:
    """A housing association's cases."""
    return [
        f"T{77000 + n % 9}", f"ASB-{n + 311}", at + dt.timedelta(days=2), at.date(),
        pick(("evening", "approx 4pm", "after school", "between 3 and 5pm"), n),
        f"{pick(('Ash', 'Elm', 'Oak'), n)} House, {pick(STREETS, n)}", dt.date(2009, 1 + n % 12, 3), pick(NAMES, n + 1),
        f"0121 496 0{100 + n}", pick(("Noise nuisance", "Intimidation", "Criminal damage", "Drug use"), n),
        pick(("Yes", "No", "Unknown"), n), pick(NOTES, n),
    ]  # fmt: skip


def buses(n: int, at: dt.datetime) -> list[object]:
    """A bus operator's event log."""
    return [
        900_000 + n, f"{at:%Y-%m-%dT%H:%M:%S}", pick(("X12", "41", "907"), n), pick(("IN", "OUT"), n),
        f"{pick(STREETS, n)} (Stop {pick(('A', 'B'), n)})", f"4300{n:05d}", round(LAT + n / 900, 5),
        round(LON - n / 700, 5), pick(("Vandalism", "Assault on staff", "Disorderly behaviour", "Stone throwing"), n),
        pick(("Schoolchildren", "Adult", "Not known"), n), f"D{4400 + n}", pick(NOTES, n),
    ]  # fmt: skip


def school_form(n: int, at: dt.datetime) -> list[object]:
    """Answers to an online form."""
    return [
        f"{at + dt.timedelta(hours=20):%d/%m/%Y %H:%M:%S}", f"{at:%d/%m/%Y}", pick(("3.15pm", "15:40", "home time"), n),
        f"outside {pick(STREETS, n)}", pick(("Fighting", "Bullying", "Trespass", "Damage to property"), n), pick(NOTES, n),
        pick(NAMES, n), f"staff{n % 4}@school.example", pick(("Yes", "Yes", "No", "Not sure"), n),
    ]  # fmt: skip


def railway(n: int, at: dt.datetime) -> list[object]:
    """A police extract with the from and the to in two columns each."""
    to = at + dt.timedelta(hours=n % 7)
    return [
        f"B{2600000 + n}", f"{at:%d/%m/%Y}", f"{at:%H%M}", f"{to:%d/%m/%Y}", f"{to:%H%M}",
        f"{pick(('Middleton', 'Weston', 'Ashby'), n)} Railway Station", pick(POSTCODES, n),
        pick(("Public Order", "Criminal Damage", "Robbery", "Theft of Personal Property"), n), pick(NOTES, n),
    ]  # fmt: skip


def fire(n: int, at: dt.datetime) -> list[object]:
    """A fire service's open data."""
    group, stop = (
        pick(("Fire", "Special Service"), n),
        pick(("Secondary Fire", "Deliberate fire", "Fireworks"), n),
    )
    return [
        f"{140_000 + n}-1309{2026}", f"{at:%d %b %Y}", f"{at:%H:%M:%S}", 2026, group, stop, pick(("Outdoor", "Dwelling"), n),
        "B74", 404_050 + 100 * n, 304_550 + 50 * n, "Middleton Fire",
    ]  # fmt: skip


def wardens(n: int, at: dt.datetime) -> list[object]:
    """A park warden's log."""
    return [
        n + 1, f"{at:%d.%m.%y %H.%M}", pick(("Beech Park", "Canal Fields", "Memorial Gardens"), n),
        pick(("North gate", "Bandstand", "Car park", ""), n),
        pick(("Motorbikes", "Litter", "Large group gathering", "Fire setting"), n), pick(("teens", "adults", "mixed", ""), n),
        pick(("dry", "wet"), n),
    ]  # fmt: skip


def control_room(n: int, at: dt.datetime) -> list[object]:
    """A camera control room's log: one date, two times."""
    until = at + dt.timedelta(minutes=10 + n)
    return [
        7000 + n, f"{at:%d-%b-%Y}", f"{at:%H:%M}", f"{until:%H:%M}", f"C{n % 8 + 1:02d}", f"{pick(STREETS, n)} by the bank",
        pick(("ASB", "Fight", "Shoplifting", "Begging"), n), pick(("KJ", "LM", "TT"), n), pick(("Y", "N"), n), pick(NOTES, n),
    ]  # fmt: skip


def hospital(n: int, at: dt.datetime) -> list[object]:
    """An emergency department's shared data on violence."""
    return [
        f"{at + dt.timedelta(hours=5):%Y-%m-%d %H:%M}", f"{at:%Y-%m-%d %H:%M}", f"{pick(STREETS, n)}, near the station",
        pick(("Fist", "Knife", "Bottle", "Feet"), n), pick(("10-17", "18-24", "25-34"), n), pick(("M", "F"), n),
        pick(("Assault", "Stabbing assault", "Sexual assault"), n), f"{n % 3} attackers",
    ]  # fmt: skip


def online(path: Path) -> Path:
    """Reports made online, as nested JSON."""
    reports = [
        {
            "reference": f"ONL-{n:05d}",
            "submittedAt": f"{at + dt.timedelta(hours=6):%Y-%m-%dT%H:%M:%SZ}",
            "occurred": {
                "earliest": f"{at:%Y-%m-%dT%H:%M}",
                "latest": f"{at + dt.timedelta(hours=2):%Y-%m-%dT%H:%M}",
            },
            "place": {
                "line1": pick(STREETS, n),
                "postTown": "MIDDLETON",
                "lng": LON + n / 1000,
                "lat": LAT + n / 1000,
            },
            "theme": pick(("Nuisance vehicles", "Vandalism", "Intimidating groups", "Drug taking"), n),
            "contact": {"email": f"someone{n}@mail.example", "mobile": f"07700 900{n:03d}"},
            "message": pick(NOTES, n),
        }
        for n, at in enumerate(DAYS)
    ]
    return make_text(path, json.dumps({"total": COUNT, "reports": reports}))


def housing_workbook(path: Path) -> Path:
    """The housing association's workbook, with a title above."""
    headings = (
        "Tenancy Ref|ASB Case ID|Opened|Incident happened on|Roughly when|Block / Estate|Perpetrator DOB|Victim Name|Tel|"
        "Nature of complaint|U18?|Action taken"
    )
    rows = [
        ["Live and closed cases, quarter 2"],
        [],
        headings.split("|"),
        *(tenancy(n, at) for n, at in enumerate(DAYS)),
    ]
    return make_xlsx(path, rows)


UNSEEN = (
    Unseen(
        "council casework",
        table(
            "Case No.|Dt Rcvd|Dt of Occurrence|Tm of Occurrence|Complaint Sub Type|Loc Street|Loc Town|Loc P/Code|Grid E|"
            "Grid N|Complainant|Officer Allocated|Case Narrative|Juvenile Involved Y/N",
            casework,
        ),
        {
            "id": "Case No.", "reported": "Dt Rcvd", "date": "Dt of Occurrence", "time": "Tm of Occurrence",
            "category": "Complaint Sub Type", "location": ("Loc Street", "Loc Town"), "postcode": "Loc P/Code",
            "easting": "Grid E", "northing": "Grid N", "youth": "Juvenile Involved Y/N",
        },
        ("Complainant", "Officer Allocated", "Case Narrative"),
        {"crs": 27700, "time_is": "incident", "day_first": True},
        categories={"Rowdy behaviour": "asb-nuisance", "Graffiti": "asb-environmental", "Fly tipping": "asb-environmental"},
    ),
    Unseen(
        "housing association",
        housing_workbook,
        {
            "id": "ASB Case ID", "reported": "Opened", "date": "Incident happened on", "time": "Roughly when",
            "location": ("Block / Estate",), "category": "Nature of complaint", "youth": "U18?",
        },
        ("Tenancy Ref", "Perpetrator DOB", "Victim Name", "Tel", "Action taken"),
        {"time_is": "incident"},
        categories={"Noise nuisance": "asb-nuisance", "Intimidation": "asb-personal", "Criminal damage": "criminal-damage"},
    ),
    Unseen(
        "bus operator",
        table(
            "IncidentNumber|EventDateTime|RouteNo|Dirn|StopPointName|StopCode|WGS_Y|WGS_X|EventClass|PassengerType|DriverID|"
            "FreeText",
            buses,
            delimiter=";",
        ),
        {
            "id": "IncidentNumber", "start": "EventDateTime", "location": ("StopPointName",), "lat": "WGS_Y", "lon": "WGS_X",
            "category": "EventClass", "youth": "PassengerType",
        },
        ("DriverID", "FreeText"),
        {"time_is": "incident"},
        categories={"Vandalism": "criminal-damage", "Assault on staff": "violence", "Disorderly behaviour": "public-order"},
    ),
    Unseen(
        "a school's form",
        table(
            "Timestamp|Date of incident|Time of incident|Location of incident|Type of incident|Describe what happened|"
            "Your name|Your email|Were young people involved?",
            school_form,
        ),
        {
            "reported": "Timestamp", "date": "Date of incident", "time": "Time of incident",
            "location": ("Location of incident",), "category": "Type of incident", "youth": "Were young people involved?",
        },
        ("Describe what happened", "Your name", "Your email"),
        {"time_is": "incident", "day_first": True},
        categories={"Fighting": "public-order", "Bullying": "asb-personal", "Trespass": "asb-nuisance"},
    ),
    Unseen(
        "railway police",
        table(
            "URN|Committed From Date|Committed From Time|Committed To Date|Committed To Time|Location Premise|"
            "Location Postcode|Offence Class|MO",
            railway,
        ),
        {
            "id": "URN", "date": "Committed From Date", "time": "Committed From Time", "date_to": "Committed To Date",
            "time_to": "Committed To Time", "location": ("Location Premise",), "postcode": "Location Postcode",
            "category": "Offence Class",
        },
        ("MO",),
        {"time_is": "incident", "day_first": True},
        categories={"Public Order": "public-order", "Robbery": "robbery"},
    ),
    Unseen(
        "fire service",
        table(
            "IncidentNumber|DateOfCall|TimeOfCall|CalYear|IncidentGroup|StopCodeDescription|PropertyCategory|"
            "Postcode_district|Easting_rounded|Northing_rounded|FRS",
            fire,
        ),
        {
            "id": "IncidentNumber", "date": "DateOfCall", "time": "TimeOfCall", "easting": "Easting_rounded",
            "northing": "Northing_rounded", "category": "StopCodeDescription",
        },
        (),
        {"crs": 27700, "time_is": "report"},
        either={"category": ("StopCodeDescription", "IncidentGroup"), "postcode": ("Postcode_district", "")},
    ),
    Unseen(
        "park wardens",
        table("Entry|Seen at|Park|Nearest feature|Issue|Approx ages|Weather", wardens, delimiter="\t"),
        {
            "id": "Entry", "start": "Seen at", "location": ("Park", "Nearest feature"), "category": "Issue",
            "youth": "Approx ages",
        },
        ("Weather",),
        {"time_is": "incident", "day_first": True},
        either={"id": ("Entry", "")},
        categories={"Litter": "asb-environmental", "Large group gathering": "asb-nuisance"},
    ),
    Unseen(
        "control room",
        table(
            "Log #|Date (GMT)|From|To|Camera|Camera location|Incident type|Operator initials|Police called?|Log notes",
            control_room,
        ),
        {
            "id": "Log #", "date": "Date (GMT)", "time": "From", "time_to": "To", "location": ("Camera location",),
            "category": "Incident type",
        },
        ("Operator initials", "Log notes", "Police called?"),
        {"time_is": "incident"},
        categories={"ASB": "asb", "Shoplifting": "shoplifting", "Begging": "asb-nuisance"},
    ),
    Unseen(
        "hospital",
        table(
            "Arrival|Attack date and time|Attack location|Weapon|Age band|Sex|Attack type|Assailants", hospital
        ),
        {
            "reported": "Arrival", "start": "Attack date and time", "location": ("Attack location",),
            "category": "Attack type", "youth": "Age band",
        },
        ("Sex",),
        {"time_is": "incident"},
        either={"youth": ("Age band", ""), "category": ("Attack type", "Weapon")},
        categories={"Assault": "violence"},
    ),
    Unseen(
        "online reports",
        online,
        {
            "id": "reference", "reported": "submittedAt", "start": "occurred.earliest", "end": "occurred.latest",
            "location": ("place.line1", "place.postTown"), "lon": "place.lng", "lat": "place.lat", "category": "theme",
        },
        ("contact.email", "contact.mobile", "message"),
        {"time_is": "incident"},
        categories={"Vandalism": "criminal-damage"},
    ),
)  # fmt: skip

FIRST_RUN = "10 of 10, by the hand that wrote both; see unseen_more for a harder look"
