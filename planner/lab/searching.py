"""Better settings of the live model, searched on the weeks before those that a run scores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd

from geodata.study_area import StudyArea
from models.backtest import BacktestSettings
from models.tuning import TuneSettings, tune
from planner.lab.settings import TUNABLES, LabSettings

WEEKS_BEFORE = 10
TRIALS = 18
HOLDOUT = 0.2
Progress = Callable[[int, int], None]


def searched_settings(
    events: pd.DataFrame, area: StudyArea, live: LabSettings, first: date, cell_m: float, progress: Progress
) -> LabSettings | None:
    """The best settings of the live model on the ten weeks before a day; None when none beats it as it comes.

    The search never sees the weeks from that day on, so that a run over them is fair.
    """
    result = tune(
        events,
        [first - timedelta(weeks=k) for k in range(WEEKS_BEFORE, 0, -1)],
        settings=TuneSettings(model=live.model, trials=TRIALS, holdout=HOLDOUT),
        backtest=BacktestSettings(cell_m=cell_m),
        area=area,
        progress=progress,
    )
    best = dict(result.best)
    half_life = next(one for one in TUNABLES if one.name == "half_life_days")
    if not half_life.low <= best.get("half_life_days", 0.0) <= half_life.high:
        return replace(live, parameters=best) if best else None
    days = best.pop("half_life_days")
    return replace(live, half_life_days=float(days), parameters=best)
