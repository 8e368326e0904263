import csv
import os
import re
from math import hypot
from pathlib import Path

import numpy as np
import pytest

from planner.sample.ground import read_ground

GROUND = read_ground()
SHARED = Path(os.environ.get("OUTREACH_SHARED_DATA", Path(__file__).parents[4] / "shared" / "data"))


def test_enough_landmarks_and_roads_to_talk_about() -> None:
    assert len(GROUND.landmarks) >= 90
    assert len(GROUND.roads) >= 60
    assert len(GROUND.by_name) == len(GROUND.landmarks)
    assert sum(landmark.is_rail for landmark in GROUND.landmarks) >= 30


def test_landmarks_lie_among_the_boroughs_postcodes() -> None:
    for landmark in GROUND.landmarks:
        nearest = np.hypot(*(GROUND.postcode_xy - (landmark.x, landmark.y)).T).min()
        assert nearest <= (300 if landmark.kind == "park" else 150), landmark.name


def test_roads_run_among_the_boroughs_postcodes() -> None:
    points, owner = GROUND.road_points
    nearest = np.array([np.hypot(*(GROUND.postcode_xy - point).T).min() for point in points])
    assert np.mean(nearest < 150) > 0.97
    for number, road in enumerate(GROUND.roads):
        assert np.median(nearest[owner == number]) < 150, road.spoken


def test_a_road_is_a_line_of_points_close_enough_to_draw() -> None:
    for road in GROUND.roads:
        steps = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in zip(road.points, road.points[1:], strict=False)]
        assert max(steps) <= 61
        assert min(steps) > 0
        assert 60 <= sum(steps) <= 12_000, road.spoken


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("George Street", "North End"),
        ("George Street", "Wellesley Road"),
        ("George Street", "Dingwall Road"),
        ("London Road", "Brigstock Road"),
        ("Brighton Road", "Purley Way"),
        ("Lower Addiscombe Road", "Cherry Orchard Road"),
        ("Limpsfield Road", "Addington Road"),
        ("Wickham Road", "Upper Shirley Road"),
    ],
)
def test_roads_that_really_meet_have_a_junction(one: str, other: str) -> None:
    assert any({one, other} == {each.first.name, each.second.name} for each in GROUND.junctions)


def test_a_name_that_stands_twice_tells_its_localities_apart() -> None:
    high_streets = [road for road in GROUND.roads if road.name == "High Street"]
    assert len(high_streets) == len({road.locality for road in high_streets}) == 3


@pytest.mark.real_data
@pytest.mark.skipif(not (SHARED / "croydon").is_dir(), reason="the shared data folder is not here")
def test_stations_agree_with_published_ones_within_200_m() -> None:
    with (SHARED / "croydon" / "places_landmarks.csv").open(encoding="utf-8") as stream:
        published = {
            (row["kind"].replace("tram or tube stop", "tram stop"), plain(row["name"])): (
                float(row["easting"]),
                float(row["northing"]),
            )
            for row in csv.DictReader(stream)
            if row["kind"] in {"railway station", "tram or tube stop"}
        }
    compared = 0
    for landmark in GROUND.landmarks:
        known = published.get((landmark.kind, plain(landmark.name)))
        if known is not None:
            compared += 1
            assert hypot(landmark.x - known[0], landmark.y - known[1]) <= 200, landmark.name
    assert compared >= 30


def plain(name: str) -> str:
    """A station's own name: without "station", "(London)" and the like."""
    name = re.sub(r"\(.*?\)", "", name.casefold())
    return re.sub(r"[^a-z]", "", re.sub(r"\b(railway|station|tram|stop)\b", "", name))
