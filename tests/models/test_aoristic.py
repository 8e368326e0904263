"""Uncertain times shared over their hours."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.aoristic import share_hours
from models.week import hours_of_week

NOT_A_TIME = np.datetime64("NaT")


def share(start: str, end: str | None) -> dict[int, float]:
    ends = NOT_A_TIME if end is None else np.datetime64(end)
    row = (
        share_hours(np.array([start], "datetime64[s]"), np.array([ends], "datetime64[s]"))
        .matrix()
        .toarray()[0]
    )
    return {int(hour): float(row[hour]) for hour in np.flatnonzero(row)}


def test_an_exact_time_is_all_in_its_hour():
    assert share("2026-11-23T16:40", None) == {16: 1.0}


def test_an_end_before_the_start_counts_as_missing():
    assert share("2026-11-23T16:40", "2026-11-23T15:00") == {16: 1.0}


def test_a_window_is_shared_by_the_minutes_in_each_hour():
    shares = share("2026-11-23T16:30", "2026-11-23T18:30")
    assert shares == pytest.approx({16: 0.25, 17: 0.5, 18: 0.25})


def test_a_window_that_ends_on_the_hour_leaves_the_next_hour_alone():
    assert set(share("2026-11-23T16:00", "2026-11-23T18:00")) == {16, 17}


def test_a_window_over_sunday_midnight_wraps_to_monday():
    assert share("2026-11-29T23:00", "2026-11-30T01:00") == pytest.approx({167: 0.5, 0: 0.5})


def test_a_week_or_more_is_spread_evenly():
    assert share("2026-11-23T16:30", "2026-12-30T00:00") == pytest.approx(dict.fromkeys(range(168), 1 / 168))


moments = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1))
spans = st.one_of(st.none(), st.integers(-7200, 14 * 86400))


@given(st.lists(st.tuples(moments, spans), min_size=1, max_size=30))
def test_every_incident_shares_out_exactly_one(windows):
    start = np.array([moment for moment, _ in windows], "datetime64[s]")
    end = np.array(
        [NOT_A_TIME if span is None else moment + timedelta(seconds=span) for moment, span in windows],
        "datetime64[s]",
    )
    shares = share_hours(start, end)
    assert np.allclose(np.bincount(shares.row, weights=shares.share, minlength=len(windows)), 1.0)
    assert shares.share.min() > 0


@given(moments, st.integers(1, 167 * 3600))
def test_shares_agree_with_counting_every_second_of_a_sample(moment, length_s):
    start = np.datetime64(moment, "s")
    ticks = start + np.linspace(0, length_s - 1, 2000).astype("timedelta64[s]")
    counted = np.bincount(hours_of_week(ticks), minlength=168) / 2000
    shared = (
        share_hours(np.array([start]), np.array([start + np.timedelta64(length_s, "s")]))
        .matrix()
        .toarray()[0]
    )
    assert np.abs(shared - counted).max() < 0.01 + 2 / length_s


def test_arrays_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="one length"):
        share_hours(np.array(["2026-11-23"], "datetime64[s]"), np.array([], "datetime64[s]"))
