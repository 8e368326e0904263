"""PROBLEM.json: read as the contract writes it, refused in one sentence when it makes no sense."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from geodata.errors import BadInput
from planner.rota.joint_reasons import joint_reason
from planner.rota.made_up import SMALL
from planner.rota.made_up import make_problem as make_random_problem
from planner.rota.problem import JOINT_REASONS
from planner.rota.reading import problem_json, read_problem, read_rota, rota_json, write_whole
from planner.rota.schemas import schemas
from planner.rota.solving import solve
from tests.planner.rota.builders import make_partner, make_problem, make_request

DOCS = Path(__file__).parents[3] / "docs"

# The contract's example, every field with its own name.
AS_WRITTEN = {
    "week": "2026-W48",
    "time_zone": "Europe/London",
    "places": [{"id": "p", "name": "The park", "lon": -0.1, "lat": 51.4, "area": "North"}],
    "sites": [
        {
            "id": "s", "place": "p", "name": "Gate", "lon": -0.1, "lat": 51.4, "modes": ["bus", "foot"],
            "hours": [[0, "15:00", "21:00"], [4, "18:00", "24:00"], [5, "20:00", "02:00"]],
            "risk_assessed_until": "2027-01-31",
        }
    ],
    "offers": [
        {"id": "o", "site": "s", "start": "2026-11-23T16:00:00+00:00", "end": "2026-11-23T18:00:00+00:00",
         "value": 2.5, "modes": ["foot"]},
        {"id": "q", "site": "s", "start": "2026-11-28T23:00:00+00:00", "end": "2026-11-29T01:00:00+00:00",
         "value": 1, "modes": ["bus", "foot"]},
    ],
    "overlaps": [["o", "q", 0.25]],
    "other_provision": [
        {"place": "p", "start": "2026-11-24T16:00:00Z", "end": "2026-11-24T18:00:00Z", "by": "a youth club"}
    ],
    "workers": [
        {
            "id": w, "name": w.title(), "skills": ["lead", "d1"], "under_18": False, "contract_min": 600,
            "max_min": 1200, "available": [["2026-11-23T14:00:00+00:00", "2026-11-23T22:00:00+00:00"]],
            "knows": {"p": 3}, "worked": [], "wishes": ["not too late"], "recent": {"evenings": 2, "weekends": 1},
        }
        for w in ("ann", "bo")
    ],
    "vehicles": [
        {"id": "bus", "available": [["2026-11-23T13:00:00+00:00", "2026-11-23T23:00:00+00:00"]], "set_up_min": 20}
    ],
    "partners": [
        {"id": "police", "name": "Police", "places": None, "week_min": 300,
         "windows": [{"start": "2026-11-23T15:00:00Z", "end": "2026-11-23T20:00:00Z", "officers": 2}]}
    ],
    "joint_requests": [
        {"place": "p", "partner": "police", "from": "2026-11-23T15:00:00Z", "to": "2026-11-23T20:00:00Z",
         "reason": "partner's request for support"}
    ],
    "operations": [{"id": "autumn", "place": "p", "offers": ["o"], "sessions": 1, "partner": None}],
    "pins": [{"offer": "o", "mode": "foot", "workers": None}],
    "bans": [{"offer": "q"}, {"worker": "bo", "place": "p", "from": "2026-11-27T00:00:00Z"}],
    "travel_min": {"s": {"s": 0}},
    "parameters": {"two_workers": {"foot": 2}},
    "weights": {"bus": 1.1},
}  # fmt: skip


def written(folder: Path, document: Any) -> Path:
    path = folder / "problem.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return path


def test_problem_as_the_contract_writes_it_can_be_planned(tmp_path: Path) -> None:
    rota = solve(read_problem(written(tmp_path, AS_WRITTEN)))
    (session,) = rota.deployments
    assert session.id == "o"
    assert session.joint is not None


def test_only_the_week_and_its_zone_are_needed(tmp_path: Path) -> None:
    problem = read_problem(written(tmp_path, {"week": "2026-W48", "time_zone": "Europe/London"}))
    assert solve(problem).deployments == ()


def test_problem_and_rota_come_back_as_they_went(tmp_path: Path) -> None:
    problem = make_random_problem(SMALL, seed=2)
    rota = solve(problem)
    write_whole(tmp_path / "p.json", problem_json(problem))
    write_whole(tmp_path / "r.json", rota_json(rota))
    assert problem_json(read_problem(tmp_path / "p.json")) == problem_json(problem)
    assert rota_json(read_rota(tmp_path / "r.json")) == rota_json(rota)
    assert '"from"' in problem_json(problem)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p.json", "r.json"]


def changed(path: str, value: Any) -> dict[str, Any]:
    document = json.loads(json.dumps(AS_WRITTEN))
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    inner = document
    for part in way:
        inner = inner[part]
    inner[last] = value
    return document


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("offers.0.site", "nowhere", "offers[0].site: there is no site 'nowhere'"),
        ("offers.0.end", "2026-11-23T15:00:00+00:00", "offers[0]: it ends"),
        ("offers.0.start", "2026-11-23T16:00:00", "offers[0].start"),
        ("offers.0.start", 0, "offers[0].start"),
        ("offers.0.start", "2026-11-16T16:00:00+00:00", "not in the week 2026-W48"),
        ("offers.0.start", "0001-01-01T00:00:00+00:00", "lies years away"),
        ("offers.1.id", "o", "offers[1].id: 'o' is used twice"),
        ("offers.0.value", -1, "offers[0].value"),
        ("offers.0.value", 1e300, "offers[0].value"),
        ("offers.0.velue", 1, "offers[0].velue"),
        ("sites.0.hours", [[7, "15:00", "21:00"]], "sites[0].hours[0][0]"),
        ("sites.0.hours", [[0, "15:00", "25:00"]], "sites[0].hours[0][2]"),
        ("sites.0.modes", ["boat"], "sites[0].modes[0]"),
        ("workers.0.available", [["2026-11-23T14:00:00Z"]], "workers[0].available[0]"),
        ("workers.0.knows", {"moon": 1}, "workers[0].knows: there is no place 'moon'"),
        ("week", "2026-W54", "week"),
        ("time_zone", "Mars/Olympus", "time_zone"),
        ("time_zone", "../../etc/passwd", "time_zone"),
        ("overlaps", [["o", "z", 0.1]], "overlaps[0]"),
        ("pins", [{"offer": "z"}], "pins[0].offer"),
        ("bans", [{}], "bans[0]"),
        ("joint_requests.0.partner", "nobody", "joint_requests[0].partner"),
        ("operations.0.offers", ["z"], "operations[0].offers"),
        ("travel_min", {"s": {"z": 3}}, "travel_min.s"),
        ("parameters", {"nonsense": {}}, "there is no such rule"),
        ("parameters", {"two_workers": {"foot": 1}}, "parameters.two_workers.foot: 1 is not between 2"),
        ("parameters", {"two_workers": {"feet": 2}}, "there is no such number"),
        ("weights", {"bus": 1e5}, "weights.bus"),
    ],
)
def test_nonsense_is_refused_with_its_path(tmp_path: Path, path: str, value: Any, words: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_problem(written(tmp_path, changed(path, value)))
    assert words in str(caught.value)
    assert str(caught.value).startswith("problem.json: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "%PDF-1.7",
        "[]",
        "null",
        '{"week": "2026-W48", "time_zone": "UTC", "offers": [{"value": NaN}]}',
        "[" * 100_000,
        '{"week": "\\u202e2026", "time_zone": "UTC"}',
        '{"week": 1' + "0" * 5000 + "}",
    ],
)
def test_file_that_is_no_problem_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_problem(written(tmp_path, text))
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 500


def test_missing_file_and_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_problem(tmp_path / "none.json")
    with pytest.raises(BadInput, match="cannot be written"):
        write_whole(tmp_path / "no" / "rota.json", "")


def test_published_schemas_are_current() -> None:
    for name, text in schemas().items():
        assert (DOCS / name).read_text(encoding="utf-8") == text, "run: python -m planner.rota.schemas docs"


@pytest.mark.parametrize("key", JOINT_REASONS)
def test_reasons_are_known_by_key_and_by_words(key: str) -> None:
    assert joint_reason(key) == key
    assert joint_reason(JOINT_REASONS[key]) == key


def test_unlisted_reason_is_never_scheduled_and_said_so() -> None:
    problem = make_problem(
        partners=(make_partner(),), joint_requests=(make_request(reason="they were free"),)
    )
    rota = solve(problem)
    assert [d.joint for d in rota.deployments] == [None]
    assert any("not a listed reason" in line.detail for line in rota.audit)
    assert joint_reason("A partner’s request for support") == "partner_request"
    assert problem.offers[0].start.date() == date(2026, 11, 23)
