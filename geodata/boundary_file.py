"""Boundary files: GeoJSON, GeoPackage and shapefile, in whatever CRS they declare."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import geopandas
import numpy as np
import shapely
from shapely.geometry import MultiPolygon

from geodata.crs import BRITISH_NATIONAL_GRID, WGS84, MetricCrs
from geodata.errors import BadInput

BOUNDARY_SUFFIXES = (".geojson", ".json", ".gpkg", ".shp")
_AREA_NAME = re.compile(r"^(LAD|CTYUA|UTLA|LTLA)\d\dNM$", re.IGNORECASE)
_AREA_CODE = re.compile(r"^(LAD|CTYUA|UTLA|LTLA)\d\dCD$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outline:
    """The polygons of a file in WGS84 degrees, with the one name and code it gives them, if it does."""

    name: str | None
    code: str | None
    boundary: MultiPolygon


def read_layer(path: Path) -> geopandas.GeoDataFrame:
    """The features of a boundary file, in WGS84 degrees.

    Raises
    ------
    BadInput
        When it is missing, unreadable, empty or declares no CRS.
    """
    if not path.is_file():
        raise BadInput(f"{path}: no such file")
    try:
        frame = geopandas.read_file(path)
    except Exception as error:  # the drivers raise kinds of their own
        raise BadInput(f"{path.name} cannot be read as a boundary file ({_first_line(error)})") from error
    if not isinstance(frame, geopandas.GeoDataFrame) or frame.geometry.isna().all():
        raise BadInput(f"{path.name} has no shapes: give GeoJSON, GeoPackage or a shapefile of an area")
    if frame.crs is None:
        raise BadInput(f"{path.name} does not say its coordinate system: add it (for a shapefile, its .prj)")
    frame = frame[~frame.geometry.isna()]
    if frame.crs.to_epsg() == BRITISH_NATIONAL_GRID:
        return frame.set_geometry(_from_grid(frame.geometry.to_numpy()), crs=WGS84)
    return frame.to_crs(WGS84)


def _from_grid(geometries: object) -> object:
    """British National Grid shapes in degrees through OSTN15, which a bare projection would miss by metres."""
    grid = MetricCrs(BRITISH_NATIONAL_GRID)
    return shapely.transform(
        shapely.force_2d(geometries),
        lambda points: np.column_stack(grid.to_lonlat(points[:, 0], points[:, 1])),
    )


def read_boundary_file(path: Path) -> Outline:
    """One area: all polygons of a file joined.

    Raises
    ------
    BadInput
        As `read_layer`, and when no shape is a polygon.
    """
    from geodata.study_area import as_multipolygon

    frame = read_layer(path)
    shapes = [shapely.make_valid(shapely.force_2d(shape)) for shape in frame.geometry]
    polygons = [shape for shape in shapes if shape.area > 0]
    if not polygons:
        raise BadInput(f"{path.name} has no polygon: give the outline of an area")
    boundary = as_multipolygon(shapely.union_all(polygons))
    west, south, east, north = boundary.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise BadInput(f"{path.name} says its coordinates are degrees, and they are not: check its CRS")
    return Outline(_only(frame, _AREA_NAME), _only(frame, _AREA_CODE), boundary)


def _only(frame: geopandas.GeoDataFrame, heading: re.Pattern[str]) -> str | None:
    """The value of the first matching column, when all rows agree."""
    for column in frame.columns:
        if heading.match(str(column)):
            values = {str(value) for value in frame[column].dropna()}
            return values.pop() if len(values) == 1 else None
    return None


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
