"""Events files: what `outreach forecast` and `outreach backtest` read."""

from __future__ import annotations

import gzip
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.crs import MetricCrs, crs_for
from geodata.errors import BadInput
from geodata.study_area import StudyArea
from models.grid import Grid, grid_over

_NEEDED = ("event_id", "category", "datetime", "lon", "lat")
_OPTIONAL = ("datetime_to", "reported")


def read_events(path: Path | str) -> pd.DataFrame:
    """Read an events file, plain or gzipped.

    Returns
    -------
    DataFrame
        Columns event_id, category (str), start, end, reported (datetime64[s], naive local; `end` NaT where the
        time is exact, `reported` never NaT), lon, lat (degrees). Rows without coordinates are left out;
        `attrs["unplaced"]` says how many.

    Raises
    ------
    BadInput
        When the file cannot be read as such a table, a column is missing, or a value cannot be read; the message names
        the file, the column and the row.
    """
    path = Path(path)
    table = _read_table(path)
    missing = [name for name in _NEEDED if name not in table.columns]
    if missing:
        raise BadInput(
            f"{path.name}: the column {missing[0]!r} is missing. An events file has {', '.join(_NEEDED)}; "
            f"this one has {', '.join(map(str, table.columns[:12]))}."
        )
    for name in _OPTIONAL:
        if name not in table.columns:
            table[name] = ""
    start = _times(table, "datetime", path, blank_allowed=False)
    events = pd.DataFrame(
        {"event_id": table["event_id"], "category": table["category"].str.strip(), "start": start}
    )
    events["end"] = _times(table, "datetime_to", path)
    events["reported"] = _times(table, "reported", path).fillna(events["start"])
    for name, most in (("lon", 180.0), ("lat", 90.0)):
        events[name] = _degrees(table, name, most, path)
    placed = events["lon"].notna() & events["lat"].notna()
    result = events[placed].reset_index(drop=True)
    result.attrs["unplaced"] = int((~placed).sum())
    return result


def in_order(events: pd.DataFrame, categories: Sequence[str] = ()) -> pd.DataFrame:
    """The events of the categories asked for, in an order that makes every sum come out alike, to the last digit.

    Rows that share both times weigh the same in every sum, so that their own order does not matter.

    Raises
    ------
    BadInput
        When a category is in no row of the file.
    """
    wanted = events
    if categories:
        there = sorted(events["category"].unique())
        unknown = sorted(set(categories) - set(there))
        if unknown:
            raise BadInput(f"No event has the category {unknown[0]!r}. The file has {', '.join(there[:12])}.")
        wanted = events[events["category"].isin(list(categories))]
    start, end = (wanted[name].to_numpy(dtype="datetime64[s]").astype(np.int64) for name in ("start", "end"))
    return wanted.iloc[np.lexsort((end, start))].reset_index(drop=True)


