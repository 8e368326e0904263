"""The reports that the lab learns from and scores by, and what they are known by."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import pandas as pd

from geodata.errors import BadInput

_PRINTED = (
    "incident_id", "x", "y", "radius_m", "start", "end", "time_kind", "reported", "category", "youth_related"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a run was made from, without a row of it: two runs with one `sha256` read the same reports."""

    sha256: str
    rows: int
    first: str | None
    last: str | None

    def to_json(self) -> dict[str, Any]:
        """Plain JSON, to keep."""
        return asdict(self)


def fingerprint(frame: pd.DataFrame) -> Fingerprint:
    """The fingerprint of an incidents frame, the same whatever the order of its rows."""
    hashes = pd.util.hash_pandas_object(frame[list(_PRINTED)].astype({"x": float, "y": float}), index=False)
    digest = hashlib.sha256(hashes.sort_values().to_numpy().tobytes()).hexdigest()
    days = frame["start"].dropna()
    first, last = (None, None) if days.empty else (f"{days.min():%Y-%m-%d}", f"{days.max():%Y-%m-%d}")
    return Fingerprint(digest, len(frame), first, last)


def events_of(frame: pd.DataFrame, until: date | None = None) -> pd.DataFrame:
    """The incidents frame as events (columns of `models.events.read_events`), with `youth_related`.

    Reports that are not about young people are left out, and so are months without days, which say nothing of a week.

    Parameters
    ----------
    until
        Leave out what was reported on this day or later.

    Raises
    ------
    BadInput
        When nothing is left.
    """
    keep = (frame["youth_related"] != "no") & (frame["time_kind"] != "month") & frame["lon"].notna()
    if until is not None:
        keep &= frame["reported"].fillna(frame["start"]) < pd.Timestamp(until)
    chosen = frame[keep]
    if chosen.empty:
        raise BadInput("No report with a day and a place is in yet. Bring in reports first.")
    end = chosen["end"].where(chosen["time_kind"] == "uncertain")
    return pd.DataFrame(
        {
            "event_id": chosen["incident_id"],
            "category": chosen["category"],
            "start": chosen["start"].astype("datetime64[s]"),
            "end": pd.to_datetime(end).astype("datetime64[s]"),
            "reported": chosen["reported"].fillna(chosen["start"]).astype("datetime64[s]"),
            "lon": chosen["lon"].astype(float),
            "lat": chosen["lat"].astype(float),
            "youth_related": chosen["youth_related"],
        }
    ).reset_index(drop=True)
