"""Where a row of the workbook stands on the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.team.records import Record

if TYPE_CHECKING:
    from geodata.geocode import Geocoder
    from geodata.study_area import StudyArea

_BRITISH_GRID = 27700
_MARGIN_M = 1000.0  # a site just over the boundary may serve the borough
_LEAST_CONFIDENCE = 0.5
_WIDEST_M = 300.0  # a bus is not parked "somewhere along a long road"


@dataclass(frozen=True, slots=True)
class Positions:
    """Reads a row's coordinates, grid reference or words, and checks that they lie in the area."""

    area: StudyArea | None
    geocoder: Geocoder | None

    def read(self, record: Record) -> tuple[float, float] | None:
        """Longitude and latitude (WGS84 degrees), or None with the fault noted."""
        point = self._point(record)
        if point is None or self.area is None:
            return point
        if not bool(self.area.contains(point[0], point[1], margin_m=_MARGIN_M)):
            record.fault(
                f"the place at {point[1]:.4f}, {point[0]:.4f} lies outside {self.area.name}. "
                "Check the coordinates; longitude west of Greenwich is negative."
            )
            return None
        return point

    def _point(self, record: Record) -> tuple[float, float] | None:
        pairs = (("Latitude", "Longitude"), ("Easting", "Northing"))
        for first, second in pairs:
            if record.has(first) != record.has(second):
                record.fault(f"has {first} or {second} without the other.", first)
                return None
        if record.has("Latitude"):
            lat = record.number("Latitude", "degrees", "51.5012", -90, 90)
            lon = record.number("Longitude", "degrees", "-0.1246", -180, 180)
            return None if lat is None or lon is None else (lon, lat)
        if record.has("Easting"):
            return self._from_grid(record)
        if record.has("Postcode or place"):
            return self._from_words(record)
        record.fault(
            "no place is given. Write latitude and longitude, or easting and northing, or a postcode."
        )
        return None

    def _from_grid(self, record: Record) -> tuple[float, float] | None:
        easting = record.number("Easting", "metres", "532000", 0, 700_000)
        northing = record.number("Northing", "metres", "165000", 0, 1_300_000)
        if easting is None or northing is None:
            return None
        if self.area is None or self.area.crs.epsg != _BRITISH_GRID:
            record.fault(
                "easting and northing are read in Great Britain only. Write latitude and longitude.",
                "Easting",
            )
            return None
        lon, lat = self.area.crs.to_lonlat(easting, northing)
        return float(lon), float(lat)

    def _from_words(self, record: Record) -> tuple[float, float] | None:
        words = record.text("Postcode or place")
        if not words:
            return None
        if self.geocoder is None:
            record.fault(
                "places cannot be looked up here. Write latitude and longitude.", "Postcode or place"
            )
            return None
        found = self.geocoder.geocode(words)
        if found.lon is None or found.lat is None or found.radius_m is None:
            reason = found.reason or "it is not in the gazetteer."
            record.fault(
                f"{words!r} was not found: {reason} Write a postcode or coordinates.", "Postcode or place"
            )
            return None
        if found.confidence < _LEAST_CONFIDENCE or found.radius_m > _WIDEST_M:
            record.fault(
                f"{words!r} is known only to about {found.radius_m:.0f} m ({found.matched}). "
                "Write a postcode or coordinates.",
                "Postcode or place",
            )
            return None
        return found.lon, found.lat
