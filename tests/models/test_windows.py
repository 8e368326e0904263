"""The scan for days and hours that stand out."""

import numpy as np
from scipy import stats

from models.windows import borough_hours, hot_stretches, log10_tail, strongest, windows_tried

FLAT = np.full(168, 1 / 168)


def busy(**stretches: float) -> np.ndarray:
    """One report in every hour but those named like `friday_15`."""
    counts = np.ones(168)
    days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    for name, value in stretches.items():
        day, hour = name.split("_")
        counts[days.index(day) * 24 + int(hour)] = value
    return counts


def find(counts: np.ndarray, min_surprise: float = 5.0):
    found = hot_stretches(counts, FLAT, max_hours=4, max_windows=6, min_surprise=min_surprise)
    return [(one.weekday, one.start_hour, one.end_hour) for one in found]


def test_two_busy_hours_are_found_as_they_are():
    assert find(busy(friday_15=15, friday_16=15)) == [(4, 15, 17)]


def test_two_days_at_one_place_are_both_found():
    assert find(busy(friday_15=20, friday_16=20, tuesday_19=14, tuesday_20=14)) == [(4, 15, 17), (1, 19, 21)]


def test_a_flat_week_has_no_hot_hours():
    assert find(busy()) == []


def test_hours_that_uncertain_times_spill_into_are_not_windows_of_their_own():
    assert find(busy(friday_14=6, friday_15=30, friday_16=30, friday_17=6)) == [(4, 15, 17)]
    wide = busy(friday_13=12, friday_14=25, friday_15=60, friday_16=60, friday_17=25, friday_18=12)
    assert find(wide) == [(4, 15, 17)]


def test_a_stretch_never_crosses_midnight():
    assert all(end <= 24 for _, _, end in find(busy(friday_23=20, saturday_0=20)))


def test_the_scan_agrees_with_trying_every_stretch():
    rng = np.random.default_rng(3)
    counts = rng.gamma(1.0, 1.0, (5, 168))
    expected = counts.sum(axis=1, keepdims=True) * FLAT
    best, first, length = strongest(counts, expected, 4)
    for row in range(5):
        tried = {}
        for hours in range(1, 5):
            for start in [day * 24 + hour for day in range(7) for hour in range(25 - hours)]:
                seen, mean = (
                    counts[row, start : start + hours].sum(),
                    expected[row, start : start + hours].sum(),
                )
                tried[start, hours] = seen * np.log(seen / mean) - (seen - mean) if seen > mean else 0.0
        assert np.isclose(best[row], max(tried.values()))
        assert np.isclose(tried[int(first[row]), int(length[row])], best[row])
    assert len(tried) == windows_tried(4)


def test_the_tail_is_the_poisson_tail_however_far_out():
    for seen, mean in [(1, 0.5), (8, 2.0), (40, 3.0), (200, 5.0)]:
        assert np.isclose(log10_tail(seen, mean), stats.poisson.logsf(seen - 1, mean) / np.log(10), rtol=2e-3)


def test_no_report_is_no_surprise():
    assert log10_tail(0.0, 3.0) == 0.0


def test_the_boroughs_hours_sum_to_one_and_fill_empty_hours_from_their_day_and_time():
    counts = np.zeros((7, 24))
    counts[:5, 15] = 40.0
    counts[4, 20] = 40.0
    shares = borough_hours(counts.ravel()).reshape(7, 24)
    assert np.isclose(shares.sum(), 1.0)
    assert shares[4, 15] > shares[3, 20] > shares[6, 3]
