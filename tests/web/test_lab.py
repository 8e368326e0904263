"""The lab's pages: what is live, runs, sliders, and who may change what."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from tests.web.builders import make_app, post, signed_in
from tests.web.fake_places import HOSTILE_NAMES
from tests.web.fakes import FakeOutreach
from web.plots import calibration_plot, flatness_plot, hit_curves, rounds_plot

RUN = "/lab/runs/1"
LONGER = "decayed-count-eb, half-life 500 days"


def words(page: str) -> str:
    return " ".join(page.split())


def test_the_lab_says_what_is_live_why_and_how_it_did(app: Flask) -> None:
    page = words(signed_in(app, "analyst").get("/lab").text)
    assert "Rolled back by <bdi>analyst</bdi>" in page
    assert "more than it allowed for" in page
    assert "reports still come in" in page
    assert "Steadier in the summer weeks." in page
    assert "decayed-count-eb</bdi> (live then): 50.0%" in page


def test_a_manager_reads_the_lab_and_changes_nothing(app: Flask, outreach: FakeOutreach) -> None:
    client = signed_in(app, "manager")
    for address in ("/lab", RUN, "/lab/try", "/lab/guard"):
        page = client.get(address).text
        assert "Roll back" not in page
        assert "Make it live" not in page
        assert "Back-test these settings" not in page
    for address in (f"{RUN}/promote", "/lab/roll-back", "/lab/runs"):
        assert client.post(address).status_code == 403
    assert client.get("/lab/runs/new").status_code == 403
    assert outreach.asked == []


@pytest.mark.parametrize("role", ["worker", "partner"])
def test_workers_and_partners_have_no_lab(app: Flask, role: str) -> None:
    client = signed_in(app, role)
    for address in ("/lab", RUN, "/lab/try", "/lab/try.json", "/lab/guard", "/lab/compare"):
        assert client.get(address).status_code == 403


def test_an_empty_lab_says_how_to_begin(tmp_path: Path) -> None:
    client = signed_in(make_app(tmp_path, FakeOutreach(tmp_path, empty=True)), "analyst")
    page = client.get("/lab").text
    assert "No back-test has been run yet." in page
    assert "nobody has changed them" in page
    assert "Roll back</button>" not in words(page)
    assert client.get("/lab/try").status_code == 200
    assert client.get(RUN).status_code == 404


def test_a_run_is_asked_for_with_its_models_and_the_settings_tried(
    app: Flask, outreach: FakeOutreach
) -> None:
    client = signed_in(app, "analyst")
    form = client.get("/lab/runs/new?half_life_days=500").text
    assert LONGER in form
    answer = post(
        client, "/lab/runs", form_on="/lab/runs/new", model=["kde", "count-4"], half_life_days="500",
        first="2026-08-24", last="2026-11-09", cell_m="500",
    )  # fmt: skip
    assert answer.status_code == 302
    assert "/tasks/task3" in answer.headers["Location"]
    ((what, asked),) = outreach.asked
    assert what == "backtest"
    assert [one.label() for one in asked.others] == ["kde", "count-4", LONGER]
    assert (str(asked.first), str(asked.last), asked.cell_m) == ("2026-08-24", "2026-11-09", 500.0)
    assert not asked.search


def test_a_search_alone_is_a_run_too(app: Flask, outreach: FakeOutreach) -> None:
    fields = {"first": "2026-08-24", "last": "2026-11-09", "search": "y"}
    assert post(signed_in(app, "analyst"), "/lab/runs", form_on="/lab/runs/new", **fields).status_code == 302
    assert outreach.asked[0][1].search


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"model": []}, "Choose at least one model"),
        ({"last": "2026-11-20"}, "is not over yet"),
        ({"first": "soon"}, "There is a problem"),
        ({"model": ["magic"]}, "There is no model"),
        ({"half_life_days": "-3"}, "Half-life should be 14 to 730 days"),
    ],
)
def test_a_run_that_cannot_be_is_refused_in_words(
    app: Flask, outreach: FakeOutreach, changed: dict[str, object], said: str
) -> None:
    fields = {"model": ["kde"], "first": "2026-08-24", "last": "2026-11-09", "cell_m": "250", **changed}
    answer = post(signed_in(app, "analyst"), "/lab/runs", form_on="/lab/runs/new", **fields)
    assert answer.status_code == 400
    assert said in answer.text
    assert outreach.asked == []


def test_after_a_back_test_one_sees_its_run_and_after_a_failed_one_the_lab(
    app: Flask, outreach: FakeOutreach
) -> None:
    client = signed_in(app, "analyst")
    outreach.states = ["done"]
    assert client.get("/lab/runs/newest?task=task3").headers["Location"] == RUN
    outreach.states = ["failed"]
    assert client.get("/lab/runs/newest?task=task3").headers["Location"] == "/lab"


def test_every_plot_of_a_run_has_its_table_and_more_than_colour(app: Flask) -> None:
    page = signed_in(app, "analyst").get(RUN).text
    assert page.count('class="lab-plot"') == 3
    for mark in ("<circle", "<rect", '<path class="lab-mark lab-mark--2"'):
        assert page.count(mark) > 3
    assert 'id="curve-table-caption"' in page
    assert 'id="calibration-table-caption"' in page
    assert 'id="flatness-table-caption"' in page
    assert [row in page for row in ("flat, p = 0.41", "not flat, p &lt; 0.001", "too few to tell")] == [True] * 3
    assert len(re.findall(r'<td class="heat-\d">', page)) == 2 * 168


def test_a_run_says_what_a_setting_would_do_to_the_places(app: Flask) -> None:
    page = words(signed_in(app, "analyst").get(RUN).text)
    assert f"<bdi>{LONGER}</bdi>: 6 hotspots instead of 5; 0 of the live ones would be gone." in page
    assert 'href="/lab/try?half_life_days=500' in page
    assert "instead of" not in signed_in(app, "manager").get(RUN).text


def test_what_may_not_go_live_is_not_offered_and_a_reason_is_needed(
    app: Flask, outreach: FakeOutreach
) -> None:
    client = signed_in(app, "analyst")
    form = client.get(RUN).text
    assert f'<option value="{LONGER}"' in form
    assert '<option value="kde"' not in form
    without = post(client, f"{RUN}/promote", form_on=RUN, label=LONGER, reason="")
    assert without.status_code == 400
    assert "Write down why" in without.text
    refused = post(client, f"{RUN}/promote", form_on=RUN, label="kde", reason="I like it")
    assert refused.status_code == 400
    assert "What is worse does not go live." in refused.text
    assert outreach.asked == []


def test_promoting_and_rolling_back(app: Flask, outreach: FakeOutreach) -> None:
    client = signed_in(app, "analyst")
    promoted = post(client, f"{RUN}/promote", form_on=RUN, label=LONGER, reason="Steadier in summer.")
    back = post(client, "/lab/roll-back", form_on="/lab", to="1", reason="It was too slow.")
    assert (promoted.status_code, back.status_code) == (302, 302)
    assert outreach.asked == [
        ("promote", 1, LONGER, "Steadier in summer."),
        ("roll_back", 1, "It was too slow."),
    ]
    assert "Rolled back" in client.get("/lab").text


def test_two_settings_side_by_side(app: Flask) -> None:
    client = signed_in(app, "manager")
    page = client.get("/lab/compare?one=1:decayed-count-eb&other=1:kde").text
    assert len(re.findall(r'<td class="heat-\d">', page)) == 3 * 168
    assert "A expects 0.70 more" in page
    assert "B expects 0.20 more" in page
    for address in ("", "?one=1:kde&other=1:magic", "?one=x:kde&other=1:kde", "?one=9:kde&other=1:kde"):
        assert client.get(f"/lab/compare{address}").status_code == 404


def test_sliders_and_the_plain_form_say_the_same(app: Flask) -> None:
    client = signed_in(app, "analyst")
    answer = client.get("/lab/try.json?min_weight=9").get_json()
    page = client.get("/lab/try?min_weight=9").text
    assert [place["name"] for place in answer["places"]] == ["Station forecourt", "High Street"]
    assert [place["live"] for place in answer["places"]] == ["new", "the same"]
    assert page.count('<th scope="row"') == 2
    assert "; ".join(answer["gone"]) in page


@pytest.mark.parametrize(
    "query", ["half_life_days=0", "half_life_days=soon", "youth_unknown=1.5", "min_weeks=nan"]
)
def test_a_setting_out_of_range_is_refused_in_words(app: Flask, query: str) -> None:
    client = signed_in(app, "analyst")
    answer = client.get(f"/lab/try.json?{query}")
    assert answer.status_code == 400
    assert "should be" in answer.get_json()["problem"]
    page = client.get(f"/lab/try?{query}")
    assert page.status_code == 400
    assert "There is a problem" in page.text


def test_drift_is_said_where_the_manager_plans(tmp_path: Path) -> None:
    app = make_app(tmp_path, FakeOutreach(tmp_path, drifting=True))
    for address in ("/weeks", "/hotspots", "/lab"):
        assert "more reports than the forecast allowed for" in signed_in(app, "manager").get(address).text
    assert "the forecast allowed for" not in signed_in(app, "worker").get("/weeks").text


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    app = make_app(tmp_path, FakeOutreach(tmp_path, place_names=HOSTILE_NAMES))
    client = signed_in(app, "analyst")
    for address in ("/lab", "/lab/try", "/lab/compare?one=1:decayed-count-eb&other=1:kde"):
        page = client.get(address).text
        assert "<img" not in page
        assert "</script><script>alert" not in page


def test_plots_keep_to_their_frame() -> None:
    curve = hit_curves([("one", [(1.0, 0.2), (100.0, 1.0)])])
    groups = calibration_plot([("one", [(0.02, 0.0), (3.0, 4.0)])])
    rounds = rounds_plot([("one", [(0, 0.0), (50, 7.3)])], "Weeks", "Reports")
    for plot in (curve, groups, rounds):
        for x, y in (mark for line in plot.lines for mark in line.marks):
            assert plot.left <= x <= plot.right
            assert plot.top <= y <= plot.bottom
    assert [tick.text for tick in rounds.y_ticks] == ["0", "2", "4", "6", "8"]
    assert groups.lines[0].marks[0][1] == groups.bottom


def test_flatness_is_drawn_as_shares_beside_a_tenth_in_each():
    plot = flatness_plot([("one", [10] * 10), ("two", [91, *[1] * 9])])
    even, uneven = plot.lines
    assert len({y for _, y in even.marks}) == 1
    guide = float(plot.guide.split()[1])
    assert even.marks[0][1] == guide
    assert plot.top <= uneven.marks[0][1] < guide < uneven.marks[1][1]
    assert flatness_plot([("none", [0] * 10)]).lines[0].marks[0][1] == plot.bottom
    assert flatness_plot([]).lines == ()
