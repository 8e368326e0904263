"""What people have said about words that could not be placed, so that the next file's rows are placed by it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from geodata.location import Location
from geodata.names import name_key

METHOD = "alias"
# A person's answer is believed as much as a partner's own coordinates: people mistake one High Street for another too.
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Answered:
    """A person's answer about some words of one partner; `location` is None for "outside our area"."""

    id: int
    partner: str
    text_key: str
    location: Location | None
    by: str
    on: dt.date


class Answers:
    """The answers that are remembered; of several about the same words the last given counts."""

    def __init__(self, answers: Iterable[Answered] = ()) -> None:
        self._by_words = {(one.partner, one.text_key): one for one in answers}
        self._partners = {partner for partner, _ in self._by_words}

    def about(self, partner: str, text: str) -> Answered | None:
        """The answer about these words of this partner, whatever their case and spelling of "road"."""
        if partner not in self._partners:
            return None
        return self._by_words.get((partner, name_key(text)))


NO_ANSWERS = Answers()


def chosen_location(
    label: str, lon: float, lat: float, x: float, y: float, radius_m: float, on: dt.date
) -> Location:
    """The location that a remembered answer gives: metres are of the area's CRS."""
    matched = f"{label}, as chosen on {on.day} {on:%b %Y}"
    return Location(lon, lat, x, y, radius_m, CONFIDENCE, METHOD, matched)
