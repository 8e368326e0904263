"""Misspelt names: the gazetteer's keys within a few slips of the pen."""

from __future__ import annotations

from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from geodata.geocode.index import NameIndex
from geodata.geocode.vocabulary import is_empty
from geodata.names import STREET_TYPES

# A name shorter than this could be made out of too many others.
SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Near:
    """A key like the one asked for, and how many letters were added, dropped, changed or swapped."""

    key: str
    slips: int


@dataclass(slots=True)
class FuzzyNames:
    """Street and landmark keys to be found in spite of misspelling."""

    index: NameIndex
    _by_size: dict[bool, dict[int, list[str]]] = field(default_factory=dict)
    _cache: dict[tuple[str, bool], list[Near]] = field(default_factory=dict)

    def streets(self, key: str) -> list[Near]:
        """Street keys like this one, fewest slips first."""
        return self._search(key, landmarks=False)

    def landmarks(self, key: str) -> list[Near]:
        """Landmark keys like this one, fewest slips first."""
        return self._search(key, landmarks=True)

    def _search(self, key: str, *, landmarks: bool) -> list[Near]:
        allowed = allowed_slips(key)
        if not allowed:
            return []
        cached = self._cache.get((key, landmarks))
        if cached is not None:
            return cached
        sizes = self._sizes(landmarks)
        found = [
            Near(name, int(slips))
            for size in range(len(key) - allowed, len(key) + allowed + 1)
            for name, slips, _ in process.extract(
                key, sizes.get(size, ()), scorer=OSA.distance, score_cutoff=allowed, limit=5
            )
        ]
        found.sort(key=lambda near: (near.slips, near.key))
        if len(self._cache) < 20_000:
            self._cache[(key, landmarks)] = found
        return found

    def _sizes(self, landmarks: bool) -> dict[int, list[str]]:
        if landmarks not in self._by_size:
            sizes: dict[int, list[str]] = {}
            for name in self.index.landmarks if landmarks else self.index.streets:
                sizes.setdefault(len(name), []).append(name)
            self._by_size[landmarks] = sizes
        return self._by_size[landmarks]


def allowed_slips(key: str) -> int:
    """How many slips a name of this length bears before it could as well be another."""
    words = key.split(" ")
    naming = [word for word in words if word not in STREET_TYPES] or words
    size = sum(len(word) for word in naming)
    if size < SHORTEST or all(is_empty(word) for word in words):
        return 0
    if size <= 5:
        return 1
    return 2 if size <= 11 else 3
