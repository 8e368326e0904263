"""Text turned into locations by an ordered list of named steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from math import isfinite

import numpy as np
import numpy.typing as npt

from geodata.gazetteer import Gazetteer
from geodata.geocode import coordinates, junctions, landmarks, other_steps, postcode_steps, street_steps
from geodata.geocode.context import Asked, Book, Step
from geodata.geocode.coordinates import may_hold_position
from geodata.geocode.finding import Finding, refusal
from geodata.geocode.fuzzy import FuzzyNames
from geodata.geocode.index import NameIndex
from geodata.geocode.parse import Query, parse
from geodata.geocode.postcodes import PostcodeBook
from geodata.geocode.streets import Streets
from geodata.location import Alternative, Location, unplaced
from geodata.names import name_key
from geodata.study_area import StudyArea, authorities

FloatArray = npt.NDArray[np.float64]

# A point this near the boundary may be just inside it.
WIDEST_EDGE_M = 200.0
MOST_ALTERNATIVES = 5
# So many texts become degrees together; one call for each would take most of the time.
BATCH = 1_000


def _in_numbers(read: Callable[[Query, StudyArea], Finding | None]) -> Step:
    """A step that reads a position out of numbers: skipped for texts that hold none."""
    return lambda asked: read(asked.query, asked.book.area)


NUMBER_STEPS: tuple[tuple[str, Step], ...] = (
    ("latitude and longitude", _in_numbers(coordinates.latitude_longitude)),
    ("a number alone", _in_numbers(coordinates.lone_number)),
    ("easting and northing", _in_numbers(coordinates.easting_northing)),
    ("grid reference", _in_numbers(coordinates.grid_reference)),
)
WORD_STEPS: tuple[tuple[str, Step], ...] = (
    ("postcode", postcode_steps.postcode),
    ("nothing named", other_steps.empty),
    ("junction", junctions.junction),
    ("landmark", landmarks.landmark),
    ("street", street_steps.street),
    ("bus stop", landmarks.bus_stop),
    ("street without its type", street_steps.street_without_type),
    ("misspelt name", street_steps.misspelt),
    ("not a postcode", postcode_steps.unknown_postcode),
    ("locality", other_steps.settlement),
    ("partial postcode", postcode_steps.partial_postcode),
    ("unknown", other_steps.unknown),
)
STEPS = NUMBER_STEPS + WORD_STEPS


class Geocoder:
    """Turns what partners write into locations, with one area's gazetteer.

    The gazetteer is read once, at the first text; make a new geocoder after adding to it.
    """

    def __init__(self, gazetteer: Gazetteer, area: StudyArea | None = None) -> None:
        self.gazetteer = gazetteer
        self.area = area or gazetteer.area

    @cached_property
    def _book(self) -> Book:
        index = NameIndex.build(self.gazetteer.entries(), self.area)
        return Book(
            area=self.area,
            index=index,
            streets=Streets(index),
            fuzzy=FuzzyNames(index),
            postcodes=PostcodeBook(self.gazetteer),
            elsewhere=frozenset(name_key(name) for name in authorities()),
        )

    def geocode(self, text: str) -> Location:
        """Place one text."""
        return self.geocode_many([text])[0]

    def geocode_many(
        self, texts: Sequence[str], progress: Callable[[int], object] | None = None
    ) -> list[Location]:
        """Place many texts, each distinct one once, in their order.

        Parameters
        ----------
        progress
            Called with the number of texts done since the last call.
        """
        distinct = list(dict.fromkeys(texts))
        answers: dict[str, Location] = {}
        for start in range(0, len(distinct), BATCH):
            batch = distinct[start : start + BATCH]
            answers.update(zip(batch, self._locations([self._find(text) for text in batch]), strict=True))
            if progress is not None:
                progress(len(batch))
        if progress is not None:
            progress(len(texts) - len(distinct))
        return [answers[text] for text in texts]

    def step_of(self, text: str) -> str:
        """The name of the step that answers a text: for explaining and for tests."""
        asked = Asked(parse(text), self._book)
        return next(name for name, step in STEPS if step(asked) is not None)

    def locate_lonlat(self, lon: float, lat: float, radius_m: float = 10.0) -> Location:
        """A location given as WGS84 degrees in columns of their own."""
        if lon == 0 and lat == 0:
            return unplaced("0, 0 is what a device writes when it has no position")
        matched = f"{lat:.5f}, {lon:.5f}"
        if not (abs(lon) <= 180 and abs(lat) <= 90):
            return unplaced(f"{matched} is no latitude and longitude")
        x, y = self.area.crs.to_metres(float(lon), float(lat))
        if not (np.isfinite(x) and np.isfinite(y)):
            return unplaced(f"outside our area: {matched}")
        return self._locations([Finding(x, y, radius_m, 0.98, "lat/lon", matched)])[0]

    def locate_bng(self, easting: float, northing: float, radius_m: float = 10.0) -> Location:
        """A location given as British National Grid metres in columns of their own."""
        if not self.area.crs.is_british:
            return unplaced(f"{self.area.name} is not on the British National Grid")
        matched = (
            f"E{easting:.0f} N{northing:.0f}" if np.isfinite([easting, northing]).all() else "no numbers"
        )
        if not (0 < easting < 700_000 and 0 < northing < 1_300_000):
            return unplaced(f"{matched} is not on the British National Grid")
        found = Finding(float(easting), float(northing), radius_m, 0.98, "easting/northing", matched)
        return self._locations([found])[0]

    def _find(self, text: str) -> Finding:
        asked = Asked(parse(text), self._book)
        for _, step in STEPS if may_hold_position(asked.query) else WORD_STEPS:
            found = step(asked)
            if found is not None:
                return _widened(found, asked.query.widen_m)
        return refusal("this could not be read")

    def _locations(self, findings: Sequence[Finding]) -> list[Location]:
        """Degrees for every point at once, and the refusal of what lies outside the area."""
        flat: list[Finding] = []
        for finding in findings:
            flat += [finding, *finding.alternatives[:MOST_ALTERNATIVES]]
        x = np.array([one.x if one.x is not None else np.nan for one in flat], dtype=float)
        y = np.array([one.y if one.y is not None else np.nan for one in flat], dtype=float)
        degrees = self.area.crs.to_lonlat(x, y) if len(flat) else (x, y)
        # Plain numbers: taking them one by one out of arrays would take most of the time.
        lon, lat = (np.atleast_1d(values).tolist() for values in degrees)
        inside = self._inside(x, y, flat).tolist()
        found, at = [], 0
        for finding in findings:
            end = at + 1 + len(finding.alternatives[:MOST_ALTERNATIVES])
            alternatives = tuple(
                _alternative(flat[i], lon[i], lat[i]) for i in range(at + 1, end) if isfinite(lon[i])
            )
            found.append(_location(finding, lon[at], lat[at], inside[at], alternatives))
            at = end
        return found

    def _inside(self, x: FloatArray, y: FloatArray, findings: Iterable[Finding]) -> npt.NDArray[np.bool_]:
        """Whether each point's circle reaches the area, the circle taken as no wider than `WIDEST_EDGE_M`."""
        radius_m = np.array([min(one.radius_m, WIDEST_EDGE_M) for one in findings], dtype=float)
        inside = np.atleast_1d(self.area.contains_metres(x, y))
        unsure = ~inside & np.isfinite(x)
        inside[unsure] = self.area.contains_metres(x[unsure], y[unsure], radius_m[unsure])
        return inside


