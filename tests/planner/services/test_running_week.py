"""Planning a week that has begun, through the use cases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from geodata.errors import BadInput
from models.week import Week
from planner.services import Outreach
from planner.services.views import Account
from tests.end_to_end.borough import TODAY

WEEK = Week(2026, 48)


@pytest.fixture
def outreach(borough_store: Path) -> Iterator[Outreach]:
    opened = Outreach.open(borough_store, today=TODAY)
    yield opened
    opened.store.close()


def test_the_days_that_are_over_stay_as_they_were_published(outreach: Outreach) -> None:
    outreach.publish(None, WEEK, "A. Mensah")
    _, published = outreach.planned(WEEK)
    outreach._today = WEEK.days[6]
    midnight = datetime.combine(outreach.today(), datetime.min.time(), ZoneInfo("Europe/London"))
    for worker in outreach.need_team().workers:  # whoever is out for the week was not out before now
        outreach.rule_out(None, WEEK, worker=worker.id)
    outreach.plan_week(WEEK, time_limit_s=5)
    plan = outreach.week_plan(WEEK)
    assert plan is not None
    assert plan.status == "draft"
    held = [replace(d, value=0.0) for d in published.deployments if d.start <= midnight]
    assert [replace(d, value=0.0) for d in plan.rota.deployments] == held != []
    assert [line.detail for line in plan.rota.audit if line.rule == "running_week"]
    assert all(gap.start > midnight for gap in plan.rota.uncovered)
    outreach.publish(None, WEEK, "A. Mensah")


def test_a_draft_says_how_many_of_its_sessions_have_begun_unpublished(outreach: Outreach) -> None:
    def counted() -> int:
        plan = outreach.week_plan(WEEK)
        assert plan is not None
        return plan.begun_unpublished

    _, rota = outreach.planned(WEEK)
    assert counted() == 0
    outreach._today = WEEK.days[6]
    assert counted() == sum(d.start.date() < WEEK.days[6] for d in rota.deployments) > 0
    outreach.publish(None, WEEK, "A. Mensah")
    assert counted() == 0


def test_a_week_that_is_over_is_not_planned_in_the_browser(outreach: Outreach) -> None:
    outreach._today = WEEK.plus(1).monday
    manager = outreach.sign_in("ama", outreach.add_user("ama", "manager"))
    assert isinstance(manager, Account)
    with pytest.raises(BadInput, match="is over"):
        outreach.start_plan(manager, WEEK)
