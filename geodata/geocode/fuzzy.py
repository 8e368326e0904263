"""Misspelt names: the gazetteer's keys within a few slips of the pen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from geodata.geocode.index import LARGEST_CACHE, NameIndex
from geodata.geocode.vocabulary import is_empty
from geodata.names import STREET_TYPES

# A name shorter than this could be made out of too many others.
SHORTEST = 3
# Two slips in a word no longer than this make another word.
SHORT_WORD = 5
# More names than this equally near say nothing.
MOST = 10


@dataclass(frozen=True, slots=True)
class Near:
    """A key like the one asked for, and how many letters were added, dropped, changed or swapped."""

    key: str
    slips: int


@dataclass(slots=True)
class Shelf:
    """Names by their first letter, and by all but their first letter."""

    by_first: dict[str, list[str]] = field(default_factory=dict)
    by_rest: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Iterable[str]) -> Shelf:
        """A shelf of some names."""
        shelf = cls()
        for name in names:
            shelf.by_first.setdefault(name[:1], []).append(name)
            shelf.by_rest.setdefault(name[1:], []).append(name)
        return shelf

    def same_first(self, key: str, allowed: int) -> list[Near]:
        """Names with the same first letter, within so many slips."""
        found = process.extract(
            key, self.by_first.get(key[:1], ()), scorer=OSA.distance, score_cutoff=allowed, limit=MOST
        )
        return [Near(name, int(slips)) for name, slips, _ in found]

    def other_first(self, key: str) -> list[Near]:
        """Names one slip away whose first letter is another: it was changed, left out, added or swapped."""
        rest = self.by_rest
        names = {*rest.get(key[1:], ()), *rest.get(key, ())}
        names.update(name for name in self.by_first.get(key[1:2], ()) if name == key[1:])
        names.update(name for name in rest.get(key[:1] + key[2:], ()) if name[:1] == key[1:2])
        return [Near(name, 1) for name in sorted(names) if name[:1] != key[:1]]


@dataclass(slots=True)
class FuzzyNames:
    """Street and landmark keys to be found in spite of misspelling."""

    index: NameIndex
    _shelves: dict[bool, Shelf] = field(default_factory=dict)
    _cache: dict[tuple[str, bool], list[Near]] = field(default_factory=dict)

    def streets(self, key: str) -> list[Near]:
        """Street keys like this one, fewest slips first."""
        return self._search(key, landmarks=False)

    def landmarks(self, key: str) -> list[Near]:
        """Landmark keys like this one, fewest slips first."""
        return self._search(key, landmarks=True)

    def _search(self, key: str, *, landmarks: bool) -> list[Near]:
        cached = self._cache.get((key, landmarks))
        if cached is not None:
            return cached
        allowed = allowed_slips(key)
        found: list[Near] = []
        if allowed:
            shelf = self._shelf(landmarks)
            # Hardly anyone gets the first letter of a name wrong: the others count only where these do not.
            same = [near for near in shelf.same_first(key, allowed) if could_be(key, near.key, near.slips)]
            fewest = min((near.slips for near in same), default=2)
            other = shelf.other_first(key) if fewest > 1 else []
            found = [near for near in other if could_be(key, near.key, 1)] + same
            found.sort(key=lambda near: (near.slips, near.key))
        if len(self._cache) < LARGEST_CACHE:
            self._cache[(key, landmarks)] = found
        return found

    def _shelf(self, landmarks: bool) -> Shelf:
        if landmarks not in self._shelves:
            self._shelves[landmarks] = Shelf.of(self.index.landmarks if landmarks else self.index.streets)
        return self._shelves[landmarks]


def allowed_slips(key: str) -> int:
    """How many slips a name of this length bears before it could as well be another."""
    words = key.split(" ")
    size = _naming_size(key)
    if size < SHORTEST or all(is_empty(word) for word in words):
        return 0
    if size <= 5:
        return 1
    return 2 if size <= 11 else 3


def could_be(key: str, name: str, slips: int) -> bool:
    """Whether a name may be this key misspelt, rather than another name that happens to look like it.

    In a very short name a letter may be missing or doubled, but not changed; more slips than one do not fall on
    one short word.
    """
    if slips < 2:
        return len(key) != len(name) or _naming_size(key) > SHORTEST or sorted(key) == sorted(name)
    words, others = key.split(" "), name.split(" ")
    if len(words) != len(others):
        return True
    return all(
        word == other or OSA.distance(word, other) <= (1 if len(word) <= SHORT_WORD else slips)
        for word, other in zip(words, others, strict=True)
    )


def _naming_size(key: str) -> int:
    """Letters in the words that name, without Road, Avenue and so on."""
    words = key.split(" ")
    return sum(len(word) for word in [word for word in words if word not in STREET_TYPES] or words)
