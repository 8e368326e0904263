"""What a week is planned by: the live settings' demand round a point, and the forecast that is kept to be scored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.study_area import StudyArea
from models.counts import gamma_poisson_interval
from models.demand import fit_demand, taper
from models.events import events_grid, in_cells, in_order
from models.forecast import cell_frame
from models.prediction import Prediction
from models.scoring import Score, score_forecast
from planner.lab.reports import events_of
from planner.lab.settings import LabSettings
from planner.lab.weighted import fit_model, report_weights

CELL_M = 250.0
COVERAGE = (1.0, 2.0, 5.0)
Around = Callable[[float, float, float], NDArray[np.float64]]


def live_demand(frame: pd.DataFrame, as_of: date, area: StudyArea, settings: LabSettings) -> Around:
    """Expected reports per hour of the week (7, 24) round a point x, y, within a walk in metres.

    The default model plans by the demand of catchments (`models.demand`); any other by its own cells: what each
    expects counts in full at the point and less with its distance, down to nothing at the walk's end.
    """
    if not settings.by_cells:
        return fit_demand(frame, as_of=as_of, area=area, settings=settings.demand).around
    events = in_order(events_of(frame, as_of))
    grid, crs = events_grid(events, area, CELL_M)
    model = fit_model(in_cells(events, grid, crs), grid, as_of, settings)
    week = [as_of + timedelta(days=k) for k in range(7)]
    hourly = model.predict_slots(week, 1).expected * float(report_weights(events, settings).mean())

    def around(x: float, y: float, walk_m: float) -> NDArray[np.float64]:
        near = taper(np.hypot(grid.x - x, grid.y - y), walk_m)
        return np.asarray(near @ hourly, dtype=float).reshape(7, 24)

    return around


def make_forecast(
    frame: pd.DataFrame, as_of: date, monday: date, area: StudyArea, settings: LabSettings
) -> dict[str, Any]:
    """What the live settings expect of a week, cell by cell, from what was known on a day: to keep and score later.

    Raises
    ------
    BadInput
        When no report is in.
    """
    events = in_order(events_of(frame, as_of))
    grid, crs = events_grid(events, area, CELL_M)
    model = fit_model(in_cells(events, grid, crs), grid, as_of, settings)
    prediction = model.predict([monday + timedelta(days=k) for k in range(7)])
    return {
        "as_of": as_of.isoformat(),
        "settings": settings.to_json(),
        "cell_m": CELL_M,
        "expected": _short(prediction.expected),
        "relative_variance": _short(np.broadcast_to(prediction.relative_variance, prediction.expected.shape)),
        "shared_variance": float(prediction.shared_variance),
    }


def score_kept(
    document: dict[str, Any], frame: pd.DataFrame, monday: date, area: StudyArea
) -> tuple[Score, float, float] | None:
    """How a kept forecast did against what has been reported of its week so far, and the 90% interval of the week.

    None while nothing is reported of it, or when the study area has been drawn anew since.
    """
    events = in_order(events_of(frame))
    grid, crs = events_grid(events, area, float(document["cell_m"]))
    expected = np.array(document["expected"], dtype=float)
    if len(expected) != len(grid):
        return None
    first, after = pd.Timestamp(monday), pd.Timestamp(monday) + pd.Timedelta(days=7)
    came = events[(events["start"] >= first) & (events["start"] < after)]
    if came.empty:
        return None
    spread = np.array(document["relative_variance"], dtype=float)
    prediction = Prediction(expected, spread, float(document["shared_variance"]))
    x, y = crs.to_metres(came["lon"].to_numpy(dtype=float), came["lat"].to_numpy(dtype=float))
    score = score_forecast(
        cell_frame(grid, prediction),
        pd.DataFrame({"x": x, "y": y}),
        as_of=monday,
        cell_m=grid.cell_m,
        coverage=COVERAGE,
    )
    return None if score.events == 0 else (score, *total_interval(prediction))


def total_interval(prediction: Prediction, inner: float = 0.9) -> tuple[float, float]:
    """The middle 90% of the whole area's count: cells vary on their own, and all together with the week."""
    total = float(prediction.expected.sum())
    if total <= 0:
        return 0.0, 0.0
    own = np.maximum(prediction.relative_variance - prediction.shared_variance, 0.0)
    spread = float((prediction.expected**2 * own).sum() / total**2) + prediction.shared_variance
    low, high = gamma_poisson_interval(np.array([total]), np.array([spread]), inner)
    return float(low[0]), float(high[0])


def _short(values: NDArray[np.float64]) -> list[float]:
    return [float(f"{value:.5g}") for value in values]
