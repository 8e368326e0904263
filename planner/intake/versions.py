"""A month that is published again: which of the rows brought in before the new file stands for."""

from __future__ import annotations

import pandas as pd

# A later version of a month keeps most of its rows; another part of the same month (other kinds, another district)
# shares next to none of its points.
SAME_MONTH_SHARE = 0.5


def replaced_rows(earlier: pd.DataFrame, incidents: pd.DataFrame) -> tuple[int, ...]:
    """The earlier month-only rows that a new file of the same profile replaces.

    Parameters
    ----------
    earlier
        Columns id, partner, month (first instant), category, lon, lat: what earlier files left of these months.
    incidents
        The incidents frame of the new file; only its month-only rows count.

    Returns
    -------
    The ids of the earlier rows whose partner, month and category the new file has too, in every month of which it
    repeats at least half: so a file of other kinds, or of another part of the ground, replaces nothing.
    """
    new = incidents.loc[incidents["time_kind"] == "month", ["partner", "start", "category", "lon", "lat"]]
    new = new.rename(columns={"start": "month"})
    if earlier.empty or new.empty:
        return ()
    old = earlier.assign(month=pd.to_datetime(earlier["month"]))
    kinds = new[["partner", "month", "category"]].drop_duplicates()
    old = old.merge(kinds, on=["partner", "month", "category"])
    months = ["partner", "month"]
    row = [*months, "category", "lon", "lat"]
    nth_old, nth_new = _numbered(old, row), _numbered(new, row)
    found = nth_old.merge(nth_new.assign(found=1.0), on=[*row, "nth"], how="left")["found"].fillna(0.0)
    share = found.groupby([nth_old[name] for name in months]).transform("mean")
    return tuple(int(number) for number in nth_old.loc[share >= SAME_MONTH_SHARE, "id"])


def _numbered(frame: pd.DataFrame, row: list[str]) -> pd.DataFrame:
    """The frame with its points to a decimetre and equal rows counted, so that three rows match three and not nine."""
    near = frame.assign(lon=frame["lon"].round(6), lat=frame["lat"].round(6)).reset_index(drop=True)
    return near.assign(nth=near.groupby(row).cumcount())
