"""Are the sample's planted patterns found? Each seed goes from files to hotspots through the product itself.

    python -m benchmarks.planted SEED...

A pattern counts as found when one of the top twelve hotspots lies within 150 m of it and has a window on its weekday
whose start and end are each within an hour of the planted two hours; `exact` counts those with exactly these two hours.
A stray is one of the top twelve that lies within 150 m of no planted pattern. Beside it, on the same reports, the usual
way: the twelve busiest (250 m cell, weekday, two-hour) slots by plain count.

The patterns are strong by construction (25 to 60 reports in one place and two hours over 26 weeks): this shows that
nothing on the way loses them, not how well weak patterns are found.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from geodata.study_area import area_from_name
from models.places import Hotspot
from planner.sample import PlantedPattern, Sample, make_sample
from planner.services import Outreach
from planner.store import reports

TODAY = date(2026, 11, 21)
TOP = 12
NEAR_M = 150.0


@dataclass(frozen=True)
class Recovery:
    """How many of twelve were found, found exactly, and how many of the top twelve are none of them."""

    found: int
    exact: int
    strays: int


def bring_in_sample(seed: int, folder: Path, today: date = TODAY) -> tuple[Outreach, Sample]:
    """A store with the sample's reports imported, as `outreach demo` does it."""
    sample = make_sample(seed, today, folder)
    outreach = Outreach.open(folder / "data", today=today)
    outreach.set_study_area(area_from_name(sample.area))
    for path in sample.places:
        outreach.gazetteer().add(path, kind="places", synthetic=True)
    for path in sample.profiles:
        outreach.save_profile(path.stem, path.read_text("utf-8"), synthetic=True)
    for report in sample.files:
        outreach.import_file(report.path, report.profile, synthetic=True)
    return outreach, sample


def recovery(sample: Sample, hotspots: tuple[Hotspot, ...]) -> Recovery:
    """Hold the top twelve hotspots against what was planted."""
    top = hotspots[:TOP]
    windows = [_windows_at(pattern, top) for pattern in sample.planted]
    strays = sum(not any(_metres(p, spot) <= NEAR_M for p in sample.planted) for spot in top)
    found = [
        any(abs(a - p.start_hour) <= 1 and abs(b - p.end_hour) <= 1 for a, b in hours)
        for p, hours in zip(sample.planted, windows, strict=True)
    ]
    exact = [(p.start_hour, p.end_hour) in hours for p, hours in zip(sample.planted, windows, strict=True)]
    return Recovery(sum(found), sum(exact), strays)


def _metres(pattern: PlantedPattern, spot: Hotspot) -> float:
    return math.hypot(pattern.x - spot.place.x, pattern.y - spot.place.y)


def _windows_at(pattern: PlantedPattern, top: tuple[Hotspot, ...]) -> list[tuple[int, int]]:
    return [
        (window.start_hour, window.end_hour)
        for spot in top
        if _metres(pattern, spot) <= NEAR_M
        for window in spot.windows
        if window.weekday == pattern.weekday
    ]


def plain_count(sample: Sample, incidents: pd.DataFrame) -> Recovery:
    """The usual way: the busiest cells, weekdays and two-hour bands by count, each cell centre a hotspot."""
    timed = incidents[incidents["time_kind"] != "month"]
    slots = pd.DataFrame(
        {
            "x": timed["x"] // 250 * 250 + 125,
            "y": timed["y"] // 250 * 250 + 125,
            "weekday": timed["start"].dt.day_of_week,
            "hour": timed["start"].dt.hour // 2 * 2,
        }
    )
    top = slots.value_counts().head(TOP).reset_index()
    near = [
        [math.hypot(p.x - row.x, p.y - row.y) <= NEAR_M for row in top.itertuples()] for p in sample.planted
    ]
    found = sum(
        any(
            close and row.weekday == p.weekday and abs(row.hour - p.start_hour) <= 1
            for close, row in zip(closes, top.itertuples(), strict=True)
        )
        for p, closes in zip(sample.planted, near, strict=True)
    )
    strays = sum(not any(closes[i] for closes in near) for i in range(len(top)))
    return Recovery(found, 0, strays)


def main() -> None:
    """Print a row a seed."""
    seeds = [int(text) for text in sys.argv[1:]]
    if not seeds:
        sys.exit(__doc__)
    print("| seed | planted | found | exact hours | strays in top 12 | plain count: found | strays |")
    print("|--:|--:|--:|--:|--:|--:|--:|")
    for seed in seeds:
        with TemporaryDirectory() as name:
            outreach, sample = bring_in_sample(seed, Path(name))
            ours = recovery(sample, outreach.find_hotspots())
            with outreach.store.reading() as session:
                rival = plain_count(sample, reports.incidents_frame(session))
            outreach.store.close()
        print(
            f"| {seed} | {len(sample.planted)} | {ours.found} | {ours.exact} | {ours.strays}"
            f" | {rival.found} | {rival.strays} |"
        )


if __name__ == "__main__":
    main()
