"""What happens in the sample borough: planted patterns, and everything else."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from geodata.crs import BRITISH_NATIONAL_GRID, MetricCrs
from planner.sample.ground import Ground, Landmark, read_rows
from planner.sample.types import PlantedPattern

WEEKS = 26
PATTERNS = 12
_FEWEST, _MOST = 28, 60
_APART_M = 500.0
_WITHIN_WINDOW = 0.88
_CENTRE_M = 900.0
# The share of background reports by hour, for days with school and for the weekend: an after-school rise, a long
# evening, a quiet night. Only the shape matters.
_SCHOOL_DAY = (2, 1, 1, 0, 0, 0, 1, 3, 5, 3, 3, 4, 5, 5, 6, 11, 12, 10, 10, 10, 9, 8, 6, 4)
_WEEKEND = (4, 3, 2, 1, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 8, 9, 9, 10, 10, 10, 9, 8, 6)
_DAY_SHARES = (0.13, 0.13, 0.13, 0.135, 0.165, 0.165, 0.145)


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that happened: where (metres), when, whether young people were part of it.

    `landmark` is set where it happened at one; `pattern` is the index of the planted pattern it belongs to.
    """

    x: float
    y: float
    at: datetime
    youth: str
    landmark: Landmark | None
    pattern: int | None


def first_monday(today: date) -> date:
    """The Monday on which the sample begins: its last Sunday is in the week before that of `today`."""
    return today - timedelta(days=today.weekday()) - timedelta(weeks=WEEKS)


def plant_patterns(ground: Ground, rng: np.random.Generator) -> tuple[PlantedPattern, ...]:
    """Draw places from the pool, at least 500 m apart, each with a weekday and two hours."""
    pool = read_rows("pool.csv")
    chosen: list[tuple[Landmark, dict[str, str]]] = []
    for at in rng.permutation(len(pool)):
        landmark = ground.by_name[pool[at]["place"]]
        if all(_distance(landmark, other) >= _APART_M for other, _ in chosen):
            chosen.append((landmark, pool[at]))
        if len(chosen) == PATTERNS:
            break
    return tuple(_plant(landmark, row, rng) for landmark, row in chosen)


def _plant(landmark: Landmark, row: Mapping[str, str], rng: np.random.Generator) -> PlantedPattern:
    start = int(rng.integers(int(row["first_start"]), int(row["last_start"]) + 1))
    lon, lat = MetricCrs(BRITISH_NATIONAL_GRID).to_lonlat(landmark.x, landmark.y)
    return PlantedPattern(
        place=landmark.name,
        lon=round(float(lon), 6),
        lat=round(float(lat), 6),
        x=landmark.x,
        y=landmark.y,
        weekday=int(rng.integers(7)),
        start_hour=start,
        end_hour=start + 2,
        reports=int(rng.integers(_FEWEST, _MOST + 1)),
    )


def _distance(one: Landmark, other: Landmark) -> float:
    return math.hypot(one.x - other.x, one.y - other.y)


def happen_planted(
    ground: Ground, planted: Sequence[PlantedPattern], monday: date, rng: np.random.Generator
) -> list[Incident]:
    """The incidents of the planted patterns, in and a little around their hours, spread over the weeks."""
    incidents = []
    for number, pattern in enumerate(planted):
        landmark = ground.by_name[pattern.place]
        for _ in range(pattern.reports):
            day = monday + timedelta(weeks=int(rng.integers(WEEKS)), days=pattern.weekday)
            length = (pattern.end_hour - pattern.start_hour) * 60
            if rng.random() < _WITHIN_WINDOW:
                minute = int(rng.integers(length))
            else:
                minute = int(rng.integers(-40, 0)) if rng.random() < 0.5 else length + int(rng.integers(40))
            at = datetime(day.year, day.month, day.day, pattern.start_hour) + timedelta(minutes=minute)
            dx, dy = rng.normal(0, 22, 2)
            youth = str(rng.choice(["yes", "unknown", "no"], p=[0.78, 0.17, 0.05]))
            incidents.append(Incident(pattern.x + dx, pattern.y + dy, at, youth, landmark, number))
    return incidents


def happen_background(ground: Ground, count: int, monday: date, rng: np.random.Generator) -> list[Incident]:
    """Everything else: over landmarks, roads and homes, busier in town, after school and in the evening."""
    landmark_shares = _landmark_shares(ground)
    points, _ = ground.road_points
    road_shares = _nearness(ground, points, 1.2)
    home_shares = _nearness(ground, ground.postcode_xy, 0.8)
    incidents = []
    for kind in rng.choice(3, size=count, p=[0.27, 0.36, 0.37]):
        landmark = None
        if kind == 0:
            landmark = ground.landmarks[int(rng.choice(len(ground.landmarks), p=landmark_shares))]
            x, y = landmark.x, landmark.y
        elif kind == 1:
            x, y = points[int(rng.choice(len(points), p=road_shares))]
        else:
            x, y = ground.postcode_xy[int(rng.choice(len(ground.postcode_xy), p=home_shares))]
        dx, dy = rng.normal(0, 20, 2)
        youth = str(rng.choice(["yes", "unknown", "no"], p=[0.38, 0.36, 0.26]))
        incidents.append(
            Incident(float(x) + dx, float(y) + dy, _some_time(monday, youth, rng), youth, landmark, None)
        )
    return incidents


def _landmark_shares(ground: Ground) -> np.ndarray:
    at = np.array([(landmark.x, landmark.y) for landmark in ground.landmarks])
    busy = {
        "railway station": 1.6,
        "bus station": 1.6,
        "shopping centre": 1.6,
        "shopping street": 1.6,
        "park": 1.2,
    }
    weight = np.array([busy.get(landmark.kind, 0.8) for landmark in ground.landmarks])
    shares = weight * _nearness(ground, at, 0.5)
    return np.asarray(shares / shares.sum())


def _nearness(ground: Ground, at: np.ndarray, extra: float) -> np.ndarray:
    """Shares that are larger near the town centre by up to `extra` times."""
    distance = np.hypot(at[:, 0] - ground.centre[0], at[:, 1] - ground.centre[1])
    weight = 1 + extra * np.exp(-0.5 * (distance / _CENTRE_M) ** 2)
    return np.asarray(weight / weight.sum())


def _some_time(monday: date, youth: str, rng: np.random.Generator) -> datetime:
    weekday = int(rng.choice(7, p=_DAY_SHARES))
    shape = np.array(_WEEKEND if weekday >= 5 else _SCHOOL_DAY, dtype=float)
    if youth == "no":  # street drinking and neighbours keep other hours
        shape = np.roll(shape, 3) + 3
    hour = int(rng.choice(24, p=shape / shape.sum()))
    day = monday + timedelta(weeks=int(rng.integers(WEEKS)), days=weekday)
    return datetime(day.year, day.month, day.day, hour, int(rng.integers(60)))
