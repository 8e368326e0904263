"""Demand within a walk."""

import numpy as np
import pandas as pd
import pytest

from geodata.errors import BadInput
from models.demand import fit_demand, taper
from models.settings import DemandSettings
from tests.models.builders import AS_OF, EAST, NORTH, make_incidents, plant_borough

INCIDENTS, PLANTED = plant_borough(21)
DEMAND = fit_demand(INCIDENTS, as_of=AS_OF)


def test_it_is_a_week_of_hours_and_the_same_every_time():
    again = fit_demand(INCIDENTS.sample(frac=1.0, random_state=1), as_of=AS_OF)
    week = DEMAND.around(EAST, NORTH)
    assert week.shape == (7, 24)
    assert week.min() > 0
    assert np.array_equal(week, again.around(EAST, NORTH))


def test_a_planted_window_is_the_busiest_of_its_place():
    alone = max(PLANTED[4:], key=lambda one: one.reports)
    week = DEMAND.around(alone.x, alone.y)
    hours = week[alone.weekday, alone.start_hour : alone.end_hour]
    assert hours.min() > 2 * np.median(week)
    assert np.unravel_index(week.argmax(), week.shape)[0] == alone.weekday


def test_far_from_any_report_there_is_little_and_the_borough_says_when():
    away = DEMAND.around(EAST + 30_000, NORTH)
    assert 0 < away.sum() < 0.1 * DEMAND.around(EAST, NORTH).sum()
    assert np.allclose(away.ravel() / away.sum(), DEMAND.profile)


def test_a_longer_walk_meets_more():
    sums = [DEMAND.around(EAST, NORTH, walk_m).sum() for walk_m in (150, 300, 600, 1200)]
    assert sums == sorted(sums)


def test_reports_fade_with_distance():
    assert taper(np.array([0.0, 250.0, 500.0, 900.0]), 500.0).tolist() == [1.0, 0.5, 0.0, 0.0]


def test_intervals_hold_the_expectation_and_narrow_with_more_reports():
    low, high = DEMAND.around_interval(EAST, NORTH)
    week = DEMAND.around(EAST, NORTH)
    assert low.shape == high.shape == (7, 24)
    assert np.all((low < week) & (week < high))
    busy, quiet = DEMAND.week_interval(EAST, NORTH), DEMAND.week_interval(EAST + 4000, NORTH + 4000)
    assert (busy[2] - busy[1]) / busy[0] < (quiet[2] - quiet[1]) / quiet[0]


def test_the_expected_rate_is_close_to_what_came_the_week_after():
    rng = np.random.default_rng(3)
    start = pd.Timestamp("2026-05-25") + pd.to_timedelta(rng.integers(0, 26 * 7 * 1440, 520), unit="min")
    rows = [
        {"x": EAST + dx, "y": NORTH + dy, "start": at}
        for dx, dy, at in zip(*rng.normal(0, 60, (2, 520)), start, strict=True)
    ]
    far = [{**row, "x": EAST + 6000} for row in rows]
    demand = fit_demand(make_incidents(rows + far), as_of=AS_OF)
    # 20 reports a week at this place, each about 75 m from its middle: a taper of 0.85.
    assert demand.around(EAST, NORTH).sum() == pytest.approx(17.0, rel=0.1)


def test_youth_weights_scale_what_counts():
    whole = fit_demand(make_incidents(300, youth_related="yes"), as_of=AS_OF).around(EAST, NORTH).sum()
    half = fit_demand(make_incidents(300, youth_related="unknown"), as_of=AS_OF).around(EAST, NORTH).sum()
    assert half == pytest.approx(whole / 2, rel=0.02)


def test_month_only_rows_raise_the_place_and_not_any_one_hour():
    timed = make_incidents(200)
    month = {"start": pd.Timestamp("2026-10-01"), "end": pd.Timestamp("2026-11-01"), "time_kind": "month"}
    both = pd.concat([timed, make_incidents([{**month, "x": EAST + 5000}] * 100)], ignore_index=True)
    week = fit_demand(both, as_of=AS_OF).around(EAST + 5000, NORTH)
    assert week.sum() > 10
    assert np.allclose(week.ravel() / week.sum(), fit_demand(both, as_of=AS_OF).profile)


def test_what_was_not_known_does_not_count():
    future = INCIDENTS["reported"] >= pd.Timestamp("2026-10-05")
    early = pd.Timestamp("2026-10-05").date()
    told = fit_demand(INCIDENTS, as_of=early).around(EAST, NORTH)
    assert np.array_equal(told, fit_demand(INCIDENTS[~future], as_of=early).around(EAST, NORTH))


def test_no_reports_are_no_demand():
    assert fit_demand(make_incidents(1).iloc[:0], as_of=AS_OF).around(EAST, NORTH).sum() == pytest.approx(
        0, abs=1e-6
    )


def test_a_walk_of_nothing_is_refused():
    with pytest.raises(ValueError, match="more than 0 m"):
        DEMAND.around(EAST, NORTH, 0)


def test_settings_out_of_range_are_refused():
    with pytest.raises(BadInput, match="half_life_days"):
        DemandSettings(half_life_days=0)
