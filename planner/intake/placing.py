"""From the cells that say where to a point with a radius, or the reason why there is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from geodata.crs import MetricCrs
from geodata.location import Alternative, Location
from planner.intake.profiles import Profile

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

# Nobody's coordinates are better than this, and a point just over the boundary is still ours.
LEAST_RADIUS_M = 10.0
MARGIN_M = 250.0
# Coordinates of one decimal could be anywhere in a town.
MOST_RADIUS_M = 2000.0
LONGEST_TEXT = 200
_METRES_PER_DEGREE = 111_320.0

_NEAR = re.compile(r"^on or near\s*", re.IGNORECASE)
_NOWHERE = frozenset({"no location", "unknown", "n/a", "na", "none", "-", "not known", "tbc", "null", "nan"})
# Names of snap points that name no place.
_GENERIC = frozenset(
    {
        "airport/airfield", "bus/coach station", "conference/exhibition centre", "hospital", "nightclub",
        "further/higher educational building", "motorway service area", "park/open space", "parking area",
        "pedestrian subway", "petrol station", "police station", "prison", "race track", "shopping area",
        "sports/recreation area", "supermarket", "theatre/concert hall",
    }
)  # fmt: skip


class Places(Protocol):
    """What looks words up: `geodata.geocode.Geocoder`."""

    def geocode_many(self, texts: Sequence[str]) -> Sequence[Location]:
        """A location for each text, in order."""
        ...


class Area(Protocol):
    """What says where our area is: `geodata.study_area.StudyArea`."""

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    @property
    def crs(self) -> MetricCrs:
        """The CRS in metres that everything is measured in."""
        ...

    @property
    def time_zone(self) -> str:
        """IANA name."""
        ...

    def contains(self, lon: npt.ArrayLike, lat: npt.ArrayLike, margin_m: float = 0) -> BoolArray:
        """Whether points in degrees lie inside, or within a margin."""
        ...


class Fault(NamedTuple):
    """Why a row has no place: `field` is the profile's, `elsewhere` when the row is knowingly not ours."""

    field: str
    reason: str
    elsewhere: bool = False
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class Points:
    """Coordinates of many rows: degrees, NaN where a row has none; metres; radius; and faults by position."""

    lon: FloatArray
    lat: FloatArray
    x: FloatArray
    y: FloatArray
    radius_m: FloatArray
    faults: dict[int, Fault]


def place_points(
    first: Sequence[object],
    second: Sequence[object],
    districts: Sequence[str] | None,
    profile: Profile,
    area: Area,
) -> Points:
    """Points of coordinate cells: longitude and latitude, or easting and northing where the profile has those.

    `districts` is where the partner says each row is. A blank pair, and (0, 0), is no point and no fault.
    """
    degrees = profile.columns.lon is not None
    names = ("lon", "lat") if degrees else ("easting", "northing")
    a, a_decimals, a_bad = _numbers(first)
    b, b_decimals, b_bad = _numbers(second)
    nowhere = (np.nan_to_num(a) == 0) & (np.nan_to_num(b) == 0)
    a[nowhere] = b[nowhere] = np.nan
    faults: dict[int, Fault] = {}
    for position in np.flatnonzero(a_bad | b_bad):
        field = names[0] if a_bad[position] else names[1]
        faults[int(position)] = Fault(
            field, "the coordinate is not a number. Correct it, or leave both cells empty"
        )
    lon, lat = _degrees(a, b, profile, area, degrees)
    inside = area.contains(lon, lat, margin_m=max(MARGIN_M, profile.radius_m))
    given = np.isfinite(a) & np.isfinite(b)
    outside = np.flatnonzero(given & ~inside)
    _explain_outside(outside, a, b, districts, profile, area, faults)
    radius = np.full(len(a), max(profile.radius_m, LEAST_RADIUS_M))
    if degrees:
        coarse = 0.5 * _METRES_PER_DEGREE * 10.0 ** -np.maximum(a_decimals, b_decimals)
        radius = np.maximum(radius, coarse)
        for position in np.flatnonzero(given & inside & (coarse > MOST_RADIUS_M)):
            faults[int(position)] = Fault(
                names[0], "the coordinates have too few decimals to say where. Give four at least"
            )
    usable = given & inside
    usable[list(faults)] = False
    lon, lat = np.where(usable, lon, np.nan), np.where(usable, lat, np.nan)
    x, y = area.crs.to_metres(lon, lat)
    return Points(lon, lat, x, y, radius, faults)


