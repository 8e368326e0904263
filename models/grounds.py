"""Places while they are being worked out: their reports, their hours, and how they compare."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.clusters import WalkablePlaces
from models.known import Known
from models.ranking import rank_ranges, sure_excess
from models.settings import HotspotSettings
from models.windows import Stretch, hot_stretches, windows_tried

_SEEDS = 100
"""About how many separate grounds the points of a borough make, for the chance of a false alarm over all of them."""


@dataclass(frozen=True)
class Ground:
    """One place's reports.

    `rows` are positions in the known incidents, `centre` metres (2,); `counts` (168,) are weighted reports by hour of
    the week, `timed` their sum and `month_only` the weight of those without an hour; `stretches` are the hours that
    stand out, the surest excess first.
    """

    rows: NDArray[np.int64]
    centre: NDArray[np.float64]
    counts: NDArray[np.float64]
    timed: float
    month_only: float
    stretches: tuple[Stretch, ...]

    def weekly(self, known: Known) -> float:
        """Reports a week."""
        return self.timed / known.timed_weeks + self.month_only / known.month_weeks

    def best_excess(self, known: Known, profile: NDArray[np.float64]) -> float:
        """What a visit in its best hours surely meets beyond the usual."""
        return max((_excess(known, self.counts, one, profile) for one in self.stretches), default=0.0)


def find_grounds(known: Known, profile: NDArray[np.float64], settings: HotspotSettings) -> list[Ground]:
    """Cluster the known incidents, and find the hours that stand out in each cluster."""
    tried = windows_tried(settings.max_window_hours)
    clusters = WalkablePlaces(
        link_m=settings.link_m,
        reach_m=settings.reach_m,
        apart_m=settings.apart_m,
        min_weight=settings.min_weight,
        min_strength=known.weight_scale * float(np.log(tried * _SEEDS / settings.false_alarm)),
        max_hours=settings.max_window_hours,
    )
    by_hour = known.hours.multiply(known.where_weight[:, None]).tocsr()
    clusters.fit(known.xy, sample_weight=known.where_weight, hours=by_hour)
    min_surprise = float(np.log10(tried * max(1, len(clusters.centres_)) / settings.false_alarm))
    grounds = []
    for label, centre in enumerate(clusters.centres_):
        rows = np.flatnonzero((clusters.labels_ == label) & (known.where_weight > 0))
        counts = np.asarray(by_hour[rows].sum(axis=0)).ravel()
        stretches = _stretches(known, rows, counts, profile, min_surprise, settings)
        timed = float(counts.sum())
        grounds.append(
            Ground(rows, centre, counts, timed, float(known.where_weight[rows].sum()) - timed, stretches)
        )
    return grounds


def ground_ranks(
    known: Known, grounds: list[Ground], profile: NDArray[np.float64], resamples: int, random_state: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The lowest and highest rank of each ground in nine of ten resamples of the weeks.

    Places and the hours that stand out are taken as found; how much falls in them is what varies.
    """
    place_weeks = np.zeros((len(grounds), known.weeks))
    window_weeks, window_place, window_share = [], [], []
    for k, ground in enumerate(grounds):
        week, weight = known.week[ground.rows], known.where_weight[ground.rows]
        place_weeks[k] = np.bincount(week, weights=weight, minlength=known.weeks)
        for one in ground.stretches:
            inside = _share_inside(known, ground.rows, one)
            window_weeks.append(np.bincount(week, weights=weight * inside, minlength=known.weeks))
            window_place.append(k)
            window_share.append(float(profile[one.hours].sum()))
    return rank_ranges(
        np.array(window_weeks, dtype=float).reshape(-1, known.weeks),
        np.array(window_place, dtype=np.int64),
        np.array(window_share),
        place_weeks,
        known.timed_weeks,
        resamples=resamples,
        random_state=random_state,
    )


def reports_inside(known: Known, ground: Ground, stretch: Stretch) -> float:
    """How many of the reports fell in those hours, unweighted, uncertain times shared out."""
    return float(_share_inside(known, ground.rows, stretch).sum())


def _stretches(
    known: Known,
    rows: NDArray[np.int64],
    counts: NDArray[np.float64],
    profile: NDArray[np.float64],
    min_surprise: float,
    settings: HotspotSettings,
) -> tuple[Stretch, ...]:
    found = hot_stretches(
        counts / known.weight_scale,
        profile,
        max_hours=settings.max_window_hours,
        max_windows=settings.max_windows,
        min_surprise=min_surprise,
    )
    kept = [one for one in found if _weeks_seen(known, rows, one) >= settings.min_weeks]
    return tuple(sorted(kept, key=lambda one: -_excess(known, counts, one, profile)))


def _excess(
    known: Known, counts: NDArray[np.float64], stretch: Stretch, profile: NDArray[np.float64]
) -> float:
    usual = counts.sum() / known.timed_weeks * profile[stretch.hours].sum()
    return float(sure_excess(counts[stretch.hours].sum(), usual, known.timed_weeks))


def _weeks_seen(known: Known, rows: NDArray[np.int64], stretch: Stretch) -> int:
    return len(np.unique(known.week[rows][_share_inside(known, rows, stretch) > 0.2]))


def _share_inside(known: Known, rows: NDArray[np.int64], stretch: Stretch) -> NDArray[np.float64]:
    return np.asarray(known.hours[rows][:, stretch.hours].sum(axis=1)).ravel()
