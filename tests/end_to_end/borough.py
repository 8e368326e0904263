"""A small made-up week for any borough with packaged postcodes: a team workbook and a partner's file."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from geodata.postcodes import spaced
from geodata.study_area import area_from_name
from planner.cli import run
from planner.team.workbook import fill_workbook

TODAY = date(2026, 11, 21)
WEEK = "2026-W48"
NIGHTS = ((4, 19), (1, 17), (5, 20))  # weekday and hour in which reports gather, one a site
PROFILE = """
partner = "Housing"
[columns]
id = "Ref"
start = "When"
location = ["Where"]
category = "Kind"
[categories]
"Young people gathering" = { kind = "asb-nuisance", youth_related = "yes" }
"""


@dataclass(frozen=True)
class MadeUpBorough:
    """Files of one made-up borough week."""

    name: str
    postcodes: tuple[str, ...]
    team: Path
    reports: Path
    profile: Path
    places: Path


def make_borough(
    folder: Path, name: str, place_names: Sequence[str] = ("Green", "Square", "Corner")
) -> MadeUpBorough:
    """Three sites at postcodes of the borough, far apart, and reports at each on one evening of the week.

    `place_names` are landmarks of the council's own list, in turn at the three postcodes.
    """
    from geodata.postcodes import postcodes_of_authority

    area = area_from_name(name)
    table = postcodes_of_authority(str(area.code))
    chosen: list[int] = []
    for index in range(len(table.postcode)):
        x, y = table.x[index], table.y[index]
        if not area.contains_metres(x, y, 0):
            continue
        if all((x - table.x[i]) ** 2 + (y - table.y[i]) ** 2 > 1500**2 for i in chosen):
            chosen.append(index)
        if len(chosen) == len(NIGHTS):
            break
    postcodes = tuple(spaced(str(table.postcode[i])) for i in chosen)
    return MadeUpBorough(
        name,
        postcodes,
        _write_team(folder / "team.xlsx", postcodes),
        _write_reports(folder / "housing.csv", postcodes),
        _write(folder / "housing.toml", PROFILE),
        _write_places(folder / "places.csv", postcodes, place_names),
    )


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _write_team(path: Path, postcodes: tuple[str, ...]) -> Path:
    names = [f"Made-up worker {letter}" for letter in "ABCD"]
    sites = [
        [
            f"Site {n}",
            "",
            "yes",
            "yes",
            "",
            "",
            "",
            "",
            postcode,
            "Every day",
            time(14),
            time(22),
            date(2027, 6, 1),
        ]
        for n, postcode in enumerate(postcodes, start=1)
    ]
    rows: dict[str, list[list[object]]] = {
        "Team": [["Team name", "Made-up borough team"], ["Synthetic sample", "no"]],
        "Workers": [[name, "", "yes", "yes", "no", 15, 25, ""] for name in names],
        "Availability": [[name, "Every day", time(13), time(23)] for name in names],
        "Vehicles": [["The bus", "", "Every day", time(13), time(23), 30]],
        "Sites": list(sites),
        "Partners": [["Made-up police team", "", "", 20]],
        "Partner windows": [["Made-up police team", "Friday", time(17), time(22), 2]],
    }
    fill_workbook(path, rows)
    return path


def _write_places(path: Path, postcodes: tuple[str, ...], names: Sequence[str]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["name", "kind", "postcode", "radius_m"])
        for number, name in enumerate(names):
            writer.writerow([name, "landmark", postcodes[number % len(postcodes)], 50])
    return path


def plan_borough(data_dir: Path, made: MadeUpBorough) -> None:
    """From an empty store to a draft of the week, by the documented commands."""
    call = outreach(data_dir)
    call("area", "set", made.name)
    call("gazetteer", "add", str(made.places), "--kind", "places")
    call("team", "import", str(made.team))
    call("profile", "save", "housing", str(made.profile))
    call("import", str(made.reports), "--profile", "housing")
    call("plan", "--week", WEEK, "--time-limit", "10")


def _write_reports(path: Path, postcodes: tuple[str, ...]) -> Path:
    monday = TODAY - timedelta(days=TODAY.weekday())
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["Ref", "When", "Where", "Kind", "Notes"])
        number = 0
        for week in range(1, 21):
            for postcode, (weekday, hour) in zip(postcodes, NIGHTS, strict=True):
                day = monday - timedelta(weeks=week) + timedelta(days=weekday)
                for minute in (10, 50):
                    number += 1
                    when = datetime.combine(day, time(hour, minute))
                    writer.writerow(
                        [
                            f"H{number}",
                            f"{when:%d/%m/%Y %H:%M}",
                            postcode,
                            "Young people gathering",
                            "SECRET NOTE",
                        ]
                    )
    return path


def outreach(data_dir: Path) -> Callable[..., None]:
    """The command line over one data folder, failing the test when a command does."""

    def call(*arguments: str) -> None:
        status = run([*arguments, "--data-dir", str(data_dir), "--today", TODAY.isoformat()])
        assert status == 0, f"outreach {' '.join(arguments)} ended with {status}"

    return call
