"""Misspelt names: the gazetteer's keys within a few slips of the pen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from geodata.geocode.index import LARGEST_CACHE, NameIndex
from geodata.geocode.vocabulary import is_empty
from geodata.names import STREET_TYPES

Sort = Literal["streets", "landmarks", "stops"]

# A name shorter than this could be made out of too many others.
SHORTEST = 3
# Two slips in a word no longer than this make another word.
SHORT_WORD = 5
# More names than this equally near say nothing.
MOST = 10


@dataclass(frozen=True, slots=True)
class Near:
    """A key like the one asked for, how many letters were added, dropped, changed or swapped, and how likely that is.

    `odds` is 0 for the slips that fingers make (a letter left out, doubled or swapped with the next) and 1 for a
    letter that is quite another: of the latter there are two dozen for each place in a name, of the former one.
    """

    key: str
    slips: int
    odds: int = 1

    @property
    def rank(self) -> tuple[int, int]:
        """The likeliest first."""
        return self.slips, self.odds


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
    """Street, landmark and stop keys to be found in spite of misspelling."""

    index: NameIndex
    _shelves: dict[str, Shelf] = field(default_factory=dict)
    _cache: dict[tuple[str, str], list[Near]] = field(default_factory=dict)

    def streets(self, key: str) -> list[Near]:
        """Street keys like this one, fewest slips first."""
        return self.search(key, "streets")

    def search(self, key: str, sort: Sort) -> list[Near]:
        """Keys of one sort like this one, fewest slips first."""
        cached = self._cache.get((key, sort))
        if cached is not None:
            return cached
        allowed = allowed_slips(key)
        found: list[Near] = []
        if allowed:
            shelf = self._shelf(sort)
            # Hardly anyone gets the first letter of a name wrong: the others count only where these do not.
            same = [near for near in shelf.same_first(key, allowed) if could_be(key, near.key, near.slips)]
            fewest = min((near.slips for near in same), default=2)
            other = shelf.other_first(key) if fewest > 1 else []
            found = [near for near in other if could_be(key, near.key, 1)] + same
            found = [Near(near.key, near.slips, slip_odds(key, near)) for near in found]
            found.sort(key=lambda near: (near.rank, near.key))
        if len(self._cache) < LARGEST_CACHE:
            self._cache[(key, sort)] = found
        return found

    def _shelf(self, sort: Sort) -> Shelf:
        if sort not in self._shelves:
            self._shelves[sort] = Shelf.of(getattr(self.index, sort))
        return self._shelves[sort]


def allowed_slips(key: str) -> int:
    """How many slips a name of this length bears before it could as well be another."""
    words = key.split(" ")
    size = _naming_size(key)
    if size < SHORTEST or all(is_empty(word) for word in words):
        return 0
    if size <= 5:
        return 1
    return 2 if size <= 11 else 3


def slip_odds(key: str, near: Near) -> int:
    """0 where the one slip is a letter left out, doubled or swapped with the next, 1 for all else (see `Near`)."""
    if near.slips != 1:
        return 1
    if len(key) < len(near.key):
        return 0
    if len(key) == len(near.key):
        return int(sorted(key) != sorted(near.key))
    at = next((n for n, letter in enumerate(near.key) if letter != key[n]), len(near.key))
    return int(at == 0 or key[at] != key[at - 1])


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
