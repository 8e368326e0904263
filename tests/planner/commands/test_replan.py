"""outreach replan, from files and from a store."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from planner.cli import run
from planner.rota import solve
from planner.rota.problem import Pin
from planner.rota.reading import problem_json, read_rota, rota_json
from tests.planner.rota.builders import make_problem, make_site, make_worker


@cache
def week() -> tuple[str, str]:
    """Ann and Bo at the park on Monday; Di at home, and Cy whom they know there; nobody at the arch."""
    cy = make_worker("cy", knows={"park": 9})
    workers = (make_worker("ann"), make_worker("bo"), cy, make_worker("di"))
    pins = (Pin("mon", workers=("ann", "bo")),)
    problem = make_problem(sites=(make_site(), make_site("arch")), workers=workers, pins=pins)
    return problem_json(replace(problem, pins=())), rota_json(solve(problem))


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    for name, text in zip(("p.json", "r.json"), week(), strict=True):
        (tmp_path / name).write_text(text)
    # Said, so that the clock of whoever tests in that very week does not count Monday as past.
    today = ["--today", "2026-11-20"]
    return ["--problem", str(tmp_path / "p.json"), "--rota", str(tmp_path / "r.json"), *today]


def test_absence_is_covered_and_the_rota_passes_its_check(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = tmp_path / "new.json"
    assert run(["replan", *files, "--absent", "ann:mon", "--max-changes", "1", "-o", str(new)]) == 0
    shown = capsys.readouterr().out
    assert "Option 1: Cy stands in for Ann: Park at 16:00 on Monday." in shown
    assert "Cy comes in on Monday 23 November, 15:30 to 18:30" in shown
    assert "Option 2: Cancel Park at 16:00 on Monday." in shown
    assert read_rota(new).deployments[0].workers == ("bo", "cy")
    assert run(["check", "--problem", files[1], "--rota", str(new)]) == 0


def test_the_option_named_is_taken(files: list[str], tmp_path: Path) -> None:
    new = tmp_path / "new.json"
    assert run(["replan", *files, "--absent", "ann:2026-11-23", "--option", "2", "-o", str(new)]) == 0
    assert read_rota(new).deployments == ()


def test_response_needs_the_problem_as_it_is_now(files: list[str], tmp_path: Path) -> None:
    new, problem = tmp_path / "new.json", tmp_path / "now.json"
    respond = ["--respond", "arch:mon 16:00-18:00", "-o", str(new), "--write-problem", str(problem)]
    assert run(["replan", *files, *respond]) == 0
    assert {d.place for d in read_rota(new).deployments} == {"arch", "park"}
    assert run(["check", "--problem", str(problem), "--rota", str(new)]) == 0


def test_json_names_everyone_who_must_be_told(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["replan", *files, "--absent", "ann", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [option["kind"] for option in answer["options"]] == ["cover", "cancel"]
    assert {change["worker"] for change in answer["options"][0]["changes"]} == {"bo", "cy"}


def test_no_way_within_the_budget_ends_with_status_1(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = tmp_path / "new.json"
    assert run(["replan", *files, "--absent", "ann", "--max-changes", "0", "-o", str(new)]) == 1
    assert "At least 1 people's week would change; 0 may." in capsys.readouterr().out
    assert not new.exists()


def test_what_began_by_now_stays(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["replan", *files, "--absent", "ann", "--now", "2026-11-23T17:00"]) == 0
    assert "Nothing needs to change" in capsys.readouterr().out
    assert run(["replan", *files, "--absent", "ann", "--today", "2026-11-24"]) == 0
    assert "Nothing needs to change" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["--absent", "zed"],
        ["--absent", "ann:someday"],
        ["--absent", "ann:2026-12-25"],
        ["--closed", "moon"],
        ["--respond", "arch"],
        ["--respond", "arch:mon 25:00-26:00"],
        ["--absent", "ann", "--lock", "nothing"],
        ["--absent", "ann", "--now", "soon"],
        ["--absent", "ann", "--option", "7"],
        [],
    ],
)
def test_bad_input_is_one_line_and_status_2(
    files: list[str], arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["replan", *files, *arguments]) == 2
    shown = capsys.readouterr()
    assert len(shown.err.splitlines()) == 1


def test_a_week_or_two_files_are_needed(files: list[str]) -> None:
    assert run(["replan", "--absent", "ann"]) == 2
    assert run(["replan", *files[:2], "--absent", "ann"]) == 2
    assert run(["replan", *files, "--week", "2026-W48", "--absent", "ann"]) == 2
