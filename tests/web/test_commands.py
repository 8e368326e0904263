"""`outreach map` and `outreach serve` at the command line."""

from __future__ import annotations

import json
import re
import socket
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from geodata.errors import BadInput
from tests.web.fakes import FakeOutreach
from web.commands import demo, map_command, serve
from web.vendor import AssetsMissing


def app_over(outreach: FakeOutreach) -> Any:
    """What the command line hands to a command."""
    return SimpleNamespace(data_dir=outreach.data_dir, outreach=lambda: outreach)


def test_the_map_file_holds_the_newest_week_and_names_no_host(tmp_path: Path) -> None:
    file = tmp_path / "week.html"
    done = CliRunner().invoke(map_command, ["-o", str(file)], obj=app_over(FakeOutreach(tmp_path)))
    assert done.exit_code == 0, done.output
    page = file.read_text("utf-8")
    assert "Fairhaven: week 2026-W48" in page
    assert "Synthetic sample" in page
    assert page.count('data-session="') == 8
    markup = re.sub(r"<script.*?</script>|<style.*?</style>", "", page, flags=re.DOTALL)
    assert not re.search(r"(src|href)=|https?:", markup)
    assert "Ama" not in page


def test_a_real_weeks_file_does_not_say_synthetic(tmp_path: Path) -> None:
    file = tmp_path / "week.html"
    outreach = FakeOutreach(tmp_path, synthetic=False)
    CliRunner().invoke(map_command, ["--week", "2026-W48", "-o", str(file)], obj=app_over(outreach))
    assert "Synthetic sample" not in file.read_text("utf-8")


@pytest.mark.parametrize(("week", "empty"), [("2026-W50", False), (None, True)])
def test_a_week_that_is_not_planned_says_what_to_run(tmp_path: Path, week: str | None, empty: bool) -> None:
    file = tmp_path / "week.html"
    arguments = ["-o", str(file), *(["--week", week] if week else [])]
    done = CliRunner().invoke(map_command, arguments, obj=app_over(FakeOutreach(tmp_path, empty=empty)))
    assert isinstance(done.exception, BadInput)
    assert "outreach plan" in str(done.exception)
    assert not file.exists()


def test_without_the_front_end_files_serve_says_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise AssetsMissing("Run `make install`.")

    monkeypatch.setattr("web.vendor.check_assets", missing)
    done = CliRunner().invoke(serve, [], obj=app_over(FakeOutreach(tmp_path)))
    assert done.exit_code == 1
    assert "make install" in done.output


def test_a_port_in_use_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = CliRunner().invoke(serve, ["--port", port], obj=app_over(FakeOutreach(tmp_path)))
    assert done.exit_code == 1
    assert "Choose another port" in done.output


def test_the_sample_says_what_to_open_only_once_the_server_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = {
        "url": "http://127.0.0.1:8000/",
        "accounts": [],
        "week": "2026-W48",
        "deployments": 8,
        "hotspots": 6,
    }
    counts = dict.fromkeys(("reports", "incidents", "duplicates", "review", "rejected"), 1)
    monkeypatch.setattr("web.demo._build", lambda *_: (None, []))
    monkeypatch.setattr("web.demo._refuse_beside_real_reports", lambda _: None)
    monkeypatch.setattr("web.demo._summary", lambda *_: made | counts | {"solver": {"status": "optimal"}})
    monkeypatch.setattr("web.commands.serve_app", lambda *_: None)
    app = app_over(FakeOutreach(tmp_path))
    assert "127.0.0.1" not in CliRunner().invoke(demo, [], obj=app).output
    assert "outreach serve" in CliRunner().invoke(demo, ["--no-serve"], obj=app).output
    told = CliRunner().invoke(demo, ["--json", "--no-serve"], obj=app)
    assert json.loads(told.output)["url"] == "http://127.0.0.1:8000/"
