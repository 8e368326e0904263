"""The default against what most teams use, on a real city."""

import os
from datetime import date
from pathlib import Path

import pytest

from geodata.study_area import area_from_boundary_file
from models.backtest import BacktestSettings, origins_between, run_backtest
from models.events import read_events

SHARED = Path(os.environ.get("OUTREACH_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
DENVER = SHARED / "events" / "denver_disorder_2019_2022.csv.gz"


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
