"""Clusters close in metres and in hours."""

import numpy as np
import pytest
from sklearn.cluster import DBSCAN
from sklearn.utils.estimator_checks import check_estimator

from models import links
from models.spacetime import SpaceTimeClusters


def brute_force(rows, weight, link_m, link_time, min_weight, period):
    """DBSCAN by the book, every pair looked at."""
    xy, time = rows[:, :-1], rows[:, -1]
    away = ((xy[:, None] - xy[None]) ** 2).sum(axis=2)
    apart = np.abs(time[:, None] - time[None])
    if period is not None:
        apart = np.abs(time[:, None] % period - time[None] % period)
        apart = np.minimum(apart, period - apart)
    near = (away <= link_m**2) & (apart <= link_time)
    dense = (near @ weight >= min_weight - 1e-9) & (weight > 0)
    labels = np.full(len(rows), -1)
    cluster = 0
    for row in range(len(rows)):
        if not dense[row] or labels[row] >= 0:
            continue
        waiting = [row]
        labels[row] = cluster
        while waiting:
            for other in np.flatnonzero(near[waiting.pop()] & (labels < 0)):
                labels[other] = cluster
                if dense[other]:
                    waiting.append(other)
        cluster += 1
    return labels


def small_set(seed: int):
    """A few dozen points, many of them coincident, some with the weights and times that sit on the very edge."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(2, 90))
    snapped = bool(rng.integers(2))
    xy = rng.integers(0, 8, (count, 2)) * 50.0 if snapped else rng.uniform(0, 500, (count, 2))
    period = [None, 168.0, 24.0][seed % 3]
    time = rng.integers(0, 60 if period is None else int(period), count).astype(float)
    repeated = rng.integers(0, count, count // 2)
    rows = np.column_stack([xy, time])
    rows = np.vstack([rows, rows[repeated]])
    weight = rng.choice([0.0, 0.5, 1.0, 2.0], len(rows))
    weight[0] = 1.0
    settings = {
        "link_m": float(rng.choice([50.0, 70.0, 110.0])),
        "link_time": float(rng.choice([0.0, 1.0, 3.0, 13.0])),
        "min_weight": float(rng.choice([1.0, 2.5, 4.0, 6.0])),
        "period": period,
    }
    return rows, weight, settings


def test_the_labels_of_200_small_sets_are_those_of_trying_every_pair(monkeypatch):
    for seed in range(200):
        rows, weight, settings = small_set(seed)
        told = brute_force(rows, weight, **settings).tolist()
        # Places with many times are searched in another way: by windows for all, for some, and for none.
        for many in (0, 2, 1000):
            monkeypatch.setattr(links, "_MANY_TIMES", many)
            found = SpaceTimeClusters(**settings).fit(rows, sample_weight=weight).labels_.tolist()
            assert found == told, (seed, many)


def test_the_small_sets_hold_clusters_edges_and_strays():
    labels = [brute_force(rows, weight, **settings) for rows, weight, settings in map(small_set, range(200))]
    assert sum(one.max() >= 1 for one in labels) > 100
    assert sum((one == -1).any() and (one >= 0).any() for one in labels) > 100


def test_it_has_scikit_learns_manners():
    check_estimator(SpaceTimeClusters(link_m=0.8, link_time=2.0, min_weight=2.0), on_skip=None)


def test_without_a_limit_on_time_it_is_scikit_learns_dbscan():
    rng = np.random.default_rng(4)
    xy = rng.normal(0, 1, (600, 2))
    rows = np.column_stack([xy, rng.uniform(0, 1000, 600)])
    found = SpaceTimeClusters(link_m=0.2, link_time=np.inf, min_weight=6).fit(rows)
    assert np.array_equal(found.labels_, DBSCAN(eps=0.2, min_samples=6).fit(xy).labels_)


def test_late_sunday_and_early_monday_are_one_night():
    rows = np.array([[0.0, 0.0, 167.5], [0.0, 0.0, 0.5], [0.0, 0.0, 84.0]] * 3)
    week = SpaceTimeClusters(link_time=1.0, min_weight=6, period=168.0).fit(rows)
    assert week.labels_.tolist() == [0, 0, -1] * 3
    line = SpaceTimeClusters(link_time=1.0, min_weight=6).fit(rows)
    assert line.labels_.tolist() == [-1] * 9


def test_two_places_at_one_hour_and_two_hours_at_one_place_are_apart():
    places = np.array([[0.0, 0.0, 15.0]] * 5 + [[900.0, 0.0, 15.0]] * 5 + [[0.0, 0.0, 21.0]] * 5)
    assert SpaceTimeClusters(period=168.0).fit(places).labels_.tolist() == [0] * 5 + [1] * 5 + [2] * 5


def test_many_thousands_at_one_point_are_no_trouble():
    rng = np.random.default_rng(1)
    rows = np.column_stack([np.zeros((60_000, 2)), rng.integers(0, 168, 60_000)])
    labels = SpaceTimeClusters(link_time=0.0, min_weight=1, period=168.0).fit(rows).labels_
    assert len(np.unique(labels)) == 168


@pytest.mark.parametrize(
    ("wrong", "weight"),
    [({"link_m": 0}, 1.0), ({"link_time": -1}, 1.0), ({"min_weight": 0}, 1.0), ({"period": 0}, 1.0), ({}, -1.0)],
)
def test_values_out_of_range_are_refused(wrong, weight):
    with pytest.raises(ValueError, match="Expected"):
        SpaceTimeClusters(**wrong).fit(np.zeros((3, 3)), sample_weight=[weight] * 3)
