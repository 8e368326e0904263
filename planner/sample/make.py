"""Make the sample borough: one seed, one day, and a folder of files as partners would send them."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np

from geodata.crs import BRITISH_NATIONAL_GRID, MetricCrs
from planner.sample.files import write_csv, write_places, write_reports, write_truth
from planner.sample.ground import DATA, Ground, read_ground
from planner.sample.incidents import Incident, first_monday, happen_background, happen_planted, plant_patterns
from planner.sample.partners import LAYOUTS, Layout, who_hears
from planner.sample.quoting import quote_police
from planner.sample.team import read_joint_requests, write_team
from planner.sample.types import PREFIX, SOURCE, ReportFile, Sample
from planner.sample.wording import Writer

ROWS = 4000
_TWICE_TOLD = 130  # incidents that a second partner reports too
_MONTH_ONLY = 110  # background rows of the street file, which has no days
_MONTH_ONLY_SHARE = 0.04  # and this share of the planted incidents
_STREET_HEADINGS = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code",
    "LSOA name", "Crime type", "Last outcome category", "Context", "source",
)  # fmt: skip
_BY_KEY = {layout.key: layout for layout in LAYOUTS}


@dataclass(slots=True)
class _Told:
    """Rows by partner, as (when, incident number, cells), and what the truth file says of them."""

    rows: dict[str, list[list[object]]] = field(default_factory=lambda: defaultdict(list))
    planted: list[dict[str, object]] = field(default_factory=list)
    twice: list[list[dict[str, str]]] = field(default_factory=list)


def make_sample(seed: int, today: date, folder: Path) -> Sample:
    """Write the synthetic sample borough into `folder`.

    Its 26 weeks end on the Sunday before the week of `today`; the same seed and day give the same files.

    Parameters
    ----------
    seed
        Draws the places, days and hours that are planted, and everything else.
    today
        The day that stands for now.
    folder
        Made if need be; files of the same names are written over.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    ground = read_ground()
    rng = np.random.default_rng(seed)
    monday = first_monday(today)
    planted = plant_patterns(ground, rng)
    gathered = happen_planted(ground, planted, monday, rng)
    by_month = rng.random(len(gathered)) < _MONTH_ONLY_SHARE
    count = ROWS - _TWICE_TOLD - _MONTH_ONLY - len(gathered)
    background = happen_background(ground, count, monday, rng)
    writer = Writer(ground, rng)
    told = _tell(
        writer, [each for each, month in zip(gathered, by_month, strict=True) if not month] + background
    )
    quote_police(told.rows, [(_place_of(one), _place_of(other)) for one, other in told.twice], seed)
    month_only = [each for each, month in zip(gathered, by_month, strict=True) if month]
    month_only += happen_background(ground, _MONTH_ONLY, monday, rng)

    reports = [
        ReportFile(
            write_reports(folder, layout, told.rows[layout.key]),
            layout.partner,
            PREFIX + layout.profile,
            len(told.rows[layout.key]),
        )
        for layout in LAYOUTS
    ]
    reports.append(_write_street_file(folder, ground, month_only))
    profiles = tuple(_copy(folder, f"{PREFIX}{layout.profile}.toml") for layout in LAYOUTS)
    team = folder / f"{PREFIX}team.xlsx"
    write_team(team, ground, today)
    truth = folder / f"{PREFIX}truth.json"
    more = {
        "first_day": monday.isoformat(),
        "last_day": (monday + timedelta(weeks=26, days=-1)).isoformat(),
        "month_only": sum(by_month.tolist()),
        "planted_rows": told.planted,
        "told_twice": told.twice,
    }
    write_truth(truth, seed, today, planted, more)
    return Sample(
        folder=folder,
        area=ground.facts["name"],
        files=tuple(reports),
        profiles=profiles,
        places=write_places(folder, ground),
        team=team,
        truth=truth,
        joint_requests=read_joint_requests(),
        planted=planted,
    )


def _place_of(report: dict[str, str]) -> tuple[str, int]:
    """The partner and the place among its rows of a report as the truth file names it."""
    key = next(layout.key for layout in LAYOUTS if PREFIX + layout.file == report["file"])
    return key, int(report["id"].rpartition("-")[2]) - 1


def _copy(folder: Path, name: str) -> Path:
    return Path(shutil.copyfile(DATA / name, folder / name))


def _tell(writer: Writer, incidents: Sequence[Incident]) -> _Told:
    """Each incident as a row of the partner that heard of it, in the order of days; some told by two."""
    told = _Told()
    ordered = sorted(incidents, key=lambda each: each.at)
    twice = set(writer.rng.choice(len(ordered), size=_TWICE_TOLD, replace=False).tolist())
    for number, incident in enumerate(ordered):
        shares = who_hears(incident)
        first = _draw(writer, shares)
        told_by = [_write_row(told, writer, incident, _BY_KEY[first])]
        if number in twice:
            second = _draw(writer, {key: share for key, share in shares.items() if key != first})
            # The second caller looked at another clock.
            minutes = int(writer.rng.integers(-8, 9))
            again = replace(incident, at=_same_day(incident, minutes))
            told_by.append(_write_row(told, writer, again, _BY_KEY[second]))
            told.twice.append(told_by)
    return told


def _same_day(incident: Incident, minutes: int) -> datetime:
    moved = incident.at + timedelta(minutes=minutes)
    return moved if moved.date() == incident.at.date() else incident.at


def _draw(writer: Writer, shares: dict[str, float]) -> str:
    weights = np.array(list(shares.values()))
    return list(shares)[int(writer.rng.choice(len(weights), p=weights / weights.sum()))]


def _write_row(told: _Told, writer: Writer, incident: Incident, layout: Layout) -> dict[str, str]:
    rows = told.rows[layout.key]
    number = f"SYN-{layout.key[:3].upper()}-{len(rows) + 1:05d}"
    where = writer.where(incident, layout.styles)
    rows.append(layout.row(writer, incident, where, number))
    reference = {"file": PREFIX + layout.file, "id": number}
    if incident.pattern is not None:
        told.planted.append({**reference, "pattern": incident.pattern, "style": where.style})
    return reference


def _write_street_file(folder: Path, ground: Ground, incidents: Sequence[Incident]) -> ReportFile:
    """A file in the layout of data.police.uk: months without days, points moved to the nearest road."""
    crs = MetricCrs(BRITISH_NATIONAL_GRID)
    points, owner = ground.road_points
    rows: list[list[object]] = []
    for incident in sorted(incidents, key=lambda each: each.at):
        nearest = int(np.hypot(points[:, 0] - incident.x, points[:, 1] - incident.y).argmin())
        lon, lat = crs.to_lonlat(*points[nearest])
        name = ground.roads[int(owner[nearest])].name
        rows.append(
            [
                "", f"{incident.at:%Y-%m}", f"Police ({SOURCE})", f"Police ({SOURCE})", f"{float(lon):.6f}",
                f"{float(lat):.6f}", f"On or near {name}", "", "", "Anti-social behaviour", "", "", SOURCE,
            ]
        )  # fmt: skip
    path = folder / f"{PREFIX}street.csv"
    write_csv(path, [_STREET_HEADINGS, *rows])
    return ReportFile(path, "Police", None, len(rows))
