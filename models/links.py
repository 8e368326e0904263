"""Which points are neighbours in space and time, found exactly and without looking at every pair."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

NOISE = -1
_AT_ONCE = 400_000
_MANY_TIMES = 16


@dataclass(frozen=True)
class Points:
    """Distinct points sorted by place and time.

    `site` (m,) is the place of each, `time` its time; `places` (p, d) are the places; `first_row` is the first row with
    a weight at each point, `of_row` (n,) the point of each row.
    """

    places: NDArray[np.float64]
    site: NDArray[np.int64]
    time: NDArray[np.float64]
    weight: NDArray[np.float64]
    first_row: NDArray[np.int64]
    of_row: NDArray[np.int64]

    @classmethod
    def of(cls, rows: NDArray[np.float64], weight: NDArray[np.float64], period: float | None) -> Points:
        xy, time = rows[:, :-1], rows[:, -1]
        if period is not None:
            time = np.mod(time, period)
            time = np.where(time >= period, 0.0, time)
        order = np.lexsort((time, *xy.T[::-1]))
        moved = np.concatenate([[True], (xy[order[1:]] != xy[order[:-1]]).any(axis=1)])
        new = moved | np.concatenate([[True], time[order[1:]] != time[order[:-1]]])
        point = np.cumsum(new) - 1
        of_row = np.empty(len(rows), dtype=np.int64)
        of_row[order] = point
        # A row that weighs nothing is not dense itself, though others at its point may be: it names no cluster.
        counted = np.where(weight[order] > 0, order, len(rows))
        first_row = np.minimum.reduceat(counted, np.flatnonzero(new))
        return cls(
            places=xy[order[moved]],
            site=(np.cumsum(moved) - 1)[new],
            time=time[order[new]],
            weight=np.asarray(np.bincount(of_row, weights=weight), dtype=float),
            first_row=first_row,
            of_row=of_row,
        )


class Links:
    """Which points are neighbours: for each point asked about, runs of its neighbours in the order of the points.

    Places with few times are searched together in a tree over space and time, each neighbour a run of its own; a place
    with many times is searched by windows over its sorted times, which costs the same however many there are.
    """

    def __init__(self, points: Points, link_m: float, link_time: float, period: float | None) -> None:
        self.points, self.link_m, self.link_time = points, link_m, link_time
        self.times, self.rank = np.unique(points.time, return_inverse=True)
        self.windows = _windows(self.times, link_time, period)
        heavy = np.bincount(points.site) > _MANY_TIMES
        self.pairs = _close_pairs(points, np.flatnonzero(~heavy[points.site]), link_m, link_time, period)
        self.near = _near_heavy(points.places, heavy, link_m)

    def weights_around(self) -> NDArray[np.float64]:
        """The weight of each point's neighbours, itself among them."""
        points = self.points
        running = np.concatenate([[0.0], np.cumsum(points.weight)])
        total = np.zeros(len(points.time))
        for point, low, high in self._runs(np.arange(len(points.time))):
            total += np.bincount(point, weights=running[high] - running[low], minlength=len(total))
        left, right = self.pairs
        return total + np.bincount(left, weights=points.weight[right], minlength=len(total))

    def labels(self, dense: NDArray[np.bool_]) -> NDArray[np.int64]:
        """The cluster of each point, given which are dense."""
        members = np.flatnonzero(dense)
        labels = np.full(len(dense), NOISE, dtype=np.int64)
        if not len(members):
            return labels
        part = self._components(dense)
        first_row = np.full(part.max() + 1, np.iinfo(np.int64).max)
        np.minimum.at(first_row, part, self.points.first_row[members])
        number = np.empty(len(first_row), dtype=np.int64)
        number[np.argsort(first_row)] = np.arange(len(first_row))
        labels[members] = number[part]
        best = np.full(len(dense), len(first_row), dtype=np.int64)
        left, right = self.pairs
        to_dense = dense[right] & ~dense[left]
        np.minimum.at(best, left[to_dense], labels[right[to_dense]])
        inside = labels[members]
        for point, low, high in self._runs(np.flatnonzero(~dense), members):
            # What lies in one run is at most two clusters: that of its first point and that of its last.
            np.minimum.at(best, point, np.minimum(inside[low], inside[high - 1]))
        return np.where(~dense & (best < len(first_row)), best, labels)

    def _components(self, dense: NDArray[np.bool_]) -> NDArray[np.int64]:
        """The connected parts of the dense points."""
        points, members = self.points, np.flatnonzero(dense)
        position = np.cumsum(dense) - 1
        # Chains first: points of one place, each close to the next. A run spans at most twice the link, so it holds
        # parts of at most two chains, and to join a point with the run's ends is to join it with both.
        chained = (np.diff(points.site[members]) == 0) & (np.diff(points.time[members]) <= self.link_time)
        part = np.concatenate([[0], np.cumsum(~chained)])
        left, right = self.pairs
        both = dense[left] & dense[right]
        part = _joined(part, part[position[left[both]]], part[position[right[both]]])
        for point, low, high in self._runs(members, members):
            start = part[position[point]]
            part = _joined(part, np.concatenate([start, start]), np.concatenate([part[low], part[high - 1]]))
        return part

    def _runs(
        self, asked: NDArray[np.int64], among: NDArray[np.int64] | None = None
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]]:
        """Points asked about with the runs `low` to `high` of their neighbours among the points given, none empty.

        Only where one of the two lies at a place with many times.
        """
        points, step = self.points, len(self.times) + 1
        chosen = slice(None) if among is None else among
        key = points.site[chosen] * step + self.rank[chosen]
        starts, sites = self.near
        for first, after in self.windows:
            some = asked[(after > first)[self.rank[asked]]]
            count = np.diff(starts)[points.site[some]]
            some, count = some[count > 0], count[count > 0]
            for part in _chunks(count):
                many = count[part]
                point = np.repeat(some[part], many)
                within = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
                base = sites[starts[points.site[point]] + within] * step
                low = np.searchsorted(key, base + first[self.rank[point]])
                high = np.searchsorted(key, base + after[self.rank[point]])
                full = high > low
                yield point[full], low[full], high[full]


