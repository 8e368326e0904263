"""Places out of points."""

import numpy as np
from sklearn.utils.estimator_checks import check_estimator

from models.clusters import WalkablePlaces, unique_points


def blob(x: float, y: float, count: int, spread: float = 30.0, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal([x, y], spread, (count, 2))


def test_it_has_scikit_learns_manners():
    small = WalkablePlaces(link_m=0.5, reach_m=1.0, apart_m=1.0, min_weight=1.0, same_m=0.01)
    # One check needs an environment variable; skipping it is no warning of ours.
    check_estimator(small, on_skip=None)


def test_two_blobs_are_two_places_and_a_stray_is_none():
    xy = np.vstack([blob(0, 0, 40), blob(2000, 0, 40), [[9000, 9000]]])
    places = WalkablePlaces().fit(xy)
    assert len(places.centres_) == 2
    assert len(set(places.labels_[:40])) == 1
    assert places.labels_[0] != places.labels_[40]
    assert places.labels_[-1] == -1


def test_a_chain_along_a_street_is_cut_into_walkable_places():
    street = np.column_stack([np.arange(0, 3000, 10.0), np.zeros(300)])
    places = WalkablePlaces(reach_m=200).fit(street)
    assert len(places.centres_) >= 6
    for label, centre in enumerate(places.centres_):
        assert np.linalg.norm(street[places.labels_ == label] - centre, axis=1).max() <= 200


def test_one_heavy_point_is_as_good_as_many_equal_ones():
    one = WalkablePlaces().fit(np.array([[0.0, 0.0], [5000.0, 0.0]]), sample_weight=[30.0, 1.0])
    many = WalkablePlaces().fit(np.vstack([np.zeros((30, 2)), [[5000.0, 0.0]]]))
    assert np.array_equal(one.centres_, many.centres_)
    assert one.labels_.tolist() == [0, -1]


def test_a_quiet_place_with_a_clear_hour_is_not_swallowed_by_a_busy_neighbour():
    rng = np.random.default_rng(1)
    xy = np.vstack([blob(0, 0, 300, 120, seed=1), blob(260, 0, 30, 20, seed=2)])
    hours = np.zeros((330, 168))
    hours[np.arange(300), rng.integers(0, 168, 300)] = 1.0
    hours[300:, 4 * 24 + 15] = 1.0
    places = WalkablePlaces().fit(xy, hours=hours)
    assert np.linalg.norm(places.centres_[0] - [260, 0]) < 20
    assert np.all(places.labels_[300:] == 0)


def test_the_order_of_the_rows_does_not_matter():
    xy = np.vstack([blob(0, 0, 50, 90, seed=3), blob(350, 50, 50, 90, seed=4)])
    order = np.random.default_rng(5).permutation(len(xy))
    straight, shuffled = WalkablePlaces().fit(xy), WalkablePlaces().fit(xy[order])
    assert np.allclose(straight.centres_, shuffled.centres_)
    assert np.array_equal(straight.labels_[order], shuffled.labels_)


def test_unique_points_keep_the_weight():
    points, heavy, position = unique_points(
        np.array([[0.1, 0.0], [0.2, 0.0], [9.0, 9.0]]), np.array([1.0, 2.0, 4.0])
    )
    assert points.tolist() == [[0.0, 0.0], [9.0, 9.0]]
    assert heavy.tolist() == [3.0, 4.0]
    assert position.tolist() == [0, 0, 1]
