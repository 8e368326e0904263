"""The lab over a small borough: back-tested, promoted with a reason, planned by, rolled back to the digit."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from geodata.errors import BadInput
from models.week import Week
from planner.lab.running import AskedRun
from planner.lab.settings import LabSettings
from planner.rota.problem import Problem
from planner.rota.result import Deployment, Shift
from planner.services import Denied, Outreach, tasks
from planner.services.hotspots import hotspots_to_json
from planner.services.views import Account
from planner.store import lab, weeks
from tests.end_to_end.borough import TODAY

WEEK = Week(2026, 48)
STEADIER = LabSettings(half_life_days=500)
SMOOTH = LabSettings(model="kde")
REASON = "Steadier through the quiet weeks."


@pytest.fixture
def outreach(borough_store: Path) -> Iterator[Outreach]:
    opened = Outreach.open(borough_store, today=TODAY)
    yield opened
    opened.store.close()


def account(outreach: Outreach, role: str) -> Account:
    made = outreach.sign_in(role, outreach.add_user(role, role))
    assert made is not None
    return made


def back_test(outreach: Outreach, *others: LabSettings, weeks: int = 8) -> int:
    _, last = outreach.usual_period()
    return outreach.back_test(AskedRun(others, last - timedelta(weeks=weeks - 1), last, 1000.0))


def problem_of(outreach: Outreach) -> Problem:
    """All that the optimiser reads of the next week: the same problem and seed give the same plan."""
    return outreach._build(WEEK, outreach.need_team())[0]


def test_promoting_changes_next_weeks_plan_and_rolling_back_restores_it_to_the_digit(
    outreach: Outreach,
) -> None:
    problem, hotspots = problem_of(outreach), outreach.hotspots()
    run = back_test(outreach, STEADIER)

    outreach.promote(None, run, STEADIER.label(), REASON)
    assert outreach.live_settings() == STEADIER
    assert [h.weekly_expected for h in outreach.hotspots()] != [h.weekly_expected for h in hotspots]
    changed = problem_of(outreach)
    assert [o.value for o in changed.offers] != [o.value for o in problem.offers]

    outreach.roll_back(None, None, "The plan looked wrong on Friday.")
    assert outreach.hotspots() == hotspots
    assert problem_of(outreach) == problem


def move_the_trouble(outreach: Outreach, housing: Path, folder: Path) -> None:
    """More reports on Wednesdays at one place, until ten weeks ago; since then on Thursdays at another."""
    with housing.open(encoding="utf-8") as file:
        postcodes = sorted({row["Where"] for row in csv.DictReader(file)})
    monday = TODAY - timedelta(days=TODAY.weekday())
    nights = [(weeks, postcodes[0], 2) for weeks in range(11, 41)] + [
        (weeks, postcodes[1], 3) for weeks in range(1, 9)
    ]
    rows = [
        f"M{weeks}-{minute},{monday - timedelta(weeks=weeks) + timedelta(days=weekday):%d/%m/%Y} 18:{minute},"
        f"{postcode},Young people gathering,"
        for weeks, postcode, weekday in nights
        for minute in (10, 30, 50)
    ]
    moved = folder / "moved.csv"
    moved.write_text("\n".join(["Ref,When,Where,Kind,Notes", *rows]) + "\n", encoding="utf-8")
    assert len(outreach.import_file(moved, "housing").incidents) == len(rows)


def solved(outreach: Outreach) -> tuple[tuple[Deployment, ...], tuple[Shift, ...], float | None]:
    """The sessions and shifts of next week's plan as it is solved now, and what it is worth."""
    _, rota = outreach.plan_week(WEEK, time_limit_s=60.0)
    assert rota.status == "optimal"
    assert rota.deployments
    return rota.deployments, rota.shifts, rota.objective


