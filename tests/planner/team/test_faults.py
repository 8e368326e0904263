"""Everything that can be wrong with a workbook is said at once, where it stands, with what to do."""

import zipfile
from datetime import time
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from geodata.errors import BadInput
from planner.team.faults import WorkbookFaults
from planner.team.workbook import read_workbook
from tests.planner.team.builders import OnePlace, Rows, make_area, make_site, make_workbook, read_team

ASHA: list[object] = ["Asha", "", "yes", "yes", "no", 18.5, 24, ""]


def faults_of(folder: Path, **sheets: Rows) -> str:
    with pytest.raises(WorkbookFaults) as caught:
        read_team(folder, **sheets)
    return str(caught.value)


def test_a_fault_names_sheet_row_and_column_and_says_what_to_write(tmp_path: Path) -> None:
    workers: Rows = [
        ASHA,
        ["Ben", "", "", "", "", 10, "", ""],
        ["Cy", "", "", "", "", 10, "", ""],
        ["Di", "", "", "", "", "abc", "", ""],
    ]
    assert (
        "Sheet Workers, row 5, column Contract hours: 'abc' is not a number of hours a week. "
        "Write hours a week, like 18.5."
    ) in faults_of(tmp_path, workers=workers)


def test_all_faults_are_told_at_once_on_one_line(tmp_path: Path) -> None:
    message = faults_of(
        tmp_path,
        workers=[["Asha", "", "perhaps", "", "", 18, "", ""]],
        availability=[["Asha", "Someday", "15:00", "late"]],
        leave=[["Nobody", "03/06/2026", ""]],
        sites=[make_site("Green", lat=91)],
    )
    assert message.startswith("team.xlsx has 5 things to put right.")
    assert "\n" not in message
    for words in (
        "perhaps",
        "Someday",
        "'late'",
        "'Nobody' is not on the sheet Workers",
        "91 is not between",
    ):
        assert words in message


@pytest.mark.parametrize(
    ("sheets", "words"),
    [
        ({"workers": []}, "Sheet Workers: there are no workers."),
        ({"sites": []}, "Sheet Sites: there are no sites."),
        ({"team": [["Team name", ""]]}, "Sheet Team: the team's name is missing."),
        ({"workers": [ASHA, ASHA]}, "row 3, column Name: 'Asha' stands on row 2 already."),
        ({"workers": [["Asha", "", "", "", "", "", "", ""]]}, "column Contract hours: is empty."),
        ({"workers": [["Asha", "", "", "", "", 30, 20, ""]]}, "20 is less than the contract hours, 30."),
        ({"workers": [["Asha", "", "", "", "", 90, "", ""]]}, "90 is not between 0.5 and 60 hours a week."),
        ({"workers": [["Asha", "a1", *[""] * 3, 9, "", ""], ["Ben", "A1", *[""] * 3, 9, "", ""]]}, "'A1' is the code"),
        ({"availability": [["Asha", "Mon", "15:00", "15:00"]]}, "From and To are both 15:00."),
        ({"availability": [["Asha", "Mon", "15:00", "20:00"]] * 2}, "row 3: repeats hours"),
        ({"leave": [["Asha", "07/06/2026", "03/06/2026"]]}, "03/06/2026 is before the first day"),
        ({"partners": [["Police team", "", "Green; Blue", ""]]}, "'Blue' is not on the sheet Sites."),
        ({"partner_windows": [["Police", "Fri", time(16), time(20), 2]]}, "'Police' is not on the sheet Partners."),
        ({"partner_windows": [["Police team", "Fri", time(16), time(20), 0]]}, "0 is not between 1 and 100 officers."),
        ({"sites": [make_site("Green", lat="")]}, "has Latitude or Longitude without the other."),
        ({"sites": [make_site("Green", lat="", lon="")]}, "no place is given."),
        ({"sites": [make_site("Green", lon=0.1)]}, "lies outside Testborough."),
        ({"sites": [make_site("Green"), make_site("Green", lat=51.38)]}, "Green says otherwise on row 2."),
        ({"sites": [["Green", "", "no", "", 51.37, -0.1, "", "", "", "Mon", "15:00", "21:00", ""]]}, "neither for"),
        ({"vehicles": [["The bus", "", "Sat", "12:00", "20:00", 300]]}, "300 is not between 0 and 240 minutes."),
    ],
)  # fmt: skip
def test_each_kind_of_fault(tmp_path: Path, sheets: dict[str, Rows], words: str) -> None:
    assert words in faults_of(tmp_path, **sheets)


