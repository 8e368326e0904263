"""Models of cells taught by weighted reports."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.events import known_at
from models.forecast import history_of
from models.grid import Grid
from models.history import History
from models.prediction import CellModel
from planner.lab.settings import LabSettings


@dataclass(frozen=True)
class WeightedHistory(History):
    """A history in which each report has a weight of its own, 1 on average.

    Where and when reports fall is learned from the weighted ones; how many there are in a week (`weekly`) from all.
    """

    weight: NDArray[np.float64]

    def before(self, day: date) -> WeightedHistory:
        """What was known at an earlier origin, with its weights."""
        moment = np.datetime64(day, "s")
        known = (self.start < moment) & (self.reported < moment)
        return WeightedHistory(**_parts(super().before(day)), weight=self.weight[known])

    def cell_counts(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Weighted reports in each cell."""
        return super().cell_counts(weights * self.weight)

    def periods(
        self, weights: NDArray[np.float64], most_weeks: int, step_weeks: int
    ) -> tuple[NDArray[np.float64], float]:
        """Weighted reports of each cell in successive periods."""
        return super().periods(weights * self.weight, most_weeks, step_weeks)

    def slot_counts(self, weights: NDArray[np.float64], band_hours: int) -> NDArray[np.float64]:
        """Weighted reports in each cell and slot, uncertain times shared out."""
        return super().slot_counts(weights * self.weight, band_hours)

    def start_counts(self, weights: NDArray[np.float64], band_hours: int) -> NDArray[np.float64]:
        """Weighted reports in each cell and slot, each at the time it began."""
        return super().start_counts(weights * self.weight, band_hours)

    def hour_counts(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Weighted reports of all cells in each hour of the week."""
        return super().hour_counts(weights * self.weight)


def weighted_history(
    ordered: pd.DataFrame, grid: Grid, as_of: date, settings: LabSettings
) -> WeightedHistory:
    """What was known on a day, weighted by whether young people were involved and by kind.

    Parameters
    ----------
    ordered
        Events in the grid's cells (`models.events.in_cells`), with `youth_related`.
    """
    known = known_at(ordered, pd.Timestamp(as_of))
    history = history_of(known, grid, as_of)
    weight = report_weights(known, settings)
    mean = float(weight.mean()) if len(weight) else 0.0
    return WeightedHistory(**_parts(history), weight=weight / (mean or 1.0))


def report_weights(events: pd.DataFrame, settings: LabSettings) -> NDArray[np.float64]:
    """How much each report counts, by whether young people were involved and by its kind."""
    youth = events["youth_related"].map(settings.youth_weights).fillna(settings.youth_unknown)
    severity = events["category"].map(settings.severity_weights).fillna(1.0)
    return np.asarray(youth, dtype=np.float64) * np.asarray(severity, dtype=np.float64)


def _parts(history: History) -> dict[str, Any]:
    return {one.name: getattr(history, one.name) for one in fields(History)}


def fit_model(ordered: pd.DataFrame, grid: Grid, as_of: date, settings: LabSettings) -> CellModel:
    """The model of these settings, taught by what was known on a day."""
    return settings.make_model().fit(weighted_history(ordered, grid, as_of, settings))
