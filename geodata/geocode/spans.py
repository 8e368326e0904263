"""The names of the gazetteer found in a text's words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from geodata.geocode.index import NameIndex
from geodata.geocode.parse import Query, is_house_number
from geodata.geocode.vocabulary import NAME_BEGINNINGS, is_empty
from geodata.names import LAST_ROAD_WORDS, ROAD_WORDS

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Span(NamedTuple):
    """Words `start` to `end` (not included) of a segment that are a name: `key` is that name's key."""

    segment: int
    start: int
    end: int
    key: str

    @property
    def length(self) -> int:
        """How many words."""
        return self.end - self.start

    def holds(self, other: Span) -> bool:
        """Whether another, shorter span lies within this one."""
        inside = self.segment == other.segment and self.start <= other.start and other.end <= self.end
        return inside and self.length > other.length


@dataclass(slots=True)
class Spans:
    """The names in a text, longest first, none overlapping a longer one of the same sort."""

    query: Query
    understood: str
    streets: tuple[Span, ...] = ()
    landmarks: tuple[Span, ...] = ()
    stops: tuple[Span, ...] = ()
    settlements: tuple[Span, ...] = ()
    _left_over: tuple[str, ...] | None = field(default=None, init=False)

    @property
    def left_over(self) -> tuple[str, ...]:
        """The words in no name that are not generic either."""
        if self._left_over is None:
            every = (*self.streets, *self.landmarks, *self.stops, *self.settlements)
            covered = {(span.segment, at) for span in every for at in range(span.start, span.end)}
            understood = self.understood.split()
            self._left_over = tuple(
                word
                for number, segment in enumerate(self.query.segments)
                for at, word in enumerate(segment)
                if (number, at) not in covered and not is_empty(word) and word not in understood
            )
        return self._left_over


def find_spans(query: Query, index: NameIndex, area_key: str = "") -> Spans:
    """Look up every run of words of every segment; the area's own name is a word understood."""
    hits: dict[str, list[Span]] = {}
    known, reach = index.known, index.reach
    for number, segment in enumerate(query.segments):
        for start, word in enumerate(segment):
            if word not in reach:
                continue
            key, end = word, start + 1
            last = min(start + reach[word], len(segment))
            while True:
                if key in known and not makes_street(segment, end):
                    span = Span(number, start, end, key)
                    for sort in known[key]:
                        hits.setdefault(sort, []).append(span)
                if end == last:
                    break
                key = f"{key} {segment[end]}"
                end += 1
    kept = {sort: _longest(found, index.outside) for sort, found in hits.items()}
    return Spans(query, area_key, **kept)


def makes_street(segment: tuple[str, ...], end: int) -> bool:
    """Whether the word after a name makes it part of a street's name."""
    if end >= len(segment):
        return False
    return segment[end] in ROAD_WORDS or (end + 1 == len(segment) and segment[end] in LAST_ROAD_WORDS)


def _longest(hits: list[Span], outside: frozenset[str]) -> tuple[Span, ...]:
    """The longest hits, none overlapping a longer one; of equally long ones the first.

    Streets wholly outside the area come last: with a locality before it, a street's name may happen to read as
    another's further away.
    """
    if len(hits) < 2:
        return tuple(hits)
    kept: list[Span] = []
    for span in sorted(
        hits, key=lambda hit: (hit.key in outside, hit.start - hit.end, hit.segment, hit.start)
    ):
        _keep(kept, span)
    return tuple(kept)


def _keep(kept: list[Span], span: Span) -> None:
    for other in kept:
        if other.segment == span.segment and other.start < span.end and span.start < other.end:
            return
    kept.append(span)


def house_number(query: Query, span: Span) -> int | None:
    """The number right before a street's name, or None."""
    segment = query.segments[span.segment]
    if span.start > 0:
        word = segment[span.start - 1]
    else:
        before = query.segments[span.segment - 1] if span.segment > 0 else ()
        word = before[0] if len(before) == 1 else ""
    return int(word.rstrip(_LETTERS)) if is_house_number(word) else None


def beside(query: Query, span: Span, others: tuple[Span, ...] = ()) -> tuple[str, ...]:
    """The words right before and after a span that make it another name, one that we do not have.

    Words of `others`, such as a locality's, do not.
    """
    segment = query.segments[span.segment]
    covered = {
        at for other in others if other.segment == span.segment for at in range(other.start, other.end)
    }
    found = []
    before, after = span.start - 1, span.end
    if before >= 0 and before not in covered and begins_name(segment[before]):
        found.append(segment[before])
    if after < len(segment) and after not in covered and not is_empty(segment[after]):
        found.append(segment[after])
    return tuple(found)


def begins_name(word: str) -> bool:
    """Whether a word before a street's name is part of a longer name."""
    return word in NAME_BEGINNINGS or not is_empty(word)
