"""The gazetteer's names in memory, ready to be looked up by their words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from geodata.gazetteer import Entry
from geodata.geocode.vocabulary import SETTLEMENT_KINDS, STREET_KINDS, is_bus_stop, is_station
from geodata.names import LAST_ROAD_WORDS, ROAD_WORDS, core, name_key
from geodata.study_area import StudyArea

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Names = dict[str, list[int]]

# A row inside the area by this margin belongs to it: a street's point may lie on the far pavement.
EDGE_M = 150.0
# What was worked out for a name or a pair of names is kept for this many of them.
LARGEST_CACHE = 20_000
# The sorts of name looked for in a text, each kept in a mapping of its own.
SORTS = ("streets", "landmarks", "stops", "settlements")


@dataclass(slots=True)
class NameIndex:
    """Row numbers by name key.

    `x`, `y` (metres), `inside`, `kinds`, `names`, `radius_m` (NaN where the source gives none), `postcodes`
    (without space) and `localities` (keys) have one element per gazetteer row.
    `pairs` are the rows of each two names that stand together in one, as in a stop's "A / B".
    `endings` are the streets whose name other streets' names end with.
    `known` says of each key which sorts of name it is; `reach` how many words the longest name beginning with a
    word has; `outside` are the streets with no point in the area.
    """

    x: FloatArray
    y: FloatArray
    inside: npt.NDArray[np.bool_]
    kinds: list[str]
    names: list[str]
    radius_m: FloatArray
    postcodes: list[str]
    localities: list[str]
    streets: Names = field(default_factory=dict)
    landmarks: Names = field(default_factory=dict)
    stops: Names = field(default_factory=dict)
    settlements: Names = field(default_factory=dict)
    cores: dict[str, list[str]] = field(default_factory=dict)
    pairs: dict[frozenset[str], list[int]] = field(default_factory=dict)
    pair_names: frozenset[str] = frozenset()
    endings: frozenset[str] = frozenset()
    known: dict[str, tuple[str, ...]] = field(default_factory=dict)
    reach: dict[str, int] = field(default_factory=dict)
    outside: frozenset[str] = frozenset()

    @classmethod
    def build(cls, entries: list[Entry], area: StudyArea) -> NameIndex:
        """From the gazetteer's entries."""
        x = np.fromiter((entry.x for entry in entries), float, len(entries))
        y = np.fromiter((entry.y for entry in entries), float, len(entries))
        index = cls(
            x=x,
            y=y,
            inside=area.contains_metres(x, y, EDGE_M) if len(entries) else np.zeros(0, bool),
            kinds=[entry.kind for entry in entries],
            names=[entry.name for entry in entries],
            radius_m=np.array([entry.radius_m or np.nan for entry in entries], dtype=float),
            postcodes=[entry.postcode for entry in entries],
            localities=[name_key(entry.locality) for entry in entries],
        )
        index._file(entries)
        return index

    def _file(self, entries: list[Entry]) -> None:
        streets: Names = defaultdict(list)
        landmarks: Names = defaultdict(list)
        stops: Names = defaultdict(list)
        settlements: Names = defaultdict(list)
        for row, entry in enumerate(entries):
            if self.localities[row]:
                settlements[self.localities[row]].append(row)
            keys = [entry.key, *entry.alt_keys.split("|")] if entry.alt_keys else [entry.key]
            for key in keys:
                if entry.kind in STREET_KINDS:
                    streets[key].append(row)
                elif entry.kind in SETTLEMENT_KINDS:
                    settlements[key].append(row)
                elif is_bus_stop(entry.kind):
                    for alias in (key, f"{key} bus stop", f"{key} stop"):
                        stops[alias].append(row)
                else:
                    for alias in landmark_aliases(key, entry.kind):
                        landmarks[alias].append(row)
            if "/" in entry.name and entry.kind not in STREET_KINDS:
                pair = frozenset(name_key(side) for side in entry.name.split("/")[:2])
                self.pairs.setdefault(pair, []).append(row)
        self.streets, self.landmarks = dict(streets), dict(landmarks)
        self.stops, self.settlements = dict(stops), dict(settlements)
        cores: dict[str, list[str]] = defaultdict(list)
        for key in self.streets:
            cores[core(key)].append(key)
        self.cores = dict(cores)
        inside = self.inside.tolist()
        self.outside = frozenset(
            key for key, rows in self.streets.items() if not any(inside[row] for row in rows)
        )
        self.endings = (
            frozenset(ending for key in self.streets for ending in _endings(key)) & self.streets.keys()
        )
        self._learn_pairs()
        self._learn_words()

    def _learn_pairs(self) -> None:
        """A stop called "A / B" says where A and B are, when nothing else does."""
        self.pair_names = frozenset(name for pair in self.pairs for name in pair)
        for pair, rows in self.pairs.items():
            for name in pair:
                if is_like_street(name) and not any(name in getattr(self, sort) for sort in SORTS):
                    self.stops[name] = rows

    def _learn_words(self) -> None:
        for sort in SORTS:
            for key in getattr(self, sort):
                self.known[key] = (*self.known.get(key, ()), sort)
                first = key.split(" ", 1)[0]
                self.reach[first] = max(self.reach.get(first, 0), key.count(" ") + 1)


def is_like_street(key: str) -> bool:
    """Whether a name of two words or more ends as only streets' names do."""
    return " " in key and key.rpartition(" ")[2] in ROAD_WORDS | LAST_ROAD_WORDS


def _endings(key: str) -> list[str]:
    """What follows the first word, the second and so on, of two words at least."""
    words = key.split(" ")
    return [" ".join(words[at:]) for at in range(1, len(words) - 1)]


def landmark_aliases(key: str, kind: str) -> list[str]:
    """A landmark's key and the other ways of writing it that its kind allows."""
    found = {key}
    if key.startswith("the ") and " " in key[4:]:
        found.add(key[4:])
    if is_station(kind):
        base = key
        for ending in (" railway station", " tram stop", " tube station", " station", " stop"):
            base = base.removesuffix(ending)
        found |= {base, f"{base} station"}
        if "rail" in kind or "train" in kind:
            found |= {f"{base} railway station", f"{base} train station"}
        if "tram" in kind:
            found |= {f"{base} tram stop", f"{base} tram station", f"{base} tram"}
        if "tube" in kind or "underground" in kind:
            found |= {f"{base} tube station", f"{base} underground station"}
        if "tram" in kind or "stop" in kind:
            found.add(f"{base} stop")
    elif "school" in kind and " " in key.removesuffix(" school"):
        found.add(key.removesuffix(" school"))
    return list(found)
