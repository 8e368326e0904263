"""The review queue's pages: the list, one row with its answers, what was decided, what is remembered, and areas."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from planner.services.review_views import Answer, AnswerKind, Scope
from tests.web.builders import make_app, post, signed_in
from tests.web.fake_places import HOSTILE_NAMES
from tests.web.fakes import FakeOutreach

QUEUE = "/reports/review"


def answers(outreach: FakeOutreach) -> list[Any]:
    return [asked for asked in outreach.asked if asked[0] == "answer_review"]


def test_the_queue_is_paged(app: Flask) -> None:
    client = signed_in(app, "manager")
    first, second = client.get(QUEUE).text, client.get(f"{QUEUE}?page=2").text
    assert first.count('class="planner-review"') == 25
    assert second.count('class="planner-review"') == 5
    assert "30 rows could not be read or placed" in first
    assert "12 rows of <bdi>Council</bdi> say this: one answer settles all." in first
    assert (
        client.get(f"{QUEUE}?page=9&partner=Council").headers["Location"]
        == f"{QUEUE}?page=2&partner=Council&asks=&reason="
    )


def test_the_filter_goes_along_from_page_to_page(app: Flask) -> None:
    client = signed_in(app, "manager")
    page = client.get(f"{QUEUE}?partner=Council").text
    assert '<option value="Council" selected>' in page
    assert "page=2&amp;partner=Council" in page
    assert "No row that waits is like that." in client.get(f"{QUEUE}?partner=Nobody").text


def test_a_row_shows_its_words_its_reason_and_its_candidates_as_a_list(app: Flask) -> None:
    page = " ".join(signed_in(app, "manager").get(f"{QUEUE}/1").text.split())
    assert "<bdi>Council</bdi> wrote" in page
    assert "Several places have this name." in page
    assert "Nuisance anti-social behaviour, Friday 20 November 2026 at 6pm, about young people." in page
    assert "council.csv</bdi>, row 2, column location" in page
    assert "Riverside ward, within 200 m" in page
    assert re.findall(r'name="answer" value="([^"]+)"', page) == [
        "candidate-0",
        "candidate-1",
        "position",
        "outside",
        "reject",
    ]
    assert "All 12 rows that say this, and later imports" in page


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        (
            {"answer": "candidate-1", "scope": "always"},
            Answer(AnswerKind.CANDIDATE, Scope.ALWAYS, choice=1),
        ),
        (
            {"answer": "position", "position": "SM1 1AA", "radius": "250", "scope": "this"},
            Answer(AnswerKind.POSITION, Scope.THIS, position="SM1 1AA", radius_m=250.0),
        ),
        ({"answer": "outside", "scope": "waiting"}, Answer(AnswerKind.OUTSIDE, Scope.WAITING)),
        (
            {"answer": "reject", "reason": "nobody knows"},
            Answer(AnswerKind.REJECT, Scope.THIS, reason="nobody knows"),
        ),
    ],
    ids=lambda value: value.get("answer") if isinstance(value, dict) else "",
)
def test_each_answer_is_taken_and_the_next_row_comes(
    app: Flask, outreach: FakeOutreach, fields: dict[str, str], answer: Answer
) -> None:
    reply = post(signed_in(app, "analyst"), f"{QUEUE}/1", form_on=f"{QUEUE}/1", **fields)
    assert reply.headers["Location"] == f"{QUEUE}/2?answered=1"
    assert answers(outreach) == [("answer_review", 1, answer)]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Say where it was"),
        ({"answer": "nonsense"}, "Say where it was"),
        ({"answer": "position", "position": ""}, "Put a pin on the map"),
        ({"answer": "position", "position": "x", "radius": "wide"}, "Choose a radius from the list"),
        ({"answer": "reject", "reason": " ", "scope": "this"}, "Say why the row is rejected"),
    ],
)
def test_what_is_missing_is_said_and_what_was_entered_stays(
    app: Flask, outreach: FakeOutreach, fields: dict[str, str], words: str
) -> None:
    reply = post(signed_in(app, "manager"), f"{QUEUE}/1", form_on=f"{QUEUE}/1", **fields)
    assert reply.status_code == 400
    assert words in reply.text
    if fields.get("answer") in ("position", "reject"):
        assert f'value="{fields["answer"]}" id="answer-{fields["answer"]}" checked' in reply.text
    assert answers(outreach) == []


def test_an_answer_can_be_undone_from_the_page_that_comes_next(app: Flask, outreach: FakeOutreach) -> None:
    client = signed_in(app, "manager")
    reply = post(client, f"{QUEUE}/1", form_on=f"{QUEUE}/1", answer="outside", scope="always")
    after = client.get(reply.headers["Location"]).text
    assert "12 rows outside our area." in " ".join(after.split())
    assert "Later imports of <bdi>Council</bdi> do the same." in after
    undone = post(client, f"{QUEUE}/decided/1/undo", form_on=QUEUE)
    assert undone.headers["Location"] == QUEUE
    assert "The answer is undone: 12 rows back in the queue." in client.get(QUEUE).text
    assert ("undo_answer", 1, False) in outreach.asked
    # The notice of an answer that was taken back does not come again.
    assert "Answered" not in client.get(f"{QUEUE}/2?answered=1").text


def test_who_comes_second_is_told_and_led_back_to_the_queue(app: Flask, outreach: FakeOutreach) -> None:
    first, second = signed_in(app, "manager"), signed_in(app, "analyst")
    post(first, f"{QUEUE}/1", form_on=f"{QUEUE}/1", answer="outside", scope="always")
    late = post(second, f"{QUEUE}/1", form_on=QUEUE, answer="candidate-0", scope="always")
    assert late.headers["Location"] == QUEUE
    assert "ana has answered this row already" in second.get(QUEUE).text
    assert len(answers(outreach)) == 1


def test_words_that_name_nothing_are_for_one_row_unless_a_person_says_more(app: Flask) -> None:
    client = signed_in(app, "manager")
    assert 'value="this" id="scope-this" checked' in client.get(f"{QUEUE}/2").text
    assert 'value="always" id="scope-always" checked' in client.get(f"{QUEUE}/3").text


def test_what_was_decided_can_be_undone_later_with_the_rows_of_later_imports(
    app: Flask, outreach: FakeOutreach
) -> None:
    client = signed_in(app, "manager")
    post(client, f"{QUEUE}/1", form_on=f"{QUEUE}/1", answer="candidate-0", scope="always")
    page = " ".join(client.get(f"{QUEUE}/decided").text.split())
    assert "12 rows: placed at <bdi>High Street, north</bdi>, within 200 m." in page.replace(
        "Council</bdi>, ", ""
    )
    assert "The 2 rows of later imports too" in page
    reply = post(
        client, f"{QUEUE}/decided/1/undo", form_on=f"{QUEUE}/decided", later_rows="yes", back="decided"
    )
    assert reply.headers["Location"] == f"{QUEUE}/decided"
    assert ("undo_answer", 1, True) in outreach.asked
    assert "Undone by <bdi>manager</bdi>" in client.get(f"{QUEUE}/decided").text


def test_a_manager_forgets_a_remembered_place_and_may_put_its_rows_back(
    app: Flask, outreach: FakeOutreach
) -> None:
    client = signed_in(app, "manager")
    for row in (1, 3):
        post(client, f"{QUEUE}/{row}", form_on=f"{QUEUE}/{row}", answer="candidate-0", scope="always")
    aliases = f"{QUEUE}/aliases"
    assert client.get(aliases).text.count("Forget<span") == 2
    post(client, f"{aliases}/1/forget", form_on=aliases)
    assert "what it placed stays placed" in client.get(aliases).text
    post(client, f"{aliases}/2/forget", form_on=aliases, put_back="yes")
    assert outreach.asked[-2:] == [("forget_alias", 1), ("undo_answer", 2, True)]
    assert "Nothing is remembered yet." in client.get(aliases).text
    assert post(client, f"{aliases}/99/forget", form_on=aliases).status_code == 404


def test_an_administrator_only_looks(app: Flask) -> None:
    client = signed_in(app, "admin")
    assert "Look at it" in client.get(QUEUE).text
    row = client.get(f"{QUEUE}/1").text
    assert "High Street, south" in row
    assert "Save and go on" not in row
    assert client.post(f"{QUEUE}/1").status_code == 403


def test_asking_online_is_not_offered_where_nobody_set_it_up(app: Flask) -> None:
    client = signed_in(app, "manager")
    assert "Ask Nominatim" not in client.get(QUEUE).text
    assert client.get(f"{QUEUE}/online").status_code == 404


def test_texts_leave_the_building_only_after_a_plain_yes(tmp_path: Path) -> None:
    outreach = FakeOutreach(tmp_path, online=True)
    client = signed_in(make_app(tmp_path, outreach), "manager")
    assert "Ask Nominatim about 3 texts" in client.get(QUEUE).text
    page = client.get(f"{QUEUE}/online").text
    assert "3 texts that could not be placed would leave this building, to nominatim.example.org" in page
    assert "<bdi>Riverside Park</bdi>" in page
    plan = outreach.online_plan(None)
    assert plan is not None
    refused = post(client, f"{QUEUE}/online", form_on=QUEUE, digest=plan.digest)
    assert refused.status_code == 400
    assert "Tick the box" in refused.text
    changed = post(client, f"{QUEUE}/online", form_on=QUEUE, digest="of other texts", agree="yes")
    assert "others than those you agreed to send" in changed.text
    assert outreach.asked == []
    sent = post(client, f"{QUEUE}/online", form_on=QUEUE, digest=plan.digest, agree="yes")
    assert sent.headers["Location"] == f"/tasks/task3?then={QUEUE}"
    assert outreach.asked == [("ask_online", plan.texts)]


def test_incidents_by_area_hold_small_counts_back(app: Flask) -> None:
    page = signed_in(app, "analyst").get("/reports/areas").text
    assert "By ward and partner" in page
    assert re.findall(r"planner-nowrap\">([^<]+)</td>", page) == ["1,204", "under 5", "5", "0"]


def test_hostile_words_are_text_in_the_page_and_in_its_scripts(tmp_path: Path) -> None:
    app = make_app(tmp_path, FakeOutreach(tmp_path, place_names=HOSTILE_NAMES))
    client = signed_in(app, "manager")
    for address in (QUEUE, f"{QUEUE}/3", f"{QUEUE}/aliases", f"{QUEUE}/decided", "/reports/areas"):
        page = client.get(address).text
        assert "<img src=x" not in page
        assert "<script>alert" not in page
    candidates = re.search(r'id="review-candidates">(.*?)</script>', client.get(f"{QUEUE}/3").text)
    assert candidates
    assert "<" not in candidates[1]
