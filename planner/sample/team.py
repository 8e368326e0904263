"""The sample's team, written into the workbook that a person would fill in."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from pathlib import Path

from geodata.crs import BRITISH_NATIONAL_GRID, MetricCrs
from models.week import WEEKDAYS
from planner.sample.ground import Ground, read_rows
from planner.sample.types import SampleJointRequest
from planner.team.layout import SYNTHETIC, TEAM_NAME
from planner.team.workbook import fill_workbook

Rows = list[list[object]]
_BUS = ("Youth Bus (synthetic)", "bus-1")


def write_team(path: Path, ground: Ground, today: date) -> None:
    """Write the sample team's workbook: 24 staff, the Youth Bus, sites, partners, sessions of others.

    Leave falls in the week after that of `today`, the one that is planned.
    """
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=1)
    fill_workbook(
        path,
        {
            "Team": [[TEAM_NAME, ground.facts["team"]], [SYNTHETIC, "yes"]],
            "Workers": _workers(),
            "Availability": _availability(),
            "Leave": _leave(monday),
            "Vehicles": [[*_BUS, "Tue-Sat", time(13), time(22, 30), 30]],
            "Sites": _sites(ground, today),
            "Partners": [
                [row["name"], "", row["sites"], float(row["week_hours"])] for row in read_rows("partners.csv")
            ],
            "Partner windows": _windows(),
            "Others' provision": _provision(ground),
        },
        note="Synthetic sample: nobody here is a real person, and no session here is a real one.",
    )


def read_joint_requests() -> tuple[SampleJointRequest, ...]:
    """The joint sessions that somebody asked for."""
    return tuple(
        SampleJointRequest(
            row["site"],
            row["partner"],
            WEEKDAYS.index(row["day"]),
            time.fromisoformat(row["from"]),
            time.fromisoformat(row["to"]),
            row["reason"],
        )
        for row in read_rows("joint.csv")
    )


def _workers() -> Rows:
    return [
        [
            row["name"],
            f"w{number:02d}",
            row["lead"],
            row["d1"],
            row["under_18"],
            float(row["contract"]),
            float(row["most"]),
            row["skills"],
        ]
        for number, row in enumerate(read_rows("workers.csv"), start=1)
    ]


def _availability() -> Rows:
    rows: Rows = []
    for row in read_rows("workers.csv"):
        for part in row["availability"].split(";"):
            days, hours = part.split()
            start, end = hours.split("-")
            rows.append([row["name"], days, time.fromisoformat(start), time.fromisoformat(end)])
    return rows


def _leave(monday: date) -> Rows:
    rows: Rows = []
    for row in read_rows("workers.csv"):
        if row["leave"]:
            first, last = (monday + timedelta(days=int(days)) for days in row["leave"].split())
            rows.append([row["name"], first, last])
    return rows


def _sites(ground: Ground, today: date) -> Rows:
    crs = MetricCrs(BRITISH_NATIONAL_GRID)
    rows: Rows = []
    for row in read_rows("sites.csv"):
        at = ground.by_name[row["at"]]
        lon, lat = crs.to_lonlat(at.x, at.y)
        degrees = [round(float(lat), 5), round(float(lon), 5), None, None]
        place = degrees if row["written_as"] == "lonlat" else [None, None, at.x, at.y]
        rows.append(
            [
                row["name"],
                "",
                row["bus"],
                row["foot"],
                *place,
                "",
                row["days"],
                time.fromisoformat(row["from"]),
                time.fromisoformat(row["to"]),
                today + timedelta(days=int(row["assessed_days"])),
            ]
        )
    return rows


def _windows() -> Rows:
    rows: Rows = []
    for row in read_rows("partners.csv"):
        for days, start, end, officers in re.findall(r"(\S+) (\d\d:\d\d)-(\d\d:\d\d) x(\d+)", row["windows"]):
            rows.append(
                [row["name"], days, time.fromisoformat(start), time.fromisoformat(end), int(officers)]
            )
    return rows


def _provision(ground: Ground) -> Rows:
    rows: Rows = []
    for row in read_rows("provision.csv"):
        at = ground.by_name[row["at"]]
        start, end = time.fromisoformat(row["from"]), time.fromisoformat(row["to"])
        rows.append([row["by"], row["name"], None, None, at.x, at.y, "", row["days"], start, end])
    return rows
