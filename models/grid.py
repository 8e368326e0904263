"""Square analysis cells over a study area, anchored at multiples of their size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.crs import MetricCrs
from geodata.errors import BadInput

MAX_CELLS = 2_000_000


@dataclass(frozen=True)
class Grid:
    """The cells of an area.

    `x`, `y` are the centres in metres, `lon`, `lat` the same in degrees; `column`, `row` place each cell in a raster
    of `shape` (rows, columns) whose lower left corner is at multiples `origin` of `cell_m`. Cells go by y, then x.
    """

    cell_m: float
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    column: NDArray[np.int64]
    row: NDArray[np.int64]
    origin: tuple[int, int]
    shape: tuple[int, int]

    def __len__(self) -> int:
        return len(self.x)

    def cell_of(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int64]:
        """The cell of each point, -1 outside."""
        column = np.floor(x / self.cell_m).astype(np.int64) - self.origin[0]
        row = np.floor(y / self.cell_m).astype(np.int64) - self.origin[1]
        rows, columns = self.shape
        inside = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
        lookup = np.full(self.shape, -1, dtype=np.int64)
        lookup[self.row, self.column] = np.arange(len(self))
        return np.where(inside, lookup[np.where(inside, row, 0), np.where(inside, column, 0)], -1)

    def raster(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values (n,) or (n, k) of the cells on the raster (rows, columns[, k]), 0 elsewhere."""
        raster = np.zeros((*self.shape, *values.shape[1:]))
        raster[self.row, self.column] = values
        return raster


def grid_over(ground: shapely.Geometry, crs: MetricCrs, cell_m: float) -> Grid:
    """Every cell with some of the ground (a polygon in metres of the CRS) in it.

    Raises
    ------
    BadInput
        When the cells are not of a positive size, or so many that the size or the ground must be a mistake.
    """
    if not cell_m > 0:
        raise BadInput(f"A cell should be more than 0 m wide, not {cell_m:g}.")
    west, south, east, north = (int(np.floor(bound / cell_m)) for bound in ground.bounds)
    if (east - west + 1) * (north - south + 1) > MAX_CELLS:
        raise BadInput(
            f"Cells of {cell_m:g} m over {(ground.bounds[2] - ground.bounds[0]) / 1000:.0f} by "
            f"{(ground.bounds[3] - ground.bounds[1]) / 1000:.0f} km are too many. Take larger cells, give a "
            "boundary, or look for coordinates that are far off."
        )
    column, row = (
        part.ravel() for part in np.meshgrid(np.arange(west, east + 1), np.arange(south, north + 1))
    )
    boxes = shapely.box(column * cell_m, row * cell_m, (column + 1) * cell_m, (row + 1) * cell_m)
    shapely.prepare(ground)
    inside = shapely.contains_properly(ground, boxes)
    edge = np.flatnonzero(~inside)
    inside[edge] = shapely.intersects(ground, boxes[edge])
    # A cell that only shares an edge with the ground has none of it, unless the ground is itself a line or a point.
    if ground.area > 0:
        edge = edge[inside[edge]]
        inside[edge] = ~shapely.touches(ground, boxes[edge])
    column, row = column[inside], row[inside]
    x, y = (column + 0.5) * cell_m, (row + 0.5) * cell_m
    lon, lat = crs.to_lonlat(x, y)
    shape = (north - south + 1, east - west + 1)
    return Grid(float(cell_m), x, y, lon, lat, column - west, row - south, (west, south), shape)
