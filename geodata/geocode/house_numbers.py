"""Where along a street a house number stands, by the way streets are numbered.

Houses are numbered away from the middle of the town, odd ones on one side and even ones on the other. That says
little about one house and enough, over many, to choose a better point than the middle of the street.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from geodata.geocode.index import IntArray, NameIndex

FloatArray = npt.NDArray[np.float64]

# A house front of eight metres, and the next number across the road.
METRES_PER_NUMBER = 4.0
# The middle of a town is where most of its named points lie within this distance.
TOWN_CENTRE_M = 400.0
# One end has to be nearer the middle of the town by this share of the street's length.
LEAST_NEARER = 0.3
FEWEST_POINTS = 3
# Fewer named points than this do not show where the middle of a town is.
SMALLEST_TOWN = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A street's points from its low numbers to its high ones, with metres along the street from the first."""

    along_m: list[float]
    points: list[tuple[float, float]]


@dataclass(slots=True)
class Numbering:
    """Points on streets by house number, with the middle of each town found once."""

    index: NameIndex
    _centres: dict[str, FloatArray | None] = field(default_factory=dict)
    _lines: dict[bytes, Line | None] = field(default_factory=dict)

    def point(self, rows: IntArray, number: int) -> tuple[float, float] | None:
        """The point of a street (its rows) where a number should stand, or None where nothing tells."""
        same = rows.tobytes()
        if same not in self._lines:
            self._lines[same] = self._line(rows)
        line = self._lines[same]
        if line is None:
            return None
        at = bisect_left(line.along_m, number * METRES_PER_NUMBER)
        if at == len(line.along_m) or (at and _is_nearer(line.along_m, at - 1, number)):
            at -= 1
        return line.points[at]

    def _line(self, rows: IntArray) -> Line | None:
        """A street's points in the order of its numbers, or None where nothing tells the order."""
        centre = self._centre(self._town(rows))
        points = np.unique(np.column_stack([self.index.x[rows], self.index.y[rows]]), axis=0)
        if centre is None or len(points) < FEWEST_POINTS:
            return None
        along = _along(points)
        near, far = points[along.argmin()], points[along.argmax()]
        nearer = float(np.hypot(*(far - centre)) - np.hypot(*(near - centre)))
        if abs(nearer) < LEAST_NEARER * float(np.ptp(along)):
            return None
        along = along - along.min() if nearer > 0 else along.max() - along
        order = np.argsort(along, kind="stable")
        return Line(along[order].tolist(), [(x, y) for x, y in points[order].tolist()])

    def _town(self, rows: IntArray) -> str:
        towns: Counter[str] = Counter(self.index.localities[row] for row in rows.tolist())
        return towns.most_common(1)[0][0]

    def _centre(self, town: str) -> FloatArray | None:
        if town not in self._centres:
            rows = np.array(self.index.settlements.get(town, []), dtype=np.int64)
            points = np.column_stack([self.index.x[rows], self.index.y[rows]])
            self._centres[town] = _busiest(points) if len(rows) >= SMALLEST_TOWN else None
        return self._centres[town]


def _is_nearer(along_m: list[float], before: int, number: int) -> bool:
    wanted = number * METRES_PER_NUMBER
    return wanted - along_m[before] <= along_m[before + 1] - wanted


def _along(points: FloatArray) -> FloatArray:
    """Metres of each point along the street's main direction."""
    from_middle = points - points.mean(axis=0)
    direction = np.linalg.svd(from_middle, full_matrices=False)[2][0]
    return np.asarray(from_middle @ direction)


def _busiest(points: FloatArray) -> FloatArray:
    """The middle of the points around the one with the most others around it."""
    tree = cKDTree(points)
    around = tree.query_ball_point(points, TOWN_CENTRE_M, return_length=True)
    busy = tree.query_ball_point(points[int(np.argmax(around))], TOWN_CENTRE_M)
    return np.asarray(np.median(points[busy], axis=0))
