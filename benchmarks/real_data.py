"""Real files through the documented commands, as a user would run them; prints the tables of docs/real-data.md.

    python benchmarks/real_data.py [SHARED_DATA_FOLDER]

The folder holds croydon/, police_uk/ and events/; without it the script says so and stops. Nothing is kept.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from planner.team.workbook import fill_workbook

SHARED = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent.parent / "shared" / "data"
TODAY, WEEK, DAY = "2022-12-05", "2022-W49", date(2022, 12, 5)
DENVER_PROFILE = """
partner = "Denver"
time_zone = "America/Denver"
day_first = false
[columns]
id = "event_id"
start = "datetime"
end = "datetime_to"
reported = "reported"
lon = "lon"
lat = "lat"
category = "category"
[categories]
"public-disorder" = "public-order"
"drug-alcohol" = "discovered"
[youth]
default = "unknown"
"""


def outreach(data_dir: Path, *arguments: str) -> tuple[str, float]:
    """Run one command; return what it printed and its seconds."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "planner.cli", *arguments, "--data-dir", str(data_dir)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"outreach {' '.join(arguments)}: {done.stderr}")
    return done.stdout, time.perf_counter() - began


def import_files(data_dir: Path, area: str, files: list[Path]) -> None:
    """One borough's files, and a row of the table each."""
    outreach(data_dir, "area", "set", area)
    for path in files:
        text, seconds = outreach(data_dir, "import", str(path), "--json")
        print(row_of(area, json.loads(text)["files"][0], seconds))


def row_of(area: str, done: dict[str, Any], seconds: float) -> str:
    """A row of the table; the sum is checked here once more."""
    heaps = (done["incidents"], done["duplicates"], len(done["review"]), len(done["rejected"]))
    if sum(heaps) != done["rows"]:
        sys.exit(f"{done['file']}: {done['rows']} rows, {sum(heaps)} accounted for")
    counts = " | ".join(f"{count:,}" for count in (done["rows"], *heaps))
    return f"| {area} | {done['file']} | {done['profile']} | {counts} | {seconds:.1f} |"


def denver(folder: Path) -> None:
    """Denver disorder: mapping, import, forecast, a made-up team at the busiest cells, a rota, its check."""
    events, boundary = (
        SHARED / "events" / "denver_disorder_2019_2022.csv.gz",
        SHARED / "events" / "denver_boundary.geojson",
    )
    data = folder / "denver"
    outreach(data, "area", "set", str(boundary), "--name", "Denver", "--time-zone", "America/Denver")
    profile = folder / "denver.toml"
    profile.write_text(DENVER_PROFILE, encoding="utf-8")
    outreach(data, "profile", "save", "denver", str(profile))
    text, seconds = outreach(data, "import", str(events), "--profile", "denver", "--json", "--today", TODAY)
    print(row_of("Denver", json.loads(text)["files"][0], seconds))

    cells = folder / "cells.csv"
    _, seconds = outreach(
        data, "forecast", str(events), "-o", str(cells), "--as-of", TODAY, "--boundary", str(boundary),
        "--category", "public-disorder",
    )  # fmt: skip
    with cells.open(encoding="utf-8") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: -float(row["expected"]))
    total = sum(float(row["expected"]) for row in rows)
    best = sum(float(row["expected"]) for row in rows[: len(rows) // 20])
    print(f"\nForecast as of {TODAY}: {len(rows):,} cells of 250 m, {total:.1f} reports expected in 7 days,")
    print(f"{100 * best / total:.1f}% of them in 5% of the cells; {seconds:.1f} s.")

    team = folder / "team.xlsx"
    write_team(team, rows)
    outreach(data, "team", "import", str(team))
    rota, problem = folder / "rota.json", folder / "problem.json"
    _, seconds = outreach(
        data, "plan", "--week", WEEK, "--today", TODAY, "-o", str(rota), "--write-problem", str(problem)
    )
    made = json.loads(rota.read_text("utf-8"))
    checked, _ = outreach(data, "check", "--problem", str(problem), "--rota", str(rota), "--json")
    print(
        f"Rota for {WEEK}: {len(made['deployments'])} sessions, {made['status']}, value {made['objective']:.2f}, "
        f"bound {made['bound']:.2f}, gap {100 * made['gap']:.2f}%; {seconds:.1f} s in all."
    )
    print(f"Check: {json.loads(checked)['hard']} hard rules broken.")


def write_team(path: Path, cells: list[dict[str, str]]) -> None:
    """Twelve made-up workers, a bus, and ten sites at the busiest cells that lie a kilometre apart."""
    chosen: list[dict[str, str]] = []
    for cell in cells:
        x, y = float(cell["x"]), float(cell["y"])
        if all((x - float(c["x"])) ** 2 + (y - float(c["y"])) ** 2 > 1000**2 for c in chosen):
            chosen.append(cell)
        if len(chosen) == 10:
            break
    names = [f"Made-up worker {n}" for n in range(1, 13)]
    rows: dict[str, list[list[object]]] = {
        "Team": [["Team name", "Made-up Denver team"], ["Synthetic sample", "no"]],
        "Workers": [
            [name, "", "yes" if n % 2 else "no", "yes" if n % 3 == 0 else "no", "no", 20, 30, ""]
            for n, name in enumerate(names)
        ],
        "Availability": [
            [name, "Tue-Sat" if n % 2 else "Wed-Sun", "14:00", "23:00"] for n, name in enumerate(names)
        ],
        "Vehicles": [["The bus", "", "Tue-Sat", "13:00", "23:00", 30]],
        "Sites": [
            [
                f"Site {n}",
                "",
                "yes",
                "yes",
                c["lat"],
                c["lon"],
                "",
                "",
                "",
                "Every day",
                "14:00",
                "22:00",
                "31/12/2023",
            ]
            for n, c in enumerate(chosen, start=1)
        ],
    }
    fill_workbook(path, rows)


def main() -> None:
    """Run everything in a folder that goes away."""
    if not SHARED.is_dir():
        sys.exit(
            f"The folder of real files is not at {SHARED}. Name it: python benchmarks/real_data.py FOLDER"
        )
    print("| area set | file | profile | rows | incidents | duplicates | review | rejected | seconds |")
    print("|---|---|---|--:|--:|--:|--:|--:|--:|")
    police = SHARED / "police_uk"
    with TemporaryDirectory() as name:
        folder = Path(name)
        import_files(folder / "leeds", "Leeds", sorted(police.glob("*/*west-yorkshire-street.csv.gz")))
        import_files(folder / "croydon", "Croydon", sorted(police.glob("*croydon-street.csv")))
        import_files(folder / "sutton", "Sutton", sorted(police.glob("sutton_street_api*.csv")))
        denver(folder)


if __name__ == "__main__":
    main()
