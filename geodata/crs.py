"""Degrees and metres: British National Grid through OSTN15, the local UTM zone elsewhere.

References
----------
Ordnance Survey, "Transformations and OSGM15 User Guide": OSTN15 is the definitive transformation between
ETRS89 (WGS84 to within a metre) and the British National Grid.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import overload

import numpy as np
import numpy.typing as npt
from convertbng.cutil import convert_bng, convert_lonlat
from pyproj import Transformer

from geodata.errors import BadInput

FloatArray = npt.NDArray[np.float64]

BRITISH_NATIONAL_GRID = 27700
WGS84 = 4326

# Where OSTN15 is defined, roughly: outside this box nobody means the British National Grid.
_GB_LON = (-9.0, 2.1)
_GB_LAT = (49.7, 61.1)
_GRID_X = (0.0, 700_000.0)
_GRID_Y = (0.0, 1_300_000.0)
# Ireland and the near Continent fall inside the box but not in Great Britain.
_GB_NOT = ((-11.0, 51.2, -5.43, 54.2), (-8.3, 54.0, -5.35, 55.35), (1.45, 49.0, 2.2, 51.05))

_NORTH_AMERICA_LON = (-172.0, -52.0)
_NORTH_AMERICA_LAT = (14.5, 84.0)


@dataclass(frozen=True, slots=True)
class MetricCrs:
    """A projected CRS in metres, named by its EPSG number."""

    epsg: int

    @overload
    def to_metres(self, lon: float, lat: float) -> tuple[float, float]: ...
    @overload
    def to_metres(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[FloatArray, FloatArray]: ...
    def to_metres(
        self, lon: npt.ArrayLike, lat: npt.ArrayLike
    ) -> tuple[float, float] | tuple[FloatArray, FloatArray]:
        """Metres east and north of WGS84 degrees; NaN where the CRS is not defined."""
        return self._convert(lon, lat, forward=True)

    @overload
    def to_lonlat(self, x: float, y: float) -> tuple[float, float]: ...
    @overload
    def to_lonlat(self, x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[FloatArray, FloatArray]: ...
    def to_lonlat(
        self, x: npt.ArrayLike, y: npt.ArrayLike
    ) -> tuple[float, float] | tuple[FloatArray, FloatArray]:
        """WGS84 degrees of metres in this CRS; NaN where the CRS is not defined."""
        return self._convert(x, y, forward=False)

    def _convert(
        self, first: npt.ArrayLike, second: npt.ArrayLike, *, forward: bool
    ) -> tuple[float, float] | tuple[FloatArray, FloatArray]:
        a = np.asarray(first, dtype=np.float64)
        b = np.asarray(second, dtype=np.float64)
        scalar = a.ndim == 0 and b.ndim == 0
        a, b = np.atleast_1d(a), np.atleast_1d(b)
        if self.epsg == BRITISH_NATIONAL_GRID:
            out = _ostn15(a, b, forward=forward)
        else:
            out = _projected(a, b, self.epsg, forward=forward)
        if scalar:
            return float(out[0][0]), float(out[1][0])
        return out

    @property
    def is_british(self) -> bool:
        """Whether eastings, northings, grid references and postcodes mean anything here."""
        return self.epsg == BRITISH_NATIONAL_GRID


def _ostn15(a: FloatArray, b: FloatArray, *, forward: bool) -> tuple[FloatArray, FloatArray]:
    # The library spreads work over threads; NaN and infinities are kept away from it.
    usable = np.isfinite(a) & np.isfinite(b)
    first, second = np.full(a.shape, np.nan), np.full(a.shape, np.nan)
    if usable.any():
        convert = convert_bng if forward else convert_lonlat
        first[usable], second[usable] = convert(
            np.ascontiguousarray(a[usable]), np.ascontiguousarray(b[usable])
        )
    # OSTN15 ends a little off the coast; an outline may reach further, where metres do not matter.
    (lon_or_x, lat_or_y) = (_GB_LON, _GB_LAT) if forward else (_GRID_X, _GRID_Y)
    offshore = usable & np.isnan(first)
    offshore &= (a >= lon_or_x[0]) & (a <= lon_or_x[1]) & (b >= lat_or_y[0]) & (b <= lat_or_y[1])
    if offshore.any():
        first[offshore], second[offshore] = _projected(
            a[offshore], b[offshore], BRITISH_NATIONAL_GRID, forward=forward
        )
    return first, second


@lru_cache(maxsize=8)
def _transformer(epsg: int, forward: bool) -> Transformer:
    ends = (WGS84, epsg) if forward else (epsg, WGS84)
    return Transformer.from_crs(*ends, always_xy=True)


def _projected(a: FloatArray, b: FloatArray, epsg: int, *, forward: bool) -> tuple[FloatArray, FloatArray]:
    first, second = _transformer(epsg, forward).transform(a, b)
    bad = ~(np.isfinite(first) & np.isfinite(second))
    return np.where(bad, np.nan, first), np.where(bad, np.nan, second)


def in_great_britain(lon: float, lat: float) -> bool:
    """Whether a point lies in or close to Great Britain."""
    if not (_GB_LON[0] <= lon <= _GB_LON[1] and _GB_LAT[0] <= lat <= _GB_LAT[1]):
        return False
    return not any(west <= lon <= east and south <= lat <= north for west, south, east, north in _GB_NOT)


def crs_for(lon: float, lat: float) -> MetricCrs:
    """The metric CRS to work in around a point.

    Great Britain gets the British National Grid, North America the NAD83 UTM zone, anywhere else the
    WGS84 UTM zone.

    Raises
    ------
    BadInput
        When the point is not on the Earth, or nearer a pole than UTM reaches.
    """
    if not (-180 <= lon <= 180 and -80 <= lat <= 84):
        raise BadInput(
            f"longitude {lon:g}, latitude {lat:g} cannot be a study area: "
            "give degrees, longitude -180 to 180 and latitude -80 to 84"
        )
    if in_great_britain(lon, lat):
        return MetricCrs(BRITISH_NATIONAL_GRID)
    zone = min(int((lon + 180) // 6) + 1, 60)
    north_american = (
        _NORTH_AMERICA_LON[0] <= lon <= _NORTH_AMERICA_LON[1]
        and _NORTH_AMERICA_LAT[0] <= lat <= _NORTH_AMERICA_LAT[1]
    )
    if north_american and 1 <= zone <= 23:
        return MetricCrs(26900 + zone)
    return MetricCrs((32600 if lat >= 0 else 32700) + zone)
