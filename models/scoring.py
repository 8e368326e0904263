"""Last week's live forecast held against what was then reported, and a flag when it slips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from geodata.errors import BadInput
from models import metrics

_NEEDED = ("x", "y", "expected", "lower", "upper")
_RECENT, _EARLIER = 4, 8
_SURE = 0.01


@dataclass(frozen=True)
class Score:
    """One live forecast once its days have been.

    `hit_rates` are pairs of percent of the area and share of the reports in it (NaN without a report); `inside` of
    `tried` intervals of cells expecting 1 or more held; `interval_score` is the mean width of the intervals with 20
    times what lay outside (lower is better).

    References
    ----------
    Gneiting, T. and Raftery, A. (2007). Strictly proper scoring rules, prediction, and estimation. Journal of the
    American Statistical Association 102, 359-378 (interval score).
    """

    as_of: date
    events: int
    outside: int
    expected: float
    hit_rates: tuple[tuple[float, float], ...]
    inside: int
    tried: int
    interval_score: float

    @property
    def words(self) -> str:
        """The week in a sentence."""
        hits = ", ".join(f"{share:.0%} in {percent:g}% of the area" for percent, share in self.hit_rates)
        where = f"; {hits}" if self.events else ""
        return f"Week of {self.as_of}: {self.expected:.0f} reports expected, {self.events} came{where}."


@dataclass(frozen=True)
class DriftFlag:
    """The live model has slipped: in which ways (`hit_rate`, `level`, `intervals`), since when, in sentences."""

    since: date
    kinds: tuple[str, ...]
    sentences: tuple[str, ...]


def score_forecast(
    forecast: pd.DataFrame,
    reported: pd.DataFrame,
    *,
    as_of: date,
    cell_m: float,
    coverage: Sequence[float] = (1.0, 2.0, 5.0),
) -> Score:
    """Score a forecast of cells by the reports of its days.

    Parameters
    ----------
    forecast
        As `models.forecast.forecast_cells` returns it, whole cells or slots.
    reported
        The reports that fell in the days forecast, with `x`, `y` in the forecast's metres, and `start` for slots.

    Raises
    ------
    BadInput
        When a column is missing.
    """
    slots = "weekday" in forecast.columns
    for frame, needed, what in (
        (forecast, _NEEDED, "forecast"),
        (reported, ("x", "y", "start") if slots else ("x", "y"), "list of reports"),
    ):
        missing = [name for name in needed if name not in frame.columns]
        if missing:
            raise BadInput(f"The {what} lacks the column {missing[0]!r}.")
    cells = forecast.groupby(["x", "y"], sort=False)["expected"].sum()
    seen_cells, outside = _seen(forecast, reported, cell_m, slots=False)
    seen = _seen(forecast, reported, cell_m, slots=True)[0] if slots else seen_cells
    expected, lower, upper = (forecast[name].to_numpy(dtype=float) for name in ("expected", "lower", "upper"))
    busy = expected >= 1.0
    misses = np.maximum(lower - seen, 0.0) + np.maximum(seen - upper, 0.0)
    hits = tuple(
        (float(one), metrics.hit_rate(cells.to_numpy(), seen_cells, one / 100.0)) for one in coverage
    )
    return Score(
        as_of,
        int(seen_cells.sum()),
        outside,
        float(expected.sum()),
        hits,
        int((busy & (misses == 0)).sum()),
        int(busy.sum()),
        float((upper - lower + 20.0 * misses).mean()),
    )


def drift(scores: Sequence[Score]) -> DriftFlag | None:
    """Whether the last four weeks are worse than the weeks before, beyond chance; None where not, or too early to say.

    Three ways to slip: fewer reports in the ground flagged (a t-test of the last four weeks against those before), a
    level that is off by a third the same way four weeks running, and intervals that hold less often than they promise
    (an exact binomial test).
    """
    ordered = sorted(scores, key=lambda score: score.as_of)
    if len(ordered) < _RECENT + _EARLIER:
        return None
    recent, earlier = ordered[-_RECENT:], ordered[:-_RECENT]
    found = [
        (kind, words)
        for kind, words in (
            ("hit_rate", _fewer_hits(recent, earlier)),
            ("level", _level_off(recent)),
            ("intervals", _narrow(recent)),
        )
        if words
    ]
    if not found:
        return None
    return DriftFlag(recent[0].as_of, tuple(kind for kind, _ in found), tuple(words for _, words in found))


def _seen(
    forecast: pd.DataFrame, reported: pd.DataFrame, cell_m: float, *, slots: bool
) -> tuple[NDArray[np.float64], int]:
    """Reports in each row of the forecast (or each of its cells, in order), and how many lay in none."""
    rows = forecast if slots else forecast[["x", "y"]].drop_duplicates()
    where = {"column": np.floor(rows["x"] / cell_m).astype(int), "row": np.floor(rows["y"] / cell_m).astype(int)}
    came = {
        "column": np.floor(reported["x"] / cell_m).astype(int),
        "row": np.floor(reported["y"] / cell_m).astype(int),
    }
    if slots:
        band = int((forecast["end_hour"] - forecast["start_hour"]).iloc[0])
        where |= {"weekday": rows["weekday"], "band": rows["start_hour"] // band}
        came |= {"weekday": reported["start"].dt.day_of_week, "band": reported["start"].dt.hour // band}
    index = pd.MultiIndex.from_arrays([np.asarray(one) for one in where.values()])
    position = index.get_indexer(pd.MultiIndex.from_arrays([np.asarray(one) for one in came.values()]))
    seen = np.bincount(position[position >= 0], minlength=len(rows)).astype(float)
    return seen, int((position < 0).sum())


def _fewer_hits(recent: Sequence[Score], earlier: Sequence[Score]) -> str:
    new, old = ([score.hit_rates[-1][1] for score in part if score.events] for part in (recent, earlier))
    if len(new) < 3 or len(old) < _EARLIER or np.ptp(old) == 0:
        return ""
    freedom = len(new) + len(old) - 2
    pooled = (np.var(new) * len(new) + np.var(old) * len(old)) / freedom
    fall = (np.mean(old) - np.mean(new)) / np.sqrt(pooled * (1 / len(new) + 1 / len(old)))
    if stats.t.sf(fall, freedom) >= _SURE:
        return ""
    percent = recent[-1].hit_rates[-1][0]
    return (
        f"In the last {len(recent)} weeks {np.mean(new):.0%} of reports fell in the {percent:g}% of the area that was "
        f"flagged; before, {np.mean(old):.0%} did."
    )


def _level_off(recent: Sequence[Score]) -> str:
    ratios = [score.events / max(score.expected, 1e-9) for score in recent]
    if min(ratios) > 4 / 3:
        return f"Each of the last {len(recent)} weeks had a third more reports than expected, or more."
    if max(ratios) < 2 / 3:
        return f"Each of the last {len(recent)} weeks had a third fewer reports than expected, or fewer."
    return ""


def _narrow(recent: Sequence[Score]) -> str:
    inside, tried = sum(score.inside for score in recent), sum(score.tried for score in recent)
    if not tried or stats.binomtest(inside, tried, 0.9, alternative="less").pvalue >= _SURE:
        return ""
    return f"Only {inside} of {tried} intervals of the last {len(recent)} weeks held, where nine in ten should."
