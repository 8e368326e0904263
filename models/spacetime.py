"""Clusters in space and time: points close in metres and close in hours of the week, or in days."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.utils.validation import check_array, check_consistent_length, validate_data

from models.links import Links, Points

_SLACK = 1e-9  # weights are added in another order than one by one; a sum this little short is enough


class SpaceTimeClusters(ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """Weighted DBSCAN in which neighbours are close in space and in time.

    Two points are neighbours when they lie within `link_m` of one another and within `link_time`, on a circle when
    `period` is given. A point is dense when its neighbours, itself among them, weigh `min_weight` or more. Dense
    neighbours share a cluster; a point that is not dense joins the first cluster it has a dense neighbour in. Without
    a limit on time the labels are those of scikit-learn's DBSCAN.

    Coincident points are one heavy point, and time is searched in sorted windows at each place, so that points piled up
    on a few places cost no more than others; nothing is approximate, and no distance matrix is made.

    Parameters
    ----------
    link_m
        The furthest that neighbours lie apart, in the units of the first columns of X (metres).
    link_time
        The most time between neighbours, in the units of the last column (hours, or days).
    min_weight
        The weight that makes a point dense.
    period
        Time goes round: 168 for hours of the week. None for a line, as days are.

    Attributes
    ----------
    labels_ : ndarray of shape (n_samples,)
        The cluster of each row, -1 for none; numbered by their first dense row.
    dense_ : ndarray of shape (n_samples,)
        Whether each row is dense.

    References
    ----------
    Ester, M., Kriegel, H.-P., Sander, J. and Xu, X. (1996). A density-based algorithm for discovering clusters. KDD-96.
    Birant, D. and Kut, A. (2007). ST-DBSCAN: an algorithm for clustering spatial-temporal data. Data & Knowledge
    Engineering 60(1), 208-221.
    """

    def __init__(
        self,
        *,
        link_m: float = 150.0,
        link_time: float = 2.0,
        min_weight: float = 5.0,
        period: float | None = None,
    ) -> None:
        self.link_m = link_m
        self.link_time = link_time
        self.min_weight = min_weight
        self.period = period

    def fit(
        self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None
    ) -> SpaceTimeClusters:
        """Find the clusters.

        Parameters
        ----------
        X
            (n, d): coordinates in metres, and time in the last column.
        sample_weight
            (n,) weights of 0 or more, 1 each by default. A row of weight 0 is never dense.

        Raises
        ------
        ValueError
            When a parameter or a weight is out of range.
        """
        rows: NDArray[np.float64] = validate_data(self, X, dtype=float, ensure_min_features=2)
        weight = np.ones(len(rows))
        if sample_weight is not None:
            weight = check_array(sample_weight, ensure_2d=False, dtype=float)
            check_consistent_length(rows, weight)
        self._check(weight)
        points = Points.of(rows, weight, self.period)
        links = Links(points, self.link_m, self.link_time, self.period)
        enough = self.min_weight * (1.0 - _SLACK)
        dense = (links.weights_around() >= enough) & (points.weight > 0)
        labels = links.labels(dense)
        self.labels_ = labels[points.of_row]
        self.dense_ = dense[points.of_row] & (weight > 0)
        return self

    def _check(self, weight: NDArray[np.float64]) -> None:
        for name in ("link_m", "min_weight"):
            if not getattr(self, name) > 0:
                raise ValueError(f"Expected {name} above 0, got {getattr(self, name)!r}.")
        if not self.link_time >= 0:
            raise ValueError(f"Expected link_time of 0 or more, got {self.link_time!r}.")
        if self.period is not None and not self.period > 0:
            raise ValueError(f"Expected period above 0 or None, got {self.period!r}.")
        if weight.min() < 0:
            raise ValueError("Expected weights of 0 or more.")
        if not weight.any():
            raise ValueError("Expected a weight above 0: every sample weight is zero.")
