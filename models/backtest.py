"""Back-tests: what each model would have said at past origins, and how that compares with what came."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.crs import MetricCrs
from geodata.errors import BadInput
from geodata.study_area import StudyArea
from models import metrics
from models.events import events_grid, known_events
from models.forecast import cell_frame, check_band, history_of, slot_frame
from models.grid import Grid
from models.prediction import CellModel
from models.registry import DEFAULT_MODEL, make_model

LOWER_IS_BETTER = frozenset({"crps"})
_CHOICES = 20

Progress = Callable[[int, int], None]
Keep = Callable[[str, date, pd.DataFrame], None]


@dataclass(frozen=True)
class BacktestSettings:
    """What is forecast at each origin, and at which shares of the area it is scored.

    `coverage` are shares of the area in percent; the rest is as in `models.forecast.forecast_cells`.
    """

    days: int = 7
    cell_m: float = 250.0
    slots: bool = False
    band_hours: int = 4
    categories: tuple[str, ...] = ()
    coverage: tuple[float, ...] = (1.0, 2.0, 5.0)

    def __post_init__(self) -> None:
        if self.days < 1:
            raise BadInput(f"Forecast 1 day or more, not {self.days}.")
        check_band(self.band_hours)
        if not self.coverage or not all(0 < one <= 100 for one in self.coverage):
            raise BadInput("Coverage is one or more shares of the area in percent, above 0 and up to 100.")


@dataclass(frozen=True)
class Backtest:
    """The figures of every model, origin and metric.

    `scores[model][origin][metric]`; metrics not defined at an origin are NaN.
    """

    origins: tuple[date, ...]
    scores: dict[str, dict[date, dict[str, float]]]
    default: str = DEFAULT_MODEL

    @property
    def metrics(self) -> tuple[str, ...]:
        """Names of the metrics, in order."""
        return tuple(self.scores[self.default][self.origins[0]])

    def mean(self, model: str, metric: str) -> float:
        """A metric's mean over the origins that have it."""
        values = [one for one in self._values(model, metric) if np.isfinite(one)]
        return float(np.mean(values)) if values else float("nan")

    def paired(self, model: str, metric: str) -> tuple[float, float, float]:
        """Model less default: the mean difference and the ends of its 90% interval."""
        pairs = zip(self._values(model, metric), self._values(self.default, metric), strict=True)
        return metrics.paired_interval([one - other for one, other in pairs])

    def _values(self, model: str, metric: str) -> list[float]:
        return [self.scores[model][origin][metric] for origin in self.origins]


def origins_between(first: date, last: date, step_days: int = 7) -> tuple[date, ...]:
    """The days at which forecasts are made, both ends included where the step allows.

    Raises
    ------
    BadInput
        When there is none.
    """
    if step_days < 1:
        raise BadInput(f"The step between origins should be 1 day or more, not {step_days}.")
    if last < first:
        raise BadInput(f"The back-test ends on {last}, before it begins on {first}.")
    return tuple(first + timedelta(days=k) for k in range(0, (last - first).days + 1, step_days))


def run_backtest(
    events: pd.DataFrame,
    origins: Sequence[date],
    models: Sequence[str],
    *,
    area: StudyArea | None = None,
    settings: BacktestSettings | None = None,
    progress: Progress | None = None,
    keep: Keep | None = None,
) -> Backtest:
    """Forecast at each origin with each model from what was known then, and score it by what happened after.

    What happened counts whenever it was reported. Events outside the grid are not counted. The default model is
    always among those tried.

    Parameters
    ----------
    events
        As `models.events.read_events` gives them.
    progress
        Called with the number of origins done and their total.
    keep
        Called with model, origin and the frame that `forecast_cells` returns for it.

    Raises
    ------
    BadInput
        When a model or category does not exist, or no event came after any origin.
    """
    settings = settings or BacktestSettings()
    names = tuple(dict.fromkeys([DEFAULT_MODEL, *models]))
    for name in names:
        make_model(name)
    scores: dict[str, dict[date, dict[str, float]]] = {name: {} for name in names}
    for done, origin in enumerate(origins, start=1):
        for name, score in _at_origin(events, origin, names, area, settings, keep):
            scores[name][origin] = score
        if progress is not None:
            progress(done, len(origins))
    if all(score["events"] == 0 for score in scores[DEFAULT_MODEL].values()):
        raise BadInput("Nothing happened after any of these origins, so there is nothing to score by.")
    return Backtest(tuple(origins), scores)


