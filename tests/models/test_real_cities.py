"""The default against what most teams use, on a real city."""

import os
from datetime import date
from pathlib import Path

import pytest

from geodata.study_area import area_from_boundary_file
from models.backtest import Backtest, BacktestSettings, origins_between, run_backtest
from models.calibration import calibrate
from models.events import read_events

SHARED = Path(os.environ.get("OUTREACH_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
DENVER = SHARED / "events" / "denver_disorder_2019_2022.csv.gz"
HOUSTON = SHARED / "events" / "houston_2010.csv.gz"


@pytest.mark.real_data
@pytest.mark.skipif(not DENVER.exists(), reason=f"the real events are not at {DENVER}")
def test_the_default_beats_recent_weeks_and_a_wide_kernel_on_denver_disorder():
    area = area_from_boundary_file(SHARED / "events" / "denver_boundary.geojson", time_zone="America/Denver")
    assert area.crs.epsg == 26913
    result = run_backtest(
        read_events(DENVER),
        origins_between(date(2021, 9, 6), date(2022, 2, 28)),
        ["decayed-count", "count-4", "kde"],
        area=area,
        settings=BacktestSettings(categories=("public-disorder",)),
    )
    for percent, least in ((1, 0.125), (2, 0.195), (5, 0.335)):
        metric = f"hit_rate_{percent}"
        assert result.mean("decayed-count-eb", metric) > least
        for rival in ("count-4", "kde"):
            assert result.paired(rival, metric)[2] < 0
        low, high = result.paired("decayed-count", metric)[1:]
        assert low < 0.003
        assert high > -0.01
    assert result.paired("decayed-count", "log_score")[2] < 0


def denver(settings: BacktestSettings, models: list[str], last: date, step_days: int = 7) -> Backtest:
    return run_backtest(
        read_events(DENVER),
        origins_between(date(2021, 9, 6), last, step_days),
        models,
        area=area_from_boundary_file(SHARED / "events" / "denver_boundary.geojson", time_zone="America/Denver"),
        settings=settings,
    )


@pytest.mark.real_data
@pytest.mark.skipif(not DENVER.exists(), reason=f"the real events are not at {DENVER}")
@pytest.mark.parametrize(("cell_m", "more"), [(250.0, 1.15), (1000.0, 1.1)])
def test_the_best_hours_of_the_default_meet_more_than_a_slot_by_slot_count(cell_m, more):
    settings = BacktestSettings(cell_m=cell_m, slots=True, categories=("public-disorder",))
    result = denver(settings, ["count-52"], date(2022, 12, 19))
    assert result.mean("decayed-count-eb", "choices_events") > more * result.mean("count-52", "choices_events")


@pytest.mark.real_data
@pytest.mark.skipif(not DENVER.exists(), reason=f"the real events are not at {DENVER}")
def test_the_default_is_calibrated_on_denver_disorder():
    told = calibrate(
        read_events(DENVER),
        origins_between(date(2021, 9, 6), date(2022, 12, 19), 14),
        area=area_from_boundary_file(SHARED / "events" / "denver_boundary.geojson", time_zone="America/Denver"),
        settings=BacktestSettings(categories=("public-disorder",)),
    )
    for pit in (told.cells, told.place_days, told.weeks):
        assert pit.p_value > 0.01, pit.words
    assert told.intervals.p_less > 0.05
    assert told.log_score > told.plain_log_score
    assert told.crps < told.plain_crps


@pytest.mark.real_data
@pytest.mark.skipif(not HOUSTON.exists(), reason=f"the real events are not at {HOUSTON}")
def test_the_default_is_calibrated_on_houston_where_a_few_malls_have_most_repeats():
    told = calibrate(read_events(HOUSTON), origins_between(date(2010, 5, 3), date(2010, 8, 23), 28))
    for pit in (told.cells, told.place_days):
        assert pit.p_value > 0.01, pit.words
    assert told.top_expected == pytest.approx(told.top_seen, rel=0.05)
