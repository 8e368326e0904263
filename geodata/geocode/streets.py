"""Streets as sets of points: which of several of one name is meant, where its middle is, where two meet."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import cdist

from geodata.geocode.finding import Finding, refusal
from geodata.geocode.house_numbers import Numbering
from geodata.geocode.index import LARGEST_CACHE, IntArray, NameIndex
from geodata.names import title

FloatArray = npt.NDArray[np.float64]

# Points of one name further apart than this belong to different streets.
ONE_STREET_M = 900.0
# A street goes on beyond the last of its known points.
STREET_MARGIN_M = 80.0
# Within a street this short no hint could choose a part.
SHORT_RADIUS_M = 250.0
SURE = 0.9
# A street wider than this says too little about where on it something happened.
WIDEST_RADIUS_M = 1_000.0
# A stretch of street this near a landmark is the one meant when both are named.
NEARBY_M = 800.0
# One of several streets of a name with this share of their points is the one usually meant.
LARGE_SHARE = 0.8
IN_LARGEST = 0.7
# People write a post town's name for the whole area as well.
IN_POST_TOWN = 0.6


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
    numbering: Numbering = field(init=False)
    _groups: dict[str, list[IntArray]] = field(default_factory=dict)
    _middles: dict[bytes, Finding] = field(default_factory=dict)
    _narrowed: dict[tuple[str, Hints], list[IntArray]] = field(default_factory=dict)
    _long: dict[bytes, tuple[Finding, ...]] = field(default_factory=dict)
    _described: dict[bytes, str] = field(default_factory=dict)
    _short: dict[str, bool] = field(default_factory=dict)
    _spots: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    _at_points: dict[tuple[bytes, tuple[float, float]], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """House numbers are placed with the same index."""
        self.numbering = Numbering(self.index)

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
        found = self._narrowed.get((key, hints))
        if found is None:
            found = self._narrow(self.groups(key), hints)
            if len(self._narrowed) < LARGEST_CACHE:
                self._narrowed[(key, hints)] = found
        return found

    def _narrow(self, groups: list[IntArray], hints: Hints) -> list[IntArray]:
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
        same = rows.tobytes()
        if same not in self._described:
            self._described[same] = self._describe(rows)
        return self._described[same]

    def _describe(self, rows: IntArray) -> str:
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
        found = self._middles[same]
        return found if found.confidence == confidence else found.believed(confidence)

    def _middle(self, rows: IntArray) -> Finding:
        points = np.unique(self.points(rows), axis=0)
        apart = cdist(points, points)
        # Of the usual middles tried, this one is most often near the address meant; and it lies on the street.
        at = int(apart.sum(axis=1).argmin())
        radius_m = float(np.quantile(apart[at], 0.95)) + STREET_MARGIN_M
        x, y = points[at]
        return Finding(float(x), float(y), radius_m, SURE, "street", title(self.index.names[int(rows[0])]))

    def short(self, key: str, number: int | None) -> Finding | None:
        """The answer of a street so short and unlike any other that no hint could change it, or None."""
        if key not in self._short:
            groups = self.groups(key)
            middle = self.middle(groups[0], SURE)
            self._short[key] = len(groups) == 1 and middle.radius_m <= SHORT_RADIUS_M
        if not self._short[key]:
            return None
        rows = self.groups(key)[0]
        found = self.middle(rows, SURE)
        return found if number is None else self._at_number(found, rows, number)

    def is_within(self, key: str, x: float, y: float, reach_m: float) -> bool:
        """Whether any point of a street lies within reach of a point."""
        if key not in self._spots:
            self._spots[key] = self.points(np.array(self.index.streets[key])).tolist()
        return any(math.hypot(px - x, py - y) <= reach_m for px, py in self._spots[key])

    def is_in(self, key: str, locality: str, middle: Finding) -> bool:
        """Whether a street has a point in a locality, by its address or on the ground."""
        if any(self.index.localities[row] == locality for row in self.index.streets[key]):
            return True
        return self.is_within(key, *middle.point, middle.radius_m)

    def answer(self, key: str, hints: Hints, confidence: float = SURE, number: int | None = None) -> Finding:
        """One street of a name, at the house number if one is given, or a refusal with the several it may be."""
        groups = self.narrowed(key, hints)
        if len(groups) > 1:
            return self._several(groups, hints, confidence, number)
        found = self.middle(groups[0], confidence)
        if found.radius_m <= WIDEST_RADIUS_M:
            return found if number is None else self._at_number(found, groups[0], number)
        return refusal(
            f"{found.matched} is too long to say where on it: give a postcode, a side street or a district",
            self._stretches(groups[0]),
        )

    def _at_number(self, middle: Finding, rows: IntArray, number: int) -> Finding:
        """The street's answer moved to where the number should be, its radius still holding the street."""
        point = self.numbering.point(rows, number)
        if point is None:
            return middle
        same = (rows.tobytes(), point)
        if same not in self._at_points:
            away = np.hypot(*(self.points(rows) - point).T)
            self._at_points[same] = float(np.quantile(away, 0.95)) + STREET_MARGIN_M
        return middle.moved(*point, self._at_points[same])

    def _several(
        self, groups: list[IntArray], hints: Hints, confidence: float, number: int | None
    ) -> Finding:
        """Streets of one name: the one in the post town written after it, little believed; otherwise none."""
        size = sum(len(rows) for rows in groups)
        choices = [
            self.middle(rows, confidence * len(rows) / size).named(self.describe(rows)) for rows in groups
        ]
        name = title(self.index.names[int(groups[0][0])])
        at, why, sure = self._likeliest(groups, hints)
        if at is not None:
            chosen = choices.pop(at)
            if chosen.radius_m <= WIDEST_RADIUS_M:
                if number is not None:
                    chosen = self._at_number(chosen, groups[at], number)
                reason = f"taken for the {name} {why}; there are {len(groups)} of that name"
                return replace(
                    chosen, confidence=min(sure, confidence), alternatives=tuple(choices[:5]), reason=reason
                )
            choices.insert(0, chosen)
        return refusal(f"there are {len(groups)} streets called {name}: say which", tuple(choices[:5]))

    def _likeliest(self, groups: list[IntArray], hints: Hints) -> tuple[int | None, str, float]:
        """Which of several streets of one name is meant, why, and how sure that is; None where nothing tells."""
        size = sum(len(rows) for rows in groups)
        for at, rows in enumerate(groups):
            if len(rows) >= LARGE_SHARE * size:
                return at, "with by far the most addresses", IN_LARGEST
        in_town = [
            at
            for at, rows in enumerate(groups)
            if hints.post_town and any(self.index.localities[row] == hints.post_town for row in rows)
        ]
        return (in_town[0], "of the post town", IN_POST_TOWN) if len(in_town) == 1 else (None, "", 0.0)

    def _stretches(self, rows: IntArray) -> tuple[Finding, ...]:
        """The longest stretches of a street, by postcode sector."""
        same = rows.tobytes()
        if same not in self._long:
            self._long[same] = self._by_sector(rows)
        return self._long[same]

    def _by_sector(self, rows: IntArray) -> tuple[Finding, ...]:
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


def _where(rows: IntArray, kept: list[bool]) -> IntArray:
    return np.asarray(rows[np.array(kept, dtype=bool)])
