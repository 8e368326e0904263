"""The names of the gazetteer found in a text's words."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.geocode.index import SORTS, NameIndex
from geodata.geocode.parse import Query, is_house_number
from geodata.geocode.vocabulary import NAME_BEGINNINGS, is_empty


@dataclass(frozen=True, slots=True)
class Span:
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


@dataclass(frozen=True, slots=True)
class Spans:
    """The names in a text, longest first, none overlapping a longer one of the same sort.

    `left_over` are the words in no name that are not generic either.
    """

    streets: tuple[Span, ...]
    landmarks: tuple[Span, ...]
    stops: tuple[Span, ...]
    settlements: tuple[Span, ...]
    left_over: tuple[str, ...]


def find_spans(query: Query, index: NameIndex, area_key: str = "") -> Spans:
    """Look up every run of words of every segment; the area's own name is a word understood."""
    hits: dict[str, list[Span]] = {sort: [] for sort in SORTS}
    known, reach = index.known, index.reach
    for number, segment in enumerate(query.segments):
        for start, word in enumerate(segment):
            for end in range(start + 1, min(start + reach.get(word, 0), len(segment)) + 1):
                key = " ".join(segment[start:end])
                for sort in known.get(key, ()):
                    hits[sort].append(Span(number, start, end, key))
    spans = {sort: _longest(found, index.outside) for sort, found in hits.items()}
    covered = [span for kept in spans.values() for span in kept]
    return Spans(**spans, left_over=_left_over(query, covered, area_key.split()))


def _longest(hits: list[Span], outside: frozenset[str]) -> tuple[Span, ...]:
    """The longest hits, none overlapping a longer one; of equally long ones the first.

    Streets wholly outside the area come last: with a locality before it, a street's name may happen to read as
    another's further away.
    """
    kept: list[Span] = []
    for span in sorted(hits, key=lambda hit: (hit.key in outside, -hit.length, hit.segment, hit.start)):
        _keep(kept, span)
    return tuple(kept)


def _keep(kept: list[Span], span: Span) -> None:
    for other in kept:
        if other.segment == span.segment and other.start < span.end and span.start < other.end:
            return
    kept.append(span)


def _left_over(query: Query, spans: list[Span], understood: list[str]) -> tuple[str, ...]:
    covered = {(span.segment, at) for span in spans for at in range(span.start, span.end)}
    return tuple(
        word
        for number, segment in enumerate(query.segments)
        for at, word in enumerate(segment)
        if (number, at) not in covered and not is_empty(word) and word not in understood
    )


def has_house_number(query: Query, span: Span) -> bool:
    """Whether a number stands right before a street's name."""
    segment = query.segments[span.segment]
    if span.start > 0:
        return is_house_number(segment[span.start - 1])
    before = query.segments[span.segment - 1] if span.segment > 0 else ()
    return len(before) == 1 and is_house_number(before[0])


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
