"""Illness through the use cases: ways out shown, one taken as a draft, published by a person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from geodata.errors import BadInput
from models.week import Week
from planner.cli import run
from planner.rota import check
from planner.rota.replan_types import Absence
from planner.services import Denied, Outreach
from tests.end_to_end.borough import TODAY

WEEK = Week(2026, 48)


@pytest.fixture
def outreach(borough_store: Path) -> Iterator[Outreach]:
    opened = Outreach.open(borough_store, today=TODAY)
    yield opened
    opened.store.close()


def test_way_out_becomes_the_draft_and_the_published_week_stays(outreach: Outreach) -> None:
    _, rota = outreach.plan_week(WEEK)
    outreach.publish(None, WEEK, by="A. Mensah")
    worker, day = rota.shifts[0].worker, rota.shifts[0].start.date()
    replanned = outreach.replan_options(None, WEEK, [Absence(worker, day)])
    option = replanned.options[0]
    outreach.take_option(WEEK, replanned, option)
    plan = outreach.week_plan(WEEK)
    assert plan is not None
    assert (plan.status, plan.rota.deployments) == ("draft", option.rota.deployments)
    problem, kept = outreach.planned(WEEK)
    assert [line for line in check(problem, kept) if line.kind == "hard"] == []
    assert not any(worker in d.workers for d in kept.deployments if d.start.date() == day)


def test_only_a_manager_may_ask(outreach: Outreach) -> None:
    outreach.plan_week(WEEK)
    account = outreach.sign_in("someone", outreach.add_user("someone", "worker", worker="w01"))  # type: ignore[arg-type]
    with pytest.raises(Denied):
        outreach.replan_options(account, WEEK, [Absence("w01")])


def test_week_that_is_not_planned_is_said_so(outreach: Outreach) -> None:
    with pytest.raises(BadInput, match="not planned yet"):
        outreach.replan_options(None, Week(2027, 5), [Absence("w01")])


def test_command_keeps_the_option_and_prices_changes(
    outreach: Outreach, borough_store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, rota = outreach.plan_week(WEEK)
    shift = rota.shifts[0]
    store = ["--data-dir", str(borough_store), "--today", TODAY.isoformat()]
    absent = f"{shift.worker}:{shift.start.date().isoformat()}"
    assert run(["replan", "--week", str(WEEK), "--absent", absent, *store]) == 0
    assert "is kept as the week's draft" in capsys.readouterr().out
    assert run(["what-if", "--week", str(WEEK), "no joint sessions", "--json", *store]) == 0
    assert '"proven"' in capsys.readouterr().out
