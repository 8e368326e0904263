"""Whether probabilities mean what they say."""

from datetime import date

import numpy as np
import pandas as pd

from models.backtest import origins_between
from models.calibration import Intervals, calibrate

ORIGINS = origins_between(date(2022, 6, 6), date(2022, 11, 21))


def town(seed: int = 5) -> pd.DataFrame:
    """Two years of a town of 1,500 corners, each with a rate of its own, in weeks that are all a little different."""
    rng = np.random.default_rng(seed)
    corners = rng.uniform([-105.05, 39.70], [-104.93, 39.79], (1500, 2))
    rates = rng.gamma(0.4, 0.5, len(corners))
    parts = []
    for week in range(110):
        count = rng.poisson(rates * rng.gamma(400.0, 1 / 400.0))
        at = np.repeat(np.arange(len(corners)), count)
        minute = rng.integers(0, 7 * 24 * 60, len(at))
        start = pd.Timestamp("2020-10-19") + pd.to_timedelta(week * 7 * 24 * 60 + minute, unit="min")
        parts.append(pd.DataFrame({"start": start, "lon": corners[at, 0], "lat": corners[at, 1]}))
    events = pd.concat(parts, ignore_index=True)
    events["start"] = events["start"].astype("datetime64[s]")
    events["end"], events["reported"], events["category"] = pd.NaT, events["start"], "disorder"
    events["end"] = events["end"].astype("datetime64[s]")
    # Each a little beside its corner, so that two in a day are two.
    events["lon"] += rng.normal(0, 1e-5, len(events))
    return events


EVENTS = town()


def test_the_default_is_calibrated_on_a_made_up_city():
    told = calibrate(EVENTS, ORIGINS)
    assert told.cells.p_value > 0.01
    assert told.place_days.p_value > 0.01
    assert told.weeks.p_value > 0.01
    assert told.intervals.p_less > 0.05
    assert told.intervals.inside / told.intervals.tried >= 0.9
    assert told.log_score > told.plain_log_score - 0.0001  # its cells are Poisson, but for the week
    assert sum(told.cells.tenths) > 2000
    assert any("flat, as it should be" in one for one in told.words)


def test_whether_it_is_flat_does_not_hang_on_one_draw():
    told = calibrate(EVENTS, ORIGINS[:6])
    for pit in (told.cells, told.place_days, told.weeks):
        assert 0 < pit.p_low < pit.p_value < pit.p_high <= 1
        assert f"p = {pit.p_value:.3f}, in most draws {pit.p_low:.3f} to {pit.p_high:.3f}" in pit.words


def test_counts_that_come_in_threes_are_too_wide_for_plain_poisson_and_not_for_the_default():
    again = [EVENTS.assign(start=EVENTS["start"] + pd.Timedelta(minutes=k)) for k in range(3)]
    threes = pd.concat(again, ignore_index=True)
    ours, plain = (
        calibrate(threes, ORIGINS[::5], model=name) for name in ("decayed-count-eb", "decayed-count")
    )
    assert ours.log_score > plain.log_score + 0.05
    assert plain.cells.worst > 2 * ours.cells.worst
    assert plain.intervals.p_less < 0.01 < ours.intervals.p_less
    assert "fewer than promised" in plain.intervals.words


def test_no_busy_cell_is_said_so():
    assert Intervals(0, 0, float("nan"), float("nan"), float("nan")).words == "No cell expected 1 or more."


def test_the_same_origins_give_the_same_figures():
    assert calibrate(EVENTS, ORIGINS[:3]) == calibrate(EVENTS.sample(frac=1, random_state=1), ORIGINS[:3])
    assert np.isfinite(calibrate(EVENTS, ORIGINS[:3]).top_seen)
