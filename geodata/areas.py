"""The neighbourhood of a point: its ward and LSOA where boundaries are loaded, and its postcode sector."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import cKDTree

from geodata.gazetteer import Gazetteer

WARD, LSOA = "ward", "lsoa"
# Beyond this from any postcode, its sector says nothing about a point.
FURTHEST_POSTCODE_M = 2_000.0

# The row of a zone or postcode for each point, this where there is none.
_NONE = -1
_Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class PointAreas:
    """The neighbourhoods of one point, None where nothing loaded says.

    Attributes
    ----------
    ward, ward_code
        Name and ONS code of its ward, from a loaded boundary file.
    lsoa, lsoa_code
        The same of its lower layer super output area.
    sector
        The sector of the nearest postcode, for instance "AB1 2"; not a boundary, so only an approximation.
    """

    ward: str | None = None
    ward_code: str | None = None
    lsoa: str | None = None
    lsoa_code: str | None = None
    sector: str | None = None

    @property
    def words(self) -> str:
        """The best neighbourhood, labelled as what it is: "Northgate ward", "LSOA ...", "postcode sector AB1 2".

        "" where none is known.
        """
        if self.ward is not None:
            return f"{self.ward} ward"
        if self.lsoa is not None:
            return f"LSOA {self.lsoa}"
        return "" if self.sector is None else f"postcode sector {self.sector}"


class Areas:
    """Looks up neighbourhoods in one gazetteer; what it needs is read once, at the first question."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def of_points(self, lons: npt.ArrayLike, lats: npt.ArrayLike) -> tuple[PointAreas, ...]:
        """The neighbourhoods of many points at once.

        Parameters
        ----------
        lons, lats
            WGS84 degrees, of equal length n, or two single numbers; NaN for an unknown point.

        Returns
        -------
        tuple of PointAreas
            n of them, in the points' order; equal points share one object.
        """
        given = np.column_stack(
            [np.atleast_1d(np.asarray(lons, float)), np.atleast_1d(np.asarray(lats, float))]
        )
        points, place_of = np.unique(given, axis=0, return_inverse=True)
        lon, lat = points[:, 0], points[:, 1]
        wards, lsoas, sectors = (
            self._zones(WARD, lon, lat),
            self._zones(LSOA, lon, lat),
            self._sector(lon, lat),
        )
        found = [
            PointAreas(*ward, *lsoa, sector) for ward, lsoa, sector in zip(wards, lsoas, sectors, strict=True)
        ]
        return tuple(found[at] for at in place_of.ravel())

    @cached_property
    def _layers(self) -> dict[str, tuple[list[tuple[str, str]], shapely.STRtree]]:
        """Names and codes of each layer's zones, and their shapes."""
        zones = self._gazetteer.zones()
        found = {}
        for layer in {zone.layer for zone in zones}:
            of_layer = [zone for zone in zones if zone.layer == layer]
            tree = shapely.STRtree([zone.shape for zone in of_layer])
            found[layer] = ([(zone.name, zone.code) for zone in of_layer], tree)
        return found

    @cached_property
    def _postcodes(self) -> tuple[list[str], cKDTree | None]:
        names, points = self._gazetteer.geographic_postcodes()
        return names, cKDTree(points) if names else None

    def _zones(
        self, layer: str, lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]
    ) -> list[tuple[str | None, str | None]]:
        """Name and code of the zone around each point; of several the one loaded last."""
        if layer not in self._layers:
            return [(None, None)] * len(lon)
        labels, tree = self._layers[layer]
        row_of = np.full(len(lon), _NONE)
        at, zone = tree.query(shapely.points(lon, lat), predicate="intersects")
        order = np.argsort(zone, kind="stable")
        row_of[at[order]] = zone[order]
        return [labels[row] if row != _NONE else (None, None) for row in row_of]

    def _sector(self, lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]) -> list[str | None]:
        """The sector of the postcode nearest to each point, None where none is near."""
        names, tree = self._postcodes
        x, y = self._gazetteer.area.crs.to_metres(lon, lat)
        known = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        found: list[str | None] = [None] * len(lon)
        if tree is None or not len(known):
            return found
        away_m, nearest = tree.query(np.column_stack([x[known], y[known]]))
        for at, distance_m, row in zip(known, away_m, nearest, strict=True):
            if distance_m <= FURTHEST_POSTCODE_M:
                found[at] = f"{names[row][:-3]} {names[row][-3]}"
        return found
