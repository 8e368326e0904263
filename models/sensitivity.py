"""How a hotspot's rank moves when a setting does: the half-life, how severity counts, a partner left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import KDTree

from models.known import Known, known_incidents
from models.places import Hotspot
from models.ranking import rank_order, sure_excess
from models.settings import HotspotSettings
from models.windows import borough_hours

SHORT_DAYS, LONG_DAYS = 90.0, 730.0
_MOVES = 2  # one rank more or less is nothing to speak of


@dataclass(frozen=True)
class RankMoves:
    """The rank of one hotspot as things are, and under each change, all by the places and hours found.

    `half_life` are pairs of days and rank; `severity` is the rank with severity weights, None without any; `without`
    pairs of a partner and the rank when its reports are left out; `recent` and `reports` count the reports of the last
    four weeks and of all time.
    """

    rank: int
    half_life: tuple[tuple[float, int], ...]
    severity: int | None
    without: tuple[tuple[str, int], ...]
    recent: int
    reports: int

    @property
    def words(self) -> tuple[str, ...]:
        """Sentences to stand beside a hotspot's others."""
        said = [f"{self.recent} of its {self.reports} reports are of the last four weeks."] if self.reports else []
        moved = [(days, rank) for days, rank in self.half_life if abs(rank - self.rank) >= _MOVES]
        said += [f"Were a report to count half after {days:.0f} days, it would be rank {rank}." for days, rank in moved]
        if not moved:
            said.append("Its rank is much the same whether old reports count for little or for a lot.")
        if self.severity is not None and abs(self.severity - self.rank) >= _MOVES:
            said.append(f"Counting serious reports for more makes it rank {self.severity}.")
        leaving = [(who, rank) for who, rank in self.without if abs(rank - self.rank) >= _MOVES]
        said += [f"Without the reports of {who} it would be rank {rank}." for who, rank in leaving]
        if self.without and not leaving:
            said.append("No partner's reports alone decide its rank.")
        return tuple(said)


def rank_moves(
    incidents: pd.DataFrame,
    hotspots: Sequence[Hotspot],
    *,
    as_of: date,
    settings: HotspotSettings | None = None,
    severity_weights: Mapping[str, float] | None = None,
) -> dict[str, RankMoves]:
    """How each hotspot's rank moves, by the id of its place.

    The places and their windows stay as they were found; what changes is how much falls in them.

    Parameters
    ----------
    incidents
        The incidents that the hotspots were found in.
    severity_weights
        The weights of categories to try; without them that question is not asked.
    """
    if not hotspots:
        return {}
    settings = settings or HotspotSettings()
    tried = {days: replace(settings, half_life_days=days) for days in (SHORT_DAYS, LONG_DAYS)}
    now = _ranks(incidents, hotspots, as_of, settings)
    lives = {days: _ranks(incidents, hotspots, as_of, one) for days, one in tried.items()}
    severe = (
        _ranks(incidents, hotspots, as_of, replace(settings, severity_weights=severity_weights))
        if severity_weights
        else None
    )
    partners = sorted({who for hotspot in hotspots for who in hotspot.by_partner if who})
    without = {}
    for who in partners if len(partners) > 1 else ():
        without[who] = _ranks(incidents[incidents["partner"] != who], hotspots, as_of, settings)
    recent, total = _counts(incidents, hotspots, as_of, settings)
    return {
        hotspot.place.id: RankMoves(
            int(now[k]),
            tuple((days, int(ranks[k])) for days, ranks in lives.items()),
            None if severe is None else int(severe[k]),
            tuple((who, int(ranks[k])) for who, ranks in without.items() if who in hotspot.by_partner),
            int(recent[k]),
            int(total[k]),
        )
        for k, hotspot in enumerate(hotspots)
    }


def _known(incidents: pd.DataFrame, as_of: date, settings: HotspotSettings) -> Known:
    return known_incidents(
        incidents,
        as_of=as_of,
        youth_weights=settings.youth_weights,
        severity_weights=settings.severity_weights,
        half_life_days=settings.half_life_days,
        sharp_m=settings.sharp_m,
    )


def _place_of(known: Known, hotspots: Sequence[Hotspot]) -> NDArray[np.int64]:
    """The hotspot each incident lies in, the nearest whose radius reaches it; -1 for none."""
    if not len(known.frame):
        return np.zeros(0, dtype=np.int64)
    centres = np.array([(one.place.x, one.place.y) for one in hotspots])
    away, nearest = KDTree(centres).query(known.xy)
    radius = np.array([one.place.radius_m for one in hotspots])
    return np.where((away <= radius[nearest]) & (known.where_weight > 0), nearest, -1).astype(np.int64)


def _ranks(
    incidents: pd.DataFrame, hotspots: Sequence[Hotspot], as_of: date, settings: HotspotSettings
) -> NDArray[np.int64]:
    known = _known(incidents, as_of, settings)
    place = _place_of(known, hotspots)
    weekly, best = np.zeros(len(hotspots)), np.zeros(len(hotspots))
    profile = borough_hours(np.asarray(known.hours.T @ known.weight))
    for k, hotspot in enumerate(hotspots):
        rows = np.flatnonzero(place == k)
        weight = known.where_weight[rows]
        counts = np.asarray(known.hours[rows].T @ weight).ravel()
        timed = float(counts.sum())
        weekly[k] = timed / known.timed_weeks + (float(weight.sum()) - timed) / known.month_weeks
        for one in hotspot.windows:
            hours = slice(one.weekday * 24 + one.start_hour, one.weekday * 24 + one.end_hour)
            usual = timed / known.timed_weeks * profile[hours].sum()
            excess = float(sure_excess(np.asarray(counts[hours].sum()), np.asarray(usual), known.timed_weeks))
            best[k] = max(best[k], excess)
    ranks = np.empty(len(hotspots), dtype=np.int64)
    ranks[rank_order(best, weekly)] = np.arange(1, len(hotspots) + 1)
    return ranks


def _counts(
    incidents: pd.DataFrame, hotspots: Sequence[Hotspot], as_of: date, settings: HotspotSettings
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    known = _known(incidents, as_of, settings)
    place = _place_of(known, hotspots)
    inside = place >= 0
    fresh = inside & known.timed & (known.week < 4)
    count = len(hotspots)
    return np.bincount(place[fresh], minlength=count), np.bincount(place[inside], minlength=count)
