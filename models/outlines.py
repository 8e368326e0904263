"""The outline of a place: ground a team can walk, in degrees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

_METRES_PER_DEGREE = 111_320.0
_BUFFER_M = 40.0


@dataclass(frozen=True)
class LocalDegrees:
    """Metres to WGS84 degrees near some points that are known in both.

    A quadratic least-squares fit: over a borough it stays within a metre of the projection it was fitted to.
    `centre` and `scale` bring metres near 0..1; `coefficients` are (6, 2) or (3, 2).
    """

    centre: NDArray[np.float64]
    scale: float
    coefficients: NDArray[np.float64]

    @classmethod
    def fit(cls, xy: NDArray[np.float64], lonlat: NDArray[np.float64]) -> LocalDegrees:
        """Fit to (n, 2) metres and (n, 2) degrees of the same points."""
        points, first = np.unique(np.round(xy), axis=0, return_index=True)
        centre = points.mean(axis=0)
        scale = max(1.0, float(np.abs(points - centre).max()))
        unit = (xy[first] - centre) / scale
        for terms in (_quadratic, _linear):
            design = terms(unit)
            if (
                len(unit) >= 2 * design.shape[1]
                and np.linalg.matrix_rank(design, tol=1e-3) == design.shape[1]
            ):
                return cls(
                    centre,
                    scale,
                    np.asarray(np.linalg.lstsq(design, lonlat[first], rcond=None)[0], dtype=float),
                )
        return cls(np.asarray(centre, dtype=float), scale, _north_up(xy[first], lonlat[first], centre, scale))

    def of(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Degrees (n, 2) of metres (n, 2)."""
        unit = (np.asarray(xy) - self.centre) / self.scale
        terms = _quadratic if len(self.coefficients) == 6 else _linear
        return np.asarray(terms(unit) @ self.coefficients)


def walkable_outline(xy: NDArray[np.float64], degrees: LocalDegrees) -> shapely.Polygon:
    """A rounded outline, in degrees, 40 m beyond the outermost reports of a place."""
    hull = shapely.MultiPoint(np.unique(np.round(xy), axis=0)).convex_hull.buffer(_BUFFER_M, quad_segs=4)
    return shapely.Polygon(degrees.of(np.asarray(hull.exterior.coords)))


def _linear(unit: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack([np.ones(len(unit)), unit])


def _quadratic(unit: NDArray[np.float64]) -> NDArray[np.float64]:
    x, y = unit.T
    return np.column_stack([np.ones(len(unit)), x, y, x * x, x * y, y * y])


def _north_up(
    xy: NDArray[np.float64], lonlat: NDArray[np.float64], centre: NDArray[np.float64], scale: float
) -> NDArray[np.float64]:
    """Too few points to fit: take north as up, right to a few metres over a place."""
    lat = np.radians(lonlat[:, 1].mean())
    per_x, per_y = scale / (_METRES_PER_DEGREE * np.cos(lat)), scale / _METRES_PER_DEGREE
    offset = (xy - centre) / scale
    middle = (lonlat - offset * [per_x, per_y]).mean(axis=0)
    return np.array([middle, [per_x, 0.0], [0.0, per_y]])
