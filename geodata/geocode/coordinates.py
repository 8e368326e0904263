"""Coordinates written out: latitude and longitude, easting and northing, National Grid references."""

from __future__ import annotations

import math
import re

from geodata.geocode.finding import Finding, refusal
from geodata.geocode.parse import Query
from geodata.study_area import StudyArea

_SIGN = r"[-+−–]?"
# Two decimals at least, so that house numbers and times are not taken for degrees.
_LAT_LON = re.compile(
    rf"(?<![\d.])({_SIGN}\d{{1,3}}\.\d{{2,17}})\s?°?\s?([ns]?)\s?[,;/ ]\s?(?:lon\w{{0,6}}\s?[:=]?\s?)?"
    rf"({_SIGN}\d{{1,3}}\.\d{{2,17}})\s?°?\s?([ew]?)(?![\d.])"
)
_TWO_NUMBERS = re.compile(
    rf"^\(?({_SIGN}\d{{1,3}}(?:\.\d{{0,17}})?)\s?[,; ]\s?({_SIGN}\d{{1,3}}(?:\.\d{{0,17}})?)\)?$"
)
_ONE_NUMBER = re.compile(rf"^{_SIGN}\d{{1,12}}(?:\.\d{{0,17}})?$")
_LETTERED = re.compile(
    r"(?<![a-z0-9])e(?:ast(?:ing)?)?\s?[:=]?\s?(\d{6})(?:\.\d{1,9})?\s?[,;/]?\s?"
    r"n(?:orth(?:ing)?)?\s?[:=]?\s?(\d{6,7})(?:\.\d{1,9})?(?!\d)"
)
_BARE = re.compile(r"(?<![\d.])(\d{6})(?:\.\d{1,9})?\s?[,;/ ]\s?(\d{6,7})(?:\.\d{1,9})?(?![\d.])")
_GRID_TWO = re.compile(r"(?<![a-z0-9])([hjnost][a-hj-z])\s?(\d{2,5})\s(\d{2,5})(?![a-z0-9])")
_GRID_ONE = re.compile(r"(?<![a-z0-9])([hjnost][a-hj-z])\s?(\d{4,10})(?![a-z0-9])")

# Without any of these there is no position in numbers: a decimal, four digits in a row or nearly, digits alone.
_LIKELY = re.compile(r"\d\.\d|\d\d\s?\d\d|^[^a-z]*$")

# No partner's pin is better than a few metres, however many decimals it shows.
_LEAST_RADIUS_M = 10.0
_METRES_PER_DEGREE = 111_320.0


def may_hold_position(query: Query) -> bool:
    """Whether it is worth looking for a position in numbers at all."""
    return _LIKELY.search(query.flat) is not None


def latitude_longitude(query: Query, area: StudyArea) -> Finding | None:
    """Degrees, latitude first; longitude first where only that lies in the area."""
    if "." not in query.flat and "," not in query.flat:
        return None
    match = _LAT_LON.search(query.flat)
    if match is None:
        return _bare_numbers(query)
    first, north, second, east = match.groups()
    lat, lon = _degrees(first, north == "s"), _degrees(second, east == "w")
    if not _is_about(area, lon, lat) and _is_about(area, lat, lon):
        lat, lon = lon, lat
    if lat == 0 and lon == 0:
        return refusal("0, 0 is what a device writes when it has no position")
    x, y = area.crs.to_metres(lon, lat) if abs(lat) <= 90 and abs(lon) <= 180 else (math.nan, math.nan)
    if math.isnan(x) or math.isnan(y):
        return refusal(f"outside our area: {lat:.5f}, {lon:.5f}")
    decimals = min(len(first.partition(".")[2]), len(second.partition(".")[2]))
    radius_m = max(_LEAST_RADIUS_M, 0.71 * _METRES_PER_DEGREE * 10.0**-decimals)
    return Finding(x, y, radius_m, 0.98, "lat/lon", f"{lat:.5f}, {lon:.5f}")


def _is_about(area: StudyArea, lon: float, lat: float) -> bool:
    """Whether a point lies in the area's box, a tenth of a degree let out."""
    west, south, east, north = area.boundary.bounds
    return bool(west - 0.1 <= lon <= east + 0.1 and south - 0.1 <= lat <= north + 0.1)


def _bare_numbers(query: Query) -> Finding | None:
    match = _TWO_NUMBERS.match(query.flat)
    if match is None:
        return None
    lat, lon = (_degrees(text, False) for text in match.groups())
    if lat == 0 and lon == 0:
        return refusal("0, 0 is what a device writes when it has no position")
    return refusal("two numbers without decimals are too coarse to be a position")


def lone_number(query: Query, area: StudyArea) -> Finding | None:
    """Refuse one number by itself."""
    del area
    if _ONE_NUMBER.match(query.flat):
        return refusal("a number alone is not a position: the other coordinate is missing")
    return None


def _degrees(text: str, negative: bool) -> float:
    value = float(text.replace("−", "-").replace("–", "-"))
    return -abs(value) if negative else value


def easting_northing(query: Query, area: StudyArea) -> Finding | None:
    """British National Grid metres."""
    if not area.crs.is_british:
        return None
    match = _LETTERED.search(query.flat) or _BARE.search(query.flat)
    if match is None:
        return None
    easting, northing = float(match.group(1)), float(match.group(2))
    return Finding(
        easting, northing, _LEAST_RADIUS_M, 0.98, "easting/northing", f"E{easting:.0f} N{northing:.0f}"
    )


def grid_reference(query: Query, area: StudyArea) -> Finding | None:
    """A National Grid reference: the centre of its square, with the radius that covers it."""
    if not area.crs.is_british:
        return None
    match = _GRID_TWO.search(query.flat)
    if match is not None and len(match.group(2)) == len(match.group(3)):
        letters, east, north = match.groups()
    else:
        match = _GRID_ONE.search(query.flat)
        if match is None or len(match.group(2)) % 2:
            return None
        letters, digits = match.groups()
        east, north = digits[: len(digits) // 2], digits[len(digits) // 2 :]
    origin = _square_origin(letters)
    if origin is None:
        return None
    size_m = 10.0 ** (5 - len(east))
    x = origin[0] + (int(east) + 0.5) * size_m
    y = origin[1] + (int(north) + 0.5) * size_m
    radius_m = max(_LEAST_RADIUS_M, math.hypot(size_m, size_m) / 2)
    return Finding(x, y, radius_m, 0.98, "grid reference", f"{letters.upper()} {east} {north}")


def _square_origin(letters: str) -> tuple[float, float] | None:
    """South-west corner of a 100 km square, in metres; None outside the grid."""
    first, second = (ord(letter) - ord("a") for letter in letters)
    # The grid's letters leave out I.
    first, second = (number - (number > 8) for number in (first, second))
    column = ((first - 2) % 5) * 5 + second % 5
    row = 19 - (first // 5) * 5 - second // 5
    if not (0 <= column <= 6 and 0 <= row <= 12):
        return None
    return column * 100_000.0, row * 100_000.0
