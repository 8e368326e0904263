"""Back-tests: what each model would have said at past origins, and how that compares with what came."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.errors import BadInput
from geodata.study_area import StudyArea
from models import metrics
from models.events import events_grid, in_cells, in_order, known_at, repeats
from models.forecast import cell_frame, check_band, history_of, slot_frame
from models.grid import Grid
from models.history import History
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
    past = _Past.of(events, area, settings)
    scores: dict[str, dict[date, dict[str, float]]] = {name: {} for name in names}
    for done, origin in enumerate(origins, start=1):
        for name, score in _at_origin(past.at(origin), names, settings, keep):
            scores[name][origin] = score
        if progress is not None:
            progress(done, len(origins))
    if all(score["events"] == 0 for score in scores[DEFAULT_MODEL].values()):
        raise BadInput("Nothing happened after any of these origins, so there is nothing to score by.")
    return Backtest(tuple(origins), scores)


@dataclass(frozen=True)
class Origin:
    """One day of a back-test: what was known then, and what came in the days forecast (with `cell`)."""

    day: date
    days: tuple[date, ...]
    history: History
    came: pd.DataFrame

    @property
    def seen(self) -> NDArray[np.float64]:
        """Events that came, in each cell."""
        return np.bincount(self.came["cell"], minlength=len(self.history.grid)).astype(float)

    def seen_in_slots(self, band_hours: int) -> NDArray[np.float64]:
        """Events that came, in each cell and slot by their start; repeats at one point within a day count once."""
        came = self.came
        lon, lat = (came[name].to_numpy(dtype=float) for name in ("lon", "lat"))
        first = came[~repeats(lon, lat, came["start"].to_numpy())]
        bands = 24 // band_hours
        slot = first["start"].dt.day_of_week * bands + first["start"].dt.hour // band_hours
        shape = len(self.history.grid), 7 * bands
        flat = np.bincount(first["cell"] * shape[1] + slot, minlength=shape[0] * shape[1])
        return flat.astype(float).reshape(shape)


@dataclass(frozen=True)
class _Past:
    """The events made ready once for all origins; without an area each origin draws its own grid round what it knew."""

    events: pd.DataFrame
    area: StudyArea | None
    grid: Grid | None
    settings: BacktestSettings

    @classmethod
    def of(cls, events: pd.DataFrame, area: StudyArea | None, settings: BacktestSettings) -> _Past:
        ordered = in_order(events, settings.categories)
        if area is None:
            return cls(ordered, None, None, settings)
        grid, crs = events_grid(ordered, area, settings.cell_m)
        return cls(in_cells(ordered, grid, crs), area, grid, settings)

    def at(self, origin: date) -> Origin:
        known = known_at(self.events, pd.Timestamp(origin))
        days = tuple(origin + timedelta(days=k) for k in range(self.settings.days))
        first, after = pd.Timestamp(origin), pd.Timestamp(days[-1]) + pd.Timedelta(days=1)
        came = self.events[(self.events["start"] >= first) & (self.events["start"] < after)]
        if self.grid is not None:
            return Origin(origin, days, history_of(known, self.grid, origin), came.reset_index(drop=True))
        grid, crs = events_grid(known, self.area, self.settings.cell_m)
        return Origin(origin, days, history_of(in_cells(known, grid, crs), grid, origin), in_cells(came, grid, crs))


def origins_of(
    events: pd.DataFrame, origins: Sequence[date], *, area: StudyArea | None, settings: BacktestSettings
) -> Iterator[Origin]:
    """Each origin with what was known then and what came after, as `run_backtest` scores it."""
    past = _Past.of(events, area, settings)
    return (past.at(origin) for origin in origins)


def _at_origin(
    origin: Origin, names: Sequence[str], settings: BacktestSettings, keep: Keep | None
) -> Iterator[tuple[str, dict[str, float]]]:
    grid = origin.history.grid
    for name in names:
        model = make_model(name).fit(origin.history)
        yield name, score_at(model, origin, settings)
        if keep is not None and settings.slots:
            slots = model.predict_slots(origin.days, settings.band_hours)
            keep(name, origin.day, slot_frame(grid, slots, origin.days, settings.band_hours))
        elif keep is not None:
            keep(name, origin.day, cell_frame(grid, model.predict(origin.days)))


def score_at(model: CellModel, origin: Origin, settings: BacktestSettings) -> dict[str, float]:
    """Every figure of a fitted model at one origin."""
    prediction = model.predict(origin.days)
    seen = origin.seen
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
        slots = model.predict_slots(origin.days, settings.band_hours)
        ranked = slots.expected if slots.distinct is None else slots.distinct  # as they are counted below
        score["choices_met"], score["choices_events"] = metrics.choices_met(
            ranked, origin.seen_in_slots(settings.band_hours), _CHOICES
        )
    return score
