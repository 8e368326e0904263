"""How a cell's week is split over its hours."""

import numpy as np
import pytest
import shapely

from geodata.crs import crs_for
from models.grid import grid_over
from models.profile import fit_profile

GRID = grid_over(shapely.box(500_000, 4_390_000, 506_000, 4_396_000), crs_for(-105.0, 39.7), 250.0)
EVENING = np.where((np.arange(168) % 24 >= 16) & (np.arange(168) % 24 < 20), 5.0, 1.0)


def counts_like(hours: np.ndarray, rows: np.ndarray, seed: int = 0) -> np.ndarray:
    parts = hours.reshape(42, 4).sum(axis=1) / hours.sum()
    rng = np.random.default_rng(seed)
    return np.array([rng.multinomial(int(total), parts) for total in rows], dtype=float)


def test_cells_like_the_borough_follow_its_week():
    counts = counts_like(EVENING, np.full(len(GRID), 12))
    profile = fit_profile(GRID, EVENING * 1000, counts, 1000.0)
    shares = profile.slots(4)
    assert np.allclose(shares.sum(axis=1), 1.0)
    usual = EVENING.reshape(42, 4).sum(axis=1) / EVENING.sum()
    assert np.abs(shares / usual - 1.0).mean() < 0.1


def test_a_cell_with_mornings_of_its_own_keeps_them_where_cells_differ():
    morning = np.where((np.arange(168) % 24 >= 8) & (np.arange(168) % 24 < 12), 8.0, 1.0)
    rng = np.random.default_rng(1)
    early = rng.random(len(GRID)) < 0.3
    counts = np.where(early[:, None], counts_like(morning, np.full(len(GRID), 60), 2),
                      counts_like(EVENING, np.full(len(GRID), 60), 3))  # fmt: skip
    hours = morning * early.sum() + EVENING * (~early).sum()
    shares = fit_profile(GRID, hours, counts, 1000.0).slots(4).reshape(-1, 7, 6).sum(axis=1)
    assert shares[early, 2].mean() > 2.5 * shares[~early, 2].mean()


@pytest.mark.parametrize("band_hours", [1, 2, 3, 6, 8, 12, 24])
def test_bands_of_any_length_sum_to_the_same_days(band_hours):
    profile = fit_profile(GRID, EVENING, counts_like(EVENING, np.arange(len(GRID)) % 9), 1000.0)
    days = profile.slots(band_hours).reshape(len(GRID), 7, -1).sum(axis=2)
    assert np.allclose(days, profile.slots(4).reshape(len(GRID), 7, -1).sum(axis=2))


def test_a_week_that_is_not_usual_bends_the_hours_it_names():
    profile = fit_profile(GRID, EVENING, counts_like(EVENING, np.full(len(GRID), 5)), 1000.0)
    times = np.ones(168)
    times[24:48] = 0.5
    days = profile.slots(24, times)
    assert np.allclose(days[:, 1], 0.5 * profile.slots(24)[:, 1])
    assert np.allclose(np.delete(days, 1, axis=1), np.delete(profile.slots(24), 1, axis=1))
