"""What is read of OpenDocument sheets, JSON and XML, beyond the counts of the corpus."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pandas as pd
import pytest

from geodata.errors import BadInput
from planner.intake import parse_profile, recognise
from planner.intake.guards import Limits
from tests.planner.intake.builders import (
    COUNCIL,
    COUNCIL_HEADINGS,
    LAT,
    LON,
    council_row,
    make_intake,
    make_text,
    make_zip,
)
from tests.planner.intake.corpus import rows
from tests.planner.intake.corpus_formats import (
    AORISTIC,
    as_json,
    ods,
    ods_bytes,
    ods_cell,
    ods_row,
    request,
    request_xml,
    requests_xml,
)


def test_a_date_of_a_sheet_without_a_time_is_a_whole_day(tmp_path: Path) -> None:
    path = ods(
        COUNCIL_HEADINGS,
        council_row(Ref=1, From="date:2026-03-12"),
        council_row(Ref=2, From="date:2026-03-12T16:05:00"),
    )(tmp_path / "week.ods")
    frame = make_intake(path, COUNCIL).incidents

    assert frame["time_kind"].tolist() == ["uncertain", "exact"]
    assert frame["start"].tolist() == [pd.Timestamp("2026-03-12"), pd.Timestamp("2026-03-12 16:05")]


def test_rows_of_a_sheet_keep_the_numbers_a_spreadsheet_shows(tmp_path: Path) -> None:
    empty = ods_row([ods_cell(None, number_columns_repeated=7)], 5)
    path = tmp_path / "week.ods"
    path.write_bytes(ods_bytes(ods_row(COUNCIL_HEADINGS) + empty + ods_row(council_row())))

    assert make_intake(path, COUNCIL).incidents["row"].tolist() == [7]


def test_a_sheet_inside_a_zip_is_read(tmp_path: Path) -> None:
    sheet = ods_bytes(ods_row(COUNCIL_HEADINGS) + ods_row(council_row()))

    assert len(make_intake(make_zip(tmp_path / "f.zip", {"week.ods": sheet}), COUNCIL).incidents) == 1


def test_twenty_thousand_rows_of_a_sheet_take_seconds(tmp_path: Path) -> None:
    path = tmp_path / "year.ods"
    path.write_bytes(
        ods_bytes(ods_row(COUNCIL_HEADINGS) + "".join(ods_row(council_row(Ref=n)) for n in range(20_000)))
    )
    begun = time.process_time()

    assert make_intake(path, COUNCIL).rows == 20_000
    assert time.process_time() - begun < 15


def test_an_open311_time_is_that_of_the_report(tmp_path: Path) -> None:
    for write in (as_json([request()]), requests_xml(request_xml())):
        intake = make_intake(write(tmp_path / "requests"))

        (incident,) = intake.incidents.to_dict("records")
        assert intake.profile == "open311"
        assert (incident["time_kind"], incident["end"]) == ("uncertain", pd.Timestamp("2026-04-14 06:37:38"))
        assert (incident["lon"], incident["lat"], incident["category"]) == (LON, LAT, "asb-environmental")


def test_descriptions_and_pictures_of_open311_are_dropped(tmp_path: Path) -> None:
    intake = make_intake(requests_xml(request_xml())(tmp_path / "requests.xml"))

    assert {"description", "media_url", "status_notes"} <= set(intake.dropped_columns)
    assert "7946" not in intake.incidents.to_csv()


def test_a_missing_end_is_a_moment_and_an_earlier_one_is_not_used(tmp_path: Path) -> None:
    path = rows(
        AORISTIC,
        [405000, 305000, "12/03/2026 16:00", ""],
        [405000, 305000, "12/03/2026 16:00", "11/03/2026 16:00"],
        [405000, 305000, "12/03/2026 16:00", "12/03/2026 18:00"],
    )(tmp_path / "points.csv")
    intake = make_intake(path)

    assert intake.profile == "aoristic"
    assert intake.incidents["time_kind"].tolist() == ["exact", "exact", "uncertain"]


def test_a_partners_own_profile_is_chosen_before_the_convention(tmp_path: Path) -> None:
    own = parse_profile(
        'partner = "P"\n[columns]\nstart = "DateTimeFrom"\neasting = "X"\nnorthing = "Y"\n', "own"
    )

    assert recognise(AORISTIC).name == "aoristic"  # type: ignore[union-attr]
    assert recognise(AORISTIC, [own]) is own


def test_a_document_that_is_too_large_to_hold_is_refused(tmp_path: Path) -> None:
    path = make_text(tmp_path / "a.json", json.dumps([request()] * 5000))

    with pytest.raises(BadInput, match="larger than 1 MB, more than is read of JSON"):
        make_intake(path, limits=Limits(max_document_bytes=1 << 20))


def test_a_csv_that_begins_with_a_bracket_is_still_a_csv(tmp_path: Path) -> None:
    profile = 'partner = "P"\n[columns]\nstart = "[When]"\nlocation = "<Where>"\n'
    for first in (
        "[When],<Where>\n12/03/2026 16:05,High Street\n",
        "<Where>,[When]\nHigh Street,12/03/2026 16:05\n",
    ):
        assert len(make_intake(make_text(tmp_path / "a.csv", first), profile).incidents) == 1
