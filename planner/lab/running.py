"""A back-test of several settings over one past, kept as one document without a row of any report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.errors import BadInput
from geodata.study_area import StudyArea
from models.backtest import Backtest, BacktestSettings, Origin, origins_between, score_at
from models.calibration import PitSteps, pits, steps_at
from models.events import events_grid, in_cells, in_order
from models.grid import Grid
from models.metrics import best_cells
from models.prediction import CellModel, Prediction
from models.verdict import as_json
from models.week import HOURS_PER_WEEK, hours_of_week
from planner.lab.settings import LabSettings
from planner.lab.weighted import fit_model, weighted_history

CURVE_PERCENT = (0.5, 1.0, 2.0, 3.0, 5.0, 7.5, 10.0, 15.0, 20.0, 30.0, 40.0, 50.0, 75.0, 100.0)
_BINS = 8
LEAST_ORIGINS, MOST_ORIGINS, MOST_CANDIDATES = 4, 104, 6
Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class AskedRun:
    """What a person asks to be tried beside the live settings, whatever those are when it runs.

    With `search`, better settings of the live model are searched on the weeks before `first` and tried too.
    """

    others: tuple[LabSettings, ...]
    first: date
    last: date
    cell_m: float = 250.0
    search: bool = False

    def to_json(self) -> dict[str, Any]:
        """Plain JSON, for the queue."""
        return {
            "others": [one.to_json() for one in self.others],
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "cell_m": self.cell_m,
            "search": self.search,
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> AskedRun:
        """What `to_json` wrote."""
        return cls(
            tuple(LabSettings.from_json(one) for one in document["others"]),
            date.fromisoformat(document["first"]),
            date.fromisoformat(document["last"]),
            document["cell_m"],
            document["search"],
        )


@dataclass(frozen=True)
class RunPlan:
    """What a run tries: the live settings and others beside them, from one Monday to another.

    `first` and `last` are the first and the last day at which a forecast is made, a week apart each.
    """

    live: LabSettings
    others: tuple[LabSettings, ...]
    first: date
    last: date
    cell_m: float = 250.0
    coverage: tuple[float, ...] = (1.0, 2.0, 5.0)

    def __post_init__(self) -> None:
        if not 100 <= self.cell_m <= 2000:
            raise BadInput(f"A cell should be 100 to 2,000 m wide, not {self.cell_m:g}.")
        if not LEAST_ORIGINS <= len(self.origins) <= MOST_ORIGINS:
            raise BadInput(
                f"Back-test {LEAST_ORIGINS} to {MOST_ORIGINS} weeks; from {self.first} to {self.last} there are "
                f"{len(self.origins)}."
            )
        if not 1 <= len(self.candidates) <= MOST_CANDIDATES:
            raise BadInput(
                f"Try up to {MOST_CANDIDATES - 1} settings beside the live one, not {len(self.others)}."
            )
        self.scoring()

    @property
    def origins(self) -> tuple[date, ...]:
        """The days at which forecasts are made."""
        return origins_between(self.first, self.last)

    @property
    def candidates(self) -> dict[str, LabSettings]:
        """Every setting by its label, the live one first; what comes twice once."""
        return {one.label(): one for one in (self.live, *self.others)}

    def scoring(self) -> BacktestSettings:
        """How the forecasts are made and scored."""
        return BacktestSettings(days=7, cell_m=self.cell_m, coverage=self.coverage)


def run_lab_backtest(
    events: pd.DataFrame, area: StudyArea, plan: RunPlan, progress: Progress | None = None
) -> dict[str, Any]:
    """Forecast each week with each setting from what was known then, and score it by what was reported of it later.

    Every setting is scored by the same reports: those that are, or may be, about young people.

    Parameters
    ----------
    events
        As `planner.lab.reports.events_of` gives them.

    Returns
    -------
    dict
        The document of `models.verdict.as_json`, with "live" (its label), "settings_of", "seen", "cells" (the grid's
        `cell_m` and each cell's x, y) and "plots": for each setting its curve, calibration, flatness,
        hours and cells.
    """
    scoring = plan.scoring()
    ordered = in_order(events)
    grid, crs = events_grid(ordered, area, plan.cell_m)
    ordered = in_cells(ordered, grid, crs)
    scores: dict[str, dict[date, dict[str, float]]] = {label: {} for label in plan.candidates}
    plots = {label: _Plots(len(grid)) for label in plan.candidates}
    seen = _Seen(len(grid))
    steps = len(plan.origins) * len(plan.candidates)
    for number, day in enumerate(plan.origins):
        origin = _origin(ordered, grid, day, scoring, plan.live)
        seen.add(origin)
        for k, (label, settings) in enumerate(plan.candidates.items()):
            model = fit_model(ordered, grid, day, settings)
            scores[label][day] = score_at(model, origin, scoring)
            plots[label].add(model, origin)
            if progress is not None:
                progress(
                    (number * len(plan.candidates) + k + 1) / steps, f"Week of {day.day} {day:%B %Y}: {label}"
                )
    if not seen.cells.any():
        raise BadInput("Nothing was reported of these weeks, so there is nothing to score by. Choose others.")
    live = plan.live.label()
    document = as_json(Backtest(plan.origins, scores, default=live), scoring)
    weeks = len(plan.origins)
    return document | {
        "live": live,
        "settings_of": {label: one.to_json() for label, one in plan.candidates.items()},
        "cells": {"cell_m": grid.cell_m, "x": _short(grid.x, 1), "y": _short(grid.y, 1)},
        "seen": {"cells": _short(seen.cells / weeks), "hours": _short(seen.hours / weeks)},
        "plots": {label: one.to_json(weeks) for label, one in plots.items()},
    }


def _origin(
    ordered: pd.DataFrame, grid: Grid, day: date, scoring: BacktestSettings, live: LabSettings
) -> Origin:
    days = tuple(day + timedelta(days=k) for k in range(scoring.days))
    after = pd.Timestamp(day) + pd.Timedelta(days=scoring.days)
    came = ordered[(ordered["start"] >= pd.Timestamp(day)) & (ordered["start"] < after)]
    return Origin(day, days, weighted_history(ordered, grid, day, live), came.reset_index(drop=True))


class _Seen:
    """What was reported of all the weeks together."""

    def __init__(self, cells: int) -> None:
        self.cells = np.zeros(cells)
        self.hours = np.zeros(HOURS_PER_WEEK)

    def add(self, origin: Origin) -> None:
        self.cells += origin.seen
        hours = hours_of_week(origin.came["start"].to_numpy(dtype="datetime64[s]"))
        self.hours += np.bincount(hours, minlength=HOURS_PER_WEEK)


@dataclass
class _Plots:
    """What the plots of one setting are drawn from, summed over the weeks."""

    cells: int
    total: NDArray[np.float64] = field(init=False)
    hours: NDArray[np.float64] = field(init=False)
    hits: list[NDArray[np.float64]] = field(default_factory=list)
    pairs: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = field(default_factory=list)
    steps: list[PitSteps] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.total = np.zeros(self.cells)
        self.hours = np.zeros(HOURS_PER_WEEK)

    def add(self, model: CellModel, origin: Origin) -> None:
        prediction, seen = model.predict(origin.days), origin.seen
        self.total += prediction.expected
        self.hours += model.predict_slots(origin.days, 1).expected.sum(axis=0)
        if seen.sum() > 0:
            self.hits.append(_curve(prediction, seen))
        self.pairs.append((prediction.expected, seen))
        self.steps.append(steps_at(model, origin, prediction))

    def to_json(self, weeks: int) -> dict[str, Any]:
        curve = np.mean(self.hits, axis=0) if self.hits else np.zeros(len(CURVE_PERCENT))
        return {
            "curve": [
                [percent, round(float(hit), 4)] for percent, hit in zip(CURVE_PERCENT, curve, strict=True)
            ],
            "calibration": _calibration(self.pairs),
            "flatness": [
                {
                    "what": one.what,
                    "tenths": list(one.tenths),
                    "p_value": round(one.p_value, 4) if any(one.tenths) else None,
                }
                for one in pits(self.steps)
            ],
            "hours": _short(self.hours / weeks),
            "cells": _short(self.total / weeks),
        }


def _curve(prediction: Prediction, seen: NDArray[np.float64]) -> NDArray[np.float64]:
    """The share of reports in the best so many percent of the area."""
    order = best_cells(prediction.expected, len(seen))
    reached = np.cumsum(seen[order]) / seen.sum()
    counts = np.maximum(1, np.round(np.array(CURVE_PERCENT) / 100.0 * len(seen)).astype(int))
    return np.asarray(reached[counts - 1], dtype=float)


def _calibration(pairs: Sequence[tuple[NDArray[np.float64], NDArray[np.float64]]]) -> list[list[float]]:
    """Cells of all weeks in groups that expect about as many reports each: expected and seen a cell and week, cells."""
    expected = np.concatenate([one for one, _ in pairs])
    seen = np.concatenate([other for _, other in pairs])
    order = np.argsort(expected, kind="stable")
    share = np.cumsum(expected[order]) / max(float(expected.sum()), 1e-12)
    group = np.minimum((share * _BINS).astype(int), _BINS - 1)
    rows = []
    for k in range(_BINS):
        chosen = order[group == k]
        if chosen.size:
            rows.append(
                [
                    round(float(expected[chosen].mean()), 5),
                    round(float(seen[chosen].mean()), 5),
                    int(chosen.size),
                ]
            )
    return rows


def _short(values: NDArray[np.float64], digits: int | None = None) -> list[float]:
    """Four digits that mean something are enough to draw by."""
    if digits is not None:
        return [round(float(value), digits) for value in values]
    return [float(f"{value:.4g}") for value in values]
