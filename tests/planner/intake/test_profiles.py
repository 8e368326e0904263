"""Mapping files and the built-in profiles."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geodata.errors import BadInput
from planner.intake.built_in import POLICE_API, POLICE_STREET, recognise
from planner.intake.kinds import DEMAND_KINDS, KINDS, kind_of
from planner.intake.mapping import parse_profile, read_profile
from planner.intake.profiles import Columns, refusal_of
from tests.planner.intake.builders import (
    COUNCIL,
    LAT,
    LON,
    STOP_HEADINGS,
    STREET_HEADINGS,
    make_csv,
    make_intake,
)

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "profiles.md"


def test_the_documented_example_is_a_profile() -> None:
    example, _weights = re.findall(r"```toml\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    profile = parse_profile(example, "council")

    assert profile.columns.location == ("Street", "Near")
    assert profile.categories["street drinking"].youth_related == "no"
    assert profile.categories["stop and search"].discovered
    assert "y" in profile.youth_yes


def test_every_field_and_kind_is_documented() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")

    assert [name for name in Columns.__dataclass_fields__ if f"`{name}`" not in text] == []
    assert [kind.id for kind in KINDS if f"`{kind.id}`" not in text] == []


def test_headings_are_known_without_regard_to_case_order_or_extras() -> None:
    assert recognise([heading.upper() for heading in reversed(STREET_HEADINGS)] + ["Extra"]) is POLICE_STREET
    api = ["", "category", "location_type", "persistent_id", "month", "lat", "lng", "street_name"]
    assert recognise(api) is POLICE_API
    assert recognise(["A", "B"]) is None


def test_a_fixmystreet_export_is_known_and_its_times_are_those_of_reports(tmp_path: Path) -> None:
    headings = (
        "Report ID", "Title", "Detail", "User Name", "Category", "Subcategory", "Created", "Confirmed", "Acknowledged",
        "Fixed", "Closed", "Status", "Latitude", "Longitude", "Query", "Ward", "Easting", "Northing", "Report URL",
    )  # fmt: skip
    row = [
        "1",
        "t",
        "d",
        "u",
        "Graffiti",
        "",
        "2026-03-12T16:05:00",
        *[""] * 5,
        LAT,
        LON,
        "q",
        "W",
        "",
        "",
        "u",
    ]
    intake = make_intake(make_csv(tmp_path / "f.csv", [headings, row]))

    assert intake.profile == "fixmystreet"
    assert {"Detail", "User Name", "Query"} <= set(intake.dropped_columns)
    (incident,) = intake.incidents.to_dict("records")
    assert (incident["time_kind"], incident["category"]) == ("uncertain", "asb-environmental")
    assert incident["end"] == incident["reported"]


def test_stop_and_search_is_known_by_any_of_its_own_headings() -> None:
    assert refusal_of(STOP_HEADINGS) is not None
    assert refusal_of(["Date", "object_of_search"]) is not None
    assert refusal_of(["Date", "SELF-DEFINED ETHNICITY"]) is not None
    assert refusal_of(STREET_HEADINGS) is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("not toml", "is not TOML"),
        ('columns = {start = "A", location = "B"}', "'partner' is missing"),
        ('partner = "P"', "'columns' is missing"),
        ('partner = "P"\nradius = 3\n[columns]\nstart = "A"\nlocation = "B"', "no setting 'radius'"),
        (
            'partner = "P"\nradius_m = "far"\n[columns]\nstart = "A"\nlocation = "B"',
            "radius_m must be a number",
        ),
        (
            'partner = "P"\nradius_m = true\n[columns]\nstart = "A"\nlocation = "B"',
            "radius_m must be a number",
        ),
        ('partner = "P"\nrows = "discovered"\n[columns]\nstart = "A"\nlocation = "B"', "never brought in"),
        ('partner = "P"\ntime_is = "x"\n[columns]\nstart = "A"\nlocation = "B"', "incident.*report"),
        ('partner = "P"\ntime_zone = "Mars"\n[columns]\nstart = "A"\nlocation = "B"', "Europe/London"),
        ('partner = "P"\n[columns]\nwhen = "A"\nlocation = "B"', "no field 'when'"),
        ('partner = "P"\n[columns]\nlocation = "B"', "names no time"),
        ('partner = "P"\n[columns]\nstart = "B"', "names no place"),
        ('partner = "P"\n[columns]\nstart = "B"\nlon = "X"', "only one of lon and lat"),
        ('partner = "P"\n[columns]\nstart = ["A", "B"]\nlocation = "B"', "must be one heading"),
        (
            'partner = "P"\n[columns]\nstart = "A"\nlocation = "B"\n[categories]\nx = "gangs"',
            "no kind 'gangs'",
        ),
        ('partner = "P"\n[columns]\nstart = "A"\nlocation = "B"\n[categories]\nx = 3', "must be a kind"),
        (
            'partner = "P"\n[columns]\nstart = "A"\nlocation = "B"\n[youth]\nyes = ["A"]\nno = ["a"]',
            "both yes and no",
        ),
        ('partner = "P"\n[columns]\nstart = "A"\nlocation = "B"\n[file]\ndelimiter = ";;"', "one character"),
        ('partner = "P"\n[columns]\nstart = "A"\nlocation = "B"\n[file]\nencoding = "klingon"', "not known"),
    ],
)
def test_a_fault_in_a_mapping_is_said_in_words(tmp_path: Path, change: str, message: str) -> None:
    path = tmp_path / "partner.toml"
    path.write_text(change, encoding="utf-8")

    with pytest.raises(BadInput, match=message) as error:
        read_profile(path)
    assert str(error.value).startswith("partner.toml")


def test_a_mapping_is_named_after_its_file(tmp_path: Path) -> None:
    (tmp_path / "council.toml").write_text(COUNCIL, encoding="utf-8")

    assert read_profile(tmp_path / "council.toml").name == "council"


@pytest.mark.parametrize(
    ("category", "kind"),
    [
        ("Anti-social behaviour", "asb"),
        ("ASB - Personal", "asb-personal"),
        ("anti-social-behaviour: Nuisance", "asb-nuisance"),
        ("Violence and sexual offences", "violence"),
        ("Criminal damage and arson", "criminal-damage"),
        ("Possession of weapons", "weapons"),
        ("Public order", "public-order"),
        ("public-disorder", "public-order"),
        ("Theft from the person", "theft"),
        ("Bicycle theft", "theft"),
        ("Vehicle crime", "vehicle-crime"),
        ("Other crime", "other-crime"),
        ("Shoplifting", "shoplifting"),
        ("Blue badge query", "other"),
        ("", "other"),
    ],
)
def test_a_partners_words_find_our_kind(category: str, kind: str) -> None:
    assert kind_of(category) == kind


def test_what_the_police_mostly_find_is_kept_and_is_no_demand() -> None:
    assert {"drugs", "weapons", "other"}.isdisjoint(DEMAND_KINDS)
    assert {"asb", "violence", "public-order"} <= DEMAND_KINDS
