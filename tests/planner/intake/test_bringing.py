"""A file brought in, from end to end."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from geodata.errors import BadInput
from planner.intake import INCIDENT_COLUMNS, Intake, recognise
from planner.intake.guards import Limits
from tests.planner.intake.builders import (
    COUNCIL,
    COUNCIL_HEADINGS,
    LAT,
    LON,
    STOP_HEADINGS,
    STREET_HEADINGS,
    FewPlaces,
    SquareArea,
    council_row,
    csv_bytes,
    make_council,
    make_csv,
    make_gzip,
    make_intake,
    make_text,
    make_xlsx,
    make_zip,
    street_bytes,
    street_row,
)


def test_equal_rows_of_a_monthly_police_file_are_separate_reports(tmp_path: Path) -> None:
    intake = make_intake(
        make_csv(tmp_path / "street.csv", [STREET_HEADINGS, street_row(), street_row(), street_row()])
    )

    assert (intake.rows, len(intake.incidents), len(intake.duplicates)) == (3, 3, 0)
    assert intake.incidents["incident_id"].is_unique


def test_a_police_row_says_where_and_never_when(tmp_path: Path) -> None:
    intake = make_intake(make_csv(tmp_path / "street.csv", [STREET_HEADINGS, street_row()]))

    (incident,) = intake.incidents.to_dict("records")
    assert incident["time_kind"] == "month"
    assert (incident["start"], incident["end"]) == (pd.Timestamp("2026-10-01"), pd.Timestamp("2026-11-01"))
    assert (incident["category"], incident["youth_related"]) == ("asb", "unknown")
    assert (incident["partner"], incident["place_text"]) == ("Middle Police", "High Street")
    assert incident["radius_m"] == 100
    assert (incident["lon"], incident["lat"]) == (LON, LAT)


def test_a_crime_with_an_identity_is_one_report_however_often_it_stands_there(tmp_path: Path) -> None:
    rows = [street_row(**{"Crime ID": "abc", "Crime type": "Robbery"})] * 2
    intake = make_intake(make_csv(tmp_path / "street.csv", [STREET_HEADINGS, *rows]))

    assert (len(intake.incidents), len(intake.duplicates)) == (1, 1)
    assert intake.duplicates[0].row == 3
    assert intake.duplicates[0].of == intake.incidents["incident_id"].iloc[0]


def test_an_identity_of_an_earlier_import_is_a_duplicate(tmp_path: Path) -> None:
    path = make_council(tmp_path / "a.csv", council_row(Ref="C7"), council_row(Ref="C8"))
    first = make_intake(path, COUNCIL)
    again = make_intake(path, COUNCIL, known_keys=frozenset(first.incidents["reporter_key"]))

    assert len(first.incidents) == 2
    assert len(again.incidents) == 0
    assert {entry.of for entry in again.duplicates} == set(first.incidents["incident_id"])


def test_the_same_crime_of_the_street_file_and_the_api_has_one_identity(tmp_path: Path) -> None:
    street = make_intake(
        make_csv(tmp_path / "street.csv", [STREET_HEADINGS, street_row(**{"Crime ID": "abc"})])
    )
    headings = [
        "category",
        "location_type",
        "location",
        "persistent_id",
        "id",
        "month",
        "lat",
        "lng",
        "street_name",
    ]
    row = [
        "robbery",
        "BTP",
        "{'latitude': ...}",
        "abc",
        "1",
        "2026-10-01",
        LAT,
        LON,
        "On or near High Street",
    ]
    api = make_intake(make_csv(tmp_path / "api.csv", [headings, row]))

    assert api.profile == "police-uk-api"
    assert api.incidents["time_kind"].tolist() == ["month"]
    assert api.incidents["partner"].tolist() == ["British Transport Police"]
    assert list(api.incidents["incident_id"]) == list(street.incidents["incident_id"])


def test_a_stop_and_search_file_is_refused_whole(tmp_path: Path) -> None:
    path = make_csv(tmp_path / "stops.csv", [STOP_HEADINGS, ["Person search"] + ["x"] * 12])

    with pytest.raises(BadInput, match=r"stop and search.*discovered.*nothing of it was stored"):
        make_intake(path)


def test_a_saved_profile_does_not_let_stop_and_search_in(tmp_path: Path) -> None:
    path = make_csv(tmp_path / "stops.csv", [STOP_HEADINGS, ["Person search"] + ["x"] * 12])
    profile = 'partner = "P"\n[columns]\nstart = "Date"\nlat = "Latitude"\nlon = "Longitude"\n'

    with pytest.raises(BadInput, match="stop and search"):
        make_intake(path, profile)


def test_a_zip_as_downloaded_brings_in_the_street_files_and_refuses_the_stops(tmp_path: Path) -> None:
    path = make_zip(
        tmp_path / "download.zip",
        {
            "2026-09/2026-09-middle-street.csv": street_bytes(street_row(Month="2026-09")),
            "2026-09/2026-09-middle-stop-and-search.csv": csv_bytes(
                [STOP_HEADINGS, ["Person search"] + ["x"] * 12]
            ),
            "2026-10/2026-10-middle-street.csv": street_bytes(street_row(), street_row()),
            "2026-10/2026-10-middle-outcomes.csv": csv_bytes(
                [["Crime ID", "Month", "Outcome type"], ["a", "b", "c"]]
            ),
        },
    )
    intake = make_intake(path)

    assert (intake.rows, len(intake.incidents)) == (3, 3)
    assert [one.member.split("-middle-")[1] for one in intake.refused] == [
        "stop-and-search.csv",
        "outcomes.csv",
    ]
    assert any("stop and search" in note for note in intake.notes)
    assert intake.incidents["member"].nunique() == 2


def test_a_zip_of_nothing_but_stops_is_refused(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "download.zip", {"stops.csv": csv_bytes([STOP_HEADINGS, ["x"] * 13])})

    with pytest.raises(BadInput, match="stop and search"):
        make_intake(path)


def test_gzip_is_read_as_the_file_in_it(tmp_path: Path) -> None:
    plain = make_intake(make_csv(tmp_path / "street.csv", [STREET_HEADINGS, street_row()]))
    packed = make_intake(make_gzip(tmp_path / "street.csv.gz", street_bytes(street_row())))

    assert packed.incidents.drop(columns="incident_id").equals(plain.incidents.drop(columns="incident_id"))


def test_rows_of_elsewhere_in_a_force_wide_file_are_rejected_not_queued(tmp_path: Path) -> None:
    elsewhere = street_row(Longitude=-1.55, Latitude=53.8, **{"LSOA name": "Leeds 001A"})
    intake = make_intake(make_csv(tmp_path / "street.csv", [STREET_HEADINGS, elsewhere, street_row()]))

    assert len(intake.incidents) == 1
    assert [(one.row, one.column, one.reason) for one in intake.rejected] == [
        (2, "Longitude", "outside our area (Middleton)")
    ]


def test_coordinates_in_the_sea_wait_for_a_person(tmp_path: Path) -> None:
    in_the_sea = street_row(Longitude=0.5, Latitude=50.3)
    intake = make_intake(make_csv(tmp_path / "street.csv", [STREET_HEADINGS, in_the_sea]))

    (entry,) = intake.review
    assert "outside Middleton: in the sea" in entry.reason
    assert entry.column == "Longitude"


def test_swapped_coordinates_offer_the_swapped_point(tmp_path: Path) -> None:
    swapped = street_row(Longitude=LAT, Latitude=LON)
    intake = make_intake(make_csv(tmp_path / "street.csv", [STREET_HEADINGS, swapped]))

    (entry,) = intake.review
    assert "look swapped" in entry.reason
    assert [(choice.lon, choice.lat) for choice in entry.alternatives] == [(LON, LAT)]


def test_blank_coordinates_without_words_wait_for_a_person(tmp_path: Path) -> None:
    lost = street_row(Longitude="", Latitude="", Location="No Location")
    intake = make_intake(make_csv(tmp_path / "street.csv", [STREET_HEADINGS, lost]))

    assert [entry.reason for entry in intake.review] == ["nothing says where it happened. Add a place"]


def test_a_council_file_through_a_mapping(tmp_path: Path) -> None:
    path = make_council(
        tmp_path / "council.csv",
        council_row(Ref="1", To="17:00"),
        council_row(Ref="2", Where="Station"),
        council_row(Ref="3", From="31/12/1899"),
        council_row(Ref="1"),
        council_row(Ref="5", Where="nowhere we know", Young="adults"),
    )
    intake = make_intake(path, COUNCIL)

    assert (intake.rows, len(intake.incidents), len(intake.duplicates), len(intake.review)) == (5, 1, 1, 3)
    (incident,) = intake.incidents.to_dict("records")
    assert (incident["start"], incident["end"]) == (
        pd.Timestamp("2026-03-12 16:05"),
        pd.Timestamp("2026-03-12 17:00"),
    )
    assert (incident["category"], incident["youth_related"]) == ("asb-nuisance", "yes")
    assert (incident["method"], incident["place_text"], incident["radius_m"]) == (
        "street",
        "High Street",
        80.0,
    )
    by_row = {entry.row: entry for entry in intake.review}
    assert [choice.matched for choice in by_row[3].alternatives] == ["East", "West"]
    assert by_row[4].column == "From"
    assert "1899" in by_row[4].reason
    assert by_row[4].draft is None
    assert by_row[6].location_text == "nowhere we know"
    assert by_row[6].draft is not None
    assert by_row[6].draft["youth_related"] == "no"
    assert by_row[6].draft["start"] == "2026-03-12T16:05:00"


def test_free_text_is_dropped_and_only_its_heading_is_told(tmp_path: Path) -> None:
    intake = make_intake(
        make_council(tmp_path / "c.csv", council_row(), council_row(Ref="2", From="?")), COUNCIL
    )

    assert intake.dropped_columns == ("Notes",)
    assert "Free text" not in repr(intake) + intake.incidents.to_csv()


def test_a_missing_column_is_named_with_those_there_are(tmp_path: Path) -> None:
    path = make_csv(tmp_path / "council.csv", [["Ref", "From", "To", "Type", "Young people"], ["1"] * 5])

    with pytest.raises(
        BadInput, match=r"council.csv does not have the column 'Where'.*It has: Ref, From.*Change"
    ):
        make_intake(path, COUNCIL)


def test_unknown_headings_say_how_to_go_on(tmp_path: Path) -> None:
    path = make_csv(tmp_path / "x.csv", [["A", "B"], ["1", "2"]])

    with pytest.raises(BadInput, match=r"A, B.*outreach profile save"):
        make_intake(path)


def test_a_saved_profile_is_known_by_its_headings(tmp_path: Path) -> None:
    from planner.intake import parse_profile

    council = parse_profile(COUNCIL, "council")
    intake = make_intake(make_council(tmp_path / "c.csv", council_row()), saved=[council])

    assert intake.profile == "council"
    assert recognise(COUNCIL_HEADINGS, [council, parse_profile(COUNCIL, "twin")]) is None


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("empty.csv", b"", "is empty"),
        ("spaces.csv", b"  \r\n \n", "is empty"),
        ("report.csv", b"%PDF-1.7\n...", "a PDF"),
        ("photo.csv", b"\x89PNG\r\n\x1a\n....", "a picture"),
        ("old.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "old Excel or a password"),
        ("page.csv", b"<!DOCTYPE html><html><table>", "web page"),
        ("noise.csv", bytes(range(256)) * 40, "not text"),
        ("headings.csv", ",".join(STREET_HEADINGS).encode() + b"\n", "headings but no rows"),
        ("broken.csv.gz", b"\x1f\x8b\x08\x00broken", "damaged or incomplete"),
        ("broken.zip", b"PK\x03\x04broken", "damaged"),
    ],
)
def test_what_is_no_table_is_refused_in_words(tmp_path: Path, name: str, content: bytes, what: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(BadInput, match=what) as error:
        make_intake(path)
    assert name in str(error.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"no file gone\.csv"):
        make_intake(tmp_path / "gone.csv")


def test_a_row_of_ten_megabytes_waits_alone(tmp_path: Path) -> None:
    path = make_council(
        tmp_path / "big.csv",
        council_row(Ref="1"),
        council_row(Ref="2", Notes="x" * 10_000_000),
        council_row(Ref="3"),
    )
    intake = make_intake(path, COUNCIL)

    assert len(intake.incidents) == 2
    (entry,) = intake.review
    assert (entry.row, entry.reason.startswith("the row is longer than 250,000 characters")) == (3, True)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = make_gzip(tmp_path / "bomb.csv.gz", b"a,b\n" + b"0" * 3_000_000)
    limits = Limits(ratio_from_bytes=1_000_000)

    with pytest.raises(BadInput, match="more than 200 times its size"):
        make_intake(bomb, limits=limits)


def test_a_quotation_mark_that_is_not_closed_loses_no_row(tmp_path: Path) -> None:
    good = ",".join(map(str, council_row(Ref="2")))
    path = make_text(
        tmp_path / "c.csv",
        ",".join(COUNCIL_HEADINGS)
        + '\n1,12/03/2026,,"High Street,Nuisance ASB,Yes,\n'
        + f"{good}\n{good[1:]}\n" * 2,
    )
    intake = make_intake(path, COUNCIL)

    assert intake.rows == 5
    assert intake.review[0].row == 2
    assert "quotation mark" in intake.review[0].reason


def test_a_workbook_keeps_its_dates_and_its_formulas_do_nothing(tmp_path: Path) -> None:
    import datetime as dt

    path = make_xlsx(
        tmp_path / "council.xlsx",
        [
            ["Council reports, week 11"],
            [],
            COUNCIL_HEADINGS,
            council_row(Ref=1, From=dt.datetime(2026, 3, 12, 16, 5)),
            council_row(Ref=2, Where='=HYPERLINK("http://x","High Street")'),
            [None] * 7,
        ],
        Other=[["a"]],
    )
    intake = make_intake(path, COUNCIL)

    assert (intake.rows, len(intake.incidents), len(intake.review), intake.blank_lines) == (2, 1, 1, 1)
    assert intake.incidents["start"].tolist() == [pd.Timestamp("2026-03-12 16:05")]
    assert intake.incidents["reporter_key"].tolist() == ["Council:1"]
    assert any("Other" in note for note in intake.notes)


def test_each_text_is_looked_up_once(tmp_path: Path) -> None:
    places = FewPlaces()
    rows = [council_row(Ref=str(number)) for number in range(50)]
    make_intake(make_council(tmp_path / "c.csv", *rows), COUNCIL, geocoder=places)

    assert places.asked == ["High Street"]


def test_progress_is_told_and_can_stop_the_import(tmp_path: Path) -> None:
    class StopError(Exception):
        pass

    def stop(done: int, total: int | None, message: str) -> None:
        if done:
            raise StopError

    with pytest.raises(StopError):
        make_intake(make_council(tmp_path / "c.csv", council_row()), COUNCIL, progress=stop)


def test_an_intake_that_loses_a_row_cannot_be_made(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="2 rows came in and 0"):
        Intake("f", "", "p", 2, pd.DataFrame(), (), (), (), (), ())


def test_the_frame_has_the_columns_that_are_promised_even_when_empty(tmp_path: Path) -> None:
    intake = make_intake(make_council(tmp_path / "c.csv", council_row(From="?")), COUNCIL)

    assert tuple(intake.incidents.columns) == INCIDENT_COLUMNS
    assert len(intake.incidents) == 0
    assert SquareArea().contains(LON, LAT)
