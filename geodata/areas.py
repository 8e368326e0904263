"""The neighbourhood of a point: its ward and LSOA where boundaries are loaded, its postcode sector otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import cKDTree

from geodata.gazetteer import Gazetteer, Zone

WARD, LSOA = "ward", "lsoa"
SECTOR = "postcode sector"
# Beyond this from any postcode, its sector says nothing about a point.
FURTHEST_POSTCODE_M = 2_000.0


@dataclass(frozen=True, slots=True)
class AreaLabel:
    """A neighbourhood's name: `kind` is "ward", "lsoa" or "postcode sector"; `code` the ONS code or the sector."""

    kind: str
    code: str
    name: str


class Areas:
    """Looks up neighbourhoods in one gazetteer; what it needs is read once."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    @cached_property
    def _layers(self) -> dict[str, tuple[list[Zone], shapely.STRtree]]:
        zones: dict[str, list[Zone]] = {}
        for zone in self._gazetteer.zones():
            zones.setdefault(zone.layer, []).append(zone)
        return {
            layer: (found, shapely.STRtree([zone.shape for zone in found])) for layer, found in zones.items()
        }

    @cached_property
    def _sectors(self) -> tuple[list[str], cKDTree | None]:
        names, points = self._gazetteer.geographic_postcodes()
        return [name[:-2] for name in names], cKDTree(points) if names else None

    def zone(self, layer: str, lon: npt.ArrayLike, lat: npt.ArrayLike) -> list[AreaLabel | None]:
        """The zone of one layer around each point in WGS84 degrees, or None outside all of them."""
        points = shapely.points(np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float)))
        found: list[AreaLabel | None] = [None] * len(points)
        if layer not in self._layers:
            return found
        zones, tree = self._layers[layer]
        for at, number in tree.query(points, predicate="intersects").T[::-1]:
            found[at] = AreaLabel(layer, zones[number].code, zones[number].name)
        return found

    def sector(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> list[AreaLabel | None]:
        """The postcode sector of the nearest postcode, or None where none is near."""
        names, tree = self._sectors
        x, y = self._gazetteer.area.crs.to_metres(np.atleast_1d(lon), np.atleast_1d(lat))
        found: list[AreaLabel | None] = [None] * len(x)
        known = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        if tree is None or not len(known):
            return found
        away, nearest = tree.query(np.column_stack([x[known], y[known]]))
        for at, distance_m, number in zip(known, away, nearest, strict=True):
            if distance_m <= FURTHEST_POSTCODE_M:
                sector = f"{names[number][:-1]} {names[number][-1]}"
                found[at] = AreaLabel(SECTOR, sector, f"postcode sector {sector}")
        return found

    def label(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> list[AreaLabel | None]:
        """The best neighbourhood of each point: ward, else LSOA, else postcode sector, labelled as what it is."""
        layers: Sequence[list[AreaLabel | None]] = (
            self.zone(WARD, lon, lat),
            self.zone(LSOA, lon, lat),
            self.sector(lon, lat),
        )
        return [
            next((label for label in labels if label is not None), None)
            for labels in zip(*layers, strict=True)
        ]
