"""What came in, by square: sums that add up, in squares few enough to draw."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import Polygon

from geodata.crs import BRITISH_NATIONAL_GRID, MetricCrs
from planner.services import squares
from planner.services.squares import SIZES_M, SquareUseCases, corners_of
from planner.store import reports

CRS = MetricCrs(BRITISH_NATIONAL_GRID)


def test_corners_make_a_square_of_its_side_in_metres() -> None:
    (ring,) = corners_of(CRS, np.array([532_125.0]), np.array([165_125.0]), 250.0)
    x, y = CRS.to_metres(np.array([lon for lon, _ in ring]), np.array([lat for _, lat in ring]))
    square = Polygon(zip(x, y, strict=True))
    assert square.area == pytest.approx(250.0**2, rel=1e-4)
    assert square.centroid.coords[0] == pytest.approx((532_125.0, 165_125.0), abs=0.05)


class _Store:
    def reading(self) -> _Store:
        return self

    def __enter__(self) -> None: ...

    def __exit__(self, *error: object) -> None: ...


class _Squares(SquareUseCases):
    store = _Store()  # type: ignore[assignment]

    def __init__(self) -> None: ...

    def need_area(self) -> _Squares:  # type: ignore[override]
        return self

    crs = CRS


def test_every_incident_is_in_a_square_and_the_fullest_is_drawn_last(monkeypatch: pytest.MonkeyPatch) -> None:
    points = [(532_010.0 + 250 * n, 165_010.0) for n in range(4) for _ in range(n + 1)]
    monkeypatch.setattr(reports, "points_of_import", lambda session, import_id: points)
    counted = _Squares().import_squares(None, 1)
    assert [one.incidents for one in counted.squares] == [1, 2, 3, 4]
    assert counted.side_m == SIZES_M[0]


def test_squares_grow_until_they_are_few_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    points = [(530_000.0 + 250 * n + 5, 165_010.0) for n in range(40)]
    monkeypatch.setattr(reports, "points_of_import", lambda session, import_id: points)
    monkeypatch.setattr(squares, "MOST_SQUARES", 10)
    counted = _Squares().import_squares(None, 1)
    assert counted.side_m == 1000.0
    assert sum(one.incidents for one in counted.squares) == 40


def test_an_import_without_incidents_has_no_squares(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "points_of_import", lambda session, import_id: [])
    assert _Squares().import_squares(None, 1).squares == ()
