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
from models.metrics import Steps
from models.prediction import CellModel, Prediction
from models.registry import DEFAULT_MODEL, make_model

_TENTHS = 10
# Where in its step a count's transform lies is drawn: one draw alone may look flat or not by luck.
_DRAWS = 21
_LEAST = 0.1  # below this nearly every count is 0 and the transform is all chance


@dataclass(frozen=True)
class Pit:
    """Probability integral transforms in tenths: as many in each when the model is calibrated.

    `what` names what was counted; `tenths` are the ten counts of one draw of the random points, for a plot; `worst` is
    the furthest that the share below any value lies from that value; `p_value` is Kolmogorov's and Smirnov's, for
    chance alone bringing so much. Both are the medians of 21 draws; `p_low` and `p_high` are the p-values that a tenth
    of the draws lie below and above.
    """

    what: str
    tenths: tuple[int, ...]
    worst: float
    p_value: float
    p_low: float
    p_high: float

    @property
    def flat(self) -> bool:
        """Whether chance alone may well bring so much."""
        return self.p_value >= 0.05

    @property
    def words(self) -> str:
        """What the figures say."""
        count = sum(self.tenths)
        if not count:
            return f"{self.what}: none was busy enough to tell."
        flat = "flat, as it should be" if self.flat else "not flat"
        return (
            f"{self.what}: {count:,} transforms, {flat} (Kolmogorov-Smirnov p = {self.p_value:.3f}, in most draws "
            f"{self.p_low:.3f} to {self.p_high:.3f}; at most {100 * self.worst:.1f} points off)."
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
        *pits([part.steps for part in parts]),
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
class PitSteps:
    """Where the distributions step at what came, of one origin: (low, high) of cells, of cells' days, of the whole."""

    cells: Steps
    days: Steps
    week: Steps


@dataclass(frozen=True)
class _Part:
    steps: PitSteps
    held: tuple[int, int]
    mass: NDArray[np.float64]
    figures: tuple[float, ...]


def _at(model: CellModel, origin: Origin) -> _Part:
    prediction, seen = model.predict(origin.days), origin.seen
    busy = prediction.expected >= 1.0
    plain = Prediction(prediction.expected, np.zeros(len(seen)))
    top = metrics.best_cells(prediction.expected, 20)
    return _Part(
        steps_at(model, origin, prediction),
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


def steps_at(model: CellModel, origin: Origin, prediction: Prediction) -> PitSteps:
    """What `pits` needs of one origin, from a model fitted there and its prediction of all the days together.

    Of cells and their days those count where at least 0.1 is expected.
    """
    daily = model.predict_slots(origin.days, 24)
    seen_daily = np.zeros(daily.expected.shape)
    day = origin.came["start"].dt.day_of_week.to_numpy()
    np.add.at(seen_daily, (origin.came["cell"].to_numpy(), day), 1.0)
    return PitSteps(
        _busy_steps(prediction, origin.seen),
        _busy_steps(daily, seen_daily),
        metrics.pit_steps(total_of(model, origin.days), np.array([origin.seen.sum()])),
    )


def pits(steps: Sequence[PitSteps]) -> tuple[Pit, Pit, Pit]:
    """Cells a week, cells a day and weeks of the whole area, over some origins."""
    return (
        _pit("cells a week", [one.cells for one in steps]),
        _pit("cells a day", [one.days for one in steps]),
        _pit("weeks of the whole area", [one.week for one in steps]),
    )


def _busy_steps(prediction: Prediction, seen: NDArray[np.float64]) -> Steps:
    busy = prediction.expected >= _LEAST
    chosen = Prediction(prediction.expected[busy], prediction.relative_variance[busy])
    return metrics.pit_steps(chosen, seen[busy])


def _pit(what: str, parts: Sequence[Steps]) -> Pit:
    steps = np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
    if not len(steps[0]):
        return Pit(what, (0,) * _TENTHS, *[float("nan")] * 4)
    draws = [metrics.randomised_pit(steps, random_state=draw) for draw in range(_DRAWS)]
    tests = [stats.kstest(values, "uniform") for values in draws]
    p_low, p_value, p_high = (float(p) for p in np.percentile([test.pvalue for test in tests], [10, 50, 90]))
    worst = float(np.median([test.statistic for test in tests]))
    tenths = tuple(int(count) for count in np.histogram(draws[0], _TENTHS, (0.0, 1.0))[0])
    return Pit(what, tenths, worst, p_value, p_low, p_high)
