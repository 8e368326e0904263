"""The steps that read a street's name: exact, without its type, or misspelt."""

from __future__ import annotations

from dataclasses import replace

from geodata.geocode.context import Asked
from geodata.geocode.finding import Finding, refusal
from geodata.geocode.fuzzy import Near, Sort
from geodata.geocode.landmarks import TOGETHER_M, named_answer
from geodata.geocode.naming import DIRECTIONS, naming_words
from geodata.geocode.spans import Span, begins_name, beside, house_number
from geodata.geocode.vocabulary import is_empty
from geodata.names import title

# Where names of two sorts are equally near, the first sort counts.
SORTS_BY_TRUST: tuple[Sort, ...] = ("streets", "landmarks", "stops")
MISSPELT_LANDMARK = 0.8
# A street's name with one slip, with more, and where another name is as near but needs a less likely slip.
SPELT = 0.89
SPELT_WORSE = 0.7
LIKELIEST = 0.15
# How much an unknown word beside a street's name takes away: of such streets left out of the gazetteer and asked
# for all the same, most answers were wrong.
NOT_UNDERSTOOD = 0.55


def street(asked: Asked) -> Finding | None:
    """A street by its exact name, with or without a house number."""
    if not asked.spans.streets:
        return None
    span = asked.spans.streets[0]
    if span.length == 1 and is_empty(span.key):
        return None
    number, streets = house_number(asked.query, span), asked.book.streets
    found = streets.short(span.key, number) or streets.answer(span.key, asked.hints, number=number)
    strange, another = _strange(asked, span), _is_another(asked, span)
    if strange or another:
        longer = _longer_name(asked, span)
        if longer is not None:
            return longer
        if any(stop.holds(span) for stop in asked.spans.stops):
            return None
        if another or span.key in asked.book.index.outside:
            return refusal(f"no street of that name is in the gazetteer, only {found.matched}", (found,))
        found = found.less_sure(NOT_UNDERSTOOD, f"{' '.join(strange)} was not understood")
    if not found.is_placed and _names_a_stop(asked, span):
        return None
    elsewhere = _somewhere_else(asked)
    if elsewhere and asked.spans.left_over:
        return refusal(f"outside our area: {elsewhere}", (found,) if found.is_placed else ())
    return found


def _strange(asked: Asked, span: Span) -> list[str]:
    """Words beside a street's name that are neither generic nor another name."""
    if not beside(asked.query, span):
        return []
    others = (*asked.spans.settlements, *asked.spans.landmarks, *asked.spans.stops)
    apart = tuple(other for other in others if other.end <= span.start or other.start >= span.end)
    return [word for word in beside(asked.query, span, apart) if word not in asked.book.area_key.split()]


def _is_another(asked: Asked, span: Span) -> bool:
    """Whether the word before a street's name makes it another street's, one that is not in the gazetteer.

    It does where "upper" and the like stand before it, and where other streets' names end with this one's: "Park
    Road" after a strange word is hardly ever a Park Road.
    """
    before = asked.query.segments[span.segment][span.start - 1] if span.start else ""
    if before in DIRECTIONS:
        return True
    if not before or span.key not in asked.book.index.endings or before in asked.book.area_key.split():
        return False
    towns = [
        town for town in asked.spans.settlements if (town.segment, town.end) == (span.segment, span.start)
    ]
    if towns:
        return not asked.book.streets.is_in(span.key, towns[0].key, asked.book.settlement(towns[0].key))
    return begins_name(before) and not any(
        (other.segment, other.end) == (span.segment, span.start)
        for other in (*asked.spans.landmarks, *asked.spans.stops)
    )


def _names_a_stop(asked: Asked, street: Span) -> bool:
    """Whether a stop of two words or more that stands by the street is named beside it: it says where on it."""
    index = asked.book.index
    for span in asked.spans.stops:
        overlaps = any(
            other.segment == span.segment and other.start < span.end and span.start < other.end
            for other in asked.spans.streets
        )
        if span.length > 1 and not overlaps and span.key not in index.settlements:
            spots = [(float(index.x[row]), float(index.y[row])) for row in index.stops[span.key]]
            if any(asked.book.streets.is_within(street.key, x, y, TOGETHER_M) for x, y in spots):
                return True
    return False


