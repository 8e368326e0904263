"""The study area: a borough (or any other ground) with its boundary, its metric CRS and its time zone."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt
import pandas as pd
import qlacref_authorities
import shapely
from shapely.geometry import MultiPolygon, mapping, shape

from geodata.crs import BRITISH_NATIONAL_GRID, MetricCrs, crs_for
from geodata.errors import BadInput
from geodata.outline import draw_outline
from geodata.postcodes import postcodes_of_authority

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
OutlineKind = Literal["boundary", "postcodes"]

GB_TIME_ZONE = "Europe/London"


@dataclass(frozen=True)
class StudyArea:
    """Where the team works.

    Attributes
    ----------
    name, code
        What people call it, and its GSS code when it is a known local authority.
    boundary
        Polygons in WGS84 degrees.
    crs
        The CRS in metres that everything is measured in.
    time_zone
        IANA name, for instance "Europe/London".
    outline_kind
        "boundary" when a boundary file was given, "postcodes" when drawn around the borough's postcodes.
    """

    name: str
    code: str | None
    boundary: MultiPolygon
    crs: MetricCrs
    time_zone: str
    outline_kind: OutlineKind
    metric_boundary: MultiPolygon = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Project the boundary once; every question about distance is asked in metres."""
        projected = shapely.transform(
            self.boundary, lambda points: np.column_stack(self.crs.to_metres(points[:, 0], points[:, 1]))
        )
        if not np.isfinite(projected.bounds).all():
            raise BadInput(
                f"the boundary of {self.name} reaches beyond where EPSG:{self.crs.epsg} is defined"
            )
        if not projected.is_valid:
            projected = as_multipolygon(shapely.make_valid(projected))
        shapely.prepare(projected)
        object.__setattr__(self, "metric_boundary", projected)

    @property
    def area_km2(self) -> float:
        """The ground inside the boundary, in square kilometres."""
        return float(self.metric_boundary.area) / 1e6

    def contains(self, lon: npt.ArrayLike, lat: npt.ArrayLike, margin_m: float = 0) -> BoolArray:
        """Whether points in degrees lie inside the boundary, or within `margin_m` metres of it.

        Scalars give an array of no dimensions, which works as a truth value.
        """
        x, y = self.crs.to_metres(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))
        return self.contains_metres(x, y, margin_m)

    def contains_metres(self, x: npt.ArrayLike, y: npt.ArrayLike, margin_m: npt.ArrayLike = 0) -> BoolArray:
        """The same for points in metres of the area's CRS; each may have a margin of its own."""
        x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
        usable = np.isfinite(x) & np.isfinite(y)
        points = shapely.points(np.where(usable, x, 0.0), np.where(usable, y, 0.0))
        if np.any(np.asarray(margin_m) > 0):
            inside = shapely.dwithin(self.metric_boundary, points, margin_m)
        else:
            inside = shapely.intersects(self.metric_boundary, points)
        return np.asarray(inside & usable)

    def cells(self, cell_m: float) -> pd.DataFrame:
        """Square cells whose centre lies in the boundary.

        The grid is anchored at multiples of the cell size, so that the same ground always has the same cell.

        Returns
        -------
        DataFrame
            Columns x, y (metres, cell centre), lon, lat; sorted by y, then x.
        """
        if not cell_m > 0:
            raise ValueError(f"a cell must be more than 0 metres wide, not {cell_m}")
        west, south, east, north = self.metric_boundary.bounds
        columns = np.arange(math.floor(west / cell_m), math.ceil(east / cell_m)) * cell_m + cell_m / 2
        rows = np.arange(math.floor(south / cell_m), math.ceil(north / cell_m)) * cell_m + cell_m / 2
        y, x = (grid.ravel() for grid in np.meshgrid(rows, columns, indexing="ij"))
        inside = self.contains_metres(x, y)
        x, y = x[inside], y[inside]
        lon, lat = self.crs.to_lonlat(x, y)
        return pd.DataFrame({"x": x, "y": y, "lon": lon, "lat": lat})

    def to_json(self) -> str:
        """Everything needed to make the same area again."""
        return json.dumps(
            {
                "name": self.name,
                "code": self.code,
                "boundary": mapping(self.boundary),
                "epsg": self.crs.epsg,
                "time_zone": self.time_zone,
                "outline_kind": self.outline_kind,
            }
        )

    @classmethod
    def from_json(cls, text: str) -> StudyArea:
        """The area that `to_json` wrote."""
        record: Mapping[str, Any] = json.loads(text)
        return cls(
            name=record["name"],
            code=record["code"],
            boundary=as_multipolygon(shape(record["boundary"])),
            crs=MetricCrs(record["epsg"]),
            time_zone=record["time_zone"],
            outline_kind=record["outline_kind"],
        )


