"""The sample's ground: landmarks, roads, junctions and postcodes of the borough, in British National Grid metres."""

from __future__ import annotations

import csv
import math
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from geodata.postcodes import packaged_postcodes, spaced

DATA = Path(__file__).parent / "data"
_STEP_M = 60.0  # between two points of a road as it is written for the gazetteer


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place with a name that people use."""

    name: str
    kind: str
    x: float
    y: float
    alt_names: tuple[str, ...]
    locality: str
    radius_m: float

    @property
    def is_rail(self) -> bool:
        """Whether trains or trams stop here."""
        return self.kind in {"railway station", "tram stop"}


@dataclass(frozen=True, slots=True)
class Road:
    """A road as a line of points about 60 m apart, from hand-given anchors."""

    name: str
    locality: str
    alt_names: tuple[str, ...]
    anchors: tuple[tuple[float, float], ...]
    points: tuple[tuple[float, float], ...]

    @property
    def spoken(self) -> str:
        """Its name as people tell it from namesakes: "High Street, Oldtown"."""
        return f"{self.name}, {self.locality}"


@dataclass(frozen=True, slots=True)
class Junction:
    """Where two roads meet: they share an anchor."""

    first: Road
    second: Road
    x: float
    y: float


@dataclass(frozen=True)
class Ground:
    """Everything the generator knows about the borough."""

    facts: Mapping[str, Any]
    landmarks: tuple[Landmark, ...]
    roads: tuple[Road, ...]
    junctions: tuple[Junction, ...]
    postcodes: tuple[str, ...]
    postcode_xy: npt.NDArray[np.float64]

    @property
    def centre(self) -> tuple[float, float]:
        """The town centre."""
        x, y = self.facts["centre"]
        return float(x), float(y)

    @cached_property
    def by_name(self) -> Mapping[str, Landmark]:
        """Landmarks by their name."""
        return {landmark.name: landmark for landmark in self.landmarks}

    @cached_property
    def road_points(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
        """All points of all roads, and the index of each one's road."""
        points = [(point, at) for at, road in enumerate(self.roads) for point in road.points]
        return np.array([point for point, _ in points]), np.array([at for _, at in points])

    def postcodes_near(self, x: float, y: float, within_m: float) -> list[str]:
        """Postcodes whose centre lies within so many metres."""
        distance = np.hypot(self.postcode_xy[:, 0] - x, self.postcode_xy[:, 1] - y)
        return [spaced(self.postcodes[at]) for at in np.flatnonzero(distance <= within_m)]

    def road_near(self, x: float, y: float, within_m: float) -> Road | None:
        """The road that passes nearest, if within so many metres."""
        points, owner = self.road_points
        distance = np.hypot(points[:, 0] - x, points[:, 1] - y)
        nearest = int(distance.argmin())
        return self.roads[int(owner[nearest])] if distance[nearest] <= within_m else None

    def junction_near(self, x: float, y: float, within_m: float) -> Junction | None:
        """The nearest junction, if within so many metres."""
        nearest = min(self.junctions, key=lambda each: math.hypot(each.x - x, each.y - y))
        return nearest if math.hypot(nearest.x - x, nearest.y - y) <= within_m else None


@lru_cache(maxsize=1)
def read_ground() -> Ground:
    """The ground from the packaged data files and the packaged postcodes."""
    facts = tomllib.loads((DATA / "borough.toml").read_text(encoding="utf-8"))
    roads = _read_roads()
    postcodes, postcode_xy = _read_postcodes(facts["code"], facts["postcode_letters"])
    return Ground(
        facts=MappingProxyType(facts),
        landmarks=tuple(
            Landmark(
                row["name"],
                row["kind"],
                float(row["easting"]),
                float(row["northing"]),
                _split(row["alt_names"]),
                row["locality"],
                float(row["radius_m"]),
            )
            for row in read_rows("landmarks.csv")
        ),
        roads=roads,
        junctions=_find_junctions(roads),
        postcodes=postcodes,
        postcode_xy=postcode_xy,
    )


def _read_postcodes(code: str, letters: list[str]) -> tuple[tuple[str, ...], npt.NDArray[np.float64]]:
    """The borough's postcodes and their centres; reading a few letters is quicker than the whole country."""
    postcodes: list[str] = []
    centres = []
    for letter in letters:
        table = packaged_postcodes(letter)
        inside = (table.authority == code) & ~np.isnan(table.x)
        postcodes += [str(postcode) for postcode in table.postcode[inside]]
        centres.append(np.column_stack([table.x[inside], table.y[inside]]))
    return tuple(postcodes), np.concatenate(centres)


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of one of the packaged CSV files."""
    with (DATA / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _split(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)


def _read_roads() -> tuple[Road, ...]:
    anchors: dict[tuple[str, str, str], list[tuple[float, float]]] = defaultdict(list)
    for row in read_rows("roads.csv"):
        key = (row["name"], row["locality"], row["alt_names"])
        point = (float(row["easting"]), float(row["northing"]))
        if not anchors[key] or anchors[key][-1] != point:
            anchors[key].append(point)
    return tuple(
        Road(name, locality, _split(alt), tuple(line), _densify(line))
        for (name, locality, alt), line in anchors.items()
    )


def _densify(line: list[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Points along a line at most a step apart, its corners among them."""
    points = [line[0]]
    for (x1, y1), (x2, y2) in pairwise(line):
        pieces = max(1, math.ceil(math.hypot(x2 - x1, y2 - y1) / _STEP_M))
        points += [(x1 + (x2 - x1) * n / pieces, y1 + (y2 - y1) * n / pieces) for n in range(1, pieces + 1)]
    return tuple((round(x, 1), round(y, 1)) for x, y in points)


def _find_junctions(roads: tuple[Road, ...]) -> tuple[Junction, ...]:
    at: dict[tuple[float, float], list[Road]] = defaultdict(list)
    for road in roads:
        for anchor in dict.fromkeys(road.anchors):
            at[anchor].append(road)
    return tuple(
        Junction(meeting[0], other, x, y)
        for (x, y), meeting in at.items()
        for other in meeting[1:]
        if other.name != meeting[0].name
    )
