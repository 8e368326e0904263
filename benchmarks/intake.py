"""A million rows of data.police.uk through the importer: read, cleaned, placed by their points, de-duplicated.

    python -m benchmarks.intake FILE...

The rows of the given street files (plain or gzipped) are repeated with shifted months up to a million and written as
one CSV; crimes get references of their own in each repeat, so that none is taken for a repeat. Beside it, in the same
run and on the same file, what a person would write: pandas reads the CSV and writes the rows to SQLite. The area is
everywhere, so that every row with a point comes in. "store" is the whole import: kept with areas, months replaced,
joined and counted.
"""

from __future__ import annotations

import csv
import gzip
import json
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.crs import BRITISH_NATIONAL_GRID, MetricCrs
from geodata.location import Location, unplaced

ROWS = 1_000_000
TODAY = date(2026, 11, 21)


@dataclass(frozen=True)
class Everywhere:
    """An area without a boundary."""

    name: str = "Everywhere"
    crs: MetricCrs = field(default_factory=lambda: MetricCrs(BRITISH_NATIONAL_GRID))
    time_zone: str = "Europe/London"

    def contains(self, lon: npt.ArrayLike, lat: npt.ArrayLike, margin_m: float = 0) -> npt.NDArray[np.bool_]:
        """Whether a point is one at all."""
        return np.isfinite(np.asarray(lon, dtype=float)) & np.isfinite(np.asarray(lat, dtype=float))


class NoGazetteer:
    """Knows no words, so that points alone place rows."""

    def geocode_many(self, texts: Sequence[str]) -> list[Location]:
        """No place for any text."""
        return [unplaced("no place is known by these words") for _ in texts]


def months(first: str) -> Iterator[str]:
    """Months from one on, backwards."""
    year, month = (int(part) for part in first.split("-"))
    while True:
        yield f"{year}-{month:02d}"
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)


def write_rows(files: Sequence[Path], path: Path) -> int:
    """The files' rows, repeated with other months."""
    rows: list[list[str]] = []
    for file in files:
        content = file.read_bytes()
        text = (gzip.decompress(content) if file.suffix == ".gz" else content).decode("utf-8")
        headings, *more = csv.reader(text.splitlines())
        rows += more
    reference, month_at = headings.index("Crime ID"), headings.index("Month")
    count = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(headings)
        for repeat, month in enumerate(months("2026-10")):
            for row in rows[: ROWS - count]:
                new = row.copy()
                new[month_at] = month
                if new[reference]:
                    new[reference] = f"{new[reference][:-4]}{repeat:04x}"
                writer.writerow(new)
                count += 1
            if count == ROWS:
                return count
    return count


def with_intake(path: Path) -> str:
    """Through the importer, and then its duplicates across partners."""
    from planner.intake import bring_in, join_duplicates

    intake = bring_in(path, geocoder=NoGazetteer(), area=Everywhere(), today=TODAY)
    joined = join_duplicates(intake.incidents)
    heaps = (len(intake.incidents), len(intake.duplicates), len(intake.review), len(intake.rejected))
    return f"{intake.rows:,} rows = {' + '.join(f'{heap:,}' for heap in heaps)}, {len(joined):,} joined across partners"


def with_store(path: Path) -> str:
    """The whole import, into a store whose area is a box around every row: kept with areas, joined and counted."""
    from geodata.study_area import area_from_boundary_file
    from planner.services import Outreach

    frame = pd.read_csv(path, usecols=["Longitude", "Latitude"]).dropna()
    west, south = frame.min() - 0.01
    east, north = frame.max() + 0.01
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    del frame
    box = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    boundary = path.with_name("box.geojson")
    boundary.write_text(json.dumps({"type": "FeatureCollection", "features": [box]}), encoding="utf-8")
    outreach = Outreach.open(path.with_name("data"), today=TODAY)
    outreach.set_study_area(area_from_boundary_file(boundary, "Everywhere"))
    outreach.geocoder()  # the gazetteer of an area is built once
    begun, cpu = time.perf_counter(), time.process_time()
    intake = outreach.import_file(path)
    said = f"{len(intake.incidents):,} incidents kept; importing alone {time.perf_counter() - begun:.1f} s"
    return f"{said} ({time.process_time() - cpu:.1f} s of the processor)"


def with_pandas(path: Path) -> str:
    """Read and written to SQLite as they are."""
    frame = pd.read_csv(path)
    with sqlite3.connect(path.with_suffix(".db")) as database:
        frame.to_sql("reports", database, index=False)
    return f"{len(frame):,} rows"


def main() -> None:
    """Run each way in a process of its own and compare."""
    if sys.argv[1:2] == ["--run"]:
        begun, cpu = time.perf_counter(), time.process_time()
        said = {"intake": with_intake, "store": with_store, "pandas": with_pandas}[sys.argv[2]](Path(sys.argv[3]))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{time.perf_counter() - begun:.1f} {time.process_time() - cpu:.1f} {peak:.0f} {said}")
        return
    if len(sys.argv) < 2:
        sys.exit("Name the street files: python -m benchmarks.intake 2026-10-street.csv.gz")
    with TemporaryDirectory() as name:
        path = Path(name) / "street.csv"
        count = write_rows([Path(one) for one in sys.argv[1:]], path)
        print(f"{count:,} rows, {path.stat().st_size / 1e6:.0f} MB")
        taken = {}
        for way in ("intake", "store", "pandas"):
            command = [sys.executable, "-m", "benchmarks.intake", "--run", way, str(path)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            seconds, cpu, peak, said = done.stdout.strip().split(" ", 3)
            taken[way] = float(seconds), float(cpu)
            print(f"{way}: {seconds} s ({cpu} s of the processor), {peak} MB at most; {said}")
        for way in ("intake", "store"):
            clock, processor = (taken[way][n] / taken["pandas"][n] for n in (0, 1))
            print(f"{way}, ratio to pandas: {clock:.1f} by the clock, {processor:.1f} by the processor")


if __name__ == "__main__":
    main()