def as_multipolygon(geometry: shapely.Geometry) -> MultiPolygon:
    """The polygons of any geometry.

    Raises
    ------
    BadInput
        When there are none.
    """
    flat = geometry if geometry.geom_type == "GeometryCollection" else None
    parts = list(flat.geoms) if flat is not None else [geometry]
    polygons = [p for part in parts for p in getattr(part, "geoms", [part]) if p.geom_type == "Polygon"]
    polygons = [polygon for polygon in polygons if not polygon.is_empty]
    if not polygons:
        raise BadInput("the boundary has no polygon: give the outline of an area")
    return MultiPolygon(polygons)


@lru_cache(maxsize=1)
def authorities() -> Mapping[str, str]:
    """Local authority districts and counties by name: name to GSS code (2021 names)."""
    found: dict[str, str] = {}
    for record in qlacref_authorities.records:
        found[record["LTLA21NM"]] = record["LTLA21CD"]
    return found


def area_from_name(name: str) -> StudyArea:
    """A borough by its name, its outline drawn around its postcodes.

    Raises
    ------
    BadInput
        When no local authority has that name, with the nearest names; or when it has no postcodes.
    """
    known = {authority.casefold(): authority for authority in authorities()}
    wanted = " ".join(name.split()).casefold()
    if wanted not in known:
        near = [known[close] for close in get_close_matches(wanted, known, n=4, cutoff=0.6)]
        hint = f"did you mean {', '.join(near)}?" if near else "give the name as the ONS writes it"
        raise BadInput(f"no local authority is called {name!r}: {hint} Or give a boundary file instead.")
    title = known[wanted]
    code = authorities()[title]
    table = postcodes_of_authority(code)
    if not len(table.postcode):
        raise BadInput(f"the packaged postcodes have none for {title} ({code}): give a boundary file instead")
    crs = MetricCrs(BRITISH_NATIONAL_GRID)
    outline = draw_outline(table.x, table.y)
    boundary = shapely.transform(
        outline, lambda points: np.column_stack(crs.to_lonlat(points[:, 0], points[:, 1]))
    )
    return StudyArea(title, code, as_multipolygon(boundary), crs, GB_TIME_ZONE, "postcodes")


def area_from_boundary_file(
    path: Path | str, name: str | None = None, time_zone: str | None = None
) -> StudyArea:
    """The area of a boundary file: GeoJSON, GeoPackage or shapefile, in any CRS it declares.

    The file's polygons are joined into one area. Without `name`, the one name in the file's own
    name column is used, else the file's name. Without `time_zone`, an area in Great Britain has Europe/London.

    Raises
    ------
    BadInput
        When the file cannot be read, has no polygon, declares no CRS or its time zone is unknown.
    """
    from geodata.boundary_file import read_boundary_file

    path = Path(path)
    outline = read_boundary_file(path)
    centre = outline.boundary.representative_point()
    crs = crs_for(centre.x, centre.y)
    if time_zone is None:
        if not crs.is_british:
            raise BadInput(
                f"{path.name} is not in Great Britain: give its time zone, for instance America/New_York"
            )
        time_zone = GB_TIME_ZONE
    return StudyArea(
        name or outline.name or path.stem.replace("_", " "),
        outline.code,
        outline.boundary,
        crs,
        checked_time_zone(time_zone),
        "boundary",
    )


def checked_time_zone(name: str) -> str:
    """A time zone's name when the system knows it.

    Raises
    ------
    BadInput
        When it does not.
    """
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError, IsADirectoryError):
        raise BadInput(f"{name!r} is not a time zone: give an IANA name such as Europe/London") from None
    return name