def _longer_name(asked: Asked, span: Span) -> Finding | None:
    """A misspelt longer name that a street's name is part of."""
    key = " ".join(naming_words(asked.query.segments[span.segment], asked.book.area_key))
    near = asked.book.fuzzy.streets(key)
    if near and near[0].key != span.key and len(near[0].key) > len(span.key):
        return _one_of(asked, near)
    return None


def _somewhere_else(asked: Asked) -> str:
    """Another authority's name standing as a segment of its own."""
    for segment in asked.query.segments[1:]:
        name = " ".join(segment)
        if name in asked.book.elsewhere and name != asked.book.area_key:
            return name.title()
    return ""


def street_without_type(asked: Asked) -> Finding | None:
    """A street's name without Road, Avenue and so on."""
    for segment in asked.query.segments:
        key = " ".join(naming_words(segment, asked.book.area_key))
        index = asked.book.index
        if len(key) < 4 or key not in index.cores or key in index.settlements or is_empty(key):
            continue
        keys = index.cores[key]
        found = [asked.book.streets.answer(name, asked.hints, 0.7 / len(keys)) for name in keys]
        if len(found) == 1:
            return (
                found[0].less_sure(1.0, f"taken for {found[0].matched}") if found[0].is_placed else found[0]
            )
        placed = tuple(one for one in found if one.is_placed)
        return refusal(f"{len(keys)} streets begin with {key.title()}: say which", placed[:5])
    return None


def misspelt(asked: Asked) -> Finding | None:
    """A street, landmark or stop whose name is written with a few slips."""
    best: list[Near] = []
    best_sort: Sort = "streets"
    for segment in asked.query.segments:
        key = " ".join(naming_words(segment, asked.book.area_key))
        if not key or key in asked.book.index.settlements:
            continue
        for sort in SORTS_BY_TRUST:
            found = asked.book.fuzzy.search(key, sort)
            if found and (not best or found[0].slips < best[0].slips):
                best, best_sort = found, sort
    if not best:
        return None
    if best_sort == "streets":
        return _one_of(asked, best)
    return named_answer(asked, best[0].key, best_sort, MISSPELT_LANDMARK).less_sure(1.0, "spelling corrected")


def _one_of(asked: Asked, near: list[Near]) -> Finding:
    """The answer when a misspelt name is like these: the likeliest, and of several those in the area."""
    nearest = [name for name in near if name.slips == near[0].slips]
    equal = _likeliest(nearest, asked.book.index.outside)
    sure = SPELT if near[0].slips == 1 else SPELT_WORSE
    confidence = sure if len(equal) == len(nearest) else sure - LIKELIEST
    found = [asked.book.streets.answer(name.key, asked.hints, confidence) for name in equal]
    if len(found) == 1:
        if not found[0].is_placed:
            return found[0]
        others = [asked.book.streets.answer(n.key, asked.hints, 0.2) for n in nearest if n not in equal]
        placed = tuple(other for other in others if other.is_placed)
        taken = found[0].less_sure(1.0, f"taken for {title(found[0].matched)}")
        return replace(taken, alternatives=(*taken.alternatives, *placed))
    inside = [one for one in found if one.is_placed]
    choices = tuple(one.less_sure(1 / len(inside)) for one in inside)
    return refusal(
        "this could be several streets, misspelt: " + ", ".join(one.matched for one in inside[:5]),
        choices[:5],
    )


def _likeliest(nearest: list[Near], outside: frozenset[str]) -> list[Near]:
    """The one among equally near names that a likely slip explains, in the area rather than out of it; else all."""
    likely = [name for name in nearest if name.odds == 0]
    for some in (likely, [name for name in likely if name.key not in outside]):
        if len(some) == 1:
            return some
    return nearest
