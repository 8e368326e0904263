"""An invented town on real ground, small enough to hold in the head.

Testford is a 5 km by 4 km box of the British National Grid with postcodes of its own (HR1 and HR2). Its names
are made up:

    Alder Road   from (350 000, 240 000) east to (350 400, 240 000)
    Birch Lane   from (350 400, 240 000) north to (350 400, 240 300): meets Alder Road at its end
    High Street  twice: in Northside around (350 000, 241 000) and in Southgate around (353 000, 239 000)
    Long Road    4 km along y = 238 500
"""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely.geometry import MultiPolygon

from geodata.crs import MetricCrs
from geodata.gazetteer import Gazetteer
from geodata.study_area import StudyArea

GRID = MetricCrs(27700)
BOX = (349_000.0, 238_000.0, 354_000.0, 242_000.0)

Row = tuple[str, str, float, float, str]


def make_area(
    box: tuple[float, float, float, float] = BOX, crs: MetricCrs = GRID, name: str = "Testford"
) -> StudyArea:
    """A rectangle in metres as a study area."""
    outline = shapely.transform(
        shapely.box(*box), lambda points: np.column_stack(crs.to_lonlat(points[:, 0], points[:, 1]))
    )
    zone = "Europe/London" if crs.is_british else "America/Denver"
    return StudyArea(name, None, MultiPolygon([outline]), crs, zone, "boundary")


def street(
    name: str, start: tuple[float, float], end: tuple[float, float], points: int, locality: str
) -> list[Row]:
    """A street as evenly spaced points."""
    xs, ys = np.linspace(start[0], end[0], points), np.linspace(start[1], end[1], points)
    return [(name, "street", float(x), float(y), locality) for x, y in zip(xs, ys, strict=True)]


def town_rows() -> list[Row]:
    """Everything in Testford that has a name."""
    return [
        *street("ALDER ROAD", (350_000, 240_000), (350_400, 240_000), 5, "Northside"),
        *street("BIRCH LANE", (350_400, 240_000), (350_400, 240_300), 4, "Northside"),
        *street("HIGH STREET", (349_900, 241_000), (350_100, 241_000), 3, "Northside"),
        *street("HIGH STREET", (352_900, 239_000), (353_100, 239_000), 3, "Southgate"),
        *street("LONG ROAD", (349_500, 238_500), (353_500, 238_500), 41, "Southgate"),
        *street("ST JOHN'S AVENUE", (351_000, 241_500), (351_200, 241_500), 3, "Northside"),
        *street("CEDAR CLOSE", (352_000, 241_000), (352_050, 241_000), 2, "Northside"),
        *street("QUILLFEATHER GARDENS", (352_500, 240_500), (352_600, 240_500), 2, "Northside"),
        *street("FARAWAY STREET", (357_000, 240_000), (357_200, 240_000), 3, "Elsewhere"),
        ("Weirside Park", "park", 351_500.0, 240_500.0, "Northside"),
        ("Testford Central", "railway station", 350_600.0, 240_900.0, "Northside"),
        ("Elm Hollow Primary School", "school", 352_300.0, 239_500.0, "Southgate"),
        ("Burger Palace", "restaurant", 350_050.0, 241_010.0, "Northside"),
        ("Burger Palace", "restaurant", 353_050.0, 239_010.0, "Southgate"),
        ("CEDAR CLOSE / QUILLFEATHER GARDENS", "bus stop", 352_300.0, 240_800.0, ""),
        ("Weirside Park", "bus stop", 351_600.0, 240_300.0, ""),
    ]


def write_places(path: Path, rows: list[Row] | None = None) -> Path:
    """Rows in the `places` format."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["name", "kind", "easting", "northing", "locality"])
        writer.writerows(town_rows() if rows is None else rows)
    return path


def make_gazetteer(folder: Path, rows: list[Row] | None = None, area: StudyArea | None = None) -> Gazetteer:
    """Testford's gazetteer, in a folder."""
    gazetteer = Gazetteer.open(folder / "gazetteer.sqlite", area or make_area())
    gazetteer.add(write_places(folder / "town.csv", rows))
    return gazetteer


def ring(box: tuple[float, float, float, float]) -> list[list[float]]:
    """The corners of a box in metres, in degrees, the first again at the end."""
    west, south, east, north = box
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return [[float(degrees) for degrees in GRID.to_lonlat(x, y)] for x, y in corners]


def write_zones(
    path: Path, layer: str, zones: list[tuple[str, str, tuple[float, float, float, float]]]
) -> Path:
    """Boxes of code, name and corners in metres as an ONS boundary file; `layer` is "WD25" or "LSOA21"."""
    features = [
        {
            "type": "Feature",
            "properties": {f"{layer}CD": code, f"{layer}NM": name, "LAD25CD": "E00"},
            "geometry": {"type": "Polygon", "coordinates": [ring(box)]},
        }
        for code, name, box in zones
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def ward_file(folder: Path) -> Path:
    """Two wards of Testford, side by side, and one far away; the east of Testford has none."""
    return write_zones(
        folder / "wards.geojson",
        "WD25",
        [
            ("W1", "West", (349_000, 238_000, 351_000, 242_000)),
            ("W2", "East", (351_000, 238_000, 353_000, 242_000)),
            ("W9", "Far away", (449_000, 238_000, 453_000, 242_000)),
        ],
    )


def shared_data(*parts: str) -> Path:
    """A real file of the shared data folder; skips the test where it is not there."""
    folder = Path(
        os.environ.get("OUTREACH_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data")
    )
    path = folder.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{path.name} is not in the shared data folder (set OUTREACH_SHARED_DATA)")
    return path
