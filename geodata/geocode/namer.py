"""A name for a point that people can find: the nearest street, and the landmark it is by."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

from geodata.gazetteer import Entry, Gazetteer
from geodata.geocode.vocabulary import SETTLEMENT_KINDS, STREET_KINDS, is_bus_stop, is_station
from geodata.names import title

# A street further away than this is not the one a point is on.
STREET_REACH_M = 150.0
LANDMARK_REACH_M = 250.0
# A point this near a landmark is at it, not by it.
AT_LANDMARK_M = 60.0
STOP_REACH_M = 150.0
POSTCODE_REACH_M = 3_000.0


class Namer:
    """Names points by the gazetteer's nearest entries; reads it once."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        entries = gazetteer.entries()
        self._crs = gazetteer.area.crs
        self._streets = _Near([e for e in entries if e.kind in STREET_KINDS])
        self._stations = _Near([e for e in entries if is_station(e.kind)])
        self._landmarks = _Near([e for e in entries if _is_landmark(e)])
        self._stops = _Near([e for e in entries if is_bus_stop(e.kind)])
        names, points = gazetteer.geographic_postcodes()
        self._sectors = [name[:-2] for name in names]
        self._postcodes = cKDTree(points) if names else None

    def name(self, lon: float, lat: float) -> str:
        """Words for a point in WGS84 degrees; never empty."""
        x, y = self._crs.to_metres(float(lon), float(lat))
        if not (np.isfinite(x) and np.isfinite(y)):
            return f"{lat:.4f}, {lon:.4f}"
        street = self._streets.nearest(x, y, STREET_REACH_M)
        at = self._stations.nearest(x, y, AT_LANDMARK_M) or self._landmarks.nearest(x, y, AT_LANDMARK_M)
        landmark = (
            at
            or self._stations.nearest(x, y, LANDMARK_REACH_M)
            or self._landmarks.nearest(x, y, LANDMARK_REACH_M)
            or self._stops.nearest(x, y, STOP_REACH_M)
        )
        if street is not None and landmark is not None:
            return _street_by(title(street.name), _landmark_name(landmark))
        if street is not None:
            return title(street.name)
        if landmark is not None:
            return _landmark_name(landmark) + ("" if at else " area")
        return self._sector(x, y) or f"{lat:.4f}, {lon:.4f}"

    def _sector(self, x: float, y: float) -> str:
        if self._postcodes is None:
            return ""
        away, at = self._postcodes.query((x, y))
        sector = self._sectors[int(at)]
        return f"postcode sector {sector[:-1]} {sector[-1]}" if away <= POSTCODE_REACH_M else ""


class _Near:
    """Entries to be found by nearness."""

    def __init__(self, entries: list[Entry]) -> None:
        self._entries = entries
        self._tree = cKDTree([(entry.x, entry.y) for entry in entries]) if entries else None

    def nearest(self, x: float, y: float, reach_m: float) -> Entry | None:
        if self._tree is None:
            return None
        away, at = self._tree.query((x, y))
        return self._entries[int(at)] if away <= reach_m else None


def _is_landmark(entry: Entry) -> bool:
    return not (entry.kind in STREET_KINDS or entry.kind in SETTLEMENT_KINDS or is_bus_stop(entry.kind))


def _landmark_name(entry: Entry) -> str:
    name = title(entry.name).replace(" railway station", " station")
    if is_bus_stop(entry.kind):
        return f"{name} bus stop"
    if is_station(entry.kind) and not name.casefold().endswith(("station", "stop")):
        # "railway station" is what it is called; of a stop that may be several things, say only stop.
        on_rails = "rail" in entry.kind or ("tube" in entry.kind and "tram" not in entry.kind)
        ending = "station" if on_rails else "stop"
        return f"{name} {ending}"
    return name


def _street_by(street: str, landmark: str) -> str:
    return street if landmark.casefold().startswith(street.casefold()) else f"{street} by {landmark}"


@lru_cache(maxsize=2)
def _namer(path: Path, generation: int, gazetteer: _ByIdentity) -> Namer:
    del path, generation
    return Namer(gazetteer.gazetteer)


class _ByIdentity:
    """Lets the cache see path and generation only."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity)

    def __hash__(self) -> int:
        return 0


def name_point(gazetteer: Gazetteer, lon: float, lat: float) -> str:
    """Words for a point in WGS84 degrees, for instance "London Road by West Park station"; never empty."""
    return _namer(gazetteer.path.resolve(), gazetteer.generation(), _ByIdentity(gazetteer)).name(lon, lat)
