"""A file with headings nobody knows: how it is to be read is proposed, changed, kept and used."""

from __future__ import annotations

import io

import pytest
from flask import Flask

from tests.web.builders import post, signed_in
from tests.web.fake_places import UPLOAD
from tests.web.fakes import FakeOutreach

PAGE = f"/reports/uploads/{UPLOAD}"


def test_a_file_of_known_headings_is_brought_in_at_once(app: Flask, outreach: FakeOutreach) -> None:
    file = (io.BytesIO(b"a"), "week.csv")
    answer = post(signed_in(app, "manager"), "/reports", form_on="/reports", file=file, profile="")
    assert answer.location.startswith("/tasks/")
    assert outreach.asked[-1] == ("import", UPLOAD, None)


def test_a_file_of_unknown_headings_leads_to_the_proposal(app: Flask, outreach: FakeOutreach) -> None:
    outreach.unknown_headings = True
    client = signed_in(app, "manager")
    answer = post(client, "/reports", form_on="/reports", file=(io.BytesIO(b"a"), "x.csv"), profile="")
    assert answer.location == PAGE
    page = client.get(PAGE).text
    assert "No profile knows these headings yet" in page
    assert "details of people" in page
    assert "Jo Bloggs" not in page


def test_the_mapping_is_kept_and_the_file_brought_in_with_it(app: Flask, outreach: FakeOutreach) -> None:
    client = signed_in(app, "analyst")
    answer = post(client, PAGE, form_on=PAGE, name="shops", partner="Shops", do="bring-in")
    assert answer.location.startswith("/tasks/task2")
    (_, name, toml), brought_in = outreach.asked[-2:]
    assert (name, brought_in) == ("shops", ("import", UPLOAD, "shops"))
    assert 'partner = "Shops"' in toml
    assert 'start = "Seen on"' in toml


def test_a_correction_shows_in_the_proposal_before_anything_is_kept(
    app: Flask, outreach: FakeOutreach
) -> None:
    client = signed_in(app, "manager")
    page = client.get(PAGE).text
    number = page.split("Ref is</label>")[0].rsplit('for="column-', 1)[1].split('"')[0]
    changed = post(client, PAGE, form_on=PAGE, do="preview", **{f"column-{number}": ""}).text
    unread = changed.split("<bdi>Ref</bdi>")[1].split("</li>")[0]
    assert "chosen by a person" in unread
    assert outreach.asked == []


def test_two_columns_of_one_meaning_are_refused_in_words(app: Flask, outreach: FakeOutreach) -> None:
    columns = {f"column-{number}": "start" for number in range(2)}
    page = post(signed_in(app, "manager"), PAGE, form_on=PAGE, name="shops", do="bring-in", **columns).text
    assert "cannot both be when it happened" in page
    assert outreach.asked == []


def test_a_file_of_nobody_in_particular_is_asked_about(app: Flask, outreach: FakeOutreach) -> None:
    page = post(signed_in(app, "manager"), PAGE, form_on=PAGE, name="shops", do="bring-in").text
    assert "Say who sent this file" in page
    assert outreach.asked == []


def test_a_name_that_is_taken_keeps_the_form(app: Flask, outreach: FakeOutreach) -> None:
    page = post(
        signed_in(app, "manager"), PAGE, form_on=PAGE, name="council", partner="Us", do="bring-in"
    ).text
    assert "There is a mapping called council already" in page
    assert outreach.asked == []


def test_the_name_offered_is_free(
    app: Flask, outreach: FakeOutreach, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(app, "manager")
    assert 'value="unknown"' in client.get(PAGE).text
    monkeypatch.setattr(outreach, "profile_names", lambda: ("unknown", "unknown-2"))
    assert 'value="unknown-3"' in client.get(PAGE).text


def test_the_file_can_be_removed(app: Flask, outreach: FakeOutreach) -> None:
    client = signed_in(app, "manager")
    answer = post(client, f"{PAGE}/drop", form_on=PAGE)
    assert answer.location == "/reports"
    assert outreach.asked == [("drop_upload", UPLOAD)]


@pytest.mark.parametrize("upload", ["1" * 32, "none"])
def test_a_file_that_is_gone_is_said_to_be(app: Flask, upload: str) -> None:
    client = signed_in(app, "manager")
    assert client.get(f"/reports/uploads/{upload}").location == "/reports"
    assert "not there any more" in client.get("/reports").text
