"""The mess of real life: how people write where and when something happened."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import numpy as np

from planner.sample.ground import DATA, Ground
from planner.sample.incidents import Incident

_NEAR_M = 80.0
_JUNCTION_M = 130.0
_SEEN_FROM_ROAD_M = 150.0


@lru_cache(maxsize=1)
def read_words() -> Mapping[str, Any]:
    """The packaged phrases."""
    return tomllib.loads((DATA / "words.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Where:
    """One way of saying where: words, a postcode of its own, or a point in metres."""

    words: str = ""
    postcode: str = ""
    point: tuple[float, float] | None = None
    style: str = ""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes places and times as people do, from one stream of chance."""

    ground: Ground
    rng: np.random.Generator

    def pick(self, choices: Sequence[str]) -> str:
        """One of several."""
        return choices[int(self.rng.integers(len(choices)))]

    def chance(self, share: float) -> bool:
        """True in so large a share of cases."""
        return bool(self.rng.random() < share)

    def where(self, incident: Incident, shares: Mapping[str, float]) -> Where:
        """Say where it happened in one of the styles, by their shares; another when the style does not fit here.

        Styles: landmark, postcode, address, street, junction, grid, point, typo, unplaceable.
        """
        styles = list(shares)
        weights = np.array([shares[style] for style in styles])
        for at in self.rng.choice(len(styles), size=6, p=weights / weights.sum()):
            found = self._styled(incident, styles[int(at)])
            if found is not None:
                return found
        return self._grid(incident)

    def _styled(self, incident: Incident, style: str) -> Where | None:
        write = {
            "landmark": self._landmark,
            "typo": self._typo,
            "postcode": self._postcode,
            "address": self._address,
            "street": self._street,
            "junction": self._junction,
            "grid": self._grid,
            "point": self._point,
            "unplaceable": self._unplaceable,
        }
        return write[style](incident)

    def _landmark(self, incident: Incident) -> Where | None:
        landmark = incident.landmark
        if landmark is None:
            return None
        name = self.pick([landmark.name, landmark.name, *landmark.alt_names])
        if self.chance(0.2):
            name = f"{self.pick(read_words()['nearby'])} {name}"
        if self.chance(0.15):
            name = name.upper()
        return Where(words=name, style="landmark")

    def _typo(self, incident: Incident) -> Where | None:
        if incident.landmark is None:
            return None
        return Where(words=self._slip(incident.landmark.name), style="typo")

    def _slip(self, name: str) -> str:
        """A slip of the keyboard inside a word: two letters swapped, or one left out."""
        places = [n for n in range(1, len(name) - 2) if name[n : n + 2].isalpha() and name[n] != name[n + 1]]
        at = places[int(self.rng.integers(len(places)))]
        swapped = name[at + 1] + name[at] if self.chance(0.5) else name[at]
        return name[:at] + swapped + name[at + 2 :]

    def _postcode(self, incident: Incident) -> Where | None:
        near = self.ground.postcodes_near(incident.x, incident.y, _NEAR_M)
        if not near:
            return None
        postcode = self.pick(near)
        if self.chance(0.2):
            postcode = postcode.replace(" ", "").lower()
        return Where(postcode=postcode, style="postcode")

    def _address(self, incident: Incident) -> Where | None:
        road = self.ground.road_near(incident.x, incident.y, _NEAR_M)
        near = self.ground.postcodes_near(incident.x, incident.y, _NEAR_M)
        if road is None or not near:
            return None
        return Where(f"{int(self.rng.integers(1, 240))} {road.spoken}", self.pick(near), style="address")

    def _street(self, incident: Incident) -> Where | None:
        road = self.ground.road_near(incident.x, incident.y, _SEEN_FROM_ROAD_M)
        if road is None:
            return None
        name = road.spoken
        if self.chance(0.3):
            name = name.replace("Road", "Rd").replace("Street", "St").replace("Lane", "Ln")
        return Where(words=name, style="street")

    def _junction(self, incident: Incident) -> Where | None:
        junction = self.ground.junction_near(incident.x, incident.y, _JUNCTION_M)
        if junction is None:
            return None
        one, other = junction.first.name, junction.second.name
        if self.chance(0.5):
            one, other = other, one
        form = self.pick(["{} / {}", "junction of {} and {}", "{} j/w {}", "{} & {}", "corner of {} and {}"])
        return Where(words=f"{form.format(one, other)}, {junction.first.locality}", style="junction")

    def _grid(self, incident: Incident) -> Where:
        facts = self.ground.facts
        x0, y0 = facts["square_origin"]
        east, north = int((incident.x - x0) // 10), int((incident.y - y0) // 10)
        return Where(words=f"{facts['grid_square']} {east:04d} {north:04d}", style="grid")

    def _point(self, incident: Incident) -> Where:
        return Where(point=(round(incident.x, 1), round(incident.y, 1)), style="point")

    def _unplaceable(self, incident: Incident) -> Where:
        return Where(words=self.pick(read_words()["unplaceable"]), style="unplaceable")

    def rounded(self, at: datetime) -> datetime:
        """The time as people note it: down to the five minutes or the quarter of an hour."""
        step = 5 if self.chance(0.5) else 15
        return at.replace(minute=at.minute - at.minute % step, second=0)

    def span(self, at: datetime, longest_min: int) -> tuple[datetime, datetime]:
        """A from-to that holds the time: something was going on, nobody looked at a clock."""
        start = self.rounded(at - timedelta(minutes=int(self.rng.integers(0, longest_min // 3))))
        return start, start + timedelta(minutes=15 * int(self.rng.integers(2, longest_min // 15 + 1)))

    def clock_words(self, at: datetime) -> str:
        """A time in words: "around 4pm", "16:05", "4.05pm", "between 3 and 5pm", "evening"."""
        words = read_words()
        noted = self.rounded(at)
        draw = self.rng.random()
        if draw < 0.12:
            near = at + timedelta(minutes=30)
            return f"{self.pick(words['around'])} {_twelve(near.replace(minute=0))}"
        if draw < 0.2 and 1 <= at.hour % 12 <= 9:
            return f"between {at.hour % 12} and {_twelve((at + timedelta(hours=1)).replace(minute=0))}"
        if draw < 0.24 and at.hour in {15, 16} and at.weekday() < 5:
            return str(words["after_school"])
        if draw < 0.27 and 17 <= at.hour < 22:
            return str(words["evening"])
        return f"{noted:%H:%M}" if draw < 0.75 else _twelve(noted)


def _twelve(at: datetime) -> str:
    """The time by the twelve-hour clock: "4pm", "4.05pm"."""
    half = "am" if at.hour < 12 else "pm"
    hour = at.hour % 12 or 12
    return f"{hour}{half}" if at.minute == 0 else f"{hour}.{at.minute:02d}{half}"
