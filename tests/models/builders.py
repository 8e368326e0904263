"""Made-up incidents with patterns planted in them, for the models' tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd

AS_OF = date(2026, 11, 23)
EAST, NORTH = 500_000.0, 200_000.0


@dataclass(frozen=True)
class Planted:
    """A pattern: `reports` about (x, y) on one weekday between two hours."""

    x: float
    y: float
    weekday: int
    start_hour: int
    end_hour: int
    reports: int


def make_incidents(rows: list[dict[str, object]] | int = 1, **common: object) -> pd.DataFrame:
    """An incidents frame; each row overrides sensible defaults."""
    listed = [{} for _ in range(rows)] if isinstance(rows, int) else rows
    full = [
        {
            "incident_id": f"i{k}", "x": EAST, "y": NORTH, "radius_m": 30.0, "start": pd.Timestamp("2026-11-20 16:10"),
            "end": pd.NaT, "time_kind": "exact", "reported": pd.NaT, "category": "asb", "youth_related": "yes",
            "partner": "council", "place_text": "", **common, **row,
        }
        for k, row in enumerate(listed)
    ]  # fmt: skip
    frame = pd.DataFrame(full)
    frame["reported"] = pd.to_datetime(frame["reported"]).fillna(pd.to_datetime(frame["start"]))
    for name in ("start", "end", "reported"):
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[s]")
    return with_degrees(frame)


def with_degrees(frame: pd.DataFrame) -> pd.DataFrame:
    """Add lon, lat by a plain local rule (0.00001 degrees a metre, roughly)."""
    frame["lon"] = -0.1 + (frame["x"] - EAST) / 69_500.0
    frame["lat"] = 51.37 + (frame["y"] - NORTH) / 111_200.0
    return frame


def plant_borough(
    seed: int, *, reports: int = 4000, patterns: int = 12, weeks: int = 26, as_of: date = AS_OF
) -> tuple[pd.DataFrame, list[Planted]]:
    """A borough of about 10 by 9 km with a busy centre, school and evening hours, snap points and planted patterns."""
    rng = np.random.default_rng(seed)
    planted = _plant(rng, patterns)
    parts = [_pattern_rows(rng, one, weeks, as_of) for one in planted]
    background = reports - sum(len(part) for part in parts)
    parts.append(_background_rows(rng, background, weeks, as_of))
    frame = pd.concat(parts, ignore_index=True)
    frame["incident_id"] = [f"i{k}" for k in range(len(frame))]
    frame = _blur_places(rng, _blur_times(rng, frame))
    frame["reported"] = (frame["start"] + pd.to_timedelta(rng.exponential(20, len(frame)), unit="h")).astype(
        "datetime64[s]"
    )
    frame["category"] = "asb"
    frame["youth_related"] = rng.choice(["yes", "unknown", "no"], len(frame), p=[0.55, 0.3, 0.15])
    frame["partner"] = rng.choice(["police", "council", "buses", "rail", "housing", "schools"], len(frame))
    return with_degrees(frame), planted


def is_found(one: Planted, x: float, y: float, weekday: int, start_hour: int, end_hour: int) -> bool:
    """Within 150 m, on the day, and at most an hour off at either end of the two-hour window."""
    close = float(np.hypot(x - one.x, y - one.y)) <= 150.0
    return (
        close
        and weekday == one.weekday
        and start_hour < one.end_hour
        and one.start_hour < end_hour
        and (abs(start_hour - one.start_hour) <= 1 and abs(end_hour - one.end_hour) <= 1)
    )


def _plant(rng: np.random.Generator, patterns: int) -> list[Planted]:
    planted: list[Planted] = []
    while len(planted) < patterns:
        in_centre = len(planted) < patterns // 3
        spread = 600.0 if in_centre else 3500.0
        x, y = EAST + rng.normal(0, spread), NORTH + rng.normal(0, spread)
        if len(planted) == 1:  # two share one place, on different days
            x, y = planted[0].x, planted[0].y
        elif len(planted) == 3:  # and two lie 350 m apart
            angle = rng.uniform(0, 2 * np.pi)
            x, y = planted[2].x + 350 * np.cos(angle), planted[2].y + 350 * np.sin(angle)
        elif any(np.hypot(x - one.x, y - one.y) < 350 for one in planted):
            continue
        weekday = (planted[0].weekday + 2) % 7 if len(planted) == 1 else int(rng.integers(7))
        start = int(rng.choice([12, 15, 16, 17, 18, 19, 20, 21]))
        planted.append(Planted(x, y, weekday, start, start + 2, int(rng.integers(25, 61))))
    return planted


def _pattern_rows(rng: np.random.Generator, one: Planted, weeks: int, as_of: date) -> pd.DataFrame:
    monday = datetime.combine(as_of - timedelta(days=as_of.weekday()), datetime.min.time())
    week = rng.integers(1, weeks + 1, one.reports)
    minute = rng.integers(one.start_hour * 60, one.end_hour * 60, one.reports)
    start = [
        monday - timedelta(weeks=int(w)) + timedelta(days=one.weekday, minutes=int(m))
        for w, m in zip(week, minute, strict=True)
    ]
    x, y = rng.normal(one.x, 35, one.reports), rng.normal(one.y, 35, one.reports)
    return pd.DataFrame({"x": x, "y": y, "start": pd.to_datetime(start)})


def _background_rows(rng: np.random.Generator, count: int, weeks: int, as_of: date) -> pd.DataFrame:
    centres = np.vstack([[EAST, NORTH], rng.normal([EAST, NORTH], 3000, (25, 2))])
    home = rng.choice(len(centres) + 1, count, p=[0.25, *([0.35 / 25] * 25), 0.4])
    spread = np.where(home == 0, 350.0, 180.0)
    clustered = np.vstack([centres, [[EAST, NORTH]]])[home] + rng.normal(0, 1, (count, 2)) * spread[:, None]
    uniform = rng.uniform([EAST - 5000, NORTH - 4500], [EAST + 5000, NORTH + 4500], (count, 2))
    xy = np.where((home == len(centres))[:, None], uniform, clustered)
    snapped = rng.random(count) < 0.4  # public points pile up on a 120 m lattice of street midpoints
    xy = np.where(snapped[:, None], np.round(xy / 120.0) * 120.0, xy)
    hours = _background_hours(np.arange(len(centres) + 1), rng)
    start = []
    last = datetime.combine(as_of - timedelta(days=as_of.weekday()), datetime.min.time())
    for k in range(count):
        hour = int(rng.choice(168, p=hours[home[k]]))
        week = int(rng.integers(1, weeks + 1))
        start.append(last - timedelta(weeks=week) + timedelta(hours=hour, minutes=int(rng.integers(60))))
    return pd.DataFrame({"x": xy[:, 0], "y": xy[:, 1], "start": pd.to_datetime(start)})


def _background_hours(homes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    hour = np.arange(24)
    evening = np.exp(-0.5 * ((hour - 20) / 2.5) ** 2)
    school = np.exp(-0.5 * ((hour - 15.5) / 1.0) ** 2)
    profiles = []
    for _ in homes:
        lean = rng.uniform(0.3, 1.0)
        week = [0.15 + lean * evening * (1.5 if day in (4, 5) else 1.0) + (day < 5) * rng.uniform(0, 1.2) * school
                for day in range(7)]  # fmt: skip
        flat = np.concatenate(week)
        profiles.append(flat / flat.sum())
    return np.array(profiles)


def _blur_times(rng: np.random.Generator, frame: pd.DataFrame) -> pd.DataFrame:
    count = len(frame)
    kind = rng.choice(["exact", "uncertain", "month"], count, p=[0.65, 0.27, 0.08])
    before = pd.to_timedelta(rng.integers(0, 150, count), unit="min")
    after = pd.to_timedelta(rng.integers(15, 150, count), unit="min")
    true = frame["start"]
    frame["time_kind"] = kind
    month = true.dt.to_period("M")
    frame["start"] = true.where(kind == "exact", true - before).where(kind != "month", month.dt.start_time)
    frame["end"] = (true + after).where(kind == "uncertain").where(kind != "month", (month + 1).dt.start_time)
    for name in ("start", "end"):
        frame[name] = frame[name].astype("datetime64[s]")
    return frame


def _blur_places(rng: np.random.Generator, frame: pd.DataFrame) -> pd.DataFrame:
    count = len(frame)
    draw = rng.random(count)
    wrong, vague = draw < 0.1, (draw >= 0.1) & (draw < 0.25)
    frame["radius_m"] = np.where(vague, 900.0, rng.choice([20.0, 60.0, 100.0, 180.0], count))
    frame["x"] = np.where(wrong, rng.uniform(EAST - 5000, EAST + 5000, count), frame["x"])
    frame["y"] = np.where(wrong, rng.uniform(NORTH - 4500, NORTH + 4500, count), frame["y"])
    # Vague reports pile up on the middle of their part of the borough, a lattice of snap points.
    frame["x"] = np.where(vague, EAST + np.round((frame["x"] - EAST) / 1500) * 1500, frame["x"])
    frame["y"] = np.where(vague, NORTH + np.round((frame["y"] - NORTH) / 1500) * 1500, frame["y"])
    frame["place_text"] = ""
    return frame


CITY_LON, CITY_LAT = -104.99, 39.74


def make_events(
    count: int = 3000, *, seed: int = 0, days: int = 400, last: date = date(2022, 12, 5)
) -> pd.DataFrame:
    """An events frame, as `read_events` gives it: a few busy corners in a small city, some reported late."""
    rng = np.random.default_rng(seed)
    corners = rng.normal([CITY_LON, CITY_LAT], [0.02, 0.015], (12, 2))
    home = rng.choice(len(corners), count, p=rng.dirichlet(np.full(len(corners), 0.7)))
    at = np.where(
        rng.random(count)[:, None] < 0.7, corners[home], rng.normal([CITY_LON, CITY_LAT], 0.02, (count, 2))
    )
    hours = np.minimum(rng.normal(19, 4, count), 23.9).clip(0)
    start = pd.Timestamp(last) - pd.to_timedelta(rng.integers(1, days + 1, count), unit="D")
    start = pd.Series(start + pd.to_timedelta((hours * 3600).astype(int), unit="s")).astype("datetime64[s]")
    delay = pd.Series(pd.to_timedelta((rng.exponential(30, count) * 3600).astype(int), unit="s"))
    length = pd.Series(pd.to_timedelta(rng.integers(0, 12, count), unit="h"))
    return pd.DataFrame(
        {
            "event_id": [str(k) for k in range(count)],
            "category": rng.choice(["disorder", "robbery"], count),
            "start": start,
            "end": (start + length).where(pd.Series(rng.random(count) < 0.3)).astype("datetime64[s]"),
            "reported": (start + delay).astype("datetime64[s]"),
            "lon": at[:, 0] + rng.normal(0, 0.0005, count),
            "lat": at[:, 1] + rng.normal(0, 0.0005, count),
        }
    )
