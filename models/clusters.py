"""Places out of points: groups of reports no wider than a short walk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.cluster import DBSCAN
from sklearn.neighbors import radius_neighbors_graph
from sklearn.utils.validation import check_array, validate_data

from models.windows import borough_hours, strongest

_NOISE = -1


def unique_points(
    xy: NDArray[np.float64], weight: NDArray[np.float64], same_m: float = 1.0
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Distinct points on a lattice of `same_m`, the weight on each, and each row's position among them.

    Public points pile up on street midpoints and stops: one heavy point clusters as well as a thousand equal ones.
    """
    points, position = np.unique(np.round(xy / same_m) * same_m, axis=0, return_inverse=True)
    position = position.ravel()
    heavy = np.bincount(position, weights=weight, minlength=len(points)).astype(float)
    return points, heavy, position.astype(np.int64)


class WalkablePlaces(ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """Weighted DBSCAN on unique points, its clusters cut into places no wider than a short walk.

    DBSCAN alone chains along a busy street for kilometres. Here its dense points are taken place by place: the point
    round which reports stand out most goes first, with everything dense in reach of it; then the next among the rest.
    "Stand out" means concentrated in some hours of the week when `hours` is given to `fit`, by weight otherwise, and
    so a place with a clear day and hour is not swallowed by a busier neighbour without one.

    Parameters
    ----------
    link_m
        DBSCAN's `eps`, in the units of X (metres).
    reach_m
        The furthest a point may lie from the centre of its place.
    apart_m
        The nearest two centres may be.
    min_weight
        The weight that makes a dense neighbourhood (DBSCAN's `min_samples`) and the least a place may have.
    min_strength
        The log likelihood ratio beyond which concentration in some hours goes before weight.
    max_hours
        The longest stretch of hours looked at.
    same_m
        Points closer than about this are one point.

    Attributes
    ----------
    labels_ : ndarray of shape (n_samples,)
        The place of each row, -1 for none. Place 0 was taken first.
    centres_ : ndarray of shape (n_places, 2)
        Their weighted middles.
    """

    def __init__(
        self,
        *,
        link_m: float = 80.0,
        reach_m: float = 200.0,
        apart_m: float = 200.0,
        min_weight: float = 4.0,
        min_strength: float = 12.0,
        max_hours: int = 4,
        same_m: float = 1.0,
    ) -> None:
        self.link_m = link_m
        self.reach_m = reach_m
        self.apart_m = apart_m
        self.min_weight = min_weight
        self.min_strength = min_strength
        self.max_hours = max_hours
        self.same_m = same_m

    def fit(
        self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None, hours: Any = None
    ) -> WalkablePlaces:
        """Find the places.

        Parameters
        ----------
        X
            (n, d) coordinates in metres.
        sample_weight
            (n,) weights, 1 each by default.
        hours
            (n, 168) weights of each row in the hours of the week, sparse or dense; optional.
        """
        xy: NDArray[np.float64] = validate_data(self, X, dtype=float)
        weight = (
            np.ones(len(xy))
            if sample_weight is None
            else check_array(sample_weight, ensure_2d=False, dtype=float)
        )
        points, heavy, position = unique_points(xy, weight, self.same_m)
        # DBSCAN asks for a whole number of samples; in thousandths any weight is near enough to one.
        dbscan = DBSCAN(eps=self.link_m, min_samples=max(1, round(self.min_weight * 1000)))
        dense = dbscan.fit(points, sample_weight=heavy * 1000).labels_ >= 0
        by_hour = _hours_at(points, position, hours)
        centres = (
            self._take(points[dense], heavy[dense], by_hour[dense])
            if dense.any()
            else np.empty((0, xy.shape[1]))
        )
        self.centres_, labels = self._share_out(points, heavy, dense, centres)
        self.labels_ = labels[position]
        return self

    def _take(
        self, points: NDArray[np.float64], weight: NDArray[np.float64], by_hour: sparse.csr_array
    ) -> NDArray[np.float64]:
        """Centres one after another, each with all that is in reach of it taken away before the next."""
        left = _Left.of(points, weight, by_hour, self.reach_m * 0.75, self.max_hours)
        centres: list[NDArray[np.float64]] = []
        while (seed := left.best_seed(self.min_strength)) is not None and left.around[
            seed
        ] >= self.min_weight:
            clear = bool(left.strength[seed] > self.min_strength)
            centre = _settle(points, left.pull(seed, clear), points[seed], self.reach_m * 0.75)
            away = np.linalg.norm(points - centre, axis=1)
            taken = (away <= self.reach_m) & (left.weight > 0)
            taken[seed] = True
            left.open[(away < self.apart_m) | taken] = False
            if _far_from_all(centre, centres, self.apart_m):
                centres.append(centre)
            left.remove(taken)
        return np.array(centres).reshape(-1, points.shape[1])

    def _share_out(
        self,
        points: NDArray[np.float64],
        weight: NDArray[np.float64],
        dense: NDArray[np.bool_],
        centres: NDArray[np.float64],
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Each dense point to its nearest centre in reach; places left too light are dropped."""
        labels = np.full(len(points), _NOISE)
        kept: list[int] = []
        if len(centres):
            labels = _nearest(points, centres, self.reach_m, dense)
            totals = np.bincount(labels[labels >= 0], weights=weight[labels >= 0], minlength=len(centres))
            kept = [int(k) for k in np.flatnonzero(totals >= self.min_weight)]
            labels = (
                _nearest(points, centres[kept], self.reach_m, dense) if kept else np.full(len(points), _NOISE)
            )
        return centres[kept], labels


@dataclass
class _Left:
    """The dense points not yet taken, and what stands out round each of them."""

    weight: NDArray[np.float64]
    by_hour: sparse.csr_array
    reach: sparse.csr_array
    around: NDArray[np.float64]
    around_hours: NDArray[np.float64]
    profile: NDArray[np.float64]
    max_hours: int
    open: NDArray[np.bool_]
    strength: NDArray[np.float64]
    first: NDArray[np.int64]
    length: NDArray[np.int64]

    @classmethod
    def of(
        cls,
        points: NDArray[np.float64],
        weight: NDArray[np.float64],
        by_hour: sparse.csr_array,
        reach_m: float,
        max_hours: int,
    ) -> _Left:
        graph = radius_neighbors_graph(points, reach_m, mode="connectivity", include_self=True)
        reach = sparse.csr_array(graph)
        zeros = np.zeros(len(points))
        left = cls(
            weight=weight.copy(),
            by_hour=by_hour,
            reach=reach,
            around=reach @ weight,
            around_hours=(reach @ by_hour).toarray(),
            profile=borough_hours(by_hour.sum(axis=0)),
            max_hours=max_hours,
            open=np.ones(len(points), dtype=bool),
            strength=zeros,
            first=zeros.astype(np.int64),
            length=zeros.astype(np.int64),
        )
        left._look_again(np.arange(len(points)))
        return left

    def best_seed(self, min_strength: float) -> int | None:
        """The open point with the clearest hours, else the most weight, in reach."""
        if not self.open.any():
            return None
        most = self.around.max() + 1.0
        score = np.where(self.strength > min_strength, 1.0 + self.strength, self.around / most)
        return int(np.where(self.open, score, -np.inf).argmax())

    def pull(self, seed: int, clear: bool) -> NDArray[np.float64]:
        """What draws a centre: the weight in the seed's hours where they are clear, all weight otherwise."""
        if not clear:
            return self.weight
        hours = slice(self.first[seed], self.first[seed] + self.length[seed])
        return np.asarray(self.by_hour[:, hours].sum(axis=1)).ravel()

    def remove(self, taken: NDArray[np.bool_]) -> None:
        """Take points away and look again at those in reach of them."""
        self.around -= self.weight[taken] @ self.reach[taken]
        self.around_hours -= self.reach[:, taken] @ self.by_hour[taken].toarray()
        self.weight[taken] = 0.0
        self.by_hour = sparse.csr_array(sparse.diags_array((~taken).astype(float)) @ self.by_hour)
        self._look_again(np.flatnonzero(self.reach[taken].sum(axis=0) > 0))

    def _look_again(self, rows: NDArray[np.int64]) -> None:
        counts = np.maximum(self.around_hours[rows], 0.0)
        expected = counts.sum(axis=1, keepdims=True) * self.profile
        self.strength[rows], self.first[rows], self.length[rows] = strongest(counts, expected, self.max_hours)


def _hours_at(points: NDArray[np.float64], position: NDArray[np.int64], hours: Any) -> sparse.csr_array:
    if hours is None:
        return sparse.csr_array((len(points), 168))
    gather = sparse.csr_array((np.ones(len(position)), (position, np.arange(len(position)))))
    return sparse.csr_array(gather @ sparse.csr_array(hours))


def _settle(
    points: NDArray[np.float64], weight: NDArray[np.float64], start: NDArray[np.float64], reach_m: float
) -> NDArray[np.float64]:
    """Move a centre to the weighted geometric median of what is in reach, so that stray points pull little."""
    centre = start
    for _ in range(15):
        distance = np.linalg.norm(points - centre, axis=1)
        pull = np.where(distance <= reach_m, weight / np.maximum(distance, 5.0), 0.0)
        if pull.sum() <= 0:
            break
        moved = (pull[:, None] * points).sum(axis=0) / pull.sum()
        if np.linalg.norm(moved - start) > reach_m:
            break
        if np.linalg.norm(moved - centre) < 0.5:
            return np.asarray(moved, dtype=float)
        centre = moved
    return centre


def _far_from_all(centre: NDArray[np.float64], centres: list[NDArray[np.float64]], apart_m: float) -> bool:
    return all(float(np.linalg.norm(centre - other)) >= apart_m for other in centres)


def _nearest(
    points: NDArray[np.float64], centres: NDArray[np.float64], reach_m: float, dense: NDArray[np.bool_]
) -> NDArray[np.int64]:
    distance = np.linalg.norm(points[:, None, :] - centres[None, :, :], axis=2)
    nearest = distance.argmin(axis=1)
    inside = dense & (distance[np.arange(len(points)), nearest] <= reach_m)
    return np.where(inside, nearest, _NOISE).astype(np.int64)
