"""The steps before and after the named places: texts that name nothing, localities, and what is unknown."""

from __future__ import annotations

import numpy as np

from geodata.geocode.context import Asked
from geodata.geocode.finding import Finding, refusal
from geodata.geocode.landmarks import landmark_point
from geodata.geocode.naming import naming_words
from geodata.geocode.streets import WIDEST_RADIUS_M
from geodata.geocode.vocabulary import KIND_WORDS
from geodata.names import core

# How far a street is believed to be meant whose name only begins like the one written.
ALIKE = 0.2
# Kinds of place that stand for the settlement itself.
_OF_A_TOWN = frozenset({"centre", "shopping", "shops", "community"})


def empty(asked: Asked) -> Finding | None:
    """Refuse a text that names no particular place."""
    if not asked.query.tokens:
        return refusal("there is no text to place")
    if asked.spans.streets or asked.spans.landmarks:
        return None
    if asked.query.is_empty and not asked.partial:
        return refusal("this names no particular place")
    return None


def settlement(asked: Asked) -> Finding | None:
    """A locality by itself: the middle of what is known there, when that is small enough to use."""
    spans = [span for span in asked.spans.settlements if span.key != asked.book.area_key]
    if asked.spans.left_over or not spans:
        return None
    key = spans[0].key
    found = asked.book.settlement(key)
    kinds = [
        word for word in asked.query.tokens if word in KIND_WORDS - _OF_A_TOWN and word not in key.split()
    ]
    if kinds:
        return refusal(f"the {kinds[-1]} meant in {found.matched} is not in the gazetteer", (found,))
    if found.radius_m <= WIDEST_RADIUS_M:
        return found
    marks = asked.book.index.landmarks.get(key, [])
    others = tuple(landmark_point(np.array([row]), asked.book, 0.3) for row in marks[:4])
    return refusal(f"{found.matched} is a wide area: give a street or a landmark", (found, *others))


def unknown(asked: Asked) -> Finding:
    """Refuse what no step could read, with the streets whose names begin alike for a person to look at.

    They are never taken for it: left out of a real gazetteer and asked for, a street was more than a kilometre from
    the only other one of its distinctive word in three cases of ten.
    """
    unknown_words = " ".join(asked.spans.left_over)
    if not unknown_words:
        return refusal("this names no particular place")
    index = asked.book.index
    alike = [
        asked.book.streets.answer(key, asked.hints, ALIKE)
        for segment in asked.query.segments
        for key in index.cores.get(core(" ".join(naming_words(segment, asked.book.area_key))), ())
        if key not in index.outside
    ]
    placed = tuple(one for one in alike if one.is_placed)
    return refusal(f"no street, junction or landmark like {unknown_words[:60]!r} is in the gazetteer", placed)
