"""Settings tried on the map: what the hotspots would be now, within the time a person waits for a slider."""

from __future__ import annotations

import json
import time
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd

from geodata.geocode.namer import name_point
from models.hotspots import find_hotspots
from models.places import Hotspot
from planner.lab.settings import LabSettings
from planner.services.base import allow
from planner.services.hotspots import HotspotUseCases
from planner.services.lab_views import Trial
from planner.services.live import OFFICE
from planner.services.views import Account
from planner.store import lab

_TRIALS_KEPT = 32
Found = tuple[Hotspot, ...]


@dataclass
class _Kept:
    """The incidents of one version of the store, and the hotspots that were found in them."""

    version: str
    as_of: date
    frame: pd.DataFrame
    found: OrderedDict[str, Found] = field(default_factory=OrderedDict)


class TryUseCases(HotspotUseCases):
    """Try settings without keeping anything."""

    _kept: _Kept | None = None

    def try_settings(self, viewer: Account | None, settings: LabSettings) -> Trial:
        """The hotspots that these settings would give of what is known today, beside the live ones. Nothing is kept."""
        allow(viewer, *OFFICE)
        began = time.perf_counter()
        kept = self._incidents()
        found, live = (self._found(kept, one) for one in (settings, self.live_settings()))
        here = {spot.place.id for spot in found}
        return Trial(
            settings=settings,
            hotspots=found,
            live_ranks={spot.place.id: spot.rank for spot in live},
            gone=tuple(spot.place.name for spot in live if spot.place.id not in here),
            seconds=time.perf_counter() - began,
        )

    def _incidents(self) -> _Kept:
        """The incidents, read once for each version of the store."""
        with self.store.reading() as session:
            version = lab.incidents_version(session)
        kept = self._kept
        if kept is None or (kept.version, kept.as_of) != (version, self.today()):
            kept = self._kept = _Kept(version, self.today(), self.demand_frame())
        return kept

    def _found(self, kept: _Kept, settings: LabSettings) -> Found:
        key = json.dumps(settings.to_json() | {"model": None, "parameters": None}, sort_keys=True)
        if (found := kept.found.get(key)) is not None:
            return found
        gazetteer = self.gazetteer()
        found = tuple(
            find_hotspots(
                kept.frame,
                as_of=kept.as_of,
                namer=lambda lon, lat: name_point(gazetteer, lon, lat),
                previous=self.known_places(),
                settings=replace(settings.hotspots, resamples=1),  # how ranks move is not shown here
                random_state=0,
            )
        )
        kept.found[key] = found
        while len(kept.found) > _TRIALS_KEPT:
            kept.found.popitem(last=False)
        return found
