"""The steps that read a street's name: exact, without its type, or misspelt."""

from __future__ import annotations

from geodata.geocode.context import Asked
from geodata.geocode.finding import Finding, refusal
from geodata.geocode.fuzzy import Near
from geodata.geocode.landmarks import TOGETHER_M, landmark_answer
from geodata.geocode.naming import naming_words
from geodata.geocode.spans import Span, beside, house_number
from geodata.geocode.vocabulary import is_empty
from geodata.names import title


def street(asked: Asked) -> Finding | None:
    """A street by its exact name, with or without a house number."""
    if not asked.spans.streets:
        return None
    span = asked.spans.streets[0]
    if span.length == 1 and is_empty(span.key):
        return None
    number, streets = house_number(asked.query, span), asked.book.streets
    found = streets.short(span.key, number) or streets.answer(span.key, asked.hints, number=number)
    strange = _strange(asked, span)
    if strange:
        longer = _longer_name(asked, span)
        if longer is not None:
            return longer
        found = found.less_sure(0.75, f"{' '.join(strange)} was not understood")
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
    """A street or landmark whose name is written with a few slips."""
    best: list[Near] = []
    is_landmark = False
    for segment in asked.query.segments:
        key = " ".join(naming_words(segment, asked.book.area_key))
        if not key or key in asked.book.index.settlements:
            continue
        streets = asked.book.fuzzy.streets(key)
        landmarks = asked.book.fuzzy.landmarks(key)
        for found, marks in ((streets, False), (landmarks, True)):
            if found and (not best or found[0].slips < best[0].slips):
                best, is_landmark = found, marks
    if not best:
        return None
    if is_landmark:
        return landmark_answer(asked, best[0].key, "landmarks", 0.8).less_sure(1.0, "spelling corrected")
    return _one_of(asked, best)


def _one_of(asked: Asked, near: list[Near]) -> Finding:
    """The answer when a misspelt name is nearest to these: equally near ones are several answers."""
    equal = [name for name in near if name.slips == near[0].slips]
    found = [asked.book.streets.answer(name.key, asked.hints, 0.93 - 0.04 * name.slips) for name in equal]
    if len(found) == 1:
        return (
            found[0].less_sure(1.0, f"taken for {title(found[0].matched)}")
            if found[0].is_placed
            else found[0]
        )
    inside = [one for one in found if one.is_placed]
    choices = tuple(one.less_sure(1 / len(inside)) for one in inside)
    return refusal(
        "this could be several streets, misspelt: " + ", ".join(one.matched for one in inside[:5]),
        choices[:5],
    )