def _numbers(cells: Sequence[object]) -> tuple[FloatArray, npt.NDArray[np.int64], BoolArray]:
    """Numbers of cells, NaN where there is none; their decimals; whether something else stands there."""
    # Snap points repeat: a coordinate is read once however many rows share it.
    texts = ["" if cell is None else str(cell) for cell in cells]
    known = {text: _number(text.strip()) for text in set(texts)}
    if not texts:
        return np.zeros(0), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.bool_)
    values, decimals, bad = zip(*[known[text] for text in texts], strict=True)
    return np.array(values), np.array(decimals, dtype=np.int64), np.array(bad, dtype=np.bool_)


def _number(text: str) -> tuple[float, int, bool]:
    """A cell's number, its decimals, and whether it is something else."""
    if not text or text.casefold() in _NOWHERE:
        return np.nan, 0, False
    if "," in text and "." not in text:
        text = text.replace(",", ".")
    try:
        value = float(text)
    except ValueError:
        return np.nan, 0, True
    if not np.isfinite(value):
        return np.nan, 0, True
    dot = text.find(".")
    return value, min(len(text) - dot - 1, 9) if dot >= 0 else 0, False


def _degrees(
    a: FloatArray, b: FloatArray, profile: Profile, area: Area, degrees: bool
) -> tuple[FloatArray, FloatArray]:
    if not degrees:
        crs = area.crs if profile.crs == area.crs.epsg else MetricCrs(profile.crs)
        lon, lat = crs.to_lonlat(a, b)
    else:
        lon, lat = a, b
    on_earth = (np.abs(np.nan_to_num(lon)) <= 180) & (np.abs(np.nan_to_num(lat)) <= 90)
    return np.where(on_earth, lon, np.nan), np.where(on_earth, lat, np.nan)


def _explain_outside(
    outside: npt.NDArray[np.intp],
    a: FloatArray,
    b: FloatArray,
    districts: Sequence[str] | None,
    profile: Profile,
    area: Area,
    faults: dict[int, Fault],
) -> None:
    """Why each point that is not in the area is not: swapped, elsewhere, or wrong."""
    if not len(outside):
        return
    degrees = profile.columns.lon is not None
    field = "lon" if degrees else "easting"
    lon, lat = _degrees(b[outside], a[outside], profile, area, degrees)
    swapped = area.contains(lon, lat, margin_m=MARGIN_M)
    plausible = _plausible(a[outside], b[outside], degrees)
    for i, position in enumerate(outside.tolist()):
        if position in faults:
            continue
        if swapped[i]:
            there = Alternative(
                float(lon[i]), float(lat[i]), LEAST_RADIUS_M, 0.9, "coordinates", "swapped coordinates"
            )
            faults[position] = Fault(
                field,
                "the two coordinates look swapped. Choose the swapped point if it is right",
                False,
                (there,),
            )
        elif not plausible[i]:
            unit = "degrees" if degrees else "metres of the grid"
            faults[position] = Fault(field, f"the coordinates are not {unit}. Correct them, or the profile")
        elif profile.covers_more and _says_elsewhere(districts, position, area.name):
            faults[position] = Fault(field, f"outside our area ({area.name})", True)
        else:
            faults[position] = Fault(
                field,
                f"the coordinates are outside {area.name}: in the sea, elsewhere, or mistyped. Correct them",
            )


def _plausible(a: FloatArray, b: FloatArray, degrees: bool) -> BoolArray:
    if degrees:
        return np.asarray((np.abs(a) <= 180) & (np.abs(b) <= 90))
    return np.asarray((np.abs(a) > 1000) & (np.abs(b) > 1000))


def _says_elsewhere(districts: Sequence[str] | None, position: int, area_name: str) -> bool:
    """Whether the partner itself puts the row outside our area; without such a column the point alone decides."""
    if districts is None:
        return True
    district = districts[position].casefold()
    return bool(district) and area_name.casefold() not in district and district not in area_name.casefold()


def location_words(parts: Sequence[str], postcode: str) -> str:
    """What the location columns say, in one text: parts joined by commas, the postcode last and only once.

    Examples
    --------
    >>> location_words(["On or near High Street", ""], "CR0 1AA")
    'High Street, CR0 1AA'
    """
    kept = [
        word
        for part in parts
        if (word := _NEAR.sub("", " ".join(part.split()))) and word.casefold() not in _NOWHERE
    ]
    text = ", ".join(kept)
    code = " ".join(postcode.split())
    if not code or code.casefold() in _NOWHERE:
        return text
    if code.replace(" ", "").casefold() in text.replace(" ", "").casefold():
        return text
    return f"{text}, {code}" if text else code


def snap_name(words: str) -> str:
    """The name of a published snap point, "" when it names no place."""
    return "" if words.casefold() in _GENERIC else words[:LONGEST_TEXT]
