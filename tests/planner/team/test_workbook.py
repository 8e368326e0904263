from datetime import date, time
from pathlib import Path

import pytest
from openpyxl import load_workbook

from geodata.errors import BadInput
from planner.team.layout import HOW_TO, SHEETS
from planner.team.types import Leave, WeeklyHours
from planner.team.workbook import read_workbook, write_template
from tests.planner.team.builders import make_area, make_site, make_workbook, read_team


def test_the_template_has_a_sheet_each_with_headings_and_notes(tmp_path: Path) -> None:
    write_template(tmp_path / "new.xlsx")
    book = load_workbook(tmp_path / "new.xlsx")
    assert book.sheetnames == [HOW_TO, *(sheet.name for sheet in SHEETS)]
    for sheet in SHEETS:
        headings = book[sheet.name][1]
        assert [cell.value for cell in headings] == [column.heading for column in sheet.columns]
        assert all(cell.comment for cell in headings)


def test_the_template_offers_choices(tmp_path: Path) -> None:
    write_template(tmp_path / "new.xlsx")
    book = load_workbook(tmp_path / "new.xlsx")
    choices = {str(each.sqref): each.formula1 for each in book["Workers"].data_validations.dataValidation}
    assert choices["C2:C1000"] == '"yes,no"'
    workers = {
        str(each.sqref): each.formula1 for each in book["Availability"].data_validations.dataValidation
    }
    assert workers["A2:A1000"] == "'Workers'!$A$2:$A$1000"
    assert "Mon-Fri" in str(workers["B2:B1000"])


def test_an_empty_template_holds_no_example_that_could_be_taken_for_a_worker(tmp_path: Path) -> None:
    write_template(tmp_path / "new.xlsx")
    with pytest.raises(BadInput) as caught:
        read_workbook(tmp_path / "new.xlsx", area=make_area())
    message = str(caught.value)
    assert "the team's name is missing" in message
    assert "there are no workers" in message
    assert "there are no sites" in message
    assert "A. Example" not in message


def test_the_examples_on_the_how_to_sheet_would_be_read_as_they_stand(tmp_path: Path) -> None:
    write_template(tmp_path / "new.xlsx")
    how_to = load_workbook(tmp_path / "new.xlsx")[HOW_TO]
    lines = [[cell.value for cell in row] for row in how_to.iter_rows()]
    examples = {}
    for number, line in enumerate(lines):
        sheet = next((sheet for sheet in SHEETS if str(line[0]).startswith(f"{sheet.name}: ")), None)
        if sheet is not None:
            assert lines[number + 1][: len(sheet.columns)] == [column.heading for column in sheet.columns]
            examples[sheet.name] = [lines[number + 2][: len(sheet.columns)]]
    # The example of a session is placed by words; give it coordinates, as no geocoder is at hand here.
    examples["Others' provision"][0][2:7] = [51.38, -0.1, None, None, None]
    examples["Sites"][0][4:6] = [51.37, -0.1]
    examples["Partners"][0][2] = "Example Green"
    keys = {name: name.replace("'", "").replace(" ", "_").lower() for name in examples}
    team = read_team(tmp_path, **{keys[name]: rows for name, rows in examples.items()})
    assert [worker.name for worker in team.workers] == ["A. Example"]


def test_a_filled_workbook_becomes_a_team(tmp_path: Path) -> None:
    team = read_team(tmp_path)
    (worker,) = team.workers
    assert (worker.id, worker.name, worker.skills) == ("asha", "Asha", frozenset({"lead", "d1"}))
    assert (worker.contract_min, worker.max_min, worker.under_18) == (1110, 1440, False)
    assert worker.availability == tuple(WeeklyHours(day, time(15), time(22)) for day in range(5))
    assert worker.leave == (Leave(date(2026, 6, 3), date(2026, 6, 7)),)
    (site,) = team.sites
    assert (site.modes, site.risk_assessed_until) == (frozenset({"bus", "foot"}), date(2027, 3, 31))
    assert len(site.hours) == 7
    (partner,) = team.partners
    assert partner.sites == (site.id,)
    assert partner.windows[0].officers == 2
    assert partner.week_min == 1200
    assert team.other_provision[0].hours == WeeklyHours(4, time(18), time(20))
    assert not team.synthetic
    assert team.warnings == ()


def test_a_further_row_of_a_site_adds_hours(tmp_path: Path) -> None:
    more = ["Green", *[""] * 8, "Sat", time(10), time(12), ""]
    (site,) = read_team(tmp_path, sites=[make_site("Green", days="Mon"), more]).sites
    assert site.hours == (WeeklyHours(0, time(15), time(21)), WeeklyHours(5, time(10), time(12)))


def test_easting_and_northing_are_turned_into_degrees(tmp_path: Path) -> None:
    row = make_site("Green", lat="", lon="")
    row[6:8] = [532860, 165780]
    (site,) = read_team(tmp_path, sites=[row]).sites
    assert site.lon == pytest.approx(-0.0925, abs=5e-4)
    assert site.lat == pytest.approx(51.3755, abs=5e-4)


def test_text_stays_text_in_a_workbook_we_write(tmp_path: Path) -> None:
    path = make_workbook(tmp_path, team=[["Team name", "=1+1"]])
    cell = load_workbook(path)["Team"]["B2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_what_may_be_meant_but_hinders_is_a_warning(tmp_path: Path) -> None:
    workers = [["Asha", "", "no", "no", "no", 18.5, 24, ""], ["Ben", "", "no", "no", "no", 10, "", ""]]
    site = make_site("Green")
    site[12] = ""
    team = read_team(tmp_path, workers=workers, sites=[site], partner_windows=[])
    warnings = " ".join(team.warnings)
    for words in (
        "nobody is qualified to lead",
        "nobody has D1",
        "Ben has no row",
        "no risk assessment",
        "no hours",
    ):
        assert words in warnings
    assert team.workers[1].max_min == 600


def test_a_sample_says_so(tmp_path: Path) -> None:
    assert read_team(tmp_path, team=[["Team name", "T"], ["Synthetic sample", "yes"]]).synthetic
