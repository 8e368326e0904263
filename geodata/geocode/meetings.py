"""Where two streets meet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
from scipy.spatial.distance import cdist

from geodata.geocode.finding import Finding
from geodata.geocode.index import LARGEST_CACHE, FloatArray
from geodata.geocode.streets import Streets
from geodata.names import title

# Two streets whose points come no nearer do not meet.
JUNCTION_REACH_M = 320.0


@dataclass(slots=True)
class Meetings:
    """The junctions of streets, each worked out once."""

    streets: Streets
    _meetings: dict[tuple[str, str], tuple[float, Finding] | None] = field(default_factory=dict)

    def junction(self, first: Collection[str], second: Collection[str]) -> tuple[Finding, float] | None:
        """Where a street of one set of keys comes nearest to one of the other, and how near in metres."""
        best: tuple[float, Finding] | None = None
        for a in first:
            for b in second:
                if a == b:
                    continue
                found = self._kept(a, b)
                if found is not None and (best is None or found[0] < best[0]):
                    best = found
        return None if best is None else (best[1], best[0])

    def _kept(self, a: str, b: str) -> tuple[float, Finding] | None:
        if (a, b) in self._meetings:
            return self._meetings[(a, b)]
        found = self._meeting(a, b)
        if len(self._meetings) < LARGEST_CACHE:
            self._meetings[(a, b)] = found
        return found

    def _meeting(self, a: str, b: str) -> tuple[float, Finding] | None:
        matched = f"{self._name(a)} / {self._name(b)}"
        stops = self.streets.index.pairs.get(frozenset((a, b)))
        if stops:
            points = self.streets.points(np.array(stops))
            centre = points.mean(axis=0)
            radius_m = 60.0 + float(np.hypot(*(points - centre).T).max())
            return 0.0, Finding(float(centre[0]), float(centre[1]), radius_m, 0.95, "junction", matched)
        left, right = self._points(a), self._points(b)
        if left is None or right is None:
            return None
        away = cdist(left, right)
        i, j = np.unravel_index(int(away.argmin()), away.shape)
        apart = float(away[i, j])
        if apart > JUNCTION_REACH_M:
            return None
        x, y = (left[i] + right[j]) / 2
        radius_m = 80.0 + 0.6 * apart
        return apart, Finding(float(x), float(y), radius_m, 0.9, "junction", matched)

    def _points(self, key: str) -> FloatArray | None:
        """Where a street is; one that only stops are named after is at them."""
        if key in self.streets.index.streets:
            return self.streets.points(np.concatenate(self.streets.groups(key)))
        stops = self.streets.index.stops.get(key)
        return None if stops is None else self.streets.points(np.array(stops))

    def _name(self, key: str) -> str:
        rows = self.streets.index.streets.get(key)
        return title(self.streets.index.names[rows[0]]) if rows else key.title()
