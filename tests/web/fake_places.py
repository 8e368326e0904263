"""An invented borough and its week, as plain frozen data: what the fakes of the use cases answer with."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from shapely import Point, box
from shapely.geometry import mapping

from models.places import Hotspot, HotWindow, Place
from models.week import Week
from planner.rota.result import AuditLine, Deployment, JointSession, Rota, Tier, Uncovered
from planner.services.views import (
    Basemap,
)
from tests.web.manager_fakes import STANDBY

ZONE = ZoneInfo("Europe/London")
WEEK = Week(2026, 48)
TODAY = date(2026, 11, 25)
PASSWORD = "three random words"
WEST, SOUTH, EAST, NORTH = 0.0, 52.0, 0.1, 52.06

PLACE_NAMES = (
    "Station forecourt",
    "High Street",
    "Riverside Park",
    "Market Square",
    "Bus garage",
    "Old Quay",
)
UPLOAD = "0" * 32
HOSTILE_NAMES = (
    "<img src=x onerror=alert(1)>",
    "${alert(1)}",
    "`${alert(1)}`",
    "</script><script>alert(1)</script>",
    '=HYPERLINK("http://x")',
    "\u202eteertS hgiH",
)
WORKERS = ("Ama", "Ben", "Cass", "Dev", "Eli", "Fay")
REASONS = {
    "partner_request": "the partner asked for our support",
    "partner_ground": "it is a partner's ground",
}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A local time in the week; day 0 is its Monday."""
    monday = WEEK.monday
    return datetime(monday.year, monday.month, monday.day, hour, minute, tzinfo=ZONE) + timedelta(days=day)


def make_hotspot(number: int, name: str) -> Hotspot:
    """A hotspot that is busiest on Friday from 16:00."""
    lon, lat = WEST + 0.015 * number + 0.01, SOUTH + 0.008 * number + 0.01
    hours = tuple(
        tuple(0.3 * math.exp(-abs(hour - 16) / 3 - abs(day - 4) / 2) for hour in range(24))
        for day in range(7)
    )
    return Hotspot(
        place=Place(
            f"p{number}", name, lon, lat, 0.0, 0.0, 150.0, Point(lon, lat).buffer(0.002, quad_segs=4)
        ),
        rank=number,
        rank_low=max(1, number - 1),
        rank_high=number + 6,
        windows=(HotWindow(4, 16, 19, 0.8, 0.4, 1.5, 12.4, 4.2),),
        hours=hours,
        weekly_expected=2.4,
        lower=0.0,
        upper=6.0,
        reports=41,
        month_only=3,
        by_partner={"council": 30, "buses": 11},
        by_youth={"yes": 28, "unknown": 13},
        last_reported=date(2026, 11, 20),
        why=("41 reports in six months, most on Fridays after school.",),
    )


def make_deployment(number: int, hotspot: Hotspot, day: int, hour: int, **changes: Any) -> Deployment:
    """A session of two hours on foot by two workers, unless told otherwise."""
    base = Deployment(
        id=f"d{number}",
        team="A",
        mode="foot",
        joint=None,
        place=hotspot.place.id,
        site=f"s{hotspot.place.id}",
        lon=hotspot.place.lon,
        lat=hotspot.place.lat,
        start=at(day, hour),
        end=at(day, hour + 2, 30),
        workers=("w0", f"w{1 + number % 5}"),
        lead="w0",
        driver=None,
        vehicle=None,
        theme=None,
        value=3.2,
        why=("2.4 reports are expected in these hours.", "No other provision is held here then."),
    )
    return replace(base, **changes)


def make_rota(hotspots: tuple[Hotspot, ...]) -> Rota:
    """Eight sessions: on foot, by bus, one joint and not yet approved; two at one spot."""
    joint = JointSession("btp", "partner_ground")
    bus = {"mode": "bus", "vehicle": "v1", "driver": "w0"}
    deployments = (
        make_deployment(1, hotspots[0], 0, 16),
        make_deployment(2, hotspots[1], 1, 16, **bus),
        make_deployment(3, hotspots[2], 2, 15),
        make_deployment(4, hotspots[0], 2, 19, workers=("w0", "w1", "w2")),
        make_deployment(5, hotspots[3], 3, 17, **bus),
        make_deployment(6, hotspots[0], 4, 16, joint=joint),
        make_deployment(7, hotspots[4], 4, 17, **bus),
        make_deployment(8, hotspots[5], 5, 19),
    )
    return Rota(
        week=str(WEEK),
        status="feasible",
        objective=41.2,
        bound=41.9,
        gap=0.017,
        tiers=(Tier("value", 41.2, 41.9, "feasible"),),
        seed=0,
        seconds=12.3,
        deployments=deployments,
        shifts=(),
        uncovered=(
            Uncovered("p2", at(5, 15), at(5, 17), 2.1, ("No driver is free then.",), True, ("d5",), 0.7),
        ),
        audit=(AuditLine("fairness", "soft", "w0", "Ama works four evenings.", 1.0),),
        standby=STANDBY,
    )


def make_basemap(names: tuple[str, ...], streets: int = 40) -> Basemap:
    """A rectangle with a grid of streets and two stations."""
    lines = tuple(
        tuple((WEST + 0.1 * k / 20, SOUTH + 0.06 * (i + 0.5 * math.sin(k)) / streets) for k in range(21))
        for i in range(streets)
    )
    return Basemap(
        area_name="Fairhaven",
        boundary=mapping(box(WEST, SOUTH, EAST, NORTH)),
        streets=lines,
        stations=((names[0], 0.03, 52.02), ("North station", 0.05, 52.05)),
        bounds=(WEST, SOUTH, EAST, NORTH),
    )
