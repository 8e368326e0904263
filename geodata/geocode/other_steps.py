"""The steps before and after the named places: texts that name nothing, localities, and what is unknown."""

from __future__ import annotations

import numpy as np

from geodata.geocode.context import Asked
from geodata.geocode.finding import Finding, refusal
from geodata.geocode.landmarks import landmark_point
from geodata.geocode.streets import WIDEST_RADIUS_M


def empty(asked: Asked) -> Finding | None:
    """Refuse a text that names no particular place."""
    if not asked.query.tokens:
        return refusal("there is no text to place")
    if asked.query.is_empty and not (asked.spans.streets or asked.spans.landmarks) and not asked.partial:
        return refusal("this names no particular place")
    return None


def settlement(asked: Asked) -> Finding | None:
    """A locality by itself: the middle of what is known there, when that is small enough to use."""
    spans = [span for span in asked.spans.settlements if span.key != asked.book.area_key]
    if asked.spans.left_over or not spans:
        return None
    index = asked.book.index
    rows = np.array(index.settlements[spans[0].key])
    inside = rows[index.inside[rows]]
    points = asked.book.streets.points(inside if len(inside) else rows)
    centre = np.median(points, axis=0)
    radius_m = max(float(np.quantile(np.hypot(*(points - centre).T), 0.9)), 400.0)
    found = Finding(float(centre[0]), float(centre[1]), radius_m, 0.8, "locality", spans[0].key.title())
    if radius_m > WIDEST_RADIUS_M:
        marks = index.landmarks.get(spans[0].key, [])
        others = tuple(landmark_point(np.array([row]), asked.book, 0.3) for row in marks[:4])
        return refusal(f"{found.matched} is a wide area: give a street or a landmark", (found, *others))
    return found


def unknown(asked: Asked) -> Finding | None:
    """Refuse what no step could read, with the nearest names."""
    unknown_words = " ".join(asked.spans.left_over)
    if not unknown_words:
        return refusal("this names no particular place")
    return refusal(f"no street, junction or landmark like {unknown_words[:60]!r} is in the gazetteer")
