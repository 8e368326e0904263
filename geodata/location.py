"""A location: a point with a radius, a confidence and the method that found it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another place the same text could mean.

    Coordinates are WGS84 degrees; `radius_m` is in metres; `confidence` is between 0 and 1.
    """

    lon: float
    lat: float
    radius_m: float
    confidence: float
    method: str
    matched: str


@dataclass(frozen=True, slots=True)
class Location:
    """Where a text or a pair of coordinates points, and how sure we are.

    Attributes
    ----------
    lon, lat
        WGS84 degrees, or None when the answer is too uncertain to use.
    x, y
        Metres in the study area's CRS (easting and northing in Great Britain), or None.
    radius_m
        The truth is expected within this distance of the point, or None.
    confidence
        Between 0 and 1: the chance that the truth lies within `radius_m`.
    method
        How it was found: "postcode", "street", "junction", "landmark", "grid reference", ...; "" when nothing was.
    matched
        The gazetteer's own words for what was matched.
    alternatives
        Other readings, most likely first.
    reason
        Why there is no point, or why it is uncertain; "" when there is nothing to say.
    """

    lon: float | None
    lat: float | None
    x: float | None
    y: float | None
    radius_m: float | None
    confidence: float
    method: str
    matched: str
    alternatives: tuple[Alternative, ...] = ()
    reason: str = ""

    @property
    def is_placed(self) -> bool:
        """Whether the answer has a point that may be used."""
        return self.lon is not None and self.lat is not None


def unplaced(reason: str, alternatives: tuple[Alternative, ...] = ()) -> Location:
    """The answer "we do not know", with the reason a person can act on."""
    return Location(None, None, None, None, None, 0.0, "", "", alternatives, reason)
