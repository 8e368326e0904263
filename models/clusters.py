"""Places out of points: groups of reports no wider than a short walk."""

from __future__ import annotations

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
        reach = sparse.csr_array(
            radius_neighbors_graph(points, self.reach_m * 0.75, mode="connectivity", include_self=True)
        )
        left = weight.copy()
        around = reach @ weight
        around_hours = (reach @ by_hour).toarray()
        profile = borough_hours(by_hour.sum(axis=0))
        strength, first, length = self._strength(around_hours, profile)
        centres: list[NDArray[np.float64]] = []
        open_seed = np.ones(len(points), dtype=bool)
        while open_seed.any():
            score = np.where(
                strength > self.min_strength, strength + around.max() + 1.0, around / (1.0 + around.max())
            )
            seed = int(np.where(open_seed, score, -np.inf).argmax())
            if around[seed] < self.min_weight:
                break
            in_hours = (
                _in_hours(by_hour, first[seed], length[seed])
                if strength[seed] > self.min_strength
                else weight
            )
            centre = _settle(points, np.where(left > 0, in_hours, 0.0), points[seed], self.reach_m * 0.75)
            taken = (np.linalg.norm(points - centre, axis=1) <= self.reach_m) & (left > 0)
            taken[seed] = True
            near = np.linalg.norm(points - centre, axis=1) < self.apart_m
            open_seed[near | taken] = False
            open_seed[seed] = False
            if _far_from_all(centre, centres, self.apart_m):
                centres.append(centre)
            around -= left[taken] @ reach[taken]
            left[taken] = 0.0
            around_hours -= reach[:, taken] @ by_hour[taken].toarray()
            by_hour = sparse.csr_array(sparse.diags_array((~taken).astype(float)) @ by_hour)
            changed = np.flatnonzero(reach[taken].sum(axis=0) > 0)
            strength[changed], first[changed], length[changed] = self._strength(
                around_hours[changed], profile
            )
        return np.array(centres).reshape(-1, points.shape[1])

    def _strength(
        self, counts: NDArray[np.float64], profile: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
        counts = np.maximum(counts, 0.0)
        return strongest(counts, counts.sum(axis=1, keepdims=True) * profile, self.max_hours)

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


def _hours_at(points: NDArray[np.float64], position: NDArray[np.int64], hours: Any) -> sparse.csr_array:
    if hours is None:
        return sparse.csr_array((len(points), 168))
    gather = sparse.csr_array((np.ones(len(position)), (position, np.arange(len(position)))))
    return sparse.csr_array(gather @ sparse.csr_array(hours))


def _in_hours(by_hour: sparse.csr_array, first: int, length: int) -> NDArray[np.float64]:
    return np.asarray(by_hour[:, first : first + length].sum(axis=1)).ravel()


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