def known_at(ordered: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Those of the events that happened and were reported before `as_of`, in the order they came in."""
    known = (ordered["start"] < as_of) & (ordered["reported"] < as_of)
    return ordered[known.to_numpy()].reset_index(drop=True)


def known_events(events: pd.DataFrame, as_of: pd.Timestamp, categories: Sequence[str] = ()) -> pd.DataFrame:
    """The events that happened and were reported before `as_of`, of the categories asked for, in one fixed order.

    Raises
    ------
    BadInput
        When a category is in no row of the file.
    """
    return known_at(in_order(events, categories), as_of)


def in_cells(events: pd.DataFrame, grid: Grid, crs: MetricCrs) -> pd.DataFrame:
    """The events that lie in the grid, with their `cell`."""
    x, y = crs.to_metres(events["lon"].to_numpy(dtype=float), events["lat"].to_numpy(dtype=float))
    usable = np.isfinite(x) & np.isfinite(y)
    cell = np.where(usable, grid.cell_of(np.where(usable, x, 0.0), np.where(usable, y, 0.0)), -1)
    inside = cell >= 0
    return events[inside].assign(cell=cell[inside]).reset_index(drop=True)


def repeats(
    lon: NDArray[np.float64], lat: NDArray[np.float64], start: NDArray[np.datetime64], hours: float = 24.0
) -> NDArray[np.bool_]:
    """Which events follow another at the very same point by less than so many hours: one event told more than once.

    A chain of such events has one first and the rest are repeats, however long it lasts. The order of the rows does
    not matter: of two at one moment either may be called the first, and nothing tells them apart.
    """
    # One key for both coordinates sorts in half the time; points that share a key by accident are told apart below.
    key = lon.view(np.int64) * np.int64(1_000_003) ^ lat.view(np.int64)
    order = np.lexsort((start.astype(np.int64), key))
    same = (np.diff(lon[order]) == 0) & (np.diff(lat[order]) == 0)
    close = np.diff(start[order].astype("datetime64[s]")).astype(np.int64) < hours * 3600
    found = np.zeros(len(lon), dtype=bool)
    found[order[1:]] = same & close
    return found


def events_grid(known: pd.DataFrame, area: StudyArea | None, cell_m: float) -> tuple[Grid, MetricCrs]:
    """The cells of the area, or of the known events' convex hull without one.

    Raises
    ------
    BadInput
        When there is neither an area nor a known event.
    """
    if area is not None:
        return grid_over(area.metric_boundary, area.crs, cell_m), area.crs
    if known.empty:
        raise BadInput(
            "No event was known before that date, and without a boundary there is no ground to forecast."
        )
    crs = crs_for(float(known["lon"].median()), float(known["lat"].median()))
    x, y = crs.to_metres(known["lon"].to_numpy(), known["lat"].to_numpy())
    usable = np.isfinite(x) & np.isfinite(y)
    return grid_over(shapely.MultiPoint(np.column_stack([x, y])[usable]).convex_hull, crs, cell_m), crs


def _read_table(path: Path) -> pd.DataFrame:
    try:
        content = path.read_bytes()
        if content[:2] == b"\x1f\x8b":
            content = gzip.decompress(content)
    except OSError as error:
        raise BadInput(f"{path.name}: cannot be read ({error.strerror or error}).") from None
    except EOFError:
        raise BadInput(f"{path.name}: the gzip file ends too early. Fetch it again.") from None
    if not content.strip():
        raise BadInput(f"{path.name}: the file is empty.")
    if b"\0" in content[:4096] or content.startswith(b"%PDF"):
        raise BadInput(f"{path.name}: this is not a CSV file. Save it as CSV and try again.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    try:
        table = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise BadInput(f"{path.name}: not a CSV table ({str(error).strip()}).") from None
    table.columns = [str(name).strip().lower() for name in table.columns]
    return table


def _times(table: pd.DataFrame, column: str, path: Path, *, blank_allowed: bool = True) -> pd.Series:
    text = table[column].str.strip()
    blank = text == ""
    try:
        times = pd.to_datetime(text.where(~blank), format="ISO8601", errors="coerce")
    except ValueError:
        times = None
    if times is None or getattr(times.dtype, "tz", None) is not None:
        raise BadInput(
            f"{path.name}: column {column!r} has times with an offset. Write local time without one."
        )
    bad = times.isna() & (~blank if blank_allowed else True)
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        raise BadInput(
            f"{path.name}: row {row + 2}, column {column!r}: {text.iloc[row]!r} is not a time. Write 2026-11-20T16:30."
        )
    return times.astype("datetime64[s]")


def _degrees(table: pd.DataFrame, column: str, most: float, path: Path) -> pd.Series:
    text = table[column].str.strip()
    value = pd.to_numeric(text, errors="coerce")
    bad = ((text != "") & value.isna()) | (value.abs() > most)
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        raise BadInput(
            f"{path.name}: row {row + 2}, column {column!r}: {text.iloc[row]!r} is not degrees between "
            f"-{most:g} and {most:g}."
        )
    return value.astype(float)
