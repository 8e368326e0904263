"""The basemap, travel times, and names for points."""

import time
from itertools import pairwise

import pytest

from geodata.basemap import stations, street_lines
from geodata.gazetteer import Gazetteer
from geodata.geocode.namer import name_point
from geodata.study_area import area_from_boundary_file
from geodata.travel import minutes_by_road, minutes_on_foot, straight_line_m
from tests.geodata.builders import GRID, make_area, make_gazetteer, shared_data


def test_a_street_is_drawn_through_its_points_in_order(town):
    lines = street_lines(town, town.area)
    alder = [GRID.to_lonlat(350_000.0 + 100 * i, 240_000.0) for i in range(5)]
    drawn = [line for line in lines if len(line) == 5]
    assert any([pytest.approx(p, abs=1e-6) for p in alder] in (line, line[::-1]) for line in drawn)


def test_streets_of_one_name_are_never_joined_across_town(town):
    longest = max(straight_line_m(a, b) for line in street_lines(town, town.area) for a, b in pairwise(line))
    assert longest <= 201


def test_stations_are_named_points(town):
    ((name, lon, lat),) = stations(town, town.area)
    assert name == "Testford Central"
    assert GRID.to_metres(lon, lat) == pytest.approx((350_600, 240_900), abs=1)


def test_an_empty_gazetteer_draws_nothing(tmp_path):
    gazetteer = Gazetteer.open(tmp_path / "g.sqlite", make_area())
    assert (street_lines(gazetteer, gazetteer.area), stations(gazetteer, gazetteer.area)) == ([], [])


@pytest.mark.parametrize(
    ("x", "y", "name"),
    [
        (350_100, 240_010, "Alder Road"),
        (350_020, 241_005, "High Street by Burger Palace"),
        (350_600, 240_910, "Testford Central station"),
        (351_500, 240_700, "Weirside Park area"),
    ],
)
def test_a_point_is_named_after_street_and_landmark(town, x, y, name):
    assert name_point(town, *GRID.to_lonlat(float(x), float(y))) == name


def test_a_point_with_nothing_near_is_named_by_postcode_sector_or_coordinates(town):
    assert name_point(town, *GRID.to_lonlat(349_300.0, 241_500.0)).startswith("postcode sector HR")
    assert name_point(town, -104.9, 39.7) == "39.7000, -104.9000"


def test_names_follow_what_is_added(tmp_path):
    gazetteer = Gazetteer.open(tmp_path / "gazetteer.sqlite", make_area())
    point = GRID.to_lonlat(350_100.0, 240_010.0)
    assert name_point(gazetteer, *point).startswith("postcode sector")
    make_gazetteer(tmp_path)
    assert name_point(gazetteer, *point) == "Alder Road"


def test_walking_takes_longer_than_driving_except_next_door():
    a, b, next_door = (-0.10, 51.37), (-0.10, 51.40), (-0.10, 51.3705)
    assert straight_line_m(a, b) == pytest.approx(3336, rel=0.01)
    assert minutes_on_foot(a, b) == pytest.approx(3336 * 1.3 / 80, rel=0.01)
    assert minutes_by_road(a, b) < minutes_on_foot(a, b)
    assert minutes_on_foot(a, next_door) < minutes_by_road(a, next_door)
    assert minutes_on_foot(a, a) == minutes_by_road(a, a) == 0


@pytest.mark.real_data
def test_a_boroughs_streets_are_drawn_in_about_a_second(tmp_path):
    area = area_from_boundary_file(shared_data("croydon", "borough_croydon.geojson"))
    gazetteer = Gazetteer.open(tmp_path / "g.sqlite", area)
    gazetteer.add(shared_data("croydon", "places_streets.csv.gz"))
    started = time.process_time()
    assert len(street_lines(gazetteer, area)) > 1_000
    assert time.process_time() - started < 2