def _at_origin(
    events: pd.DataFrame,
    origin: date,
    names: Sequence[str],
    area: StudyArea | None,
    settings: BacktestSettings,
    keep: Keep | None,
) -> Iterator[tuple[str, dict[str, float]]]:
    known = known_events(events, pd.Timestamp(origin), settings.categories)
    grid, crs = events_grid(known, area, settings.cell_m)
    history = history_of(known, grid, crs, origin)
    days = [origin + timedelta(days=k) for k in range(settings.days)]
    came = _came_after(events, origin, grid, crs, settings)
    for name in names:
        model = make_model(name).fit(history)
        yield name, _score(model, came, days, grid, settings)
        if keep is not None and settings.slots:
            slots = model.predict_slots(days, settings.band_hours)
            keep(name, origin, slot_frame(grid, slots, days, settings.band_hours))
        elif keep is not None:
            keep(name, origin, cell_frame(grid, model.predict(days)))


def _score(
    model: CellModel, came: pd.DataFrame, days: Sequence[date], grid: Grid, settings: BacktestSettings
) -> dict[str, float]:
    prediction = model.predict(days)
    seen = np.bincount(came["cell"], minlength=len(grid)).astype(float)
    score = {"events": float(seen.sum()), "expected": float(prediction.expected.sum())}
    for percent in settings.coverage:
        share = percent / 100.0
        score[f"hit_rate_{percent:g}"] = metrics.hit_rate(prediction.expected, seen, share)
        score[f"pai_{percent:g}"] = metrics.accuracy_index(prediction.expected, seen, share)
        score[f"pei_{percent:g}"] = metrics.efficiency_index(prediction.expected, seen, share)
    score["log_score"] = metrics.log_score(prediction, seen)
    score["crps"] = metrics.crps(prediction, seen)
    inside, busy = metrics.coverage(prediction, seen)
    score["interval_90"] = inside / busy if busy else float("nan")
    if settings.slots:
        slots = model.predict_slots(days, settings.band_hours).expected
        score["choices_met"], score["choices_events"] = metrics.choices_met(
            slots, _seen_in_slots(came, slots.shape, settings.band_hours), _CHOICES
        )
    return score


def _came_after(
    events: pd.DataFrame, origin: date, grid: Grid, crs: MetricCrs, settings: BacktestSettings
) -> pd.DataFrame:
    """The events of the days forecast, whenever reported, with their `cell`; those outside the grid left out."""
    first, last = pd.Timestamp(origin), pd.Timestamp(origin) + pd.Timedelta(days=settings.days)
    chosen = (events["start"] >= first) & (events["start"] < last)
    if settings.categories:
        chosen &= events["category"].isin(list(settings.categories))
    came = events[chosen].sort_values(["lon", "lat", "start"], kind="stable", ignore_index=True)
    x, y = crs.to_metres(came["lon"].to_numpy(dtype=float), came["lat"].to_numpy(dtype=float))
    usable = np.isfinite(x) & np.isfinite(y)
    cell = np.where(usable, grid.cell_of(np.where(usable, x, 0.0), np.where(usable, y, 0.0)), -1)
    came["cell"] = cell
    return came[came["cell"] >= 0].reset_index(drop=True)


def _seen_in_slots(came: pd.DataFrame, shape: tuple[int, ...], band_hours: int) -> NDArray[np.float64]:
    """Events in each cell and slot by their start; repeats at one point within 24 hours count once."""
    same_point = came["lon"].eq(came["lon"].shift()) & came["lat"].eq(came["lat"].shift())
    first = came[~(same_point & (came["start"].diff() < pd.Timedelta(hours=24)))]
    bands = 24 // band_hours
    slot = first["start"].dt.day_of_week * bands + first["start"].dt.hour // band_hours
    flat = np.bincount(first["cell"] * shape[1] + slot, minlength=shape[0] * shape[1])
    return flat.astype(float).reshape(shape)