def test_a_rota_solved_before_promotion_comes_back_solved_after_rolling_back(
    outreach: Outreach, built_borough: Path, tmp_path: Path
) -> None:
    move_the_trouble(outreach, built_borough.parent / "housing.csv", tmp_path)
    team = outreach.need_team()
    two = tuple(replace(worker, contract_min=0, max_min=240) for worker in team.workers[:2])
    outreach.import_team(replace(team, workers=two, vehicles=()))
    before = solved(outreach)

    outreach._go_live(None, LabSettings(half_life_days=20), "promoted", REASON)
    promoted = solved(outreach)
    was, now = ({(one.place, one.start) for one in plan[0]} for plan in (before, promoted))
    assert was != now

    outreach.roll_back(None, None, "The plan looked wrong on Friday.")
    assert solved(outreach) == before


def test_places_keep_the_identity_they_had_with_the_settings_that_are_live(outreach: Outreach) -> None:
    before = outreach.find_hotspots()
    with outreach.store.transaction() as session:
        others = [replace(spot, place=replace(spot.place, id=f"x{spot.rank}")) for spot in before]
        weeks.add_hotspot_run(
            session, TODAY.isoformat(), hotspots_to_json(others), False, LabSettings(min_weight=9.0).to_json()
        )
    assert outreach.find_hotspots() == before


def test_a_promoted_model_of_cells_plans_the_week(outreach: Outreach) -> None:
    values = [offer.value for offer in problem_of(outreach).offers]
    outreach._go_live(None, LabSettings(model="decayed-count"), "promoted", REASON)
    by_cells, _, _, forecast = outreach._build(WEEK, outreach.need_team())
    assert [offer.value for offer in by_cells.offers] != values
    assert sum(offer.value for offer in by_cells.offers) == pytest.approx(sum(values), rel=0.5)
    assert forecast is not None
    assert forecast["settings"]["model"] == "decayed-count"


def test_nothing_goes_live_without_a_reason_or_by_anyone_but_an_analyst(outreach: Outreach) -> None:
    run = back_test(outreach, STEADIER)
    for reason in ("", "   better ", "x" * 1001):
        with pytest.raises(BadInput, match="Write down why"):
            outreach.promote(None, run, STEADIER.label(), reason)
    for role in ("manager", "worker", "admin"):
        viewer = account(outreach, role)
        with pytest.raises(Denied):
            outreach.promote(viewer, run, STEADIER.label(), REASON)
        with pytest.raises(Denied):
            outreach.roll_back(viewer, None, REASON)
        with pytest.raises(Denied):
            outreach.start_backtest(viewer, AskedRun((STEADIER,), *outreach.usual_period()))
    assert outreach.live_settings() == LabSettings()
    outreach.promote(account(outreach, "analyst"), run, STEADIER.label(), REASON)
    (now, came) = outreach.live_history()
    assert (now.made_by, now.reason, now.run, now.how) == ("analyst", REASON, run, "promoted")
    assert came.id is None


def test_what_is_worse_is_refused_in_the_words_of_the_verdict(outreach: Outreach) -> None:
    run = back_test(outreach, SMOOTH)
    with pytest.raises(BadInput, match=r"kde does not go live\. Worse in"):
        outreach.promote(None, run, "kde", REASON)
    with pytest.raises(BadInput, match="no such setting"):
        outreach.promote(None, run, "trees", REASON)


def test_a_run_against_what_is_no_longer_live_promotes_nothing(outreach: Outreach) -> None:
    run = back_test(outreach, STEADIER, LabSettings(half_life_days=600))
    outreach.promote(None, run, STEADIER.label(), REASON)
    with pytest.raises(BadInput, match="Something else has gone live since"):
        outreach.promote(None, run, LabSettings(half_life_days=600).label(), REASON)


def test_a_run_over_few_weeks_promotes_nothing(outreach: Outreach) -> None:
    run = back_test(outreach, STEADIER, weeks=4)
    with pytest.raises(BadInput, match="4 weeks say too little"):
        outreach.promote(None, run, STEADIER.label(), REASON)


def test_rolling_back_needs_something_to_go_back_to(outreach: Outreach) -> None:
    with pytest.raises(BadInput, match="live already"):
        outreach.roll_back(None, None, REASON)
    with pytest.raises(BadInput, match="ever live"):
        outreach.roll_back(None, 7, REASON)


