"""Profiles proposed for files with headings that nobody has mapped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from geodata.errors import BadInput
from planner.intake import BUILT_IN, ProposedProfile, parse_profile, preview, propose_profile
from tests.planner.intake.builders import (
    STOP_HEADINGS,
    STREET_HEADINGS,
    TODAY,
    FewPlaces,
    SquareArea,
    make_csv,
    make_intake,
    street_row,
)
from tests.planner.intake.unseen import UNSEEN, Unseen
from tests.planner.intake.unseen_more import MORE

DEFAULTS = {"time_is": "incident", "day_first": True, "crs": 27700}


def slips(unseen: Unseen, proposed: ProposedProfile) -> list[str]:
    """Where a proposal differs from what the file means."""
    if unseen.settings.get("refused"):
        return [] if proposed.refused else ["is not refused"]
    found = dict(proposed.columns)
    wrong = []
    for name, wanted in unseen.columns.items():
        right = [(wanted,) if isinstance(wanted, str) else wanted]
        right = [(one,) if one else () for one in unseen.either.get(name, ())] or right
        if found.pop(name, ()) not in right:
            wrong.append(f"{name}: {proposed.columns.get(name)}")
    wrong += [f"{k}: {v} beyond" for k, v in found.items() if v[0] not in unseen.either.get(k, ())]
    wrong += [f"{one} is read" for one in unseen.never if any(one in v for v in proposed.columns.values())]
    said: dict[str, Any] = DEFAULTS | {one.name: one.value for one in proposed.settings}
    wrong += [f"{k}: {said.get(k)}" for k, v in unseen.settings.items() if said.get(k) != v]
    kinds = {one.word: one.kind for one in proposed.categories}
    return wrong + [f"{k}: {kinds.get(k)}" for k, v in unseen.categories.items() if kinds.get(k) != v]


@pytest.mark.parametrize("unseen", [*UNSEEN, *MORE], ids=lambda unseen: unseen.name)
def test_the_right_mapping_is_found_unaided(unseen: Unseen, tmp_path: Path) -> None:
    assert slips(unseen, propose_profile(unseen.write(tmp_path / "export"))) == []


@pytest.mark.parametrize("unseen", UNSEEN, ids=lambda unseen: unseen.name)
def test_a_proposal_brings_its_file_in_as_it_stands(unseen: Unseen, tmp_path: Path) -> None:
    path = unseen.write(tmp_path / "export")
    proposed = propose_profile(path, partner="Somebody")
    places = FewPlaces({"": (-1.9, 52.6)})
    intake = make_intake(
        path, proposed.profile("proposed"), geocoder=places, area=SquareArea(everywhere=True)
    )

    assert len(intake.incidents) == intake.rows == proposed.rows_looked_at
    assert {one.heading for one in proposed.dropped} == set(intake.dropped_columns)
    assert parse_profile(proposed.toml(), "again").partner == "Somebody"


def test_every_choice_says_why_and_how_surely(tmp_path: Path) -> None:
    proposed = propose_profile(UNSEEN[0].write(tmp_path / "export"), area=SquareArea())

    assert all(0 < one.confidence <= 1 and one.why for one in proposed.choices)
    (easting,) = [one for one in proposed.choices if one.field == "easting"]
    assert easting.why == (
        "'Grid E' holds 404,000 to 405,403 and 'Grid N' holds 304,500 to 305,581: British National Grid metres; "
        "100% of the points lie in Middleton"
    )


def test_what_cannot_be_decided_is_asked(tmp_path: Path) -> None:
    path = make_csv(
        tmp_path / "a.csv",
        [["Date", "Street", "Kind"], *([f"0{n}/05/2026", "Mill Road", "Zebra"] for n in range(1, 9))],
    )
    asked = " ".join(propose_profile(path).questions)

    for part in (
        "'Date' say when it happened",
        "Does the day come first",
        "'Zebra' (8 rows)",
        "young people",
        "own reference",
    ):
        assert part in asked


def test_a_file_that_says_no_when_or_no_where_is_not_complete(tmp_path: Path) -> None:
    path = make_csv(tmp_path / "a.csv", [["Kind", "Points"], ["ASB", "1"], ["Noise", "2"]])
    proposed = propose_profile(path)

    assert not proposed.is_complete
    assert sum("No column was found that says" in one for one in proposed.questions) == 2
    with pytest.raises(BadInput):
        proposed.profile("x")


def test_stop_and_search_is_refused_under_any_headings(tmp_path: Path) -> None:
    stops = make_csv(tmp_path / "stops.csv", [STOP_HEADINGS, ["x"] * len(STOP_HEADINGS)])

    assert "discovered" in propose_profile(stops).refused


def test_discovered_categories_are_marked(tmp_path: Path) -> None:
    rows = [
        [f"R{n}", "12/03/2026 16:05", "Mill Road", ("Noise", "Stop and search", "Proactive patrol")[n % 3]]
        for n in range(9)
    ]
    proposed = propose_profile(make_csv(tmp_path / "a.csv", [["Ref", "When", "Road", "Type"], *rows]))

    assert [one.word for one in proposed.categories if one.discovered] == [
        "Stop and search",
        "Proactive patrol",
    ]
    assert proposed.profile("x").categories["stop and search"].discovered


def test_no_content_of_a_dropped_column_is_in_the_proposal(tmp_path: Path) -> None:
    proposed = propose_profile(UNSEEN[1].write(tmp_path / "export"))

    assert not any(secret in proposed.toml() + proposed.text() for secret in ("Priya", "0121", "Rang again"))


def test_a_preview_shows_each_row_before_and_after(tmp_path: Path) -> None:
    path = make_csv(
        tmp_path / "street.csv",
        [
            STREET_HEADINGS,
            street_row(),
            street_row(Longitude="", Latitude="", Location="No Location"),
            street_row(Month="x"),
        ],
    )
    rows = preview(path, BUILT_IN[0], geocoder=FewPlaces(), area=SquareArea(), today=TODAY)

    assert [one.outcome for one in rows] == ["incident", "review", "review"]
    assert (rows[0].time_kind, rows[0].category, rows[0].youth_related) == ("month", "asb", "unknown")
    assert "Falls within" not in dict(rows[0].before)
    assert rows[1].category == "asb"
    assert rows[1].start is not None
    assert rows[2].start is None
    assert "nothing says where" in rows[1].reason


def test_a_preview_masks_details_of_people_and_stops_in_time(tmp_path: Path) -> None:
    profile = parse_profile('partner = "P"\n[columns]\nstart = "When"\nlocation = "Where"\n', "p")
    rows = [["12/03/2026 16:05", f"High Street{', ring 020 8726 6000' * (n == 3)}"] for n in range(50)]
    found = preview(
        make_csv(tmp_path / "a.csv", [["When", "Where"], *rows]),
        profile,
        7,
        geocoder=FewPlaces(),
        area=SquareArea(),
    )

    assert len(found) == 7
    assert dict(found[3].before)["Where"] == "High Street, ring [removed]"
    assert not any("8726" in text for one in found for _, text in one.before)
