"""Reports that share a reference: what it says, what it does not, and what is kept of it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from planner.intake import Intake, join_duplicates, parse_profile, suggest_duplicates
from planner.intake.column_look import look_at
from planner.intake.other_references import key_of, quoted_in, quoted_keys
from planner.intake.proposing_references import choose_references
from tests.planner.intake.builders import SOUTH, make_frame, make_intake

AT_FOUR = pd.Timestamp("2026-03-12 16:00")
POLICE: dict[str, object] = {"partner": "Police", "reporter_key": "Police:1234/12MAR26", "quotes": None}
COUNCIL: dict[str, object] = {
    "partner": "Council",
    "reporter_key": "Council:77",
    "quotes": quoted_keys("CAD 1234 12/03/2026"),
    "category": "drugs",
    "start": AT_FOUR + pd.Timedelta(hours=3),
}


def test_a_shared_reference_joins_whatever_else_speaks_for_it() -> None:
    (group,) = suggest_duplicates(make_frame(POLICE, COUNCIL))

    assert group.joined_at_once
    assert group.reasons[0] == "They share a reference."
    assert join_duplicates(make_frame(POLICE, COUNCIL | {"quotes": None})) == {}


def test_two_that_quote_the_same_third_are_one() -> None:
    bus = COUNCIL | {"partner": "Buses", "reporter_key": "Buses:5"}

    assert join_duplicates(make_frame(COUNCIL, bus)) == {"i1": "i0"}


@pytest.mark.parametrize(
    "other",
    [
        {"start": AT_FOUR + pd.Timedelta(hours=25)},
        {"partner": "Police"},
        {"time_kind": "month", "end": AT_FOUR + pd.Timedelta(days=30)},
        {"quotes": quoted_keys("CAD 1235 12/03/2026")},
    ],
)
def test_days_apart_or_of_the_same_partner_it_says_nothing(other: dict[str, object]) -> None:
    assert suggest_duplicates(make_frame(POLICE, COUNCIL | other)) == ()


def test_far_apart_a_person_is_asked() -> None:
    (group,) = suggest_duplicates(make_frame(POLICE, COUNCIL | {"y": SOUTH + 700.0}))

    assert not group.joined_at_once
    assert group.score == 0.5


def test_what_shares_a_reference_is_no_candidate_for_another_of_that_partner() -> None:
    near = {"partner": "Police", "reporter_key": "Police:1240/12MAR26", "quotes": None}
    council = COUNCIL | {"category": "asb", "start": AT_FOUR}

    assert join_duplicates(make_frame(near, council)) == {"i1": "i0"}
    assert join_duplicates(make_frame(near, council, POLICE)) == {"i2": "i1"}


def test_own_numbers_that_happen_to_be_alike_are_not_shared() -> None:
    housing = COUNCIL | {"partner": "Housing", "reporter_key": "Housing:1234/12MAR26", "quotes": None}

    assert suggest_duplicates(make_frame(POLICE, housing)) == ()


@pytest.mark.parametrize("text", ["", "yes", "no", "n/a", "12", "reported to police", "x" * 30 + "1" * 30])
def test_what_is_no_reference_has_no_key(text: str) -> None:
    assert quoted_keys(text) is None


def test_a_cell_may_hold_several() -> None:
    assert quoted_keys("CAD 1234/12MAR26; SYN-POL-00012") == f"{key_of('1234120326')} {key_of('synpol00012')}"


def test_only_a_hash_of_a_reference_is_kept(tmp_path: Path) -> None:
    intake = _bring_in(tmp_path)

    assert intake.incidents["quotes"].tolist() == [key_of("1234/12MAR26"), None]
    assert (
        not intake.incidents.astype(str).apply(lambda column: column.str.contains("12MAR26")).any(axis=None)
    )


def _bring_in(folder: Path) -> Intake:
    path = folder / "council.csv"
    path.write_text(
        "Ref,From,East,North,Police ref\n1,12/03/2026 16:00,405000,305000,CAD 1234/12MAR26\n"
        "2,12/03/2026 16:00,405000,305000,\n"
    )
    profile = parse_profile(
        'partner = "Council"\n[columns]\nid = "Ref"\nstart = "From"\neasting = "East"\nnorthing = "North"\n'
        'other_id = "Police ref"\n',
        "council",
    )
    return make_intake(path, profile)


def test_what_looks_like_a_telephone_number_is_not_even_hashed() -> None:
    assert quoted_in(["020 8726 6000", "1234/12MAR26"]) == [None, key_of("1234/12MAR26")]


def test_a_number_that_very_many_hold_is_no_incidents() -> None:
    many = [COUNCIL | {"partner": f"P{n}", "quotes": quoted_keys("00000")} for n in range(60)]

    assert join_duplicates(make_frame(*many[:3])) != {}
    assert not any("share" in group.reasons[0] for group in suggest_duplicates(make_frame(*many)))


def test_a_police_number_in_another_file_is_proposed_as_a_quotation() -> None:
    case = look_at("Case", [f"C{n}" for n in range(20)])
    cad = look_at("CAD number", [f"{1000 + n}/12MAR26" for n in range(20)])
    few = look_at("Police ref", [f"CAD {1000 + n}/12MAR26" for n in range(4)])

    assert [c and c.headings for c in choose_references([cad, case])] == [("Case",), ("CAD number",)]
    assert [c and c.headings for c in choose_references([cad])] == [("CAD number",), None]
    assert [c and c.headings for c in choose_references([few, look_at("Event", ["a"] * 20)])] == [
        None,
        ("Police ref",),
    ]
