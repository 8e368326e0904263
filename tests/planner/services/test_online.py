"""The online geocoder on the review queue: off by default, asked with consent, its answers only candidates."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from geodata.errors import BadInput
from geodata.location import Alternative, Location, unplaced
from geodata.online import asking
from geodata.online.plan import Consent, SendPlan
from planner.services import Denied, Outreach, tasks
from planner.services.review_views import Answer, AnswerKind, Scope
from planner.services.views import Account, Role
from tests.end_to_end.borough import TODAY
from tests.planner.services.test_review import ANA, BEN, bring, counts, first_id

KIOSK = Location(-0.1936, 51.3714, 525800.0, 165000.0, 80.0, 0.6, "online Nominatim", "The Old Kiosk")
OTHER = Alternative(-0.19, 51.37, 150.0, 0.3, "online Nominatim", "Old Kiosk Lane")


@pytest.fixture
def outreach(borough_store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Outreach]:
    """A store where somebody has set an online geocoder up; nobody is asked in truth."""
    monkeypatch.setenv("OUTREACH_ONLINE_URL", "https://nominatim.example.org")
    opened = Outreach.open(borough_store, today=TODAY)
    yield opened
    opened.store.close()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """What would have left the building."""
    plans: list[tuple[str, ...]] = []

    def answer(_self: Any, plan: SendPlan, consent: Consent, progress: Any = None) -> dict[str, Location]:
        assert consent.digest == plan.digest
        plans.append(plan.texts)
        for _ in plan.texts:
            progress(1)
        known = Location(*(getattr(KIOSK, name) for name in KIOSK.__slots__[:8]), (OTHER,))
        return {text: known if "kiosk" in text else unplaced("unknown") for text in plan.texts}

    monkeypatch.setattr(asking.OnlineGeocoder, "geocode", answer)
    return plans


def test_nothing_is_offered_unless_somebody_has_set_it_up(
    outreach: Outreach, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OUTREACH_ONLINE_URL")
    bring(outreach, tmp_path, "the old kiosk")
    assert outreach.online_plan(ANA) is None
    with pytest.raises(BadInput, match="No online geocoder is set up"):
        outreach.start_asking_online(ANA, "x")


def test_the_plan_says_what_would_go_where_and_keeps_what_names_nothing_or_looks_personal(
    outreach: Outreach, tmp_path: Path
) -> None:
    bring(outreach, tmp_path, "the old kiosk", "The Old Kiosk", "near the shops", "caller at kiosk Bob")
    plan = outreach.online_plan(ANA)
    assert plan is not None
    assert [text.casefold() for text in plan.texts] == ["the old kiosk"]
    assert (plan.personal, plan.host) == (1, "nominatim.example.org")
    assert "would leave this building" in plan.warning


def test_answers_become_candidates_and_place_nothing(
    outreach: Outreach, tmp_path: Path, sent: list[tuple[str, ...]]
) -> None:
    manager = outreach.sign_in("ama", outreach.add_user("ama", "manager"))
    assert manager is not None
    bring(outreach, tmp_path, "the old kiosk", "the old kiosk", "the lost barn")
    plan = outreach.online_plan(manager)
    assert plan is not None
    task = outreach.start_asking_online(manager, plan.digest)
    tasks.run_task(outreach, task)
    status = outreach.task(manager, task)
    assert status is not None
    assert (status.state, "Nothing was placed" in status.message) == ("done", True)
    assert sent == [plan.texts]
    assert counts(outreach) == (3, 0, 0, 3, 0)
    page = outreach.review_page(ANA, first_id(outreach, "kiosk"))
    assert [one.label for one in page.candidates] == [
        "The Old Kiosk (Nominatim)",
        "Old Kiosk Lane (Nominatim)",
    ]
    # What has been asked about is not asked again.
    again = outreach.online_plan(manager)
    assert again is not None
    assert again.texts == ()
    outreach.answer_review(ANA, page.id, Answer(AnswerKind.CANDIDATE, Scope.ALWAYS, choice=0))
    assert counts(outreach) == (3, 2, 0, 1, 0)


def test_consent_to_other_texts_sends_nothing(
    outreach: Outreach, tmp_path: Path, sent: list[tuple[str, ...]]
) -> None:
    bring(outreach, tmp_path, "the old kiosk")
    plan = outreach.online_plan(ANA)
    assert plan is not None
    bring(outreach, tmp_path, "the lost barn", name="next")
    with pytest.raises(BadInput, match="others than those you agreed to"):
        outreach.start_asking_online(ANA, plan.digest)
    with pytest.raises(BadInput, match="others than those you agreed to"):
        outreach.ask_online(plan.digest, "ana", lambda _share, _words: None)
    assert sent == []


def test_only_a_manager_may_agree(outreach: Outreach) -> None:
    for viewer in (BEN, Account(9, "x", Role.ADMIN), Account(9, "x", Role.PARTNER)):
        with pytest.raises(Denied):
            outreach.online_plan(viewer)
