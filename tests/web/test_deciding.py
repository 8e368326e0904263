"""What a manager decides about weeks: ways out, prices, pins and bans, operations, reviews of places."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from tests.web.builders import make_app, post, signed_in
from tests.web.fake_places import WEEK
from tests.web.fakes import FakeOutreach

PAGE = f"/weeks/{WEEK}"
ABSENT = "absent|2026-11-26|w2"


def flat(text: str) -> str:
    return " ".join(text.split())


def test_what_happened_stands_in_the_address(app: Flask) -> None:
    client = signed_in(app, "manager")
    fields = {"kind": "absent", "worker": "w2", "absent_day": "2026-11-26"}
    added = client.get(f"{PAGE}/replan/add", query_string=fields)
    page = flat(client.get(added.location).text)
    assert "Cass is absent on Thursday 26 November" in page
    assert f'name="event" value="{ABSENT}"' in page
    more = {"event": ABSENT, "kind": "response", "place": "p1", "response_day": "2026-11-27"}
    times = {"start": "19:00", "end": "21:00"}
    page = flat(client.get(client.get(f"{PAGE}/replan/add", query_string=more | times).location).text)
    assert "A response is needed at Station forecourt on Friday 27 November, 19:00 to 21:00" in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Choose what happened."),
        ({"kind": "absent", "worker": "nobody"}, "Choose who is absent."),
        (
            {"kind": "closed", "site": "sp1", "closed_day": "2026-11-23"},
            "Choose a day of this week that is not over.",
        ),
        ({"kind": "response", "place": "p1"}, "Choose the day of the response."),
        ({"kind": "response", "place": "p1", "response_day": "2026-11-27"}, "Enter from when to when"),
    ],
)
def test_what_happened_is_asked_for_again(app: Flask, fields: dict[str, str], words: str) -> None:
    answer = signed_in(app, "manager").get(f"{PAGE}/replan/add", query_string=fields)
    assert answer.status_code == 400
    assert words in answer.text


def test_an_address_that_says_nonsense_happened_is_an_empty_page(app: Flask) -> None:
    nonsense = ["absent||nobody", "closed|soon|sp1", "response|x|p1", "<script>", "absent"]
    answer = signed_in(app, "manager").get(f"{PAGE}/replan", query_string={"event": nonsense})
    assert answer.status_code == 200
    assert "Nothing yet." in answer.text


def test_ways_out_are_looked_for_beside_the_web(app: Flask, outreach: FakeOutreach) -> None:
    client = signed_in(app, "manager")
    form = f"{PAGE}/replan?event={ABSENT}"
    bad = post(client, f"{PAGE}/replan", form_on=form, event=ABSENT, budget="many")
    assert bad.status_code == 400
    answer = post(client, f"{PAGE}/replan", form_on=form, event=ABSENT, budget="3", locked=["d6", "d7"])
    assert outreach.asked == [("replan", (ABSENT,), 3, ("d6", "d7"))]
    assert f'data-then="{PAGE}/replan/ways"' in client.get(answer.location).text


def test_each_way_out_says_who_must_be_told_and_what_it_costs(app: Flask) -> None:
    page = flat(signed_in(app, "manager").get(f"{PAGE}/replan/ways").text)
    first, second = page.split("Option 2: what is hit is called off")
    assert "Ben comes in on Wednesday: Riverside Park at 15:00." in first
    assert "Proven: nothing of this kind is better" in first
    assert "Before: On foot, with Ama" in first
    assert "0.80 expected reports" in second
    assert "Not proven" in second
    assert "Off" in second


def test_a_person_takes_one_and_it_is_a_draft(app: Flask, outreach: FakeOutreach) -> None:
    client = signed_in(app, "manager")
    assert "Choose one of those shown" in client.get(
        post(client, f"{PAGE}/replan/take", form_on=f"{PAGE}/replan/ways", number="7").location
    ).text  # fmt: skip
    page = client.get(
        post(client, f"{PAGE}/replan/take", form_on=f"{PAGE}/replan/ways", number="2").location
    ).text
    assert outreach.asked == [("take_way", 2)]
    assert "Option 2 is taken" in page
    assert "Take option" not in page
    assert "Option 1" not in page


def test_ways_out_of_a_week_that_changed_since_cannot_be_taken(app: Flask, outreach: FakeOutreach) -> None:
    outreach.ways = outreach.found_ways(stale=True)
    page = signed_in(app, "manager").get(f"{PAGE}/replan/ways").text
    assert "The week has changed since these were found" in page
    assert "Take option" not in page


def test_when_nothing_can_be_done_it_says_why(app: Flask, outreach: FakeOutreach) -> None:
    client = signed_in(app, "manager")
    outreach.ways = outreach.found_ways(ways=(), reasons=("Nobody who may work then can hold it.",))
    page = client.get(f"{PAGE}/replan/ways").text
    assert "No way out was found" in page
    assert "Nobody who may work then can hold it." in page
    outreach.ways = outreach.found_ways(
        ways=(), reasons=("At least 4 people's week would change; 1 may.",), fewest=4
    )
    assert "budget=4" in client.get(f"{PAGE}/replan/ways").text


def test_a_change_is_chosen_and_priced(app: Flask, outreach: FakeOutreach) -> None:
    client = signed_in(app, "manager")
    address = f"{PAGE}/what-if"
    assert "Choose from the list: change" in post(client, address, form_on=address).text
    assert (
        "Choose from the list: out"
        in post(client, address, form_on=address, kind="without", without="x").text
    )
    for fields in (
        {"kind": "more", "more": "driver", "weekday": "4"},
        {"kind": "minutes", "partner": "btp", "minutes": "10"},
        {"kind": "no_joint"},
        {"kind": "without", "without": "w3"},
    ):
        assert post(client, address, form_on=address, **fields).status_code == 302
    empty = post(client, address, form_on=address, kind="minutes", partner="btp", minutes="")
    assert "Enter how many more minutes" in empty.text
    assert outreach.asked == [
        ("price", "one more driver on Friday"),
        ("price", "10 more minutes of btp"),
        ("price", "no joint sessions"),
        ("price", "without w3"),
    ]


def test_a_price_is_said_in_words_with_its_bounds(app: Flask) -> None:
    page = flat(signed_in(app, "manager").get(f"{PAGE}/what-if").text)
    assert "The week would cover 0.80 more in expected reports. This is proven." in page
    assert "the true difference lies between 0.50 less and 0.80 more." in page
    assert "3 fewer of what was asked for or is due would be met" in page
    assert "no bound is known, so take it as a hint." in page


def test_the_week_names_who_could_step_in(app: Flask) -> None:
    client = signed_in(app, "manager")
    assert "Standby: <bdi>Dev</bdi> for Ben or Cass" in client.get(PAGE).text
    page = flat(client.get(f"{PAGE}/sessions/d4").text)
    assert "<strong><bdi>Dev</bdi></strong> for Ben or Cass; can lead" in page
    assert "Only evening sessions have a standby" in client.get(f"{PAGE}/sessions/d6").text
    assert "This day is past" in client.get(f"{PAGE}/sessions/d1").text
    assert client.get(f"{PAGE}/sessions/none").status_code == 404


def test_today_names_who_could_step_in_and_where_the_worker_could(tmp_path: Path) -> None:
    page = flat(signed_in(make_app(tmp_path, FakeOutreach(tmp_path)), "worker").get("/today").text)
    assert "<bdi>Eli</bdi> could step in for Ama" in page
    assert "Tomorrow, 5pm to 7:30pm: <bdi>Market Square</bdi>" in page[page.index("You could be asked") :]


def test_a_session_is_fixed_or_ruled_out_from_its_page(app: Flask, outreach: FakeOutreach) -> None:
    client = signed_in(app, "manager")
    page = f"{PAGE}/sessions/d4"
    post(client, f"{page}/fix", form_on=page, people="same")
    post(client, f"{page}/rule-out", form_on=page)
    assert outreach.asked == [("pin_planned", "d4", True), ("rule_out_planned", "d4")]


def test_sessions_are_fixed_and_things_ruled_out(app: Flask, outreach: FakeOutreach) -> None:
    client = signed_in(app, "manager")
    page = f"{PAGE}/fixed"
    session = {"site": "sp1", "day": "2026-11-27", "length": "150", "mode": "", "workers": ["w1", "w2"]}
    early = post(client, f"{page}/session", form_on=page, **session, start="10:00")
    assert "It is closed then." in early.text
    post(client, f"{page}/session", form_on=page, **session, start="16:00")
    post(client, f"{page}/ruled-out", form_on=page, what="worker|w3", when="2026-11-26")
    post(client, f"{page}/ruled-out", form_on=page, what="site|sp2", when="")
    assert (
        "Choose from the list" in post(client, f"{page}/ruled-out", form_on=page, what="site|x", when="").text
    )
    post(client, f"{page}/session/1/let-go", form_on=page)
    post(client, f"{page}/ruled-out/2/allow", form_on=page)
    pin, *others = outreach.asked
    assert pin[:3] == ("pin", WEEK, "sp1")
    assert [moment.isoformat() for moment in pin[3:5]] == [
        "2026-11-27T16:00:00+00:00",
        "2026-11-27T18:30:00+00:00",
    ]
    assert pin[5:] == (None, ("w1", "w2"))
    assert others == [
        ("rule_out", {"worker": "w3", "day": date(2026, 11, 26)}),
        ("rule_out", {"site": "sp2", "day": None}),
        ("unpin", 1),
        ("allow_again", 2),
    ]


def test_pins_that_contradict_are_named_with_what_to_give_up(tmp_path: Path) -> None:
    app = make_app(tmp_path, FakeOutreach(tmp_path, contradicts=True))
    page = flat(signed_in(app, "manager").get(PAGE).text)
    assert "is fixed and cannot be staffed." in page
    assert "The fewest to give up is one" in page
    assert f"{PAGE}/fixed/session/1/let-go" in page
    assert "let-go" not in signed_in(app, "analyst").get(PAGE).text


def test_an_operation_is_recorded_and_ended(app: Flask, outreach: FakeOutreach) -> None:
    client = signed_in(app, "manager")
    fields = {
        "name": "Autumn",
        "site": "sp1",
        "first": "2026-11-23",
        "sessions": "6",
        "count": "all",
        "partner": "",
    }
    wrong = post(client, "/operations", form_on="/operations", **fields, last="2026-11-01")
    assert "ends before it begins" in wrong.text
    assert "Enter its last day" in post(client, "/operations", form_on="/operations", **fields, last="").text
    post(client, "/operations", form_on="/operations", **fields, last="2026-12-20", partners="btp")
    post(client, "/operations/1/end", form_on="/operations")
    (recorded, ended) = outreach.asked
    asked = recorded[1]
    assert asked.named == ("btp",)
    assert (asked.name, asked.site, asked.sessions, asked.in_all, asked.partner) == (
        "Autumn",
        "sp1",
        6,
        True,
        None,
    )
    assert ended == ("end_operation", 1)


def test_places_that_need_a_review_say_so_and_one_is_recorded(app: Flask, outreach: FakeOutreach) -> None:
    client = signed_in(app, "manager")
    page = flat(client.get("/operations/reviews").text)
    assert "1 place needs a review before there are more sessions." in page
    assert page.count("Review due") == 1
    assert page.count("Due soon") == 1
    fields = {"site": "sp1", "on": "2026-11-24", "by": "Ada Mensah"}
    short = post(client, "/operations/reviews", form_on="/operations/reviews", **fields, reason="because")
    assert "Write down why" in short.text
    post(
        client,
        "/operations/reviews",
        form_on="/operations/reviews",
        **fields,
        reason="Still busy after school",
    )
    post(client, "/operations/reviews/1/take-back", form_on="/operations/reviews")
    assert outreach.asked == [
        ("record_review", "sp1", date(2026, 11, 24), "Ada Mensah", "Still busy after school"),
        ("withdraw_review", 1),
    ]
