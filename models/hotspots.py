"""Hotspots: places, their days and hours, ranked by what a visit would meet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from models.clusters import WalkablePlaces
from models.identity import distinct_names, keep_ids
from models.known import Known, known_incidents
from models.outlines import LocalDegrees, walkable_outline
from models.places import Hotspot, HotWindow, Place
from models.ranking import PRIOR_WEEKS, rank_order, rank_ranges, sure_excess
from models.settings import HotspotSettings
from models.why import explain_hotspot
from models.windows import Stretch, borough_hours, hot_stretches, log10_tail, windows_tried

_SEEDS = 100
"""About how many separate grounds the points of a borough make, for the chance of a false alarm over all of them."""

Namer = Callable[[float, float], str]


@dataclass(frozen=True)
class _Ground:
    """One place while it is being worked out; `rows` are positions in the known incidents."""

    rows: NDArray[np.int64]
    centre: NDArray[np.float64]
    timed: float
    month_only: float
    counts: NDArray[np.float64]
    stretches: tuple[Stretch, ...]


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
        half_life_days=settings.half_life_days,
        sharp_m=settings.sharp_m,
    )
    if not len(known.frame):
        return []
    profile = borough_hours(np.asarray(known.hours.T @ known.weight))
    grounds = _find_grounds(known, profile, settings)
    if not grounds:
        return []
    return _ranked(known, grounds, profile, namer, previous, settings, random_state)


def _find_grounds(known: Known, profile: NDArray[np.float64], settings: HotspotSettings) -> list[_Ground]:
    tried = windows_tried(settings.max_window_hours)
    scale = known.weight_scale
    clusters = WalkablePlaces(
        link_m=settings.link_m,
        reach_m=settings.reach_m,
        apart_m=settings.apart_m,
        min_weight=settings.min_weight,
        min_strength=scale * float(np.log(tried * _SEEDS / settings.false_alarm)),
        max_hours=settings.max_window_hours,
    )
    by_hour = known.hours.multiply(known.where_weight[:, None]).tocsr()
    clusters.fit(known.xy, sample_weight=known.where_weight, hours=by_hour)
    grounds = []
    for label, centre in enumerate(clusters.centres_):
        rows = np.flatnonzero((clusters.labels_ == label) & (known.where_weight > 0))
        counts = np.asarray(by_hour[rows].sum(axis=0)).ravel()
        timed = float(counts.sum())
        stretches = hot_stretches(
            counts / scale,
            profile,
            max_hours=settings.max_window_hours,
            max_windows=settings.max_windows,
            min_surprise=float(np.log10(tried * len(clusters.centres_) / settings.false_alarm)),
        )
        kept = tuple(one for one in stretches if _weeks_seen(known, rows, one) >= settings.min_weeks)
        grounds.append(
            _Ground(rows, centre, timed, float(known.where_weight[rows].sum()) - timed, counts, kept)
        )
    return grounds


def _weeks_seen(known: Known, rows: NDArray[np.int64], stretch: Stretch) -> int:
    inside = np.asarray(known.hours[rows][:, stretch.hours].sum(axis=1)).ravel() > 0.2
    return len(np.unique(known.week[rows][inside]))


def _ranked(
    known: Known,
    grounds: list[_Ground],
    profile: NDArray[np.float64],
    namer: Namer | None,
    previous: Sequence[Place],
    settings: HotspotSettings,
    random_state: int,
) -> list[Hotspot]:
    weekly = np.array([_weekly(known, ground) for ground in grounds])
    excess = np.array([max(_excesses(known, ground, profile), default=0.0) for ground in grounds])
    order = rank_order(excess, weekly)
    grounds = [grounds[k] for k in order]
    low, high = _rank_ranges(known, grounds, profile, settings, random_state)
    places = _make_places(known, grounds, namer, previous)
    ranks = [(k + 1, int(low[k]), int(high[k])) for k in range(len(grounds))]
    return [
        _make_hotspot(known, ground, place, profile, three, len(places))
        for ground, place, three in zip(grounds, places, ranks, strict=True)
    ]


def _weekly(known: Known, ground: _Ground) -> float:
    return ground.timed / known.timed_weeks + ground.month_only / known.month_weeks


def _excesses(known: Known, ground: _Ground, profile: NDArray[np.float64]) -> list[float]:
    if not ground.stretches:
        return []
    seen = np.array([ground.counts[one.hours].sum() for one in ground.stretches])
    share = np.array([profile[one.hours].sum() for one in ground.stretches])
    return list(sure_excess(seen, ground.timed / known.timed_weeks * share, known.timed_weeks))


def _rank_ranges(
    known: Known,
    grounds: list[_Ground],
    profile: NDArray[np.float64],
    settings: HotspotSettings,
    random_state: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    place_weeks = np.zeros((len(grounds), known.weeks))
    window_weeks, window_place, window_share = [], [], []
    for k, ground in enumerate(grounds):
        week, weight = known.week[ground.rows], known.where_weight[ground.rows]
        place_weeks[k] = np.bincount(week, weights=weight, minlength=known.weeks)
        for one in ground.stretches:
            inside = np.asarray(known.hours[ground.rows][:, one.hours].sum(axis=1)).ravel()
            window_weeks.append(np.bincount(week, weights=weight * inside, minlength=known.weeks))
            window_place.append(k)
            window_share.append(float(profile[one.hours].sum()))
    return rank_ranges(
        np.array(window_weeks, dtype=float).reshape(-1, known.weeks),
        np.array(window_place, dtype=np.int64),
        np.array(window_share),
        place_weeks,
        known.timed_weeks,
        resamples=settings.resamples,
        random_state=random_state,
    )


def _make_places(
    known: Known, grounds: list[_Ground], namer: Namer | None, previous: Sequence[Place]
) -> list[Place]:
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


def _name(known: Known, ground: _Ground, lon: float, lat: float, namer: Namer | None) -> str:
    name = namer(float(lon), float(lat)).strip() if namer is not None else ""
    if name:
        return name
    words = known.frame["place_text"].iloc[ground.rows].fillna("").astype(str)
    weights = pd.Series(known.where_weight[ground.rows], index=words.index).groupby(words).sum()
    weights = weights[weights.index != ""]
    return str(weights.idxmax()) if len(weights) else f"Place near {lat:.4f}, {lon:.4f}"


def _make_hotspot(
    known: Known,
    ground: _Ground,
    place: Place,
    profile: NDArray[np.float64],
    ranks: tuple[int, int, int],
    places: int,
) -> Hotspot:
    weekly = _weekly(known, ground)
    usual = weekly * profile
    # Month-only reports say where, never when: they follow the borough's hours.
    seen_a_week = ground.counts / known.timed_weeks + ground.month_only / known.month_weeks * profile
    hours = (seen_a_week * known.timed_weeks + PRIOR_WEEKS * usual) / (known.timed_weeks + PRIOR_WEEKS)
    windows = tuple(_make_window(known, ground, one, hours, profile) for one in ground.stretches)
    by_excess = np.argsort(-np.array(_excesses(known, ground, profile)), kind="stable")
    windows = tuple(windows[k] for k in by_excess)
    lower, upper = _gamma_interval(weekly, known.timed_weeks)
    frame = known.frame.iloc[ground.rows]
    reports, month_only = len(frame), int((~known.timed[ground.rows]).sum())
    by_partner = {str(k): int(v) for k, v in frame["partner"].value_counts().sort_index().items()}
    by_youth = {key: int((frame["youth_related"] == key).sum()) for key in ("yes", "no", "unknown")}
    last = frame["reported"].fillna(frame["start"]).max().date()
    why = explain_hotspot(
        reports=reports, month_only=month_only, by_partner=by_partner, by_youth=by_youth, last_reported=last,
        windows=windows, weekly=(weekly, lower, upper), ranks=ranks, places=places,
    )  # fmt: skip
    rank, rank_low, rank_high = ranks
    rows = tuple(tuple(float(v) for v in day) for day in hours.reshape(7, 24))
    return Hotspot(
        place, rank, min(rank, rank_low), max(rank, rank_high), windows, rows, weekly, lower, upper, reports,
        month_only, by_partner, by_youth, last, why,
    )  # fmt: skip


def _make_window(
    known: Known, ground: _Ground, stretch: Stretch, hours: NDArray[np.float64], profile: NDArray[np.float64]
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