def test_a_run_keeps_figures_and_a_fingerprint_but_no_report(outreach: Outreach) -> None:
    run = back_test(outreach, SMOOTH)
    page = outreach.lab_run(None, run)
    assert page is not None
    assert [one.label for one in page.tried] == [LabSettings().label(), "kde"]
    assert page.summary.weeks == 8
    assert page.fingerprint["rows"] == 120
    assert all(0 <= share <= 1 for one in page.tried for _, share in one.curve)
    assert sum(page.seen_hours) == pytest.approx(6.0)
    for one in page.tried:
        assert [of.what for of in one.flatness] == ["cells a week", "cells a day", "weeks of the whole area"]
        assert len(one.flatness[0].tenths) == 10
        assert sum(one.flatness[2].tenths) == 8  # a forecast of the whole area a week
        assert all(of.p_value is None or 0 <= of.p_value <= 1 for of in one.flatness)
    with outreach.store.reading() as session:
        kept = str(lab.all_runs(session)[0].document)
    assert "H1" not in kept
    assert "SM1" not in kept
    assert outreach.lab_run(None, run + 1) is None


def test_a_run_of_before_flatness_was_kept_still_opens(outreach: Outreach) -> None:
    run = back_test(outreach, SMOOTH)
    with outreach.store.transaction() as session:
        row = lab.all_runs(session)[0]
        document = dict(row.document)
        document["plots"] = {
            label: {name: value for name, value in plots.items() if name != "flatness"}
            for label, plots in document["plots"].items()
        }
        row.document = document
    page = outreach.lab_run(None, run)
    assert page is not None
    assert all(one.flatness == () and one.curve for one in page.tried)


def test_the_same_reports_have_the_same_fingerprint_and_another_report_another(outreach: Outreach) -> None:
    from planner.lab.reports import fingerprint

    frame = outreach.demand_frame()
    assert fingerprint(frame) == fingerprint(frame.sample(frac=1.0, random_state=3))
    assert fingerprint(frame).sha256 != fingerprint(frame.iloc[1:]).sha256


def test_a_week_that_is_not_over_cannot_be_scored(outreach: Outreach) -> None:
    with pytest.raises(BadInput, match="not over yet"):
        outreach.back_test(AskedRun((STEADIER,), TODAY - timedelta(weeks=8), TODAY - timedelta(days=6)))
    with pytest.raises(BadInput, match="4 to 104 weeks"):
        outreach.back_test(AskedRun((STEADIER,), date(2026, 11, 9), date(2026, 11, 9)))


def test_a_back_test_runs_beside_the_web_and_can_be_stopped(
    outreach: Outreach, monkeypatch: pytest.MonkeyPatch
) -> None:
    analyst = account(outreach, "analyst")
    _, last = outreach.usual_period()
    first = last - timedelta(weeks=3)
    task = outreach.start_backtest(analyst, AskedRun((SMOOTH,), first, last, 1000.0))
    tasks.run_task(outreach, task)
    done = outreach.task(analyst, task)
    assert done is not None
    assert done.state == "done"
    (run,) = outreach.lab_runs(analyst)
    assert (run.made_by, run.labels) == ("analyst", (LabSettings().label(), "kde"))

    stopped = outreach.start_backtest(analyst, AskedRun((SMOOTH,), first, last, 1000.0))
    usual = outreach.demand_frame

    def asked_meanwhile() -> object:
        outreach.stop_task(analyst, stopped)
        return usual()

    monkeypatch.setattr(outreach, "demand_frame", asked_meanwhile)
    tasks.run_task(outreach, stopped)
    ended = outreach.task(analyst, stopped)
    assert ended is not None
    assert ended.state == "stopped"
    assert len(outreach.lab_runs(analyst)) == 1


