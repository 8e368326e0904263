"""One import's page, its undoing, and the sharing agreements."""

from __future__ import annotations

import pytest
from flask import Flask

from planner.services.provenance import Agreement
from planner.services.squares import CountedSquares
from tests.web.builders import post, signed_in
from tests.web.fakes import FakeOutreach

FIELDS = {"profile": "council", "purpose": "Planning", "agreement": "ISA 14", "owner": "Data lead"}


def test_an_import_shows_its_sum_and_what_is_not_recorded(app: Flask) -> None:
    page = signed_in(app, "manager").get("/reports/imports/1").text
    assert "1,200 rows = 1,100 incidents + 60 duplicates" in page
    assert "Not recorded" in page
    assert "1,200 to 1,160" in page
    assert "free text, 1,200 cells" in page


def test_an_import_shows_where_its_incidents_are(app: Flask) -> None:
    page = signed_in(app, "manager").get("/reports/imports/1").text
    assert '"words":"3 incidents"' in page
    assert "the darkest has 3 incidents" in page


def test_an_import_without_a_placed_incident_says_so(app: Flask, outreach: FakeOutreach) -> None:
    client = signed_in(app, "manager")
    outreach.import_squares = lambda viewer, import_id: CountedSquares(250.0, ())  # type: ignore[method-assign]
    assert "no incident of this file has a place yet" in client.get("/reports/imports/1").text


def test_the_newest_import_is_ones_own(app: Flask) -> None:
    assert signed_in(app, "manager").get("/reports/imports/newest").location == "/reports/imports/1"
    assert signed_in(app, "analyst").get("/reports/imports/newest").location == "/reports"


@pytest.mark.parametrize("empty", [True, False])
def test_the_reports_page_says_when_no_street_is_known(
    app: Flask, outreach: FakeOutreach, empty: bool
) -> None:
    outreach.empty = empty
    page = signed_in(app, "manager").get("/reports").text
    assert ("Only postcodes are loaded so far" in page) == empty


def test_no_such_import_is_not_found(app: Flask) -> None:
    assert signed_in(app, "manager").get("/reports/imports/99").status_code == 404


def test_an_import_is_undone_from_its_page(app: Flask, outreach: FakeOutreach) -> None:
    client = signed_in(app, "analyst")
    answer = post(client, "/reports/imports/1/undo", form_on="/reports/imports/1")
    assert ("undo_import", 1) in outreach.asked
    assert answer.location == "/reports"
    assert "council.csv is undone" in client.get("/reports").text


def test_an_administrator_sees_an_import_and_may_not_undo_it(app: Flask) -> None:
    assert "Undo the whole import" not in signed_in(app, "admin").get("/reports/imports/1").text


def test_an_agreement_is_recorded(app: Flask, outreach: FakeOutreach) -> None:
    client = signed_in(app, "manager")
    answer = post(client, "/reports/agreements", form_on="/reports/agreements", keep_days="730", **FIELDS)
    assert answer.location == "/reports/agreements"
    assert ("save_agreement", Agreement("council", "Planning", "ISA 14", "Data lead", 730)) in outreach.asked


def test_what_is_wrong_with_an_agreement_is_said(app: Flask, outreach: FakeOutreach) -> None:
    client = signed_in(app, "manager")
    page = post(client, "/reports/agreements", form_on="/reports/agreements", keep_days="0", **FIELDS)
    assert "1 day to 10 years" in page.text
    page = post(client, "/reports/agreements", form_on="/reports/agreements", **(FIELDS | {"owner": ""}))
    assert "Say who at the partner answers" in page.text
    assert not [asked for asked in outreach.asked if asked[0] == "save_agreement"]


def test_an_analyst_reads_the_agreements_and_records_none(app: Flask) -> None:
    page = signed_in(app, "analyst").get("/reports/agreements").text
    assert "Data lead" in page
    assert "Record an agreement" not in page
