"""Repeats at a point within a day are told from events of their own."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from models.backtest import BacktestSettings, origins_of
from models.decayed import DecayedCountModel
from models.events import repeats
from models.repeats import repeats_brought
from tests.models.builders import make_events


def at(*times: str) -> np.ndarray:
    return np.array(times, "datetime64[s]")


def test_the_second_at_a_point_within_a_day_is_a_repeat():
    lon, lat = np.zeros(4), np.array([51.0, 51.0, 51.0, 52.0])
    start = at("2026-01-01T10:00", "2026-01-02T09:59", "2026-01-03T09:59", "2026-01-01T10:30")
    assert repeats(lon, lat, start).tolist() == [False, True, False, False]


def test_a_chain_has_one_first_however_long_it_lasts_and_in_any_order():
    start = at("2026-01-01T10:00", "2026-01-02T05:00", "2026-01-03T01:00")
    same = np.zeros(3)
    assert repeats(same, same, start).tolist() == [False, True, True]
    assert repeats(same, same, start[::-1]).tolist() == [True, True, False]


def bad_night() -> pd.DataFrame:
    """One point with forty reports in one night, and another with one a week for forty weeks."""
    events = make_events(2000, seed=3)
    rows = events.iloc[[0] * 80].copy().reset_index(drop=True)
    rows["end"] = pd.NaT
    night = pd.Timestamp("2022-09-03 20:00") + pd.to_timedelta(np.arange(40) * 4, unit="min")
    weekly = pd.Timestamp("2022-01-08 20:00") + pd.to_timedelta(np.arange(40) * 7, unit="D")
    rows["start"] = pd.Series([*night, *weekly]).astype("datetime64[s]")
    rows["reported"] = rows["start"]
    rows["lon"] = [-104.95] * 40 + [-105.03] * 40
    rows["lat"] = [39.76] * 40 + [39.72] * 40
    return pd.concat([events, rows], ignore_index=True)


def test_one_bad_night_does_not_make_a_place():
    (origin,) = origins_of(bad_night(), [date(2022, 11, 7)], area=None, settings=BacktestSettings())
    model = DecayedCountModel().fit(origin.history)
    grid = origin.history.grid
    once, weekly = (int(np.argmin(np.hypot(grid.lon - lon, grid.lat - lat)))
                    for lon, lat in ((-104.95, 39.76), (-105.03, 39.72)))  # fmt: skip
    counts = origin.history.cell_counts(np.ones(len(origin.history.cell)))
    assert counts[once] >= 40
    assert model.rate_[once] < 0.5 * model.rate_[weekly]
    slots = model.predict_slots(origin.days, 4).expected
    assert slots[once].max() < 0.5 * slots[weekly].max()


def nights_of(cells: int, size: np.ndarray, nights: np.ndarray):
    """So many nights with repeats in each cell, each of one size."""
    cell = np.repeat(np.arange(cells), nights)
    return cell, size[cell].astype(float), np.ones(len(cell))


def test_events_in_a_busy_place_bring_more():
    rng = np.random.default_rng(1)
    rate = np.exp(rng.normal(-1, 1, 3000))
    events = rng.poisson(rate * 50).astype(float)
    nights = rng.poisson(events * 0.2 * rate)
    brought = repeats_brought(nights_of(3000, np.ones(3000), nights), events, rate)
    quiet, busy = rate < 0.2, rate > 2
    for cells in (quiet, busy):
        assert (brought * events)[cells].sum() == pytest.approx(nights[cells].sum(), rel=0.15)
    assert brought[busy].mean() > 8 * brought[quiet].mean()


def test_a_place_where_most_nights_bring_many_is_believed_and_one_bad_night_is_not():
    rng = np.random.default_rng(2)
    rate = np.full(1000, 0.5)
    events = rng.poisson(50.0, 1000).astype(float)
    nights = rng.poisson(events * 0.05)
    nights[:2], size = (120, 1), np.ones(1000)
    size[:2] = 4, 200
    brought = repeats_brought(nights_of(1000, size, nights), events, rate)
    assert brought[0] == pytest.approx(120 * 4 / events[0], rel=0.25)
    assert brought[1] < 0.4 * 200 / events[1]
    assert brought[2:].mean() < 0.1


def test_without_repeats_none_is_brought():
    none = np.zeros(0)
    assert not repeats_brought((none.astype(int), none, none), np.ones(5), np.ones(5)).any()


def test_repeats_count_once_among_the_distinct():
    again = [make_events(3000, seed=3).assign(start=lambda frame, k=k: frame["start"] + pd.Timedelta(minutes=k))
             for k in range(3)]  # fmt: skip
    threes = pd.concat(again, ignore_index=True)
    (origin,) = origins_of(threes, [date(2022, 11, 7)], area=None, settings=BacktestSettings())
    slots = DecayedCountModel().fit(origin.history).predict_slots(origin.days, 4)
    assert slots.distinct is not None
    assert slots.expected.sum() / slots.distinct.sum() == pytest.approx(3.0, rel=0.05)


def test_weeks_wider_than_poisson_are_seen():
    calm = make_events(6000, seed=4)
    (origin,) = origins_of(calm, [date(2022, 12, 5)], area=None, settings=BacktestSettings())
    assert DecayedCountModel().fit(origin.history).cell_spread_ < 0.15
    again = calm.copy()
    again["start"] += pd.Timedelta(minutes=5)
    (doubled,) = origins_of(
        pd.concat([calm, again], ignore_index=True),
        [date(2022, 12, 5)],
        area=None,
        settings=BacktestSettings(),
    )
    assert DecayedCountModel().fit(doubled.history).cell_spread_ > 0.8
