"""Hotspots: places, their days and hours, ranked by what a visit would meet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from models.describe import Namer, make_hotspot, make_places
from models.grounds import find_grounds, ground_ranks
from models.known import known_incidents
from models.places import Hotspot, Place
from models.ranking import rank_order
from models.settings import HotspotSettings
from models.windows import borough_hours


def find_hotspots(
    incidents: pd.DataFrame,
    *,
    as_of: date,
    namer: Namer | None = None,
    previous: Sequence[Place] = (),
    settings: HotspotSettings | None = None,
    random_state: int = 0,
) -> list[Hotspot]:
    """The places with more reports than the ground around them and their days and hours, best first.

    Only incidents that started and were reported before `as_of` count. Places that have days and hours clearly beyond
    the borough's usual week come first, by the reports a visit then would surely meet beyond the usual; the
    others follow by volume, without windows. All figures of a hotspot but its counts of incidents are weighted by
    whether young people were involved, by age and by how well the incident is placed.

    Parameters
    ----------
    incidents
        The incidents frame (columns in `models.known.INCIDENT_COLUMNS`).
    as_of
        The first day not yet known.
    namer
        Gives a name for lon, lat; without one, the words most reports there were placed by.
    previous
        Earlier places, whose ids are kept where a place is found again.

    Raises
    ------
    BadInput
        When a column is missing.
    """
    settings = settings or HotspotSettings()
    known = known_incidents(
        incidents,
        as_of=as_of,
        youth_weights=settings.youth_weights,
        severity_weights=settings.severity_weights,
        half_life_days=settings.half_life_days,
        sharp_m=settings.sharp_m,
    )
    if not len(known.frame):
        return []
    profile = borough_hours(np.asarray(known.hours.T @ known.weight))
    grounds = find_grounds(known, profile, settings)
    order = rank_order(
        np.array([ground.best_excess(known, profile) for ground in grounds]),
        np.array([ground.weekly(known) for ground in grounds]),
    )
    grounds = [grounds[k] for k in order]
    if not grounds:
        return []
    low, high = ground_ranks(known, grounds, profile, settings.resamples, random_state)
    places = make_places(known, grounds, namer, previous)
    ranks = [(k + 1, int(low[k]), int(high[k])) for k in range(len(grounds))]
    return [
        make_hotspot(known, ground, place, profile, three, len(places))
        for ground, place, three in zip(grounds, places, ranks, strict=True)
    ]
