"""How good the forecasts are on real cities, and what they cost.

Run with `python -m benchmarks.hotspots [--origins N]` from the repository; the real files are looked for in
../shared/data or the folder named by OUTREACH_SHARED_DATA.
"""

from __future__ import annotations

import argparse
import os
import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

from geodata.study_area import StudyArea, area_from_boundary_file
from models import metrics
from models.backtest import BacktestSettings, origins_between, run_backtest
from models.decayed import DecayedCountModel
from models.events import events_grid, known_events, read_events
from models.forecast import forecast_cells, history_of
from models.registry import DEFAULT_MODEL, MODELS
from models.verdict import verdict

SHARED = Path(os.environ.get("OUTREACH_SHARED_DATA", Path(__file__).parents[2] / "shared" / "data"))
CITIES = {
    "Denver public disorder": (
        "denver_disorder_2019_2022.csv.gz",
        "denver_boundary.geojson",
        ("public-disorder",),
    ),
    "Houston, every category": ("houston_2010.csv.gz", None, ()),
}
FIRST = {"Denver public disorder": date(2021, 9, 6), "Houston, every category": date(2010, 5, 3)}


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--origins", type=int, default=26, help="weekly origins for each city")
    origins = parser.parse_args().origins
    for city, (file, boundary, categories) in CITIES.items():
        path = SHARED / "events" / file
        if not path.exists():
            print(f"{city}: {path} is not here, skipped.")
            continue
        started = time.perf_counter()
        events = read_events(path)
        print(f"\n{city}: {len(events):,} events read in {time.perf_counter() - started:.1f} s")
        area = area_from_boundary_file(SHARED / "events" / boundary, time_zone="UTC") if boundary else None
        last = events["start"].max().date() - timedelta(days=7)  # a whole week must follow each origin
        days = origins_between(FIRST[city], min(FIRST[city] + timedelta(weeks=origins - 1), last))
        rank(events, area, categories, days)
        choose(events, area, categories, days)
        calibrate(events, area, categories, days)
        time_one(events, area)


def rank(
    events: pd.DataFrame, area: StudyArea | None, categories: tuple[str, ...], days: tuple[date, ...]
) -> None:
    """Hit rates of every model at 1, 2 and 5% of the area, and the paired verdict."""
    settings = BacktestSettings(categories=categories)
    started = time.perf_counter()
    result = run_backtest(events, days, list(MODELS), area=area, settings=settings)
    print(f"{len(days)} origins of {len(MODELS)} models at 250 m in {time.perf_counter() - started:.1f} s")
    print(f"{'hit rate, %':18} {'1%':>6} {'2%':>6} {'5%':>6} {'log score':>10} {'CRPS':>8} {'in 90%':>7}")
    for model in result.scores:
        hits = [100 * result.mean(model, f"hit_rate_{percent}") for percent in (1, 2, 5)]
        rest = [result.mean(model, name) for name in ("log_score", "crps", "interval_90")]
        print(
            f"{model:18} "
            + " ".join(f"{one:6.1f}" for one in hits)
            + " {:10.4f} {:8.5f} {:7.3f}".format(*rest)
        )
    print(verdict(result, settings))


def choose(
    events: pd.DataFrame, area: StudyArea | None, categories: tuple[str, ...], days: tuple[date, ...]
) -> None:
    """Reports a week in the 20 best choices of cell, day and 4 hours."""
    for cell_m in (250.0, 500.0, 1000.0):
        settings = BacktestSettings(cell_m=cell_m, slots=True, categories=categories)
        result = run_backtest(events, days, ["count-52", "decayed-count"], area=area, settings=settings)
        told = ", ".join(
            f"{model} {result.mean(model, 'choices_events'):.2f} ({100 * result.mean(model, 'choices_met'):.1f}%)"
            for model in result.scores
        )
        print(f"reports a week in the 20 best choices (share with any) at {cell_m:.0f} m: {told}")


def calibrate(
    events: pd.DataFrame, area: StudyArea | None, categories: tuple[str, ...], days: tuple[date, ...]
) -> None:
    """Whether the default's intervals hold, in busy cells and for the whole city."""
    cells, inside, busy, totals = [], 0, 0, []
    for origin in days:
        known = known_events(events, pd.Timestamp(origin), categories)
        grid, crs = events_grid(known, area, 250.0)
        week = [origin + timedelta(days=k) for k in range(7)]
        model = DecayedCountModel().fit(history_of(known, grid, crs, origin))
        prediction = model.predict(week)
        after = events[
            (events["start"] >= pd.Timestamp(origin))
            & (events["start"] < pd.Timestamp(week[-1]) + pd.Timedelta(days=1))
        ]
        after = after[after["category"].isin(categories)] if categories else after
        cell = grid.cell_of(*crs.to_metres(after["lon"].to_numpy(), after["lat"].to_numpy()))
        seen = np.bincount(cell[cell >= 0], minlength=len(grid)).astype(float)
        held = metrics.coverage(prediction, seen)
        inside, busy = inside + held[0], busy + held[1]
        cells.append(metrics.randomised_pit(prediction, seen)[prediction.expected >= 0.5])
        total = model.predict_total(week)
        totals.append(float(metrics.randomised_pit(total, np.array([seen.sum()]))[0]))
    pit = np.concatenate(cells)
    print(f"90% intervals of cells expecting 1 or more: {inside} of {busy} held")
    print(f"PIT of cells expecting 0.5 or more, tenths: {np.histogram(pit, 10, (0, 1))[0].tolist()}")
    print(f"PIT of city weeks, fifths: {np.histogram(totals, 5, (0, 1))[0].tolist()}; "
          f"Kolmogorov-Smirnov p = {stats.kstest(totals, 'uniform').pvalue:.2f}")  # fmt: skip


def time_one(events: pd.DataFrame, area: StudyArea | None) -> None:
    """Seconds for one forecast from all events, whole and by slots."""
    as_of = (events["start"].max() - pd.Timedelta(days=20)).date()
    for slots in (False, True):
        started = time.perf_counter()
        forecast_cells(events, as_of=as_of, area=area, slots=slots, model=DEFAULT_MODEL)
        print(f"one forecast{' by slots' if slots else ''}: {time.perf_counter() - started:.2f} s")


if __name__ == "__main__":
    main()
