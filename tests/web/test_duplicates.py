"""Reports of several partners that may be of one incident."""

from __future__ import annotations

from flask import Flask

from tests.web.builders import post, signed_in, token_in
from tests.web.fakes import FakeOutreach

PAGE = "/reports/duplicates"


def test_a_group_is_joined_or_kept_apart(app: Flask, outreach: FakeOutreach) -> None:
    client = signed_in(app, "manager")
    page = client.get(PAGE).text
    assert "62% likely to be one incident" in page
    for address, asked in (("join", "join_reports"), ("apart", "keep_apart")):
        data = {"csrf_token": token_in(page), "report": ["a1", "b1"]}
        assert client.post(f"{PAGE}/{address}", data=data).location == PAGE
        assert outreach.asked[-1] == (asked, "a1", "b1")


def test_what_was_joined_is_taken_apart(app: Flask, outreach: FakeOutreach) -> None:
    client = signed_in(app, "analyst")
    page = client.get(f"{PAGE}/joined").text
    assert "Joined by the rule" in page
    assert "Page 1 of 2" in page
    post(client, f"{PAGE}/take-apart", form_on=f"{PAGE}/joined", kept="a2")
    assert outreach.asked == [("take_apart", "a2")]
    post(client, f"{PAGE}/take-apart", form_on=f"{PAGE}/joined", kept="x")
    assert "Nothing is joined to that report" in client.get(f"{PAGE}/joined").text


def test_an_administrator_looks_and_decides_nothing(app: Flask) -> None:
    page = signed_in(app, "admin").get(PAGE).text
    assert "Their times overlap" in page
    assert "One incident" not in page


def test_nothing_to_decide_says_so(app: Flask, outreach: FakeOutreach) -> None:
    outreach.empty = True
    client = signed_in(app, "manager")
    assert "There is nothing to decide" in client.get(PAGE).text
    assert "Nothing has been joined" in client.get(f"{PAGE}/joined").text


def test_a_page_too_far_leads_to_the_last(app: Flask) -> None:
    assert signed_in(app, "manager").get(f"{PAGE}/joined?page=9").location == f"{PAGE}/joined?page=2"
