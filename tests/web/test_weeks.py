"""The week page and what can be done from it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from tests.web.builders import make_app, post, signed_in
from tests.web.fake_places import WEEK
from tests.web.fakes import FakeOutreach

PAGE = f"/weeks/{WEEK}"


def test_the_list_has_a_row_and_the_map_a_marker_for_every_session(
    app: Flask, outreach: FakeOutreach
) -> None:
    page = signed_in(app, "manager").get(PAGE).text
    assert len(re.findall(r'<li[^>]* data-session="', page)) == len(outreach.rota.deployments)
    assert page.count("= L.marker(") == len(outreach.rota.deployments)


def test_the_solver_is_quoted_in_words(app: Flask) -> None:
    page = signed_in(app, "manager").get(PAGE).text
    assert "Good, not proven the best" in page
    assert "within 1.7% of the best" in page


def test_what_is_left_out_says_why(app: Flask) -> None:
    page = signed_in(app, "analyst").get(PAGE).text
    assert "No driver is free then." in page
    assert 'What would go: <a class="govuk-link" href="#session-5">session 5</a>' in page


def test_a_week_with_an_unapproved_joint_session_cannot_be_published(app: Flask) -> None:
    page = signed_in(app, "manager").get(PAGE).text
    assert "Session d6 has no approver." in page
    assert "Publish this week" not in page


def test_approve_then_publish(app: Flask, outreach: FakeOutreach) -> None:
    client = signed_in(app, "manager")
    post(client, f"{PAGE}/sessions/d6/approve", form_on=PAGE, approver="Sam Okoro")
    assert "Publish this week" in client.get(PAGE).text
    answer = post(client, f"{PAGE}/publish", form_on=PAGE)
    assert "is published" in client.get(answer.headers["Location"]).text
    assert outreach.asked == [("approve", "d6", "Sam Okoro"), ("publish", str(WEEK), "manager")]


def test_an_approver_needs_a_name(app: Flask, outreach: FakeOutreach) -> None:
    client = signed_in(app, "manager")
    post(client, f"{PAGE}/sessions/d6/approve", form_on=PAGE, approver=" ")
    assert "Enter the name of the person who approves" in client.get(PAGE).text
    assert outreach.asked == []


def test_publishing_too_early_says_what_stops_it(app: Flask) -> None:
    client = signed_in(app, "manager")
    post(client, f"{PAGE}/publish", form_on=PAGE)
    page = client.get(PAGE).text
    assert "There is a problem" in page


@pytest.mark.parametrize("role", ["worker", "partner"])
def test_drafts_stay_in_the_office(app: Flask, role: str) -> None:
    client = signed_in(app, role)
    assert client.get(PAGE).status_code == 404
    assert str(WEEK) not in client.get("/weeks").text


def test_a_worker_sees_the_published_week_without_the_solvers_figures(tmp_path: Path) -> None:
    page = signed_in(make_app(tmp_path, FakeOutreach(tmp_path)), "worker").get(PAGE).text
    assert "Station forecourt" in page
    assert "No driver is free then." not in page
    assert "The solver" not in page
    assert "Publish" not in page.replace("Published", "")


def test_a_partner_sees_its_joint_session_without_workers(tmp_path: Path) -> None:
    page = signed_in(make_app(tmp_path, FakeOutreach(tmp_path)), "partner").get(PAGE).text
    assert len(re.findall(r'<li[^>]* data-session="', page)) == 1
    assert "British Transport Police" in page
    for name in ("Ama", "Ben", "Cass"):
        assert name not in page


def test_planning_starts_a_task_and_its_page_leads_back(app: Flask, outreach: FakeOutreach) -> None:
    client = signed_in(app, "manager")
    answer = post(client, f"{PAGE}/plan", form_on=PAGE)
    assert outreach.asked == [("plan", str(WEEK))]
    page = client.get(answer.headers["Location"]).text
    assert f'data-then="{PAGE}"' in page
    assert client.get("/tasks/task1.json").json["state"] == "done"


def test_a_running_task_can_be_asked_to_stop(app: Flask, outreach: FakeOutreach) -> None:
    client = signed_in(app, "manager")
    outreach.states = ["running"]
    assert "Stop it" in client.get("/tasks/task1").text
    answer = post(client, "/tasks/task1/stop?then=/reports", form_on="/tasks/task1")
    assert ("stop_task", "task1") in outreach.asked
    assert answer.location == "/tasks/task1?then=/reports"
    outreach.states = ["stopped"]
    page = client.get("/tasks/task1").text
    assert "Stop it" not in page
    assert "Go on" in page


def test_a_task_page_does_not_lead_to_another_host(app: Flask) -> None:
    page = signed_in(app, "manager").get("/tasks/task1?then=//evil.example").text
    assert "evil.example" not in page


def test_a_draft_with_sessions_that_began_unpublished_says_so(app: Flask, outreach: FakeOutreach) -> None:
    client = signed_in(app, "manager")
    assert "never published so" not in client.get(PAGE).text
    outreach.begun_unpublished = 2
    assert "2 sessions of this draft have begun already and were never published so" in client.get(PAGE).text


def test_an_unplanned_week_can_be_planned(app: Flask) -> None:
    page = signed_in(app, "manager").get("/weeks/2026-W50").text
    assert "This week is not planned yet" in page
    assert "Plan this week" in page
    over = signed_in(app, "manager").get("/weeks/2026-W40").text
    assert "This week is over" in over
    assert "Plan this week" not in over


def test_a_joint_session_is_asked_for_with_a_reason(app: Flask, outreach: FakeOutreach) -> None:
    client = signed_in(app, "manager")
    address = f"{PAGE}/joint"
    fields = {"place": "p1", "partner": "btp", "day": "2026-11-27", "start": "16:00", "end": "19:00"}
    early = post(client, address, form_on=address, **fields | {"day": "2026-11-23"}, reason="partner_ground")
    assert "offers no officers then" in early.text

    post(client, address, form_on=address, **fields, reason="partner_ground")
    (_, week, place, partner, start, end, reason) = outreach.asked[0]
    assert (week, place, partner, reason) == (WEEK, "p1", "btp", "partner_ground")
    assert (start.isoformat(), end.isoformat()) == ("2026-11-27T16:00:00+00:00", "2026-11-27T19:00:00+00:00")

    invented = post(client, address, form_on=address, **fields, reason="because")
    assert "Choose from the list: reason" in invented.text
    assert len(outreach.asked) == 1


def test_a_request_is_withdrawn(app: Flask, outreach: FakeOutreach) -> None:
    post(signed_in(app, "manager"), f"{PAGE}/joint/7/withdraw", form_on=PAGE)
    assert outreach.asked == [("withdraw_joint", 7)]


@pytest.mark.parametrize(
    ("role", "address", "words"),
    [
        ("manager", "/weeks", "No week is planned yet."),
        ("worker", "/weeks", "No week is published yet."),
        ("partner", "/weeks", "no published joint sessions"),
        ("worker", "/today", "You have no session today."),
        ("manager", "/hotspots", "No hotspots are found yet."),
        ("manager", "/reports", "No reports are in yet."),
        ("manager", "/reports/review", "No row waits for a decision."),
        ("manager", "/operations", "No operation is recorded yet."),
        ("manager", "/operations/reviews", "There are no sites yet."),
        ("manager", f"{PAGE}/fixed", "No session is fixed."),
    ],
)
def test_empty_rooms_say_what_to_do(tmp_path: Path, role: str, address: str, words: str) -> None:
    app = make_app(tmp_path, FakeOutreach(tmp_path, empty=True))
    assert words in signed_in(app, role).get(address).text


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("manager", "/weeks"),
        ("manager", PAGE),
        ("manager", f"{PAGE}/places/p1"),
        ("manager", "/hotspots"),
        ("manager", "/reports"),
        ("manager", "/reports/review"),
        ("manager", f"{PAGE}/joint"),
        ("manager", f"{PAGE}/sessions/d4"),
        ("manager", f"{PAGE}/fixed"),
        ("manager", f"{PAGE}/replan"),
        ("manager", f"{PAGE}/replan/ways"),
        ("manager", f"{PAGE}/what-if"),
        ("manager", "/operations"),
        ("manager", "/operations/reviews"),
        ("worker", "/today"),
    ],
)
def test_what_is_made_up_says_so_and_what_is_real_does_not(tmp_path: Path, role: str, address: str) -> None:
    for synthetic in (True, False):
        app = make_app(tmp_path, FakeOutreach(tmp_path, synthetic=synthetic))
        assert ("Synthetic sample" in signed_in(app, role).get(address).text) is synthetic