def _widened(found: Finding, widen_m: float) -> Finding:
    """The radius with what "near" and the like add; coordinates are where they say."""
    if (
        not widen_m
        or not found.is_placed
        or found.method in ("lat/lon", "easting/northing", "grid reference")
    ):
        return found
    return found.moved(found.x, found.y, found.radius_m + widen_m)


def _alternative(finding: Finding, lon: float, lat: float) -> Alternative:
    return Alternative(
        round(lon, 6), round(lat, 6), round(finding.radius_m, 1), round(finding.confidence, 3),
        finding.method, finding.matched,
    )  # fmt: skip


def _location(
    finding: Finding, lon: float, lat: float, inside: bool, alternatives: tuple[Alternative, ...]
) -> Location:
    if finding.x is None or finding.y is None or not isfinite(lon):
        return unplaced(finding.reason or f"outside our area: {finding.matched}", alternatives)
    if not inside:
        own = _alternative(finding, lon, lat)
        return unplaced(f"outside our area: {finding.matched}", (own, *alternatives)[:MOST_ALTERNATIVES])
    return Location(
        round(lon, 7), round(lat, 7), round(finding.x, 2), round(finding.y, 2), round(finding.radius_m, 1),
        round(finding.confidence, 3), finding.method, finding.matched, alternatives, finding.reason,
    )  # fmt: skip
