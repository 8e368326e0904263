"""The forecast of the next days: expected events in every cell, with an interval."""

from __future__ import annotations

import gzip
import os
import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from geodata.errors import BadInput
from geodata.study_area import StudyArea
from models.events import events_grid, in_cells, known_events, read_events, repeats
from models.grid import Grid
from models.history import History
from models.prediction import Prediction
from models.registry import DEFAULT_MODEL, make_model

__all__ = ["forecast_cells", "history_of", "read_events", "write_forecast"]


def forecast_cells(
    events: pd.DataFrame,
    *,
    as_of: date,
    days: int = 7,
    cell_m: float = 250.0,
    area: StudyArea | None = None,
    slots: bool = False,
    band_hours: int = 4,
    categories: Sequence[str] = (),
    model: str = DEFAULT_MODEL,
) -> pd.DataFrame:
    """Expected events in every cell over the days from `as_of` on.

    Parameters
    ----------
    events
        As `read_events` gives them. Only those that happened and were reported before 00:00 of `as_of` are used.
    area
        Its cells are forecast; without one those of the known events' convex hull.
    slots, band_hours
        Split each cell by weekday and bands of so many hours.

    Returns
    -------
    DataFrame
        Columns lon, lat (cell centre), x, y (the same in metres), expected, lower, upper (a 90% interval of the count);
        with slots also distinct (the same as expected with repeats at one point within a day counted once, where the
        model tells them apart), weekday (0 Monday), start_hour, end_hour.

    Raises
    ------
    BadInput
        When an option is out of range, there is no such model or category, or there is nothing to forecast.
    """
    if days < 1:
        raise BadInput(f"Forecast 1 day or more, not {days}.")
    check_band(band_hours)
    fitted = make_model(model)
    known = known_events(events, pd.Timestamp(as_of), categories)
    grid, crs = events_grid(known, area, cell_m)
    fitted.fit(history_of(in_cells(known, grid, crs), grid, as_of))
    ahead = [as_of + timedelta(days=k) for k in range(days)]
    if slots:
        return slot_frame(grid, fitted.predict_slots(ahead, band_hours), ahead, band_hours)
    return cell_frame(grid, fitted.predict(ahead))


def history_of(known: pd.DataFrame, grid: Grid, as_of: date) -> History:
    """Known events with their cells (as `in_cells` gives them), ready for a model."""
    start, end, reported = (known[name].to_numpy(dtype="datetime64[s]") for name in ("start", "end", "reported"))
    lon, lat = (known[name].to_numpy(dtype=float) for name in ("lon", "lat"))
    cell = known["cell"].to_numpy(dtype=np.int64)
    return History(grid, as_of, cell, start, end, reported, repeats(lon, lat, start))


def check_band(band_hours: int) -> None:
    """Raise BadInput unless bands of so many hours fill a day."""
    if not 1 <= band_hours <= 24 or 24 % band_hours:
        raise BadInput(f"Bands of {band_hours} hours do not fill a day. Take 1, 2, 3, 4, 6, 8, 12 or 24.")


def cell_frame(grid: Grid, prediction: Prediction) -> pd.DataFrame:
    """One row a cell, as `forecast_cells` returns it."""
    lower, upper = prediction.interval()
    columns = {"lon": grid.lon, "lat": grid.lat, "x": grid.x, "y": grid.y}
    return pd.DataFrame({**columns, "expected": prediction.expected, "lower": lower, "upper": upper})


def slot_frame(grid: Grid, prediction: Prediction, days: Sequence[date], band_hours: int) -> pd.DataFrame:
    """One row a cell and slot, for the weekdays among the days."""
    bands = 24 // band_hours
    wanted = np.array([slot for slot in range(7 * bands) if slot // bands in {day.weekday() for day in days}])
    part = Prediction(prediction.expected[:, wanted], prediction.relative_variance[:, wanted])
    lower, upper = part.interval()
    frame = pd.DataFrame(
        {name: np.repeat(getattr(grid, name), len(wanted)) for name in ("lon", "lat", "x", "y")}
        | {"expected": part.expected.ravel(), "lower": lower.ravel(), "upper": upper.ravel()}
    )
    distinct = prediction.expected if prediction.distinct is None else prediction.distinct
    frame["distinct"] = distinct[:, wanted].ravel()
    frame["weekday"] = np.tile(wanted // bands, len(grid))
    frame["start_hour"] = np.tile(wanted % bands * band_hours, len(grid))
    frame["end_hour"] = frame["start_hour"] + band_hours
    return frame


def write_forecast(frame: pd.DataFrame, path: Path | str) -> None:
    """Write a forecast as CSV, gzipped when the name ends in .gz; a reader never sees half a file."""
    path = Path(path)
    shown = frame.assign(lon=frame["lon"].round(7), lat=frame["lat"].round(7))
    content = shown.to_csv(index=False, float_format="%.10g", lineterminator="\n").encode()
    if path.suffix == ".gz":
        content = gzip.compress(content, compresslevel=6, mtime=0)
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}", delete=False) as file:
            file.write(content)
        os.chmod(file.name, 0o644)
        os.replace(file.name, path)
    except OSError as error:
        raise BadInput(f"{path}: cannot be written ({error.strerror or error}).") from None
