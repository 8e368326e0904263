"""The step that reads junctions: where two streets meet, or the stretch of a street between two others."""

from __future__ import annotations

import math
import re

from geodata.geocode.context import Asked, Book
from geodata.geocode.finding import Finding, refusal
from geodata.geocode.index import LARGEST_CACHE
from geodata.geocode.naming import naming_words
from geodata.geocode.parse import parse, says_junction
from geodata.geocode.spans import beside, find_spans
from geodata.geocode.streets import WIDEST_RADIUS_M
from geodata.geocode.vocabulary import CONNECTING_WORDS, JUNCTION_WORDS, is_empty

_CONNECTING = "|".join(sorted(JUNCTION_WORDS | CONNECTING_WORDS - {"the"}))
_SPLIT_EXPLICIT = re.compile(rf"/|\b(?:{_CONNECTING})\b")
_SPLIT_PLAIN = re.compile(r"/|\band\b")
_BETWEEN = re.compile(r"\bbetween\b")


def junction(asked: Asked) -> Finding | None:
    """Where two streets meet, or the middle between two side streets."""
    explicit = says_junction(asked.query) and not _junction_is_a_name(asked)
    between = _BETWEEN.search(asked.query.flat) is not None
    if not explicit and not between and not _SPLIT_PLAIN.search(asked.query.flat):
        return None
    flat = _BETWEEN.sub(" / ", asked.query.flat)
    sides = [side for side in (_SPLIT_EXPLICIT if explicit else _SPLIT_PLAIN).split(flat) if side.strip()]
    found = [keys for side in sides if (keys := _side_keys(side, asked.book))]
    found = [keys for at, keys in enumerate(found) if keys not in found[:at]]
    if between and len(found) == 3:
        return _between(asked, found)
    if len(found) >= 2:
        met = _meet(asked, found[0], found[1])
        return met if met.is_placed or explicit or between else None
    if explicit and len(found) == 1 and len(sides) >= 2 and found[0][0] in asked.book.index.streets:
        alone = asked.book.streets.answer(found[0][0], asked.hints, 0.5)
        return alone.less_sure(0.8, "the other street is not in the gazetteer") if alone.is_placed else alone
    return None


def _junction_is_a_name(asked: Asked) -> bool:
    """Whether "junction" and the like stand only inside a name, as in a station's."""
    spans = asked.spans
    named = {
        (span.segment, at)
        for span in (*spans.landmarks, *spans.stops, *spans.settlements, *spans.streets)
        for at in range(span.start, span.end)
        if span.length > 1
    }
    said = [
        (number, at) in named
        for number, segment in enumerate(asked.query.segments)
        for at, word in enumerate(segment)
        if word in JUNCTION_WORDS
    ]
    return bool(said) and all(said) and "/" not in asked.query.flat


def _side_keys(side: str, book: Book) -> tuple[str, ...]:
    """The streets one side of a junction may name, most likely first."""
    found = book.junction_sides.get(side)
    if found is None:
        found = _read_side(side, book)
        if len(book.junction_sides) < LARGEST_CACHE:
            book.junction_sides[side] = found
    return found


def _read_side(side: str, book: Book) -> tuple[str, ...]:
    query = parse(side)
    for segment in query.segments:
        whole = " ".join(naming_words(segment, book.area_key))
        if whole in book.index.pair_names and not is_empty(whole):
            return (whole,)
    spans = find_spans(query, book.index)
    if spans.streets:
        span = spans.streets[0]
        if beside(query, span):
            longer = book.fuzzy.streets(" ".join(naming_words(query.segments[span.segment], book.area_key)))
            if longer and longer[0].key != span.key:
                return tuple(name.key for name in longer if name.slips == longer[0].slips)
            settled = " ".join(word for word in beside(query, span)) in (
                *book.index.settlements,
                book.area_key,
            )
            return (span.key,) if settled or spans.settlements else ()
        return (span.key,)
    tokens = [word for word in query.tokens if not word[0].isdigit()]
    while tokens and tokens[0] in ("on", "of", "the", "near", "outside", "at", "by", "opposite"):
        tokens = tokens[1:]
    if not tokens or all(is_empty(word) for word in tokens):
        return ()
    key = " ".join(tokens)
    if key in book.index.cores:
        return tuple(book.index.cores[key])
    near = book.fuzzy.streets(key)
    if near:
        return tuple(name.key for name in near if name.slips == near[0].slips)
    return ()


def _meet(asked: Asked, first: tuple[str, ...], second: tuple[str, ...]) -> Finding:
    met = asked.book.meetings.junction(first, second)
    if met is not None:
        found, _ = met
        return found
    streets = asked.book.streets
    known = [keys[0] for keys in (first, second) if keys[0] in streets.index.streets]
    sides = [streets.answer(key, asked.hints, 0.4) for key in known]
    alternatives = tuple(side for side in sides if side.is_placed)
    names = " and ".join(keys[0].title() for keys in (first, second))
    return refusal(f"{names} do not meet as far as we know", alternatives)


def _between(asked: Asked, sides: list[tuple[str, ...]]) -> Finding:
    ends = [asked.book.meetings.junction(sides[0], side) for side in sides[1:]]
    if ends[0] is None or ends[1] is None:
        return _meet(asked, sides[1], sides[2])
    a, b = ends[0][0], ends[1][0]
    apart = math.dist(a.point, b.point)
    radius_m = apart / 2 + max(a.radius_m, b.radius_m)
    name = sides[0][0].title()
    if radius_m > WIDEST_RADIUS_M:
        return refusal(f"that stretch of {name} is too long to say where on it", (a, b))
    x, y = ((p + q) / 2 for p, q in zip(a.point, b.point, strict=True))
    return Finding(x, y, radius_m, 0.85, "street", f"{name} between two streets")
