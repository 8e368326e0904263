"""What was known on a day: incidents that had happened and been reported, with their weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from geodata.errors import BadInput
from models.aoristic import share_hours
from models.settings import NO_SEVERITY

INCIDENT_COLUMNS = (
    "incident_id", "x", "y", "lon", "lat", "radius_m", "start", "end", "time_kind", "reported", "category",
    "youth_related", "partner", "place_text",
)  # fmt: skip
DAYS_PER_WEEK = 7.0
_VAGUE = 3.0  # a report placed so many times worse than sharply does not say where at all


@dataclass(frozen=True)
class Known:
    """The incidents a model may learn from, as arrays of one length n.

    `frame` is the incidents frame cut down to them. `xy` (n, 2) metres; `weight` youth weight times severity times age
    decay;
    `where_weight` the same times how well it is placed; `timed` is False for month-only rows; `hours` (n, 168)
    aoristic shares, all zero for month-only rows; `week` counts whole weeks back from the day, 0 the latest, below
    `weeks`. `timed_weeks` and `month_weeks` are the decayed lengths of the two histories, in weeks; without a timed
    row both are the months'.
    """

    frame: pd.DataFrame
    xy: NDArray[np.float64]
    weight: NDArray[np.float64]
    where_weight: NDArray[np.float64]
    timed: NDArray[np.bool_]
    hours: sparse.csr_array
    week: NDArray[np.int64]
    weeks: int
    timed_weeks: float
    month_weeks: float

    @property
    def weight_scale(self) -> float:
        """The size of one independent report in weighted sums: the sum of squared weights over the sum of weights.

        A weighted count divided by it varies about like a Poisson count.
        """
        used = self.where_weight[self.timed]
        return float((used**2).sum() / used.sum()) if used.sum() > 0 else 1.0


def known_incidents(
    incidents: pd.DataFrame,
    *,
    as_of: date,
    youth_weights: Mapping[str, float],
    half_life_days: float,
    sharp_m: float,
    severity_weights: Mapping[str, float] = NO_SEVERITY,
) -> Known:
    """The incidents that started and were reported before the day began, and weigh something.

    Raises
    ------
    BadInput
        When a column of the incidents frame is missing.
    """
    missing = [name for name in INCIDENT_COLUMNS if name not in incidents.columns]
    if missing:
        raise BadInput(
            f"The incidents lack the column {missing[0]!r}; expected {', '.join(INCIDENT_COLUMNS)}."
        )
    now = pd.Timestamp(as_of)
    reported = incidents["reported"].fillna(incidents["start"])
    youth = incidents["youth_related"].map(dict(youth_weights)).fillna(youth_weights["unknown"])
    severity = incidents["category"].map(dict(severity_weights)).astype(float).fillna(1.0)
    placed = incidents["x"].notna() & incidents["y"].notna()
    keep = (incidents["start"] < now) & (reported < now) & placed & (youth * severity > 0)
    # One order whatever the order of the rows, so that sums agree to the last digit.
    frame = (
        incidents[keep].sort_values(["start", "x", "y", "incident_id"], kind="stable").reset_index(drop=True)
    )
    return _weigh(frame, now, youth_weights, severity_weights, half_life_days, sharp_m)


def _weigh(
    frame: pd.DataFrame,
    now: pd.Timestamp,
    youth_weights: Mapping[str, float],
    severity_weights: Mapping[str, float],
    half_life_days: float,
    sharp_m: float,
) -> Known:
    month = (frame["time_kind"] == "month").to_numpy(dtype=bool)
    end = frame["end"].where(frame["time_kind"] == "uncertain")
    shares = share_hours(
        frame["start"].to_numpy(dtype="datetime64[s]"), pd.to_datetime(end).to_numpy(dtype="datetime64[s]")
    )
    age_days = _middle_age_days(frame, month, now)
    youth = (
        frame["youth_related"].map(dict(youth_weights)).fillna(youth_weights["unknown"]).to_numpy(dtype=float)
    )
    severity = frame["category"].map(dict(severity_weights)).astype(float).fillna(1.0).to_numpy(dtype=float)
    weight = youth * severity * np.exp2(-age_days / half_life_days)
    radius = frame["radius_m"].fillna(0.0).to_numpy(dtype=float)
    sharp = np.minimum(1.0, (sharp_m / np.maximum(radius, sharp_m)) ** 2)
    sharp[radius > _VAGUE * sharp_m] = 0.0
    start_age = (now - frame["start"]).dt.total_seconds().to_numpy(dtype=float) / 86400.0
    week = np.maximum(0, np.ceil(start_age / DAYS_PER_WEEK).astype(np.int64) - 1)
    weeks = int(week.max()) + 1 if len(frame) else 1
    month_start = start_age[month]
    timed_weeks = _decayed_weeks(start_age[~month].max(initial=0.0), 0.0, half_life_days)
    month_weeks = _decayed_weeks(
        month_start.max(initial=0.0), month_start.min(initial=np.inf) - 30.4, half_life_days
    )
    return Known(
        frame=frame,
        xy=frame[["x", "y"]].to_numpy(dtype=float),
        weight=np.asarray(weight, dtype=float),
        where_weight=weight * sharp,
        timed=~month,
        hours=shares.matrix(np.where(month, 0.0, 1.0)),
        week=week,
        weeks=weeks,
        timed_weeks=month_weeks if month.all() else timed_weeks,
        month_weeks=month_weeks,
    )


def decayed_days(days: float, half_life_days: float) -> float:
    """The length of a history when each day counts by its age: its integral of 2 ** (-age / half life)."""
    scale = half_life_days / np.log(2.0)
    return float(scale * -np.expm1(-days / scale))


def _decayed_weeks(oldest_days: float, newest_days: float, half_life_days: float) -> float:
    oldest = max(float(oldest_days), DAYS_PER_WEEK)
    newest = min(max(float(newest_days), 0.0), oldest - DAYS_PER_WEEK)
    return (decayed_days(oldest, half_life_days) - decayed_days(newest, half_life_days)) / DAYS_PER_WEEK


def _middle_age_days(frame: pd.DataFrame, month: NDArray[np.bool_], now: pd.Timestamp) -> NDArray[np.float64]:
    age = (now - frame["start"]).dt.total_seconds().to_numpy(dtype=float) / 86400.0
    # A month-only row happened somewhere in its month: on average half a month after the first.
    return np.asarray(np.where(month, np.maximum(0.0, age - 15.0), age), dtype=float)
