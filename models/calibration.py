"""Whether a model's probabilities mean what they say, on weeks it has not seen.

References
----------
Czado, C., Gneiting, T. and Held, L. (2009). Predictive model assessment for count data. Biometrics 65, 1254-1261.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from geodata.study_area import StudyArea
from models import metrics
from models.backtest import BacktestSettings, Origin, origins_of
from models.decayed import DecayedCountModel
from models.prediction import CellModel, Prediction
from models.registry import DEFAULT_MODEL, make_model

_TENTHS = 10
_LEAST = 0.1  # below this nearly every count is 0 and the transform is all chance


@dataclass(frozen=True)
class Pit:
    """Probability integral transforms in tenths: as many in each when the model is calibrated.

    `what` names what was counted; `tenths` are the ten counts, for a plot; `worst` is the furthest that the share below
    any value lies from that value; `p_value` is Kolmogorov's and Smirnov's, for chance alone bringing so much.
    """

    what: str
    tenths: tuple[int, ...]
    worst: float
    p_value: float

    @property
    def words(self) -> str:
        """What the figures say."""
        count = sum(self.tenths)
        if not count:
            return f"{self.what}: none was busy enough to tell."
        flat = "flat, as it should be" if self.p_value >= 0.05 else "not flat"
        return (
            f"{self.what}: {count:,} transforms, {flat} (Kolmogorov-Smirnov p = {self.p_value:.3f}; at most "
            f"{100 * self.worst:.1f} points off)."
        )


@dataclass(frozen=True)
class Intervals:
    """How many of the 90% intervals held, where at least 1 was expected.

    Counts are whole numbers, so that an interval of at least 90% holds `nominal` on average, more than 0.9. `p_less` is
    the exact binomial chance of so few were it 0.9; `p_value` the two-sided one were it `nominal`.
    """

    inside: int
    tried: int
    nominal: float
    p_less: float
    p_value: float

    @property
    def words(self) -> str:
        """What the figures say."""
        if not self.tried:
            return "No cell expected 1 or more."
        kept = "they hold what they promise" if self.p_less >= 0.05 else "fewer than promised"
        return (
            f"{self.inside:,} of {self.tried:,} intervals held ({100 * self.inside / self.tried:.1f}%; whole counts "
            f"make them {100 * self.nominal:.1f}% wide): {kept} (exact binomial p = {self.p_less:.3f})."
        )


@dataclass(frozen=True)
class Calibration:
    """One model's calibration over some origins; scores are means a cell, `plain_` those of Poisson with its mean."""

    model: str
    cells: Pit
    place_days: Pit
    weeks: Pit
    intervals: Intervals
    log_score: float
    plain_log_score: float
    crps: float
    plain_crps: float
    top_expected: float
    top_seen: float

    @property
    def words(self) -> tuple[str, ...]:
        """Sentences for a page."""
        return (
            self.cells.words,
            self.place_days.words,
            self.weeks.words,
            self.intervals.words,
            f"The log score is {self.log_score:.4f} where plain Poisson has {self.plain_log_score:.4f}, the CRPS "
            f"{self.crps:.5f} where it has {self.plain_crps:.5f}.",
            f"In the 20 busiest cells a week {self.top_expected:.1f} were expected and {self.top_seen:.1f} came.",
        )


def calibrate(
    events: pd.DataFrame,
    origins: Sequence[date],
    *,
    area: StudyArea | None = None,
    settings: BacktestSettings | None = None,
    model: str = DEFAULT_MODEL,
) -> Calibration:
    """Compare what a model said at each origin with what came, cell by cell, day by day and in all.

    Raises
    ------
    BadInput
        When there is no such model or category.
    """
    settings = settings or BacktestSettings()
    parts = [_at(make_model(model).fit(one.history), one) for one in origins_of(
        events, origins, area=area, settings=settings)]  # fmt: skip
    inside, tried = (sum(part.held[k] for part in parts) for k in (0, 1))
    nominal = float(np.concatenate([part.mass for part in parts]).mean()) if tried else float("nan")
    return Calibration(
        model,
        _pit("cells a week", [part.cells for part in parts]),
        _pit("cells a day", [part.days for part in parts]),
        _pit("weeks of the whole area", [part.week for part in parts]),
        Intervals(
            inside,
            tried,
            nominal,
            float(stats.binomtest(inside, tried, 0.9, alternative="less").pvalue) if tried else float("nan"),
            float(stats.binomtest(inside, tried, min(nominal, 1.0)).pvalue) if tried else float("nan"),
        ),
        *(float(mean) for mean in np.mean([part.figures for part in parts], axis=0)),
    )


@dataclass(frozen=True)
class _Part:
    cells: NDArray[np.float64]
    days: NDArray[np.float64]
    week: NDArray[np.float64]
    held: tuple[int, int]
    mass: NDArray[np.float64]
    figures: tuple[float, ...]


def _at(model: CellModel, origin: Origin) -> _Part:
    prediction, seen, seed = model.predict(origin.days), origin.seen, origin.day.toordinal()
    busy = prediction.expected >= 1.0
    daily = model.predict_slots(origin.days, 24)
    seen_daily = np.zeros(daily.expected.shape)
    np.add.at(seen_daily, (origin.came["cell"].to_numpy(), origin.came["start"].dt.day_of_week.to_numpy()), 1.0)
    plain = Prediction(prediction.expected, np.zeros(len(seen)))
    top = metrics.best_cells(prediction.expected, 20)
    return _Part(
        _busy_pit(prediction, seen, seed),
        _busy_pit(daily, seen_daily, seed),
        metrics.randomised_pit(total_of(model, origin.days), np.array([seen.sum()]), seed),
        metrics.coverage(prediction, seen),
        metrics.interval_mass(prediction)[busy],
        (
            metrics.log_score(prediction, seen),
            metrics.log_score(plain, seen),
            metrics.crps(prediction, seen),
            metrics.crps(plain, seen),
            float(prediction.expected[top].sum()),
            float(seen[top].sum()),
        ),
    )


def total_of(model: CellModel, days: Sequence[date]) -> Prediction:
    """Expected events of the whole area, as one value: the model's own word, or its cells' sum as plain Poisson."""
    if isinstance(model, DecayedCountModel):
        return model.predict_total(days)
    return Prediction(np.array([model.predict(days).expected.sum()]), np.zeros(1))


def _busy_pit(prediction: Prediction, seen: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    busy = prediction.expected >= _LEAST
    chosen = Prediction(prediction.expected[busy], prediction.relative_variance[busy])
    return metrics.randomised_pit(chosen, seen[busy], seed)


def _pit(what: str, parts: Sequence[NDArray[np.float64]]) -> Pit:
    values = np.concatenate(parts)
    tenths = tuple(int(count) for count in np.histogram(values, _TENTHS, (0.0, 1.0))[0])
    if not len(values):
        return Pit(what, tenths, float("nan"), float("nan"))
    test = stats.kstest(values, "uniform")
    return Pit(what, tenths, float(test.statistic), float(test.pvalue))
