"""How good the forecasts are on real cities, and what they cost.

Run with `python -m benchmarks.hotspots [--origins N]` from the repository; the real files are looked for in
../shared/data or the folder named by OUTREACH_SHARED_DATA.
"""

from __future__ import annotations

import argparse
import os
import time
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from geodata.study_area import StudyArea, area_from_boundary_file
from models.backtest import BacktestSettings, origins_between, run_backtest
from models.calibration import calibrate
from models.events import read_events
from models.forecast import forecast_cells
from models.registry import MODELS
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
    parser.add_argument("--models", default=",".join(MODELS), help="models to rank, between commas")
    told = parser.parse_args()
    origins, models = told.origins, told.models.split(",")
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
        rank(events, area, categories, days, models)
        choose(events, area, categories, days)
        check_calibration(events, area, categories, days)
        time_origins(events, area, categories, days)
        if area is not None:
            time_a_million(area)


def rank(
    events: pd.DataFrame,
    area: StudyArea | None,
    categories: tuple[str, ...],
    days: tuple[date, ...],
    models: Sequence[str],
) -> None:
    """Hit rates of the models at 1, 2 and 5% of the area, and the paired verdict."""
    settings = BacktestSettings(categories=categories)
    started = time.perf_counter()
    result = run_backtest(events, days, models, area=area, settings=settings)
    print(f"{len(days)} origins of {len(result.scores)} models at 250 m in {time.perf_counter() - started:.1f} s")
    print(f"{'hit rate, %':24} {'1%':>6} {'2%':>6} {'5%':>6} {'log score':>10} {'CRPS':>8} {'in 90%':>7}")
    for model in result.scores:
        hits = [100 * result.mean(model, f"hit_rate_{percent}") for percent in (1, 2, 5)]
        rest = [result.mean(model, name) for name in ("log_score", "crps", "interval_90")]
        print(
            f"{model:24} "
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


def check_calibration(
    events: pd.DataFrame, area: StudyArea | None, categories: tuple[str, ...], days: tuple[date, ...]
) -> None:
    """Whether the default's probabilities mean what they say: cells, days and the whole city."""
    told = calibrate(events, days, area=area, settings=BacktestSettings(categories=categories))
    for pit in (told.cells, told.place_days, told.weeks):
        print(f"{pit.words} Tenths: {list(pit.tenths)}")
    print("\n".join(told.words[3:]))


def time_origins(
    events: pd.DataFrame, area: StudyArea | None, categories: tuple[str, ...], days: tuple[date, ...]
) -> None:
    """Seconds for the default alone at every origin, and for one forecast from all events."""
    settings = BacktestSettings(categories=categories)
    seconds = best_of(lambda: run_backtest(events, days, [], area=area, settings=settings))
    print(f"{len(days)} origins of the default: {seconds:.1f} s of processor")
    as_of = (events["start"].max() - pd.Timedelta(days=20)).date()
    for slots in (False, True):
        seconds = best_of(lambda slots=slots: forecast_cells(events, as_of=as_of, area=area, slots=slots))
        print(f"one forecast{' by slots' if slots else ''} from {len(events):,} events: {seconds:.2f} s of processor")


def time_a_million(area: StudyArea) -> None:
    """Seconds and memory of fit and predict from a million events in memory."""
    rng = np.random.default_rng(0)
    west, south, east, north = area.boundary.bounds
    corners = rng.uniform([west, south], [east, north], (20_000, 2))
    at = corners[rng.zipf(1.4, 1_000_000) % len(corners)] + rng.normal(0, 3e-4, (1_000_000, 2))
    start = pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 3 * 365 * 1440, len(at)), unit="min")
    events = pd.DataFrame({"event_id": "", "category": "asb", "start": start, "lon": at[:, 0], "lat": at[:, 1]})
    events["start"] = events["start"].astype("datetime64[s]")
    events["end"] = pd.Series(pd.NaT, index=events.index).astype("datetime64[s]")
    events["reported"] = events["start"]
    seconds = best_of(lambda: forecast_cells(events, as_of=date(2022, 12, 5), area=area))
    tracemalloc.start()
    forecast_cells(events, as_of=date(2022, 12, 5), area=area)
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    print(f"one forecast from 1,000,000 events in memory: {seconds:.2f} s of processor, {peak:.0f} MB at most")


def best_of(work: Callable[[], object], times: int = 3) -> float:
    """The least processor time of some runs, which other programs on the machine lengthen least."""
    taken = []
    for _ in range(times):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return min(taken)


if __name__ == "__main__":
    main()
