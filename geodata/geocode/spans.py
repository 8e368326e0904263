"""The names of the gazetteer found in a text's words."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.geocode.index import LONGEST_NAME, NameIndex
from geodata.geocode.parse import Query, is_house_number
from geodata.geocode.vocabulary import is_empty


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
    found: dict[str, list[Span]] = {"streets": [], "landmarks": [], "stops": [], "settlements": []}
    sorts = (
        ("streets", index.streets),
        ("landmarks", index.landmarks),
        ("stops", index.stops),
        ("settlements", index.settlements),
    )
    for number, segment in enumerate(query.segments):
        size = len(segment)
        for length in range(min(size, LONGEST_NAME), 0, -1):
            for start in range(size - length + 1):
                key = " ".join(segment[start : start + length])
                for sort, names in sorts:
                    if key in names:
                        _keep(found[sort], Span(number, start, start + length, key))
    spans = {sort: tuple(kept) for sort, kept in found.items()}
    return Spans(
        **spans,
        left_over=_left_over(query, [span for kept in spans.values() for span in kept], area_key.split()),
    )


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


def beside(query: Query, span: Span) -> tuple[str, ...]:
    """The unknown words right before and after a span: it may be part of a longer name that we do not have."""
    segment = query.segments[span.segment]
    around = (segment[span.start - 1 : span.start] if span.start else ()) + segment[span.end : span.end + 1]
    return tuple(word for word in around if not is_empty(word))
