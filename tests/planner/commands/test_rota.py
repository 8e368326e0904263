"""outreach plan and outreach check, from files."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from planner.cli import run
from planner.rota.problem import Pin
from planner.rota.reading import problem_json, read_rota, rota_json
from tests.planner.rota.builders import make_partner, make_problem, make_request, make_site


@pytest.fixture
def problem_file(tmp_path: Path) -> Path:
    path = tmp_path / "PROBLEM.json"
    path.write_text(problem_json(make_problem(partners=(make_partner(),), joint_requests=(make_request(),))))
    return path


def test_plan_then_check(problem_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rota_file = problem_file.with_name("ROTA.json")
    copy = problem_file.with_name("COPY.json")
    assert (
        run(["plan", "--problem", str(problem_file), "-o", str(rota_file), "--write-problem", str(copy)]) == 0
    )
    shown = capsys.readouterr()
    assert "1 session, optimal, value 4.00, bound 4.00, gap 0.00%" in shown.out
    assert "Foot A" in shown.out
    assert shown.err == ""
    assert copy.read_text() == problem_file.read_text()
    check = ["check", "--problem", str(problem_file), "--rota", str(rota_file)]
    assert run(check) == 0
    assert "No hard rules broken" in capsys.readouterr().out
    assert run([*check, "--for-publishing", "--json"]) == 1
    audit = json.loads(capsys.readouterr().out)
    assert (audit["ok"], audit["hard"], audit["audit"][0]["rule"]) == (False, 1, "joint")


def test_check_finds_a_breach_in_anybodys_rota(
    problem_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rota_file = problem_file.with_name("ROTA.json")
    run(["plan", "--problem", str(problem_file), "-o", str(rota_file)])
    rota = read_rota(rota_file)
    rota_file.write_text(rota_json(replace(rota, shifts=())))
    capsys.readouterr()
    assert run(["check", "--problem", str(problem_file), "--rota", str(rota_file)]) == 1
    assert "shifts" in capsys.readouterr().out


def test_infeasible_is_an_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problem = make_problem(sites=(make_site(risk_assessed_until=None),), pins=(Pin("mon"),))
    (tmp_path / "p.json").write_text(problem_json(problem))
    assert run(["plan", "--problem", str(tmp_path / "p.json"), "-o", str(tmp_path / "r.json")]) == 0
    assert "no risk assessment" in capsys.readouterr().out
    assert read_rota(tmp_path / "r.json").status == "infeasible"
    assert run(["check", "--problem", str(tmp_path / "p.json"), "--rota", str(tmp_path / "r.json")]) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["plan"],
        ["plan", "--week", "2026-W48", "--problem", "x.json"],
        ["plan", "--week", "next"],
        ["plan", "--problem", "missing.json"],
        ["plan", "--problem", "missing.json", "--time-limit", "-1"],
        ["check", "--problem", "missing.json", "--rota", "missing.json"],
        ["check", "--problem", "missing.json"],
    ],
)
def test_bad_input_is_one_line_and_status_2(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("start", "2026-11-23T16:00:00"),
        ("start", "0001-01-01T00:00:00Z"),
        ("lon", float("nan")),
        ("mode", "boat"),
    ],
)
def test_rota_with_nonsense_is_refused_not_a_traceback(
    field: str, value: object, problem_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rota_file = problem_file.with_name("ROTA.json")
    run(["plan", "--problem", str(problem_file), "-o", str(rota_file)])
    document = json.loads(rota_file.read_text())
    document["deployments"][0][field] = value
    rota_file.write_text(json.dumps(document))
    capsys.readouterr()
    assert run(["check", "--problem", str(problem_file), "--rota", str(rota_file)]) == 2
    shown = capsys.readouterr()
    assert shown.err.startswith("outreach: ROTA.json: ")
    assert shown.err.count("\n") == 1
