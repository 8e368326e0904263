"""What a source reader hands over, before it is placed in the study area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of British National Grid metres: what lies outside it is not worth keeping."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies inside."""
        return self.west <= x <= self.east and self.south <= y <= self.north


EVERYWHERE = Box(0, 0, 700_000, 1_300_000)
TOO_FAR = "outside the area and its margin"


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One named point as a source gives it.

    Either lon and lat (WGS84 degrees), or easting and northing (British National Grid), or a postcode alone.
    """

    name: str
    kind: str
    lon: float | None = None
    lat: float | None = None
    easting: float | None = None
    northing: float | None = None
    postcode: str = ""
    locality: str = ""
    alt_names: str = ""
    radius_m: float | None = None


@dataclass(frozen=True, slots=True)
class PostcodeRow:
    """A postcode and its point in British National Grid metres; `live` is None where the source does not say."""

    postcode: str
    easting: float
    northing: float
    live: bool | None = None


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """A ward, LSOA or other statistical area: shape in WGS84 degrees."""

    layer: str
    code: str
    name: str
    shape: Any


@dataclass(slots=True)
class SourceRows:
    """Everything a reader found in one file; `skipped` counts rows left out, by reason."""

    vintage: str = ""
    places: list[PlaceRow] = field(default_factory=list)
    postcodes: list[PostcodeRow] = field(default_factory=list)
    zones: list[ZoneRow] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)


def number(text: str) -> float | None:
    """A finite number, or None."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < 1e9 else None
