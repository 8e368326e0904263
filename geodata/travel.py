"""Minutes between two places, from the straight line between them.

No road network is loaded, so a detour factor stands for the way streets wind and a speed for the traffic. Both
are round figures to be checked against the first weeks' real journeys; they err on the slow side.

References
----------
Detour factors of 1.2 to 1.4 between straight line and street distance are usual in towns: Ballou, Rahardja and
Sakai (2002), "Selected country circuity factors for road travel distance estimation". Walking speed: 4.8 km/h is the
figure of the Department for Transport's accessibility statistics.
"""

from __future__ import annotations

import math

WALKING_DETOUR = 1.3
WALKING_KM_H = 4.8
ROAD_DETOUR = 1.4
# A bus-sized vehicle across an outer borough in the early evening.
ROAD_KM_H = 18.0
# Getting in, pulling out, finding the space to stop.
ROAD_START_MIN = 3.0

_EARTH_RADIUS_M = 6_371_008.8
Point = tuple[float, float]


def straight_line_m(a: Point, b: Point) -> float:
    """Great-circle metres between two (lon, lat) points in degrees."""
    lon_a, lat_a, lon_b, lat_b = map(math.radians, (*a, *b))
    half = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    )
    return 2 * _EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half)))


def minutes_on_foot(a: Point, b: Point) -> float:
    """Minutes to walk between two (lon, lat) points."""
    return straight_line_m(a, b) * WALKING_DETOUR / (WALKING_KM_H * 1000 / 60)


def minutes_by_road(a: Point, b: Point) -> float:
    """Minutes to drive between two (lon, lat) points; 0 between a place and itself."""
    distance_m = straight_line_m(a, b)
    if distance_m < 1:
        return 0.0
    return ROAD_START_MIN + distance_m * ROAD_DETOUR / (ROAD_KM_H * 1000 / 60)