def _chunks(count: NDArray[np.int64]) -> Iterator[slice]:
    """Slices of the rows whose counts add up to about `_AT_ONCE`."""
    bounds = np.concatenate([[0], np.cumsum(count)])
    cut = 0
    while cut < len(count):
        end = max(cut + 1, int(np.searchsorted(bounds, bounds[cut] + _AT_ONCE, side="right")) - 1)
        yield slice(cut, end)
        cut = end


def _joined(part: NDArray[np.int64], left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
    """The parts once those linked are made one."""
    size = int(part.max()) + 1
    graph = sparse.coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(size, size))
    return np.asarray(connected_components(graph, directed=False)[1][part], dtype=np.int64)


def _windows(
    times: NDArray[np.float64], link: float, period: float | None
) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """For each distinct time the ranks, first and after the last, of times close to it: three runs on a circle."""
    if period is not None and 2.0 * link >= period:
        return [(np.zeros(len(times), dtype=np.int64), np.full(len(times), len(times)))]
    first, after = np.searchsorted(times, times - link), np.searchsorted(times, times + link, side="right")
    if period is None:
        return [(first, after)]
    # Late on Sunday the week goes on with Monday: the early times of the late ones, and the late times of the early.
    early = np.searchsorted(times, times + link - period, side="right")
    late = np.searchsorted(times, times - link + period)
    zero, all_of = np.zeros(len(times), dtype=np.int64), np.full(len(times), len(times))
    return [(first, after), (zero, early), (late, all_of)]


def _close_pairs(
    points: Points, chosen: NDArray[np.int64], link_m: float, link_time: float, period: float | None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The pairs of neighbours among the points chosen, both ways round, and each with itself."""
    if not len(chosen):
        return chosen, chosen
    place, time = points.places[points.site[chosen]], points.time[chosen]
    round_trip = period is not None and 2.0 * link_time < period
    # Scaled so that neighbours lie within a cylinder of height and radius 1, which a ball of root 2 holds.
    scaled = _scaled_times(time, link_time, round_trip or period is None)
    early = np.flatnonzero(time <= link_time) if round_trip else np.empty(0, dtype=np.int64)
    again = np.concatenate([np.arange(len(chosen)), early])
    turn = np.zeros(len(again))
    if period is not None and len(early):
        turn[len(chosen) :] = period / link_time if link_time > 0 else np.inf
    used = np.isfinite(turn)
    again, height = again[used], (scaled[again] + turn)[used]
    tree = KDTree(np.column_stack([place[again] / link_m, height]), balanced_tree=False, compact_nodes=False)
    found = tree.query_pairs(np.sqrt(2.0) * (1.0 + 1e-9), output_type="ndarray")
    left, right = again[found[:, 0]], again[found[:, 1]]
    apart = np.abs(time[left] - time[right])
    if period is not None:
        apart = np.minimum(apart, period - apart)
    close = (((place[left] - place[right]) ** 2).sum(axis=1) <= link_m**2) & (apart <= link_time) & (left != right)
    left, right = np.minimum(left, right)[close], np.maximum(left, right)[close]
    if len(early):
        # A pair may be met twice, as it is and with a copy; it is one pair.
        left, right = np.divmod(np.unique(left * len(chosen) + right), len(chosen))
    own = np.arange(len(chosen))
    return chosen[np.concatenate([own, left, right])], chosen[np.concatenate([own, right, left])]


def _scaled_times(time: NDArray[np.float64], link_time: float, matters: bool) -> NDArray[np.float64]:
    if not matters or np.isinf(link_time):
        return np.zeros(len(time))
    if link_time == 0:
        return np.asarray(np.unique(time, return_inverse=True)[1] * 2.0, dtype=float)
    return np.asarray(time / link_time, dtype=np.float64)


def _near_heavy(
    places: NDArray[np.float64], heavy: NDArray[np.bool_], link_m: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Places in reach of each where either has many times: where each one's list starts, and the lists on end."""
    many = np.flatnonzero(heavy)
    if not len(many):
        return np.zeros(len(places) + 1, dtype=np.int64), many
    tree, reach = KDTree(places), link_m * (1.0 + 1e-9)
    found = KDTree(places[many]).query_ball_tree(tree, reach)
    left = np.repeat(many, [len(one) for one in found])
    right = np.concatenate([np.asarray(one, dtype=np.int64) for one in found])
    close = ((places[left] - places[right]) ** 2).sum(axis=1) <= link_m**2
    left, right = left[close], right[close]
    back = ~heavy[right]  # between two heavy places both ways round are here already
    left, right = np.concatenate([left, right[back]]), np.concatenate([right, left[back]])
    starts = np.concatenate([[0], np.cumsum(np.bincount(left, minlength=len(places)))])
    return starts.astype(np.int64), right[np.argsort(left, kind="stable")]
