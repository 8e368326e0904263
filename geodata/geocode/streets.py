"""Streets as sets of points: which of several of one name is meant, where its middle is, where two meet."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import cdist

from geodata.geocode.finding import Finding, refusal
from geodata.geocode.index import IntArray, NameIndex
from geodata.names import title

FloatArray = npt.NDArray[np.float64]

# Points of one name further apart than this belong to different streets.
ONE_STREET_M = 900.0
# A street goes on beyond the last of its known points.
STREET_MARGIN_M = 80.0
# A street wider than this says too little about where on it something happened.
WIDEST_RADIUS_M = 1_000.0
# A stretch of street this near a landmark is the one meant when both are named.
NEARBY_M = 800.0
# Two streets whose points come no nearer do not meet.
JUNCTION_REACH_M = 320.0


@dataclass(frozen=True, slots=True)
class Hints:
    """What else a text says about where a street is.

    `localities` are keys; `part` is a postcode district or sector without space; `near` are points in metres.
    `post_town` is the area's own name where it stands after a comma as in an address: it chooses among several
    streets, but only weakly, since people also write it for the whole area.
    """

    localities: frozenset[str] = frozenset()
    part: str = ""
    near: tuple[tuple[float, float], ...] = ()
    post_town: str = ""

    def __bool__(self) -> bool:
        return bool(self.localities or self.part or self.near)


@dataclass(slots=True)
class Streets:
    """The streets of an index, looked at with hints."""

    index: NameIndex
    _groups: dict[str, list[IntArray]] = field(default_factory=dict)
    _middles: dict[bytes, Finding] = field(default_factory=dict)

    def groups(self, key: str) -> list[IntArray]:
        """The streets of one name: rows, those inside the area first; outside ones only where none is inside."""
        if key not in self._groups:
            rows = np.array(self.index.streets[key], dtype=np.int64)
            inside = rows[self.index.inside[rows]]
            self._groups[key] = self._split(inside if len(inside) else rows)
        return self._groups[key]

    def _split(self, rows: IntArray) -> list[IntArray]:
        points = self.points(rows)
        if np.ptp(points, axis=0).max() <= ONE_STREET_M:
            return [rows]
        near = cdist(points, points) <= ONE_STREET_M
        count, group = connected_components(near, directed=False)
        found = [rows[group == g] for g in range(count)]
        return sorted(found, key=len, reverse=True)

    def points(self, rows: IntArray) -> FloatArray:
        """Metres of rows, (n, 2)."""
        return np.column_stack([self.index.x[rows], self.index.y[rows]])

    def narrowed(self, key: str, hints: Hints) -> list[IntArray]:
        """The streets of one name that the hints allow; all of them where the hints decide nothing.

        A hint also shortens a long street to the stretch it speaks of.
        """
        groups = self.groups(key)
        in_part = self._kept(groups, self._in_part, hints)
        in_locality = self._kept(in_part or groups, self._in_locality, hints) if hints.localities else []
        # A locality that is not the post town of any point is found on the ground instead.
        return in_locality or self._kept(in_part or groups, self._close_by, hints) or in_part or groups

    def _kept(
        self, groups: list[IntArray], allowed: Callable[[IntArray, Hints], IntArray], hints: Hints
    ) -> list[IntArray]:
        return [rows for rows in (allowed(group, hints) for group in groups) if len(rows)]

    def _in_part(self, rows: IntArray, hints: Hints) -> IntArray:
        if not hints.part:
            return rows
        return _where(rows, [self.index.postcodes[row].startswith(hints.part) for row in rows])

    def _in_locality(self, rows: IntArray, hints: Hints) -> IntArray:
        if not hints.localities:
            return rows
        return _where(rows, [self.index.localities[row] in hints.localities for row in rows])

    def _close_by(self, rows: IntArray, hints: Hints) -> IntArray:
        if not hints.near:
            return rows
        away = cdist(self.points(rows), np.array(hints.near)).min(axis=1)
        return _where(rows, list(away <= NEARBY_M))

    def describe(self, rows: IntArray) -> str:
        """A street's name with its locality and postcode district, as far as they are known."""
        row = int(rows[len(rows) // 2])
        parts = [
            title(self.index.names[row]),
            self.index.localities[row].title(),
            self.index.postcodes[row][:-3],
        ]
        return ", ".join(part for part in parts if part)

    def middle(self, rows: IntArray, confidence: float) -> Finding:
        """The point of a street nearest to all its others, with a radius that holds nearly all of them."""
        same = rows.tobytes()
        if same not in self._middles:
            self._middles[same] = self._middle(rows)
        return replace(self._middles[same], confidence=confidence)

    def _middle(self, rows: IntArray) -> Finding:
        points = np.unique(self.points(rows), axis=0)
        apart = cdist(points, points)
        # Of the usual middles tried, this one is most often near the address meant; and it lies on the street.
        at = int(apart.sum(axis=1).argmin())
        radius_m = float(np.quantile(apart[at], 0.95)) + STREET_MARGIN_M
        x, y = points[at]
        return Finding(float(x), float(y), radius_m, 0.9, "street", title(self.index.names[int(rows[0])]))

    def answer(self, key: str, hints: Hints, confidence: float = 0.9) -> Finding:
        """One street of a name, or a refusal with the several it may be."""
        groups = self.narrowed(key, hints)
        if len(groups) > 1:
            return self._several(groups, hints, confidence)
        found = self.middle(groups[0], confidence)
        if found.radius_m <= WIDEST_RADIUS_M:
            return found
        return refusal(
            f"{found.matched} is too long to say where on it: give a postcode, a side street or a district",
            self._stretches(groups[0]),
        )

    def _several(self, groups: list[IntArray], hints: Hints, confidence: float) -> Finding:
        """Streets of one name: the one in the post town written after it, little believed; otherwise none."""
        choices = [
            replace(self.middle(rows, confidence / len(groups)), matched=self.describe(rows))
            for rows in groups
        ]
        name = title(self.index.names[int(groups[0][0])])
        in_town = [
            number
            for number, rows in enumerate(groups)
            if hints.post_town and any(self.index.localities[row] == hints.post_town for row in rows)
        ]
        if len(in_town) == 1:
            chosen = choices.pop(in_town[0])
            if chosen.radius_m <= WIDEST_RADIUS_M:
                reason = f"taken for the {name} of the post town; there are {len(groups)} of that name"
                return replace(chosen, confidence=0.6, alternatives=tuple(choices[:5]), reason=reason)
            choices.insert(0, chosen)
        return refusal(f"there are {len(groups)} streets called {name}: say which", tuple(choices[:5]))

    def _stretches(self, rows: IntArray) -> tuple[Finding, ...]:
        """The longest stretches of a street, by postcode sector."""
        sectors: dict[str, list[int]] = {}
        for row in rows:
            sectors.setdefault(self.index.postcodes[row][:-2], []).append(int(row))
        longest = sorted(sectors.values(), key=len, reverse=True)[:5]
        found = []
        for part in longest:
            middle = self.middle(np.array(part), 0.9 * len(part) / len(rows))
            found.append(
                Finding(
                    middle.x, middle.y, middle.radius_m, middle.confidence, "street",
                    self.describe(np.array(part)),
                )
            )  # fmt: skip
        return tuple(found)

    def junction(self, first: Collection[str], second: Collection[str]) -> tuple[Finding, float] | None:
        """Where a street of one set of keys comes nearest to one of the other, and how near in metres."""
        best: tuple[float, Finding] | None = None
        for a in first:
            for b in second:
                if a == b:
                    continue
                found = self._meeting(a, b)
                if found is not None and (best is None or found[0] < best[0]):
                    best = found
        return None if best is None else (best[1], best[0])

    def _meeting(self, a: str, b: str) -> tuple[float, Finding] | None:
        matched = f"{self._name(a)} / {self._name(b)}"
        stops = self.index.pairs.get(frozenset((a, b)))
        if stops:
            points = self.points(np.array(stops))
            centre = points.mean(axis=0)
            radius_m = 60.0 + float(np.hypot(*(points - centre).T).max())
            return 0.0, Finding(float(centre[0]), float(centre[1]), radius_m, 0.95, "junction", matched)
        if a not in self.index.streets or b not in self.index.streets:
            return None
        left = self.points(np.concatenate(self.groups(a)))
        right = self.points(np.concatenate(self.groups(b)))
        away = cdist(left, right)
        i, j = np.unravel_index(int(away.argmin()), away.shape)
        apart = float(away[i, j])
        if apart > JUNCTION_REACH_M:
            return None
        x, y = (left[i] + right[j]) / 2
        radius_m = 80.0 + 0.6 * apart
        return apart, Finding(float(x), float(y), radius_m, 0.9, "junction", matched)

    def _name(self, key: str) -> str:
        rows = self.index.streets.get(key)
        return title(self.index.names[rows[0]]) if rows else key.title()


def _where(rows: IntArray, kept: list[bool]) -> IntArray:
    return np.asarray(rows[np.array(kept, dtype=bool)])
