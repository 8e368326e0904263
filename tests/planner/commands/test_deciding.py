"""What a manager decides, at the command line: the same use cases as the browser's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from planner.cli import run
from planner.services import Outreach
from tests.end_to_end.borough import TODAY, WEEK


class Desk:
    """The command line over one store."""

    def __init__(self, store: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.store, self.capsys = store, capsys
        self.outreach = Outreach.open(store, today=TODAY)

    def run(self, *arguments: str) -> int:
        self.capsys.readouterr()  # what was said before is not the answer
        return run([*arguments, "--data-dir", str(self.store), "--today", TODAY.isoformat()])

    def answer(self, *arguments: str) -> Any:
        assert self.run(*arguments, "--json") == 0
        return json.loads(self.capsys.readouterr().out)

    def words(self, *arguments: str) -> str:
        assert self.run(*arguments) == 0
        return self.capsys.readouterr().out


@pytest.fixture
def desk(borough_store: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(borough_store, capsys)


def test_an_operation_is_recorded_listed_and_ended(desk: Desk) -> None:
    team = desk.outreach.need_team()
    assert "No operation is recorded yet" in desk.words("operation", "list")
    days = ("--first", "2026-11-23", "--last", "2026-12-20", "--sessions", "6", "--in-all")
    comes = ("--comes-along", team.partners[0].id)
    made = desk.answer("operation", "add", "Autumn", "--site", team.sites[0].id, *days, *comes)
    (one,) = desk.answer("operation", "list")["operations"]
    assert (one["id"], one["first"], one["state"]) == (made["id"], "2026-11-23", "to come")
    assert one["partner_names"] == [team.partners[0].name]
    assert desk.run("operation", "end", str(made["id"])) == 0
    assert "ended early" in desk.words("operation", "list")
    assert desk.run("operation", "end", str(made["id"])) == 2


def test_a_review_is_recorded_listed_and_taken_back(desk: Desk) -> None:
    site = desk.outreach.need_team().sites[0]
    said = ("--by", "Ada Mensah", "--reason", "Still busy after school")
    made = desk.answer("place-review", "record", "--site", site.id, *said)
    listed = desk.answer("place-review", "list")
    assert [(one["id"], one["reviewed_on"]) for one in listed["reviews"]] == [(made["id"], TODAY.isoformat())]
    assert listed["due"] == []
    assert "of 12 weeks with sessions" in desk.words("place-review", "list")
    assert desk.run("place-review", "take-back", str(made["id"])) == 0
    assert desk.answer("place-review", "list")["reviews"] == []


def test_sessions_are_fixed_and_let_go(desk: Desk) -> None:
    site = desk.outreach.need_team().sites[1].id
    times = ("--start", "2026-11-23T15:00", "--end", "2026-11-23T17:00", "--mode", "foot")
    typed = desk.answer("pin", "add", "--week", WEEK, "--site", site, *times)
    _, rota = desk.outreach.planned(desk.outreach.weeks()[0].week)
    held = next(d for d in rota.deployments if d.site != site)
    planned = desk.answer("pin", "add", "--week", WEEK, "--session", held.id, "--same-people")
    pins = {one["id"]: one for one in desk.answer("pin", "list", "--week", WEEK)["pins"]}
    assert pins[typed["id"]]["start"] == "2026-11-23T15:00:00+00:00"
    assert len(pins[planned["id"]]["workers"]) == len(held.workers)
    assert "on foot" in desk.words("pin", "list", "--week", WEEK)
    for number in pins:
        assert desk.run("pin", "remove", "--week", WEEK, str(number)) == 0
    assert "No session is fixed" in desk.words("pin", "list", "--week", WEEK)


def test_people_and_sites_are_ruled_out_and_allowed_again(desk: Desk) -> None:
    team = desk.outreach.need_team()
    worker = desk.answer("ban", "add", "--week", WEEK, "--worker", team.workers[0].id, "--day", "thu")
    desk.answer("ban", "add", "--week", WEEK, "--site", team.sites[0].id)
    bans = {one["id"]: one for one in desk.answer("ban", "list", "--week", WEEK)["bans"]}
    assert bans[worker["id"]]["start"] == "2026-11-26T04:00:00+00:00"
    assert "all week; ruled out by command line" in desk.words("ban", "list", "--week", WEEK)
    for number in bans:
        assert desk.run("ban", "remove", "--week", WEEK, str(number)) == 0
    assert desk.outreach.bans_of(desk.outreach.weeks()[0].week) == ()


def test_replanning_rules_out_who_is_absent_for_the_next_plan(desk: Desk) -> None:
    week = desk.outreach.weeks()[0].week
    shift = desk.outreach.planned(week)[1].shifts[0]
    absent = f"{shift.worker}:{shift.start.date().isoformat()}"
    assert "goes by what happened" in desk.words("replan", "--week", WEEK, "--absent", absent)
    (ban,) = desk.outreach.bans_of(week)
    assert (ban.worker, ban.start and ban.start.date()) == (shift.worker, shift.start.date())


@pytest.mark.parametrize(
    "arguments",
    [
        ["operation", "add", "X", "--site", "no", "--first", "2026-11-23", "--last", "2026-11-24", "--sessions", "1"],
        ["operation", "add", "Autumn", "--site", "{site}", "--first", "soon", "--last", "later", "--sessions", "1"],
        ["operation", "end", "99"],
        ["place-review", "record", "--site", "no", "--by", "Ada", "--reason", "Still busy after school"],
        ["place-review", "record", "--site", "{site}", "--by", "Ada", "--reason", "short"],
        ["place-review", "record", "--site", "{site}", "--on", "2030-01-01", "--by", "Ada", "--reason", "Still busy"],
        ["place-review", "take-back", "99"],
        ["pin", "list", "--week", "soon"],
        ["pin", "add", "--week", WEEK, "--site", "{site}"],
        ["pin", "add", "--week", WEEK, "--session", "no"],
        ["pin", "add", "--week", WEEK, "--site", "no", "--start", "2026-11-23T15:00", "--end", "2026-11-23T17:00"],
        ["pin", "add", "--week", WEEK, "--site", "{site}", "--start", "2026-11-23T03:00", "--end", "2026-11-23T04:00"],
        ["pin", "remove", "--week", WEEK, "99"],
        ["ban", "add", "--week", WEEK],
        ["ban", "add", "--week", WEEK, "--worker", "no"],
        ["ban", "add", "--week", WEEK, "--site", "{site}", "--day", "someday"],
        ["ban", "remove", "--week", WEEK, "99"],
    ],
)  # fmt: skip
def test_bad_input_is_one_line_and_status_2(desk: Desk, arguments: list[str]) -> None:
    site = desk.outreach.need_team().sites[0].id
    assert desk.run(*(one.replace("{site}", site) for one in arguments)) == 2
    assert len(desk.capsys.readouterr().err.splitlines()) == 1