def test_settings_are_searched_on_earlier_weeks_and_then_take_part(outreach: Outreach) -> None:
    _, last = outreach.usual_period()
    run = outreach.back_test(AskedRun((), last - timedelta(weeks=3), last, 2000.0, search=True))
    page = outreach.lab_run(None, run)
    assert page is not None
    live, found = page.tried
    assert found.settings.model == live.settings.model
    assert found.settings.parameters
    assert found.settings.by_cells


def test_trying_changes_nothing_and_reads_new_reports(outreach: Outreach, tmp_path: Path) -> None:
    from tests.planner.services.test_reports import write

    before = outreach.hotspots()
    trial = outreach.try_settings(None, LabSettings(min_weight=20.0))
    assert len(trial.hotspots) < len(before) or trial.hotspots[0].weekly_expected != 0
    assert outreach.hotspots() == before
    assert outreach.live_settings() == LabSettings()
    again = outreach.try_settings(None, LabSettings())
    assert [h.place.id for h in again.hotspots] == [h.place.id for h in before]
    outreach.import_file(write(tmp_path, "X1,20/11/2026 18:00,SM1 1AA,Young people gathering,"), "housing")
    later = outreach.try_settings(None, LabSettings())
    assert sum(h.reports for h in later.hotspots) != sum(h.reports for h in again.hotspots) or (
        later.hotspots != again.hotspots
    )


def test_two_settings_side_by_side_say_where_they_differ(outreach: Outreach) -> None:
    run = back_test(outreach, SMOOTH)
    side = outreach.side_by_side(None, (run, LabSettings().label()), (run, "kde"))
    assert side is not None
    assert side.unlike == ""
    assert side.differences[0].name
    apart = [abs(one.one - one.other) for one in side.differences]
    assert apart == sorted(apart, reverse=True)
    other = back_test(outreach, SMOOTH, weeks=9)
    unlike = outreach.side_by_side(None, (run, "kde"), (other, "kde"))
    assert unlike is not None
    assert "different weeks or cells" in unlike.unlike
    assert outreach.side_by_side(None, (run, "kde"), (run, "magic")) is None


def keep_past_forecasts(outreach: Outreach, weeks: int, times: float = 1.0) -> None:
    """Forecasts of the last weeks, each from what was known then, expecting so many times as much as they did."""
    frame = outreach.demand_frame()
    for k in range(2, weeks + 2):
        past = Week.of(TODAY).plus(-k)
        forecast = outreach.forecast_for(frame, past, past.monday)
        assert forecast is not None
        forecast["expected"] = [one * times for one in forecast["expected"]]
        with outreach.store.transaction() as session:
            lab.keep_forecast(session, str(past), forecast, False)
    outreach.score_forecasts(frame)


def test_a_weeks_forecast_is_kept_with_its_plan_and_scored_when_reports_come(outreach: Outreach) -> None:
    keep_past_forecasts(outreach, 1)
    (score,) = outreach.forecast_scores()
    assert score.week == Week.of(TODAY).plus(-2)
    assert (score.seen, score.hit_rate, score.settled) == (6, 1.0, False)
    assert score.lower <= 6 <= score.upper
    assert outreach.drift() is None


def test_drift_is_said_once_enough_weeks_say_so(outreach: Outreach) -> None:
    keep_past_forecasts(outreach, 13)
    assert outreach.drift() is None
    keep_past_forecasts(outreach, 13, times=3.0)
    words = outreach.drift()
    assert words is not None
    assert "a third fewer reports than expected" in words
    with pytest.raises(Denied):
        outreach.drift(account(outreach, "worker"))


def test_planning_keeps_the_forecast_it_planned_by(outreach: Outreach) -> None:
    with outreach.store.reading() as session:
        kept = {row.week: row for row in lab.forecasts(session)}
    assert kept[str(WEEK)].document["as_of"] == TODAY.isoformat()
    assert kept[str(WEEK)].score is None


def test_removing_the_sample_leaves_what_others_tried(outreach: Outreach) -> None:
    run = back_test(outreach, STEADIER)
    outreach.remove_sample()
    assert [one.id for one in outreach.lab_runs()] == [run]
