"""The steps that read landmarks and bus stops."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.spatial.distance import cdist

from geodata.geocode.context import Asked, Book
from geodata.geocode.finding import Finding, refusal
from geodata.geocode.index import is_like_street
from geodata.geocode.spans import Span, house_number
from geodata.geocode.vocabulary import is_empty, is_station
from geodata.names import title

Sort = Literal["landmarks", "stops"]
FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

# Points of one landmark: further apart, they are two landmarks of one name.
ONE_LANDMARK_M = 450.0
LANDMARK_RADIUS_M = 110.0
SCHOOL_RADIUS_M = 150.0
STATION_RADIUS_M = 120.0
# A stop is this much further from what it is named after; from the middle of a street of its name, where the
# street itself is not in the gazetteer, so much further in nine cases of ten.
NAMESAKE_M = 40.0
NAMED_STREET_M = 340.0
NAMESAKE = 0.95
# A landmark and a street named together belong together when no further apart than this.
TOGETHER_M = 500.0


def landmark(asked: Asked) -> Finding | None:
    """A named landmark; when a street is named too, the landmark that stands by it."""
    spans = [
        span
        for span in asked.spans.landmarks
        if not _is_only_hint(asked, span) and not any(stop.holds(span) for stop in asked.spans.stops)
    ]
    if not spans:
        return None
    return named_answer(asked, spans[0].key, "landmarks", 0.93)


def _is_only_hint(asked: Asked, span: Span) -> bool:
    """Whether a landmark's name here is part of a street's or settlement's, or only says where a street is."""
    for street in asked.spans.streets:
        overlaps = street.segment == span.segment and street.start < span.end and span.start < street.end
        if overlaps and street.length >= span.length:
            return True
    index = asked.book.index
    settled = span.key in index.settlements or span.key == asked.book.area_key
    rows = index.landmarks[span.key]
    bare_station = all(is_station(index.kinds[row]) for row in rows) and not _says_station(span.key)
    if asked.spans.streets and (
        settled or bare_station or house_number(asked.query, asked.spans.streets[0]) is not None
    ):
        return not _stands_by(asked, span)
    return settled


def _says_station(key: str) -> bool:
    return key.endswith((" station", " stop", " tram"))


def _stands_by(asked: Asked, span: Span) -> bool:
    index = asked.book.index
    if all(is_station(index.kinds[row]) for row in index.landmarks[span.key]) and not _says_station(span.key):
        return False
    return bool(_from_street(asked, np.array(index.landmarks[span.key])).min() <= TOGETHER_M)


def _from_street(asked: Asked, rows: IntArray) -> FloatArray:
    """Metres of each row from the nearest point of the first street named."""
    streets = asked.book.streets
    street = streets.points(np.array(asked.book.index.streets[asked.spans.streets[0].key]))
    return np.asarray(cdist(streets.points(rows), street).min(axis=1))


def bus_stop(asked: Asked) -> Finding | None:
    """A bus stop's name."""
    index = asked.book.index
    spans = [
        span
        for span in asked.spans.stops
        if span.key not in index.settlements and not all(is_empty(word) for word in span.key.split(" "))
    ]
    if not spans:
        return None
    return named_answer(asked, spans[0].key, "stops", 0.9)


def named_answer(asked: Asked, key: str, sort: Sort, confidence: float) -> Finding:
    """A landmark's or stop's answer; wider where it is only named after what may be meant."""
    found = landmark_answer(asked, key, sort, confidence)
    if not found.is_placed:
        return found
    if sort == "stops":
        found = replace(found, method="bus stop")
    if is_like_street(key):
        reason = f"at the stop called {found.matched}: the street itself is not in the gazetteer"
        return found.less_sure(NAMESAKE, reason, NAMED_STREET_M)
    # Whoever writes a stop's name may mean the thing it is named after.
    is_namesake = sort == "stops" and not key.endswith(" stop")
    return found.less_sure(NAMESAKE, widen_m=NAMESAKE_M) if is_namesake else found


def landmark_answer(asked: Asked, key: str, sort: Sort, confidence: float) -> Finding:
    """One landmark or stop of a name, or a refusal with the several it may be."""
    book = asked.book
    places = book.landmark_places.get((sort, key))
    if places is None:
        rows = np.array(getattr(book.index, sort)[key])
        inside = rows[book.index.inside[rows]]
        places = _places(inside if len(inside) else rows, book)
        book.landmark_places[(sort, key)] = places
    if len(places) > 1:
        hinted = _hinted(asked, np.concatenate([rows for rows, _ in places]))
        places = _places(np.sort(hinted), book)
    if len(places) == 1:
        return places[0][1].believed(confidence)
    choices = tuple(
        replace(one, confidence=confidence / len(places), matched=book.streets.describe(rows))
        for rows, one in places
    )
    return refusal(f"there are {len(places)} places called {places[0][1].matched}: say which", choices[:5])


def _places(rows: IntArray, book: Book) -> list[tuple[IntArray, Finding]]:
    """The places that some rows of one name are, each with its point."""
    return [(part, landmark_point(part, book, 1.0)) for part in _clusters(rows, book.streets.points(rows))]


def _hinted(asked: Asked, rows: IntArray) -> IntArray:
    """Those of several landmarks that the street, locality or postcode district named with them allows."""
    index, hints = asked.book.index, asked.hints
    if len(rows) == 1:
        return rows
    if asked.spans.streets:
        away = _from_street(asked, rows)
        if (away <= TOGETHER_M).any():
            rows = rows[away <= TOGETHER_M]
    for allowed in (
        [bool(hints.part) and index.postcodes[row].startswith(hints.part) for row in rows],
        [index.localities[row] in hints.localities for row in rows],
    ):
        if any(allowed):
            rows = rows[np.array(allowed)]
            break
    return rows


def _clusters(rows: IntArray, points: FloatArray) -> list[IntArray]:
    """Rows gathered greedily: each joins the first cluster whose first point is near."""
    clusters: list[list[int]] = []
    for number, point in enumerate(points):
        near = [c for c in clusters if np.hypot(*(points[c[0]] - point)) <= ONE_LANDMARK_M]
        if near:
            near[0].append(number)
        else:
            clusters.append([number])
    return [rows[cluster] for cluster in clusters]


def landmark_point(rows: IntArray, book: Book, confidence: float) -> Finding:
    """The middle of one landmark's points, with its own radius or its kind's."""
    index = book.index
    points = book.streets.points(rows)
    centre = points.mean(axis=0)
    spread = float(np.hypot(*(points - centre).T).max())
    own = index.radius_m[rows]
    kind = index.kinds[int(rows[0])]
    if np.isfinite(own).any():
        radius_m = float(np.nanmax(own))
    elif is_station(kind):
        radius_m = STATION_RADIUS_M
    else:
        radius_m = SCHOOL_RADIUS_M if "school" in kind else LANDMARK_RADIUS_M
    return Finding(
        float(centre[0]),
        float(centre[1]),
        radius_m + spread,
        confidence,
        "landmark",
        title(index.names[int(rows[0])]),
    )
