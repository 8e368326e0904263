"""Squares of the analysis grid in degrees, and what came in of each import by square: maps carry sums, not reports."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geodata.crs import MetricCrs
from planner.services.base import UseCases, allow
from planner.services.views import Account, Role
from planner.store import reports

Ring = tuple[tuple[float, float], ...]

SIZES_M = (250.0, 500.0, 1000.0, 2000.0, 4000.0)
MOST_SQUARES = 1500


@dataclass(frozen=True, slots=True)
class CountedSquare:
    """A square of the grid and the incidents in it; `corners` as longitude and latitude."""

    corners: Ring
    incidents: int


@dataclass(frozen=True, slots=True)
class CountedSquares:
    """All squares of one size that hold an incident, the fullest last, so that it is drawn on top."""

    side_m: float
    squares: tuple[CountedSquare, ...]


def corners_of(
    crs: MetricCrs, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], side_m: float
) -> list[Ring]:
    """The four corners of each square, as longitude and latitude, of its centre in metres."""
    half = side_m / 2.0
    lon, lat = crs.to_lonlat(
        (x[:, None] + np.array([-half, half, half, -half])).ravel(),
        (y[:, None] + np.array([-half, -half, half, half])).ravel(),
    )
    points = np.column_stack([lon, lat]).reshape(-1, 4, 2).tolist()
    return [tuple((one, other) for one, other in ring) for ring in points]


class SquareUseCases(UseCases):
    """Show where the incidents of an import are."""

    def import_squares(self, viewer: Account | None, import_id: int) -> CountedSquares:
        """The incidents of an import that count, by square: of 250 m, larger where those are too many to draw."""
        allow(viewer, Role.MANAGER, Role.ANALYST, Role.ADMIN)
        with self.store.reading() as session:
            points = np.array(reports.points_of_import(session, import_id), dtype=float).reshape(-1, 2)
        side_m, cells, counts = SIZES_M[0], np.zeros((0, 2)), np.zeros(0, dtype=int)
        for side_m in SIZES_M:
            cells, counts = np.unique(np.floor(points / side_m), axis=0, return_counts=True)
            if len(cells) <= MOST_SQUARES:
                break
        centres = (cells + 0.5) * side_m
        corners = corners_of(self.need_area().crs, centres[:, 0], centres[:, 1], side_m) if len(cells) else []
        order = np.argsort(counts, kind="stable")
        return CountedSquares(side_m, tuple(CountedSquare(corners[i], int(counts[i])) for i in order))
