"""Delete the sample, set another borough, and the same pages show its published week: documented commands alone."""

from __future__ import annotations

import json
import re
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from planner.cli import run
from planner.services import Outreach
from tests.end_to_end.borough import TODAY, WEEK, MadeUpBorough, make_borough, outreach, plan_borough
from web import create_app


def sign_in(data_dir: Path, username: str, password: str):  # type: ignore[no-untyped-def]
    opened = Outreach.open(data_dir, today=TODAY)
    client = create_app(opened, data_dir, testing=True).test_client()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/sign-in").text)
    form = {"username": username, "password": password} | ({"csrf_token": token[1]} if token else {})
    assert client.post("/sign-in", data=form).status_code == 302
    return client, opened


@pytest.fixture(scope="module")
def sutton(tmp_path_factory: pytest.TempPathFactory, sample_store: Path) -> tuple[Path, MadeUpBorough]:
    """The sample's store, emptied of it and planned for another borough."""
    made = make_borough(tmp_path_factory.mktemp("files"), "Sutton")
    call = outreach(sample_store)
    call("sample", "remove")
    plan_borough(sample_store, made)
    call("publish", "--week", WEEK, "--by", "A. Mensah")
    return sample_store, made


def test_a_worker_sees_the_published_week_of_the_new_borough(sutton: tuple[Path, MadeUpBorough]) -> None:
    data_dir, _ = sutton
    opened = Outreach.open(data_dir, today=TODAY)
    password = opened.add_user("kofi", "worker")
    client, served = sign_in(data_dir, "kofi", password)
    page = client.get(f"/weeks/{WEEK}").text
    assert "Site 1" in page
    assert "Made-up worker" in page
    assert "A. Mensah" in page
    assert "synthetic sample" not in page.casefold()
    assert "Croydon" not in page
    opened.store.close()
    served.store.close()


def test_the_plan_goes_where_and_when_the_reports_are(
    sutton: tuple[Path, MadeUpBorough], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data_dir, _ = sutton
    rota_file = tmp_path / "rota.json"
    outreach(data_dir)("plan", "--week", WEEK, "--time-limit", "10", "-o", str(rota_file))
    starts = {
        (date.fromisoformat(d["start"][:10]).weekday(), d["site"])
        for d in json.loads(rota_file.read_text("utf-8"))["deployments"]
    }
    assert {day for day, _ in starts} >= {1, 4, 5}


def test_nothing_of_the_sample_and_no_free_text_is_left_in_the_store(
    sutton: tuple[Path, MadeUpBorough],
) -> None:
    data_dir, _ = sutton
    connection = sqlite3.connect(data_dir / "outreach.sqlite")
    dump = "\n".join(connection.iterdump())
    connection.close()
    assert "SECRET NOTE" not in dump
    kept = [line for line in dump.splitlines() if 'INTO "audit"' not in line]
    assert not [line for line in kept if "synthetic-sample" in line]


def test_another_area_is_refused_while_reports_of_this_one_are_here(
    sutton: tuple[Path, MadeUpBorough], capsys: pytest.CaptureFixture[str]
) -> None:
    data_dir, _ = sutton
    assert run(["area", "set", "Merton", "--data-dir", str(data_dir)]) == 2
    assert "another data folder" in capsys.readouterr().err
