"""The week through the use cases: planned again the same, seen as far as one may, approved and published by people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from geodata.errors import BadInput
from models.week import Week
from planner.rota.result import Deployment
from planner.services import Denied, Outreach
from planner.services.views import Account
from tests.end_to_end.borough import TODAY

WEEK = Week(2026, 48)
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def outreach(borough_store: Path) -> Iterator[Outreach]:
    opened = Outreach.open(borough_store, today=TODAY)
    yield opened
    opened.store.close()


def account(outreach: Outreach, role: str, **links: str) -> Account:
    made = outreach.sign_in(role, outreach.add_user(role, role, **links))  # type: ignore[arg-type]
    assert made is not None
    return made


def ask_for_joint(outreach: Outreach, viewer: Account | None = None) -> None:
    """A joint session with the made-up police team on Friday evening, at the first site."""
    choices = outreach.joint_choices(WEEK)
    friday = datetime(2026, 11, 27, 18, tzinfo=LONDON)
    outreach.request_joint(
        viewer,
        WEEK,
        next(iter(choices.places)),
        next(iter(choices.partners)),
        friday,
        friday + timedelta(hours=4),
        "partner_request",
    )


def joint_sessions(outreach: Outreach, viewer: Account | None = None) -> list[Deployment]:
    plan = outreach.week_plan(WEEK, viewer)
    assert plan is not None
    return [d for d in plan.rota.deployments if d.joint]


def test_the_same_reports_and_seed_give_the_same_week(outreach: Outreach) -> None:
    (first_problem, first), (second_problem, second) = (outreach.plan_week(WEEK) for _ in range(2))
    assert first_problem == second_problem
    assert replace(first, seconds=0.0) == replace(second, seconds=0.0)
    assert first.deployments


def test_workers_and_partners_see_nothing_of_a_draft(outreach: Outreach) -> None:
    partner = next(iter(outreach.joint_choices(WEEK).partners))
    for viewer in (account(outreach, "worker"), account(outreach, "partner", partner=partner)):
        assert outreach.weeks(viewer) == ()
        assert outreach.week_plan(WEEK, viewer) is None
    assert outreach.week_plan(WEEK, account(outreach, "manager")) is not None


def test_no_joint_session_is_planned_that_nobody_asked_for(outreach: Outreach) -> None:
    assert joint_sessions(outreach) == []


def test_a_joint_session_is_asked_for_approved_and_then_published(outreach: Outreach) -> None:
    manager = account(outreach, "manager")
    ask_for_joint(outreach, manager)
    outreach.plan_week(WEEK)
    (joint,) = joint_sessions(outreach)
    assert joint.joint is not None
    assert joint.joint.approver is None
    assert joint.start.astimezone(LONDON).date().isoformat() == "2026-11-27"
    with pytest.raises(BadInput, match="no named approver"):
        outreach.publish(manager, WEEK, "A. Mensah")

    outreach.approve_joint(manager, WEEK, joint.id, "B. Okafor")
    outreach.publish(manager, WEEK, "A. Mensah")
    published = outreach.week_plan(WEEK, account(outreach, "worker"))
    assert published is not None
    assert published.published_by == "A. Mensah"


def test_a_partner_sees_its_joint_sessions_alone_and_nobodys_name(outreach: Outreach) -> None:
    ask_for_joint(outreach)
    outreach.plan_week(WEEK)
    (joint,) = joint_sessions(outreach)
    outreach.approve_joint(None, WEEK, joint.id, "B. Okafor")
    outreach.publish(None, WEEK, "A. Mensah")
    assert joint.joint is not None
    partner = account(outreach, "partner", partner=joint.joint.partner)
    plan = outreach.week_plan(WEEK, partner)
    assert plan is not None
    (seen,) = plan.rota.deployments
    assert (seen.workers, seen.lead, seen.driver, seen.why) == ((), "", None, ())
    assert plan.rota.shifts == ()
    assert plan.rota.uncovered == ()
    assert not [words for words in plan.names.values() if "worker" in words.casefold()]
    with pytest.raises(Denied):
        outreach.place_page(WEEK, seen.place, partner)
    with pytest.raises(Denied):
        outreach.hotspots(partner)


def test_a_published_week_stays_when_it_is_planned_again(outreach: Outreach) -> None:
    outreach.publish(None, WEEK, "A. Mensah")
    outreach.plan_week(WEEK)
    worker = account(outreach, "worker")
    seen = outreach.week_plan(WEEK, worker)
    draft = outreach.week_plan(WEEK, None)
    assert seen is not None
    assert draft is not None
    assert (seen.status, draft.status) == ("published", "draft")


@pytest.mark.parametrize("role", ["worker", "analyst", "admin"])
def test_only_a_manager_publishes_approves_or_asks(outreach: Outreach, role: str) -> None:
    viewer = account(outreach, role)
    with pytest.raises(Denied):
        outreach.publish(viewer, WEEK, "A. Mensah")
    with pytest.raises(Denied):
        outreach.approve_joint(viewer, WEEK, "o1", "A. Mensah")
    with pytest.raises(Denied):
        ask_for_joint(outreach, viewer)


@pytest.mark.parametrize(
    ("place", "partner", "reason", "hour", "words"),
    [
        ("nowhere", None, "partner_request", 18, "not a place"),
        (None, "nobody", "partner_request", 18, "not a partner"),
        (None, None, "because", 18, "not a reason"),
        (None, None, "partner_request", 9, "offers no officers"),
    ],
)
def test_a_request_that_cannot_be_is_refused_in_words(
    outreach: Outreach, place: str | None, partner: str | None, reason: str, hour: int, words: str
) -> None:
    choices = outreach.joint_choices(WEEK)
    start = datetime(2026, 11, 27, hour, tzinfo=LONDON)
    with pytest.raises(BadInput, match=words):
        outreach.request_joint(
            None,
            WEEK,
            place or next(iter(choices.places)),
            partner or next(iter(choices.partners)),
            start,
            start + timedelta(hours=2),
            reason,
        )


def test_a_worker_sees_the_own_sessions_of_today_and_tomorrow(outreach: Outreach) -> None:
    outreach.publish(None, WEEK, "A. Mensah")
    plan = outreach.week_plan(WEEK)
    assert plan is not None
    session = plan.rota.deployments[0]
    day = session.start.astimezone(LONDON).date()
    worker = account(outreach, "worker", worker=session.workers[0])
    today = outreach.today_for(worker, day)
    assert session in today.deployments
    assert all(worker.worker in d.workers for d in (*today.deployments, *today.tomorrow))
    assert session in outreach.today_for(worker, day - timedelta(days=1)).tomorrow
    assert today.worker_name
