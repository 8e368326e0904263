"""Place, today, hotspots and reports."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from flask import Flask

from tests.web.builders import make_app, post, signed_in
from tests.web.fake_places import UPLOAD, make_hotspot
from tests.web.fakes import FakeOutreach
from web.heat import heat_table
from web.views.reports import plain_name


def test_a_place_says_its_hours_its_rank_and_how_sure_we_are(app: Flask) -> None:
    page = " ".join(signed_in(app, "analyst").get("/weeks/2026-W48/places/p2").text.split())
    assert "Friday 4pm to 7pm" in page
    assert "came between 1 and 8: its place in the list is not certain" in page
    assert "2.4 reports on average; most likely (90%) between 0 and 6." in page
    assert "3 of them with a month only" in page
    assert "council</bdi> 30" in page


def test_the_hours_of_a_place_are_a_table_of_seven_days_and_24_hours(app: Flask) -> None:
    page = signed_in(app, "manager").get("/weeks/2026-W48/places/p1").text
    table = page[page.index("planner-heat") : page.index("</table>")]
    assert len(re.findall(r'<th scope="row">', table)) == 24
    assert len(re.findall(r'<td class="heat-\d">', table)) == 7 * 24
    assert table.count('<td class="heat-5">5</td>') == 1


def test_levels_are_fifths_of_the_busiest_hour() -> None:
    hours = [[0.0] * 24 for _ in range(7)]
    hours[4][16], hours[4][17], hours[0][9] = 1.0, 0.5, 0.01
    heat = heat_table(hours)
    assert heat.rows[16] == ("4pm to 5pm", (0, 0, 0, 0, 5, 0, 0))
    assert heat.rows[17][1][4] == 3
    assert heat.rows[9][1][0] == 0
    assert heat_table([[0.0] * 24] * 7).rows[0][1] == (0,) * 7


def test_today_shows_a_workers_own_sessions_and_tomorrows(tmp_path: Path) -> None:
    page = signed_in(make_app(tmp_path, FakeOutreach(tmp_path)), "worker").get("/today").text
    assert "Today, <bdi>Ama</bdi>" in page
    assert "Riverside Park" in page
    assert "Youth-led, no partner" in page
    assert "No other provision is held here then." in page
    assert "Market Square" in page[page.index("Tomorrow") :]
    assert page.count("= L.marker(") == 2


def test_hotspots_are_listed_with_the_range_of_their_rank(app: Flask) -> None:
    page = signed_in(app, "analyst").get("/hotspots").text
    assert "(1 to 8)" in page
    assert 'href="/weeks/2026-W48/places/p2"' in page


def test_an_import_shows_its_sum(app: Flask) -> None:
    page = signed_in(app, "admin").get("/reports").text
    row = page[page.index("council.csv") :]
    assert re.findall(r'numeric">([\d,]+)<', row)[:5] == ["1,200", "1,100", "60", "30", "10"]
    assert "Bring in a file" not in page


def test_an_upload_is_handed_to_a_task(app: Flask, outreach: FakeOutreach, tmp_path: Path) -> None:
    client = signed_in(app, "manager")
    file = (io.BytesIO(b"a,b\n1,2\n"), "../../etc/council week.csv")
    answer = post(client, "/reports", form_on="/reports", file=file, profile="council")
    assert answer.status_code == 302
    assert outreach.asked == [
        ("keep_upload", "council week.csv", b"a,b\n1,2\n"),
        ("import", UPLOAD, "council"),
    ]
    assert list((tmp_path / "uploads").iterdir()) == []


def test_an_upload_without_a_file_says_so(app: Flask, outreach: FakeOutreach) -> None:
    answer = post(signed_in(app, "manager"), "/reports", form_on="/reports", profile="")
    assert answer.status_code == 400
    assert "Choose a file" in answer.text
    assert outreach.asked == []


def test_a_form_is_small_and_an_upload_may_be_large(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    client = signed_in(app, "manager")
    large = b"x" * 5000
    taken = post(client, "/reports", form_on="/reports", file=(io.BytesIO(large), "a.csv"), profile="")
    assert taken.status_code == 302
    too_large = post(client, "/account", form_on="/account", old=large, new="x")
    assert too_large.status_code == 413

    monkeypatch.setattr(app.view_functions["reports.bring_in"], "upload_bytes", 2000)
    refused = post(client, "/reports", form_on="/reports", file=(io.BytesIO(large), "a.csv"), profile="")
    assert refused.status_code == 413
    assert "200 MB" in refused.text


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("week.csv", "week.csv"),
        ("C:\\reports\\week.xlsx", "week.xlsx"),
        ("../../../etc/passwd", "passwd"),
        ("a\x00b\n.csv", "ab.csv"),
        (".htaccess", "htaccess"),
        ("x" * 300 + ".csv.gz", "x" * 53 + ".csv.gz"),
        ("/", ""),
    ],
)
def test_a_files_name_is_made_plain(given: str, kept: str) -> None:
    assert plain_name(given) == kept


def test_hotspots_stay_listed_when_their_hours_are_unknown(app: Flask, outreach: FakeOutreach) -> None:
    from dataclasses import replace

    flat = replace(make_hotspot(1, "Somewhere"), windows=(), hours=((0.0,) * 24,) * 7)
    outreach.spots = (flat,)
    client = signed_in(app, "manager")
    assert "no hours stand out" in client.get("/hotspots").text
    assert "The reports say where, not when." in client.get("/weeks/2026-W48/places/p1").text
