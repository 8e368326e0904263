"""Workbooks with sensible defaults: say only what the test is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from pathlib import Path

from shapely import MultiPolygon, box

from geodata.crs import MetricCrs
from geodata.location import Location, unplaced
from geodata.study_area import StudyArea
from planner.team.reading import read_workbook
from planner.team.types import Team
from planner.team.workbook import fill_workbook

Rows = Sequence[Sequence[object]]


def make_area() -> StudyArea:
    """A square of south London."""
    return StudyArea(
        name="Testborough",
        code=None,
        boundary=MultiPolygon([box(-0.2, 51.3, 0.0, 51.45)]),
        crs=MetricCrs(27700),
        time_zone="Europe/London",
        outline_kind="boundary",
    )


def make_rows(**sheets: Rows) -> dict[str, Rows]:
    """The smallest workbook that is fine, by sheet; `sheets` replaces some, named in snake case."""
    rows: dict[str, Rows] = {
        "Team": [["Team name", "Testborough youth work"], ["Synthetic sample", "no"]],
        "Workers": [["Asha", "", "yes", "yes", "no", 18.5, 24, ""]],
        "Availability": [["Asha", "Mon-Fri", time(15), time(22)]],
        "Leave": [["Asha", date(2026, 6, 3), date(2026, 6, 7)]],
        "Vehicles": [["The bus", "", "Sat", time(12), time(20), 30]],
        "Sites": [make_site("Green")],
        "Partners": [["Police team", "", "Green", 20]],
        "Partner windows": [["Police team", "Friday", time(16), time(20), 2]],
        "Others' provision": [["Club", "Football", 51.38, -0.1, "", "", "", "Fri", time(18), time(20)]],
    }
    names = {"".join(c if c.isalnum() else "_" for c in name.replace("'", "").lower()): name for name in rows}
    return rows | {names[key]: value for key, value in sheets.items()}


def make_site(name: str, *, lat: object = 51.37, lon: object = -0.1, days: str = "Every day") -> list[object]:
    """A row of the sheet Sites."""
    return [name, "", "yes", "yes", lat, lon, "", "", "", days, time(15), time(21), date(2027, 3, 31)]


def make_workbook(folder: Path, **sheets: Rows) -> Path:
    """A workbook on disk."""
    path = folder / "team.xlsx"
    fill_workbook(path, make_rows(**sheets))
    return path


def read_team(folder: Path, **sheets: Rows) -> Team:
    """A workbook written and read again."""
    return read_workbook(make_workbook(folder, **sheets), area=make_area())


class OnePlace:
    """A geocoder that knows one place."""

    def geocode(self, text: str) -> Location:
        """The one place, or nothing."""
        if text == "TE1 1ST":
            return Location(-0.12, 51.36, 531000.0, 164000.0, 80.0, 0.95, "postcode", "TE1 1ST")
        if text == "Long Road":
            return Location(-0.12, 51.36, 531000.0, 164000.0, 900.0, 0.8, "street", "Long Road")
        return unplaced("nothing like it is in the gazetteer.")