def test_a_formula_is_refused_where_it_stands(tmp_path: Path) -> None:
    path = make_workbook(tmp_path)
    book = load_workbook(path)
    book["Workers"]["F2"] = "=10+8.5"
    book.save(path)
    with pytest.raises(BadInput, match=r"Sheet Workers, row 2, column Contract hours: holds a formula\."):
        read_workbook(path, area=make_area())


def test_a_missing_sheet_and_a_missing_column_are_named(tmp_path: Path) -> None:
    path = make_workbook(tmp_path)
    book = load_workbook(path)
    del book["Leave"]
    book["Workers"]["F1"] = "Hours"
    book.save(path)
    with pytest.raises(BadInput) as caught:
        read_workbook(path, area=make_area())
    assert "Sheet Leave: this sheet is missing." in str(caught.value)
    assert "Sheet Workers, column Contract hours: this column is missing." in str(caught.value)


def test_headings_may_stand_lower_and_in_another_case(tmp_path: Path) -> None:
    path = make_workbook(tmp_path)
    book = load_workbook(path)
    tab = book["Workers"]
    tab.insert_rows(1)
    tab["A1"] = "Our people"
    tab["F2"] = "CONTRACT HOURS "
    book["Partner windows"].title = "PARTNER-WINDOWS"
    book.save(path)
    assert read_workbook(path, area=make_area()).workers[0].contract_min == 1110


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old .xls"),
        (b"name,days\n", "is not an Excel workbook"),
    ],
)
def test_a_file_that_is_no_workbook_is_told_what_it_is(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "team.xlsx"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=words):
        read_workbook(path, area=make_area())


def test_a_zip_and_a_workbook_of_something_else_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.xlsx"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(BadInput, match="damaged or is not an Excel workbook"):
        read_workbook(other, area=make_area())
    Workbook().save(tmp_path / "plain.xlsx")
    with pytest.raises(BadInput, match="none of the sheets of a team workbook"):
        read_workbook(tmp_path / "plain.xlsx", area=make_area())


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"There is no file team\.xlsx"):
        read_workbook(tmp_path / "team.xlsx", area=make_area())


@pytest.mark.parametrize(
    ("words", "outcome"),
    [("TE1 1ST", None), ("Nowhere", "'Nowhere' was not found"), ("Long Road", "known only to about 900 m")],
)
def test_words_are_looked_up_and_doubtful_ones_refused(
    tmp_path: Path, words: str, outcome: str | None
) -> None:
    row = make_site("Green", lat="", lon="")
    row[8] = words
    path = make_workbook(tmp_path, sites=[row])
    if outcome is None:
        (site,) = read_workbook(path, area=make_area(), geocoder=OnePlace()).sites  # type: ignore[arg-type]
        assert (site.lon, site.lat) == (-0.12, 51.36)
    else:
        with pytest.raises(BadInput, match=outcome):
            read_workbook(path, area=make_area(), geocoder=OnePlace())  # type: ignore[arg-type]


def test_words_without_a_gazetteer_ask_for_coordinates(tmp_path: Path) -> None:
    row = make_site("Green", lat="", lon="")
    row[8] = "TE1 1ST"
    assert "places cannot be looked up here" in faults_of(tmp_path, sites=[row])
