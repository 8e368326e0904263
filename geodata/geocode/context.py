"""What the steps share: the study area, the names, the postcodes, and the query's names once found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from geodata.geocode.finding import Finding
from geodata.geocode.fuzzy import FuzzyNames
from geodata.geocode.index import IntArray, NameIndex
from geodata.geocode.meetings import Meetings
from geodata.geocode.parse import Query
from geodata.geocode.postcodes import PostcodeBook, Written, partial_postcode, written_postcodes
from geodata.geocode.spans import Spans, find_spans
from geodata.geocode.streets import Hints, Streets
from geodata.names import name_key
from geodata.study_area import StudyArea

# A settlement is never known better than this, however few its points.
NARROWEST_SETTLEMENT_M = 400.0
# A settlement wider than this does not say where on a street.
NEAR_M = 1_500.0


@dataclass(slots=True)
class Book:
    """Everything that stays the same from text to text."""

    area: StudyArea
    index: NameIndex
    streets: Streets
    fuzzy: FuzzyNames
    postcodes: PostcodeBook
    elsewhere: frozenset[str]
    _settlements: dict[str, Finding] = field(default_factory=dict)
    landmark_places: dict[tuple[str, str], list[tuple[IntArray, Finding]]] = field(default_factory=dict)
    junction_sides: dict[str, tuple[str, ...]] = field(default_factory=dict)
    meetings: Meetings = field(init=False)
    area_key: str = field(init=False)

    def __post_init__(self) -> None:
        """The area's own name says nothing about where in it a place is."""
        self.meetings = Meetings(self.streets)
        self.area_key = name_key(self.area.name)

    def settlement(self, key: str) -> Finding:
        """The middle of everything known in a settlement, inside the area where any of it is."""
        if key not in self._settlements:
            index = self.index
            rows = np.array(index.settlements[key])
            inside = rows[index.inside[rows]]
            points = self.streets.points(inside if len(inside) else rows)
            x, y = (float(value) for value in np.median(points, axis=0))
            radius_m = max(float(np.quantile(np.hypot(*(points - (x, y)).T), 0.9)), NARROWEST_SETTLEMENT_M)
            self._settlements[key] = Finding(x, y, radius_m, 0.8, "locality", key.title())
        return self._settlements[key]


@dataclass(slots=True)
class Asked:
    """One text on its way through the steps; what several steps need is found once."""

    query: Query
    book: Book
    _spans: Spans | None = None
    _hints: Hints | None = None
    _written: list[Written] | None = None
    _partial: tuple[str, str] | str | None = "unread"

    @property
    def spans(self) -> Spans:
        """The gazetteer's names in the text."""
        if self._spans is None:
            self._spans = find_spans(self.query, self.book.index, self.book.area_key)
        return self._spans

    @property
    def written(self) -> list[Written]:
        """Readings of full postcodes in the text."""
        if self._written is None:
            self._written = list(written_postcodes(self.query.flat)) if self.book.area.crs.is_british else []
        return self._written

    @property
    def partial(self) -> tuple[str, str] | None:
        """District and sector in the text."""
        if isinstance(self._partial, str):
            british = self.book.area.crs.is_british
            self._partial = partial_postcode(self.query.flat, self.book.postcodes) if british else None
        return self._partial

    @property
    def hints(self) -> Hints:
        """What the text says about where in the area a street is."""
        if self._hints is None:
            self._hints = self._find_hints()
        return self._hints

    def _find_hints(self) -> Hints:
        spans, index = self.spans, self.book.index
        named = {(s.segment, at) for s in spans.streets for at in range(s.start, s.end)}
        localities = set()
        for span in spans.settlements:
            inside_street = all((span.segment, at) in named for at in range(span.start, span.end))
            inside_landmark = any(mark.holds(span) for mark in spans.landmarks)
            if not inside_street and not inside_landmark and span.key != self.book.area_key:
                localities.add(span.key)
        near: list[tuple[float, float]] = []
        for span in spans.landmarks:
            inside_street = any((span.segment, at) in named for at in range(span.start, span.end))
            if not inside_street and span.key != self.book.area_key:
                near += [(float(index.x[r]), float(index.y[r])) for r in index.landmarks[span.key]]
        near += [
            middle.point for key in localities if (middle := self.book.settlement(key)).radius_m <= NEAR_M
        ]
        part = "".join(self.partial) if self.partial else ""
        # Only after a comma, as in an address: without one the name mostly stands for the whole area.
        in_address = tuple(self.book.area_key.split(" ")) in self.query.segments[1:]
        return Hints(frozenset(localities), part, tuple(near), self.book.area_key if in_address else "")


Step = Callable[[Asked], Finding | None]
