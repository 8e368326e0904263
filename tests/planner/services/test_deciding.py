"""What a manager decides, through the use cases: it is kept, audited, and enters the next plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from geodata.errors import BadInput
from models.week import Week
from planner import tasks
from planner.rota.replan_types import Absence, Closure, Response
from planner.services import Denied, Outreach
from planner.services.happened import event_words, read_event, write_event
from planner.services.operations import AskedOperation
from planner.services.pricing import AskedChange
from planner.services.remembering import remember
from planner.services.views import Account
from planner.store import weeks as weeks_store
from planner.store.tables import AuditRow, RotaRow
from tests.end_to_end.borough import TODAY

WEEK = Week(2026, 48)
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def outreach(borough_store: Path) -> Iterator[Outreach]:
    opened = Outreach.open(borough_store, today=TODAY)
    yield opened
    opened.store.close()


def manager(outreach: Outreach) -> Account:
    account = outreach.sign_in("ama", outreach.add_user("ama", "manager"))
    assert account is not None
    return account


def at(day: int, hour: int) -> datetime:
    return datetime.combine(WEEK.days[day], datetime.min.time(), LONDON) + timedelta(hours=hour)


def asked_operation(outreach: Outreach, **changes: object) -> AskedOperation:
    site = outreach.need_team().sites[0].id
    asked = AskedOperation("Autumn", site, WEEK.monday, WEEK.plus(3).days[6], 6, True, None)
    return replace(asked, **changes)  # type: ignore[arg-type]


def done(outreach: Outreach) -> list[str]:
    with outreach.store.reading() as session:
        return list(session.scalars(select(AuditRow.what).order_by(AuditRow.id)))


def publish_again(outreach: Outreach, weeks: range) -> None:
    """The planned week as if it had been held and published in each of the weeks before, so many ago."""
    with outreach.store.transaction() as session:
        row = weeks_store.newest_rota(session, str(WEEK), published_only=False)
        assert row is not None
        kept = ("made_at", "made_by", "problem", "names", "hotspot_run", "data_until", "synthetic")
        for ago in weeks:
            week = str(WEEK.plus(-ago))
            same = {name: getattr(row, name) for name in kept}
            session.add(RotaRow(week=week, status="published", rota=row.rota | {"week": week}, **same))


def test_fixed_ruled_out_and_operation_enter_the_week(outreach: Outreach) -> None:
    viewer, team = manager(outreach), outreach.need_team()
    outreach.record_operation(viewer, asked_operation(outreach))
    site, worker = team.sites[1].id, team.workers[0].id
    outreach.pin_session(viewer, WEEK, site, at(0, 15), at(0, 17), "foot")
    outreach.rule_out(viewer, WEEK, worker=worker, day=WEEK.days[0])
    problem, rota = outreach.plan_week(WEEK, time_limit_s=3)
    assert (problem.operations[0].id, problem.operations[0].sessions) == ("Autumn", 2)
    held = next(d for d in rota.deployments if d.site == site and d.start == at(0, 15))
    assert (held.end, held.mode) == (at(0, 17), "foot")
    assert worker not in held.workers
    assert done(outreach)[-4:] == ["recorded operation", "fixed session", "ruled out", "planned"]
    fixed = outreach.fixed(viewer, WEEK)
    outreach.unpin(viewer, WEEK, fixed.pins[0].id)
    outreach.allow_again(viewer, WEEK, fixed.bans[0].id)
    assert outreach.fixed(viewer, WEEK) == replace(fixed, pins=(), bans=())


def test_pins_that_contradict_are_named_and_the_fewest_to_give_up(outreach: Outreach) -> None:
    viewer, team = manager(outreach), outreach.need_team()
    for site in team.sites:  # three sessions at once need six people; the team has four
        outreach.pin_session(viewer, WEEK, site.id, at(2, 16), at(2, 18))
    _, rota = outreach.plan_week(WEEK)
    assert rota.status == "infeasible"
    plan = outreach.week_plan(WEEK, viewer)
    assert plan is not None
    assert plan.fixed is not None
    assert len(plan.fixed.contradictions[0].pins) == 3
    assert "six workers at once; only four are available" in plan.fixed.contradictions[0].words
    assert plan.fixed.give_up is not None
    (gone,) = plan.fixed.give_up.pins
    assert plan.problems_before_publishing == (
        "No plan keeps all the rules: what is fixed contradicts itself.",
    )
    with pytest.raises(BadInput, match="no rota to compare with"):
        outreach.start_price(viewer, WEEK, AskedChange("no_joint"))
    outreach.unpin(viewer, WEEK, gone.id)
    assert outreach.week_plan(WEEK, viewer).fixed.give_up.pins == ()  # type: ignore[union-attr]


def test_operation_counted_in_all_spreads_what_is_left(outreach: Outreach) -> None:
    outreach.record_operation(None, asked_operation(outreach, first=date(2026, 11, 22), sessions=9))
    before = outreach.operations_in(WEEK)[0]
    assert before.sessions == 3  # nine over the three weeks and a bit that are left, rounded up
    (page,) = outreach.operations(None)
    assert (page.held, page.state) == (0, "to come")
    outreach.end_operation(None, page.id)
    assert outreach.operations_in(WEEK) == ()
    with pytest.raises(BadInput, match="ended already"):
        outreach.end_operation(None, page.id)
    with pytest.raises(BadInput, match="already an operation called AUTUMN"):
        outreach.record_operation(None, asked_operation(outreach, name=" AUTUMN "))


def test_an_operation_names_several_partners_and_the_problem_the_one_that_comes_along(
    outreach: Outreach,
) -> None:
    known = outreach.need_team()
    comes = known.partners[0]
    others = (replace(comes, id="scouts", name="Scouts"), replace(comes, id="homes", name="Homes", windows=()))
    outreach.import_team(replace(known, partners=(comes, *others)))
    outreach.record_operation(None, asked_operation(outreach, partner=comes.id, partners=("homes", "scouts")))
    outreach.record_operation(None, asked_operation(outreach, name="Alone", partners=("homes",)))
    alone, beside = outreach.operations(None)
    assert (beside.partner_name, beside.partner_names) == (comes.name, (comes.name, "Homes", "Scouts"))
    assert (alone.partner_name, alone.partner_names) == (None, ("Homes",))
    assert [one.partner for one in outreach.operations_in(WEEK)] == [comes.id, None]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "x"}, "a name of 2 to 60"),
        ({"site": "nowhere"}, "Choose a site"),
        ({"last": date(2026, 11, 1)}, "ends before it begins"),
        ({"first": date(2025, 1, 1), "last": date(2025, 1, 8)}, "over already"),
        ({"last": date(2028, 1, 8)}, "a year at most"),
        ({"sessions": 0}, "between 1 and 500 sessions in all"),
        ({"sessions": 60}, "more than 14 sessions a week"),
        ({"partner": "nobody"}, "Choose partners of the team"),
        ({"partners": ("nobody",)}, "Choose partners of the team"),
    ],
)
def test_operation_that_makes_no_sense_is_refused(
    outreach: Outreach, changes: dict[str, object], words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        outreach.record_operation(None, asked_operation(outreach, **changes))


def test_place_visited_for_twelve_weeks_waits_for_its_review(outreach: Outreach) -> None:
    publish_again(outreach, range(1, 13))
    due = [place for place in outreach.reviewed_places(None) if place.due]
    assert due
    problem = outreach._build(WEEK, outreach.need_team())[0]
    assert max(place.weeks_without_review for place in problem.places) == 12
    for place in due:
        outreach.record_review(None, place.sites[0][0], date(2026, 11, 10), "Ada", "Still busy after school")
    assert [place.weeks for place in outreach.reviewed_places(None) if place.weeks] == [1] * len(due)
    problem = outreach._build(WEEK, outreach.need_team())[0]
    assert max(place.weeks_without_review for place in problem.places) == 1
    outreach.withdraw_review(None, outreach.place_reviews(None)[0].id)
    assert sum(place.due for place in outreach.reviewed_places(None)) == 1
    with pytest.raises(BadInput, match="once it was held"):
        outreach.record_review(None, due[0].sites[0][0], date(2027, 1, 1), "Ada", "Still busy after school")


def test_ways_out_are_found_beside_the_web_and_one_is_taken(outreach: Outreach) -> None:
    viewer = manager(outreach)
    _, rota = outreach.planned(WEEK)
    shift = rota.shifts[0]
    happened = [write_event(Absence(shift.worker, shift.start.date()))]
    task = outreach.start_replan(viewer, WEEK, happened)
    assert outreach.ways_out(viewer, WEEK) is None
    tasks.run_task(outreach, task)
    found = outreach.ways_out(viewer, WEEK)
    assert found is not None
    assert not found.stale
    assert found.ways
    assert any(way.sessions for way in found.ways)
    with pytest.raises(BadInput, match="no such way out"):
        outreach.take_way(viewer, WEEK, 9)
    outreach.take_way(viewer, WEEK, 1)
    taken = outreach.ways_out(viewer, WEEK)
    assert taken is not None
    assert (taken.taken, taken.taken_by, taken.stale) == (1, "ama", False)
    _, after = outreach.planned(WEEK)
    assert not any(
        shift.worker in d.workers for d in after.deployments if d.start.date() == shift.start.date()
    )
    (ban,) = outreach.bans_of(WEEK)  # planning the week again goes by it
    assert (ban.worker, ban.start) == (shift.worker, at(shift.start.weekday(), 4))
    with pytest.raises(BadInput, match="has changed since"):
        outreach.take_way(viewer, WEEK, 1)


def test_what_happened_is_remembered_for_the_days_that_are_left(outreach: Outreach) -> None:
    team = outreach.need_team()
    outreach._today = WEEK.days[5]
    _, rota = outreach.planned(WEEK)
    held = rota.deployments[0]
    site, worker = team.sites[0].id, team.workers[0].id
    response = Response(held.place, held.start, held.end)
    remember(
        outreach, None, WEEK, [Absence(worker), Closure(site, WEEK.days[6]), response, Absence("gone")], rota
    )
    assert [(ban.worker, ban.site, ban.start) for ban in outreach.bans_of(WEEK)] == [
        (worker, None, at(5, 4)),
        (worker, None, at(6, 4)),
        (None, site, at(6, 4)),
    ]
    assert [(pin.site, pin.start) for pin in outreach.fixed_sessions(WEEK)] == [(held.site, held.start)]


def test_ways_out_are_stale_once_the_week_is_another(outreach: Outreach) -> None:
    viewer = manager(outreach)
    _, rota = outreach.planned(WEEK)
    outreach.find_ways(
        WEEK, {"happened": [f"absent||{rota.shifts[0].worker}"], "max_changes": None, "locked": []}
    )
    with outreach.store.transaction() as session:
        row = weeks_store.newest_rota(session, str(WEEK), published_only=False)
        assert row is not None
        row.rota = row.rota | {"seed": 7}
    found = outreach.ways_out(viewer, WEEK)
    assert found is not None
    assert found.stale
    with pytest.raises(BadInput, match="has changed since"):
        outreach.take_way(viewer, WEEK, 1)


def test_who_was_absent_is_forgotten_some_weeks_after(outreach: Outreach) -> None:
    _, rota = outreach.planned(WEEK)
    asked = {"happened": [f"absent||{rota.shifts[0].worker}"], "max_changes": None, "locked": []}
    outreach.find_ways(WEEK, asked)
    outreach._today = WEEK.plus(4).days[6]
    outreach.find_ways(WEEK, asked)
    assert outreach.ways_out(None, WEEK) is not None
    outreach._today = WEEK.plus(5).monday
    outreach.find_ways(WEEK, asked)
    assert outreach.ways_out(None, WEEK) is None


def test_a_search_for_ways_out_that_is_stopped_keeps_nothing(outreach: Outreach) -> None:
    viewer = manager(outreach)
    _, rota = outreach.planned(WEEK)
    task = outreach.start_replan(viewer, WEEK, [f"absent||{rota.shifts[0].worker}"])
    outreach.stop_task(viewer, task)
    tasks.run_task(outreach, task)
    status = outreach.task(viewer, task)
    assert status is not None
    assert status.state == "stopped"
    assert outreach.ways_out(viewer, WEEK) is None


def test_a_change_is_priced_and_kept_for_the_week_as_it_stands(
    outreach: Outreach, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.services.pricing.TIME_LIMIT_S", 3.0)
    viewer = manager(outreach)
    tasks.run_task(outreach, outreach.start_price(viewer, WEEK, AskedChange("more", "worker", 4)))
    (priced,) = outreach.prices(viewer, WEEK)
    assert priced.words == "one more worker on Friday"
    price = priced.price
    assert price.upper is None or price.upper >= max(0.0, price.difference)  # one more can only help
    with pytest.raises(BadInput, match="no worker, bus or site"):
        outreach.start_price(viewer, WEEK, AskedChange("without", "nobody"))


def test_only_a_manager_decides(outreach: Outreach) -> None:
    analyst = outreach.sign_in("ann", outreach.add_user("ann", "analyst"))
    assert analyst is not None
    for attempt in (
        lambda: outreach.record_operation(analyst, asked_operation(outreach)),
        lambda: outreach.record_review(analyst, "s", TODAY, "Ada", "Still busy after school"),
        lambda: outreach.pin_session(analyst, WEEK, "s", at(0, 15), at(0, 17)),
        lambda: outreach.rule_out(analyst, WEEK, worker="w"),
        lambda: outreach.start_replan(analyst, WEEK, ["absent||w"]),
        lambda: outreach.start_price(analyst, WEEK, AskedChange("no_joint")),
        lambda: outreach.ways_out(analyst, WEEK),
    ):
        with pytest.raises(Denied):
            attempt()


def test_what_happened_is_read_as_it_was_written() -> None:
    response = Response("P|3", at(4, 19), at(4, 21))
    for event in (Absence("w|1"), Absence("w1", WEEK.days[3]), Closure("gate", WEEK.days[0]), response):
        assert read_event(write_event(event), LONDON) == event
    assert event_words(response, {"P|3": "Pond"}) == (
        "A response is needed at Pond on Friday 27 November, 19:00 to 21:00"
    )
    for text in ("", "absent", "absent|soon|w1", "response|2026-11-26T19:00|P3", "ill||w1", "absent||"):
        with pytest.raises(BadInput, match="cannot be read"):
            read_event(text, LONDON)


def test_what_was_decided_on_the_sample_goes_with_it(outreach: Outreach) -> None:
    outreach.record_operation(None, asked_operation(outreach))
    outreach.remove_sample()
    assert len(outreach.operations(None)) == 1  # the team of this borough is no sample
