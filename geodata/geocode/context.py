"""What the steps share: the study area, the names, the postcodes, and the query's names once found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from geodata.geocode.finding import Finding
from geodata.geocode.fuzzy import FuzzyNames
from geodata.geocode.index import NameIndex
from geodata.geocode.parse import Query
from geodata.geocode.postcodes import PostcodeBook, Written, partial_postcode, written_postcodes
from geodata.geocode.spans import Spans, find_spans
from geodata.geocode.streets import Hints, Streets
from geodata.names import name_key
from geodata.study_area import StudyArea


@dataclass(slots=True)
class Book:
    """Everything that stays the same from text to text."""

    area: StudyArea
    index: NameIndex
    streets: Streets
    fuzzy: FuzzyNames
    postcodes: PostcodeBook
    elsewhere: frozenset[str]
    area_key: str = field(init=False)

    def __post_init__(self) -> None:
        """The area's own name says nothing about where in it a place is."""
        self.area_key = name_key(self.area.name)


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
            if not inside_street and span.key != self.book.area_key:
                localities.add(span.key)
        near: list[tuple[float, float]] = []
        if not localities:
            for span in spans.landmarks:
                if any((span.segment, at) in named for at in range(span.start, span.end)):
                    continue
                if span.key != self.book.area_key:
                    near += [(float(index.x[r]), float(index.y[r])) for r in index.landmarks[span.key]]
        part = "".join(self.partial) if self.partial else ""
        own_segment = tuple(self.book.area_key.split(" ")) in self.query.segments[1:]
        return Hints(frozenset(localities), part, tuple(near), self.book.area_key if own_segment else "")


Step = Callable[[Asked], Finding | None]
