"""Grounds as hotspots: named, outlined, with their hours, intervals and reasons."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from models.grounds import Ground, reports_inside
from models.identity import distinct_names, keep_ids
from models.known import Known
from models.outlines import LocalDegrees, walkable_outline
from models.places import Hotspot, HotWindow, Place
from models.ranking import PRIOR_WEEKS
from models.why import explain_hotspot
from models.windows import Stretch, log10_tail

Namer = Callable[[float, float], str]


def make_places(
    known: Known, grounds: list[Ground], namer: Namer | None, previous: Sequence[Place]
) -> list[Place]:
    """Places with their ids, names and outlines, in the order of the grounds."""
    centres = np.array([ground.centre for ground in grounds])
    degrees = LocalDegrees.fit(known.xy, known.frame[["lon", "lat"]].to_numpy(dtype=float))
    lonlat = degrees.of(centres)
    ids = keep_ids(centres, previous)
    names = distinct_names(
        [
            _name(known, ground, point[0], point[1], namer)
            for ground, point in zip(grounds, lonlat, strict=True)
        ],
        centres,
    )
    places = []
    for ground, place_id, name, (lon, lat) in zip(grounds, ids, names, lonlat, strict=True):
        away = np.linalg.norm(known.xy[ground.rows] - ground.centre, axis=1)
        radius_m = max(50.0, float(np.quantile(away, 0.95)))
        outline = walkable_outline(known.xy[ground.rows], degrees)
        x, y = (float(v) for v in ground.centre)
        places.append(Place(place_id, name, float(lon), float(lat), x, y, radius_m, outline))
    return places


def _name(known: Known, ground: Ground, lon: float, lat: float, namer: Namer | None) -> str:
    name = namer(float(lon), float(lat)).strip() if namer is not None else ""
    if name:
        return name
    words = known.frame["place_text"].iloc[ground.rows].fillna("").astype(str)
    weights = pd.Series(known.where_weight[ground.rows], index=words.index).groupby(words).sum()
    weights = weights[weights.index != ""]
    return str(weights.idxmax()) if len(weights) else f"Place near {lat:.4f}, {lon:.4f}"


def make_hotspot(
    known: Known,
    ground: Ground,
    place: Place,
    profile: NDArray[np.float64],
    ranks: tuple[int, int, int],
    places: int,
) -> Hotspot:
    """One ground as the pages see it; `ranks` is rank, low and high among `places`."""
    weekly = ground.weekly(known)
    usual = weekly * profile
    # Month-only reports say where, never when: they follow the borough's hours.
    seen_a_week = ground.counts / known.timed_weeks + ground.month_only / known.month_weeks * profile
    hours = (seen_a_week * known.timed_weeks + PRIOR_WEEKS * usual) / (known.timed_weeks + PRIOR_WEEKS)
    windows = tuple(_make_window(known, ground, one, hours, profile) for one in ground.stretches)
    lower, upper = _gamma_interval(weekly, known.timed_weeks)
    frame = known.frame.iloc[ground.rows]
    reports, month_only = len(frame), int((~known.timed[ground.rows]).sum())
    by_partner = {str(k): int(v) for k, v in frame["partner"].value_counts().sort_index().items()}
    by_youth = {key: int((frame["youth_related"] == key).sum()) for key in ("yes", "no", "unknown")}
    last = frame["reported"].fillna(frame["start"]).max().date()
    first = reports_inside(known, ground, ground.stretches[0]) if ground.stretches else 0.0
    why = explain_hotspot(
        reports=reports, month_only=month_only, by_partner=by_partner, by_youth=by_youth, last_reported=last,
        windows=windows, in_first_window=first, weekly=(weekly, lower, upper), ranks=ranks, places=places,
    )  # fmt: skip
    rank, rank_low, rank_high = ranks
    rows = tuple(tuple(float(v) for v in day) for day in hours.reshape(7, 24))
    return Hotspot(
        place, rank, min(rank, rank_low), max(rank, rank_high), windows, rows, weekly, lower, upper, reports,
        month_only, by_partner, by_youth, last, why,
    )  # fmt: skip


def _make_window(
    known: Known, ground: Ground, stretch: Stretch, hours: NDArray[np.float64], profile: NDArray[np.float64]
) -> HotWindow:
    seen = float(ground.counts[stretch.hours].sum())
    expected = float(hours[stretch.hours].sum())
    lower, upper = _gamma_interval(expected, known.timed_weeks)
    usual = ground.timed * float(profile[stretch.hours].sum())
    scale = known.weight_scale
    surprise = -log10_tail(seen / scale, usual / scale)
    return HotWindow(
        stretch.weekday,
        stretch.start_hour,
        stretch.end_hour,
        expected,
        lower,
        upper,
        seen,
        max(0.0, surprise),
    )


def _gamma_interval(expected: float, weeks: float) -> tuple[float, float]:
    """The middle 90% of the weekly rate, given what was seen over so many weeks."""
    shape = max(expected * (weeks + PRIOR_WEEKS), 1e-6)
    low, high = special.gammaincinv(shape, [0.05, 0.95]) / (weeks + PRIOR_WEEKS)
    return float(low), float(high)
