"""Where the rows of a batch were: by their coordinates where they have some, else by their words."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from geodata.location import Location
from planner.intake.answers import NO_ANSWERS, Answered, Answers
from planner.intake.batch import Batch
from planner.intake.placing import (
    LONGEST_TEXT,
    MARGIN_M,
    Area,
    Fault,
    Places,
    Points,
    location_words,
    place_points,
)
from planner.intake.profiles import Profile
from planner.intake.screening import screen

# More distinct texts than this are forgotten and looked up again, rather than held.
_REMEMBER = 200_000


class Whereabouts:
    """What is known of where the rows of one batch were.

    `words` is what the location columns say, without details of people; `points` the rows' own coordinates, None when
    the file has none; `locations` those of looked-up words by position; `answered` the rows about whose words a person
    has said something.
    """

    def __init__(
        self,
        words: list[str],
        points: Points | None,
        locations: dict[int, Location],
        answered: dict[int, Answered],
        locator: Locator,
    ) -> None:
        self.words, self.points, self.locations, self.answered = words, points, locations, answered
        self._locator = locator
        # Rows whose own coordinates say where, without a fault: the most, and quickly told.
        self.placed = [False] * len(words)
        if points is not None:
            placed = ~np.isnan(points.lon)
            placed[list(points.faults)] = False
            self.placed = placed.tolist()

    def fault(self, i: int) -> Fault | None:
        """Why a row has no place, or None when it has one."""
        points, where = self.points, self._locator.where
        if points is not None:
            if i in points.faults:
                return points.faults[i]
            if not np.isnan(points.lon[i]):
                return None
        if i in self.answered and self.answered[i].location is None:
            return Fault(where, f"outside our area (said by {self.answered[i].by})", True)
        if len(self.words[i]) > LONGEST_TEXT:
            return Fault(
                where, f"the location is longer than {LONGEST_TEXT} characters, like free text. Shorten it"
            )
        if i not in self.locations:
            return Fault(where, "nothing says where it happened. Add a place")
        return self._locator.fault_of(self.locations[i])


class Locator:
    """Places the rows of one file, batch after batch; each distinct text is looked up once."""

    def __init__(self, profile: Profile, area: Area, geocoder: Places, answers: Answers = NO_ANSWERS) -> None:
        self._profile, self._area, self._geocoder, self._answers = profile, area, geocoder, answers
        self._known: dict[str, Location] = {}
        columns = profile.columns
        # The field to name when a row has no place.
        self.where = next(
            (name for name in ("location", "postcode", "lon") if getattr(columns, name)), "easting"
        )

    def locate(self, batch: Batch, dated: Collection[int], partners: Sequence[str]) -> Whereabouts:
        """Where the rows of a batch were; words are looked up only for rows in `dated`, which have a time.

        What a person has said of the same words of the same partner comes before the gazetteer.
        """
        words, points = self._words(batch), self._points(batch)
        wanted: dict[int, str] = {}
        for i, text in enumerate(words):
            if i not in dated or not batch.open[i] or not text or len(text) > LONGEST_TEXT:
                continue
            if points is None or (i not in points.faults and np.isnan(points.lon[i])):
                wanted[i] = text
        answered = {
            i: said
            for i, text in wanted.items()
            if (said := self._answers.about(partners[i], text)) is not None
        }
        locations = self._look_up({i: text for i, text in wanted.items() if i not in answered})
        locations |= {i: said.location for i, said in answered.items() if said.location is not None}
        return Whereabouts(words, points, locations, answered, self)

    def _look_up(self, wanted: dict[int, str]) -> dict[int, Location]:
        if len(self._known) > _REMEMBER:
            self._known.clear()
        new = [text for text in dict.fromkeys(wanted.values()) if text not in self._known]
        if new:
            self._known.update(zip(new, self._geocoder.geocode_many(new), strict=True))
        return {i: self._known[text] for i, text in wanted.items()}

    def fault_of(self, location: Location) -> Fault | None:
        """Why an answer of the geocoder is no place of ours, or None when it is one."""
        if location.lon is None or location.lat is None:
            reason = location.reason or "no place is known by these words. Correct them"
            return Fault(self.where, reason, False, location.alternatives)
        if not bool(self._area.contains(location.lon, location.lat, margin_m=MARGIN_M)):
            reason = f"the place is outside our area ({self._area.name})"
            return Fault(self.where, reason, self._profile.covers_more, location.alternatives)
        return None

    def _words(self, batch: Batch) -> list[str]:
        cells = list(zip(batch.parts("location"), batch.texts("postcode"), strict=True))
        words = {cell: screen(location_words(*cell))[0] for cell in set(cells)}
        return [words[cell] for cell in cells]

    def _points(self, batch: Batch) -> Points | None:
        pair = self._profile.columns.coordinates
        if pair is None:
            return None
        districts = batch.texts("district") if batch.has("district") else None
        return place_points(batch.cells(pair[0]), batch.cells(pair[1]), districts, self._profile, self._area)
