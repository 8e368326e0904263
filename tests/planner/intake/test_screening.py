"""Details of people, found and taken out."""

from __future__ import annotations

from pathlib import Path

import pytest

from geodata.errors import BadInput
from planner.intake.screening import REMOVED, screen
from tests.planner.intake.builders import COUNCIL, council_row, make_council, make_intake


@pytest.mark.parametrize(
    ("text", "what", "left"),
    [
        ("write to jo.b+x@mail.example.org please", "e-mail addresses", f"write to {REMOVED} please"),
        ("High Street, ring 020 7946 0018", "telephone numbers", f"High Street, ring {REMOVED}"),
        ("mob 07700 900123", "telephone numbers", f"mob {REMOVED}"),
        ("+44 (0)7700 900 123", "telephone numbers", REMOVED),
        ("DOB 12/03/2010 High Street", "dates of birth", f"{REMOVED} High Street"),
        ("boy born on 12 March 2010", "dates of birth", f"boy {REMOVED}"),
        ("red van AB12 CDE outside", "registration plates", f"red van {REMOVED} outside"),
        ("home of Mrs Jo Bloggs, High Street", "names", f"home of {REMOVED}, High Street"),
        ("High Street, victim: Jo Bloggs", "names", f"High Street, {REMOVED}"),
        ("call +33 6 12 34 56 78", "telephone numbers", f"call {REMOVED}"),
        ("0044 20 8726 6000 High Street", "telephone numbers", f"{REMOVED} High Street"),
        ("07700.900.123", "telephone numbers", REMOVED),
        ("(020) 8726 6000 ext 4", "telephone numbers", f"({REMOVED} ext 4"),
        ("AB 12 34 56 C at High Street", "National Insurance numbers", f"{REMOVED} at High Street"),
        ("943 476 5919 High Street", "NHS numbers", f"{REMOVED} High Street"),
        ("NHS no 9434765919", "NHS numbers", REMOVED),
        ("van reg A123 BCD", "registration plates", f"van {REMOVED}"),
    ],
)
def test_details_of_people_are_taken_out(text: str, what: str, left: str) -> None:
    assert screen(text) == (left, (what,))


@pytest.mark.parametrize(
    "text",
    [
        "London Road, CR0 2TA",
        "junction of High Street and Station Road",
        "TQ 3245 6543",
        "532450, 165430",
        "51.372519, -0.098634",
        "Flat 12, 1001-1010 High Street",
        "Missenden Road",
        "Borneo Street",
        "Dob Lane",
        "bus stop 490001234567",
        "20192315299900",
        "9434765918",
        "943 476 5918 High Street",
        "BUS STOP SW19 BUS STATION",
        "Plate Lane",
        "named site, High Street",
        "A23 J/W A232",
        "a" * 64,
    ],
)
def test_places_and_references_are_left_alone(text: str) -> None:
    assert screen(text) == (text, ())


def test_a_detail_in_a_location_is_counted_and_never_kept(tmp_path: Path) -> None:
    rows = [council_row(Ref=str(number)) for number in range(10)]
    rows.append(council_row(Ref="11", Where="somewhere, ring 07700 900123"))
    intake = make_intake(make_council(tmp_path / "c.csv", *rows), COUNCIL)

    assert [entry.location_text for entry in intake.review] == [f"somewhere, ring {REMOVED}"]
    assert "1 row: 'Where' seems to hold telephone numbers there, which were taken out." in intake.notes
    assert "900123" not in repr(intake) + intake.incidents.to_csv()


def test_a_column_full_of_details_is_refused(tmp_path: Path) -> None:
    rows = [council_row(Ref=str(number), Where=f"person{number}@mail.example.org") for number in range(10)]

    with pytest.raises(BadInput, match=r"'Where' seems to hold e-mail addresses.*Map another column"):
        make_intake(make_council(tmp_path / "c.csv", *rows), COUNCIL)


def test_free_text_in_a_location_is_not_kept(tmp_path: Path) -> None:
    story = "a long story about somebody and what they did " * 6
    intake = make_intake(make_council(tmp_path / "c.csv", council_row(Where=story)), COUNCIL)

    (entry,) = intake.review
    assert "free text" in entry.reason
    assert entry.location_text == ""
    assert "somebody" not in repr(intake)


def test_an_identity_that_is_a_detail_is_kept_as_a_hash(tmp_path: Path) -> None:
    rows = [
        council_row(Ref="a@mail.example.org"),
        council_row(Ref="2"),
        council_row(Ref="3"),
        council_row(Ref="4"),
    ]
    intake = make_intake(make_council(tmp_path / "c.csv", *rows), COUNCIL)
    again = make_intake(
        make_council(tmp_path / "d.csv", *rows),
        COUNCIL,
        known_keys=frozenset(intake.incidents["reporter_key"]),
    )

    assert "mail" not in intake.incidents.to_csv()
    assert len(again.duplicates) == 4
