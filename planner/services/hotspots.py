"""Hotspots found, kept, and shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import pandas as pd
from shapely.geometry import mapping, shape

from geodata.geocode.namer import name_point
from models.hotspots import find_hotspots
from models.places import Hotspot, HotWindow, Place
from planner.intake.kinds import DEMAND_KINDS
from planner.services.base import allow
from planner.services.live import LiveUseCases
from planner.services.views import Account, Role
from planner.store import reports, weeks


class HotspotUseCases(LiveUseCases):
    """Find hotspots in what has been reported."""

    def find_hotspots(self, as_of: date | None = None) -> tuple[Hotspot, ...]:
        """Find the hotspots of what was reported before a day (today's, by default) and keep them.

        Only kinds that people report count; what is mostly discovered (drugs, weapons) trains nothing.
        """
        return self._hotspot_run(as_of or self.today())[1]

    def demand_frame(self) -> pd.DataFrame:
        """Every incident that demand is learned from: of the kinds that people report."""
        with self.store.reading() as session:
            frame = reports.incidents_frame(session)
        return frame[frame["category"].isin(DEMAND_KINDS)]

    def _hotspot_run(self, as_of: date) -> tuple[int, tuple[Hotspot, ...], pd.DataFrame]:
        gazetteer = self.gazetteer()
        frame = self.demand_frame()
        live = self.live_settings()
        found = tuple(
            find_hotspots(
                frame,
                as_of=as_of,
                namer=lambda lon, lat: name_point(gazetteer, lon, lat),
                previous=self.known_places(),
                settings=live.hotspots,
                random_state=0,
            )
        )
        with self.store.transaction() as session:
            row = weeks.add_hotspot_run(
                session,
                as_of.isoformat(),
                hotspots_to_json(found),
                reports.any_synthetic(session),
                live.to_json(),
            )
        return row.id, found, frame

    def known_places(self) -> list[Place]:
        """The places found last, whose identities are kept.

        Those last found with the settings that are live come first, so that rolling back gives every place the
        identity it had.
        """
        with self.store.reading() as session:
            runs = (
                weeks.newest_hotspot_run_with(session, self.live_settings().to_json()),
                weeks.newest_hotspot_run(session),
            )
        places: dict[str, Place] = {}
        for run in runs:
            for spot in hotspots_from_json(run.document) if run is not None else ():
                places.setdefault(spot.place.id, spot.place)
        return list(places.values())

    def hotspots(self, viewer: Account | None = None) -> tuple[Hotspot, ...]:
        """The last hotspots found, best first."""
        allow(viewer, Role.MANAGER, Role.ANALYST, Role.ADMIN, Role.WORKER)
        with self.store.reading() as session:
            row = weeks.newest_hotspot_run(session)
        return () if row is None else hotspots_from_json(row.document)

    def hotspots_are_synthetic(self) -> bool:
        """Whether the last hotspots found came, even in part, from the sample."""
        with self.store.reading() as session:
            row = weeks.newest_hotspot_run(session)
        return row is not None and row.synthetic


def hotspots_to_json(hotspots: Sequence[Hotspot]) -> list[dict[str, Any]]:
    """Hotspots as plain JSON, to keep."""
    documents = []
    for spot in hotspots:
        document = asdict(spot)
        document["place"]["outline"] = mapping(spot.place.outline)
        document["last_reported"] = spot.last_reported.isoformat() if spot.last_reported else None
        documents.append(document)
    return documents


def hotspots_from_json(documents: Sequence[Mapping[str, Any]]) -> tuple[Hotspot, ...]:
    """What `hotspots_to_json` wrote."""
    return tuple(_hotspot(dict(document)) for document in documents)


def _hotspot(document: dict[str, Any]) -> Hotspot:
    place = Place(**{**document["place"], "outline": shape(document["place"]["outline"])})
    last = document["last_reported"]
    return Hotspot(
        **{
            **document,
            "place": place,
            "windows": tuple(HotWindow(**window) for window in document["windows"]),
            "hours": tuple(tuple(row) for row in document["hours"]),
            "last_reported": date.fromisoformat(last) if last else None,
            "why": tuple(document["why"]),
        }
    )
