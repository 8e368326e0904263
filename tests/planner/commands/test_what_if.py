"""outreach what-if, from files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planner.cli import run
from planner.rota import solve
from planner.rota.reading import problem_json, rota_json
from tests.planner.rota.builders import make_bus, make_offer, make_problem


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """A bus session that nobody can drive to."""
    offers = (make_offer(modes=("bus",)),)
    problem = make_problem(offers=offers, vehicles=(make_bus(),))
    (tmp_path / "p.json").write_text(problem_json(problem))
    (tmp_path / "r.json").write_text(rota_json(solve(problem)))
    return ["--problem", str(tmp_path / "p.json"), "--rota", str(tmp_path / "r.json")]


def test_changes_are_priced_in_words_and_in_json(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["what-if", *files, "one more driver on Monday", "no joint sessions"]) == 0
    shown = capsys.readouterr().out
    assert "With one more driver on Monday the week covers 4.80 more, proven." in shown
    assert "  + Park, Monday 16:00" in shown
    assert "With no joint sessions the week covers 0.00 more, proven." in shown
    assert run(["what-if", *files, "without ann", "--json"]) == 0
    (price,) = json.loads(capsys.readouterr().out)["prices"]
    assert (price["difference"], price["proven"]) == (0.0, True)


@pytest.mark.parametrize("arguments", [["more fun"], []])
def test_bad_input_is_one_line_and_status_2(
    files: list[str], arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["what-if", *files, *arguments]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert run(["what-if", "no joint sessions"]) == 2
