"""Places, hotspots and their hours, as they cross from the models to the planner and the pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shapely import Polygon


@dataclass(frozen=True, slots=True)
class Place:
    """A piece of ground people can name and walk.

    `lon`, `lat` (WGS84 degrees) and `x`, `y` (metres in the area's CRS) are its weighted centre; `outline` is in
    WGS84 degrees; `radius_m` reaches from the centre to nearly all of its incidents. `id` is stable from week to week.
    """

    id: str
    name: str
    lon: float
    lat: float
    x: float
    y: float
    radius_m: float
    outline: Polygon


@dataclass(frozen=True, slots=True)
class HotWindow:
    """Hours of one weekday when a place has clearly more reports than its other hours.

    `weekday` is 0 for Monday; `end_hour` is exclusive and at most 24. `expected` is reports a week in these
    hours, `lower` and `upper` its 90% interval; `reports` is the number seen, uncertain times shared out and each
    weighted by youth, age and how well it is placed, so fractional;
    `surprise` is minus log10 of the chance of so many were the place like the rest of the borough.
    """

    weekday: int
    start_hour: int
    end_hour: int
    expected: float
    lower: float
    upper: float
    reports: float
    surprise: float


@dataclass(frozen=True, slots=True)
class Hotspot:
    """A place with its days and hours, its rank, and why.

    `rank` starts at 1; `rank_low`..`rank_high` is where the rank falls in nine of ten resamples of the weeks.
    `hours` is 7 rows (Monday first) of 24 expected reports a week. `weekly_expected` with `lower`, `upper` is for all
    the hours of the next week. `reports` counts incidents behind it; `month_only` those that say where but not
    when; `by_partner` and `by_youth` ("yes", "no", "unknown") split them. `why` are sentences for a resident.
    """

    place: Place
    rank: int
    rank_low: int
    rank_high: int
    windows: tuple[HotWindow, ...]
    hours: tuple[tuple[float, ...], ...]
    weekly_expected: float
    lower: float
    upper: float
    reports: int
    month_only: int
    by_partner: dict[str, int]
    by_youth: dict[str, int]
    last_reported: date | None
    why: tuple[str, ...]
