import time

import numpy as np
import pytest

from geodata.areas import Areas, PointAreas
from geodata.crs import MetricCrs
from geodata.gazetteer import Gazetteer
from geodata.study_area import area_from_boundary_file
from tests.geodata.builders import GRID, make_area, make_gazetteer, shared_data, ward_file, write_zones


def degrees(*points: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    """Points in metres as longitudes and latitudes."""
    return GRID.to_lonlat(*np.array(points, float).T)


WEST, EAST, NO_WARD = (350_000, 240_000), (352_000, 240_000), (353_500, 240_000)


def test_without_boundary_files_a_point_has_its_postcode_sector_labelled_so(town):
    (found,) = Areas(town).of_points(*degrees(WEST))
    assert (found.ward, found.lsoa) == (None, None)
    assert found.sector == "HR4 0"
    assert found.words == f"postcode sector {found.sector}"


def test_a_point_is_in_its_ward(tmp_path):
    gazetteer = make_gazetteer(tmp_path)
    gazetteer.add(ward_file(tmp_path))
    west, east, none = Areas(gazetteer).of_points(*degrees(WEST, EAST, NO_WARD))
    assert (west.ward, west.ward_code, west.words) == ("West", "W1", "West ward")
    assert (east.ward, east.ward_code) == ("East", "W2")
    assert none.ward is None
    assert none.words.startswith("postcode sector HR1 ")


def test_an_lsoa_is_named_where_there_is_no_ward(tmp_path):
    gazetteer = make_gazetteer(tmp_path)
    gazetteer.add(
        write_zones(
            tmp_path / "lsoa.geojson",
            "LSOA21",
            [("E01", "Testford 001A", (349_000, 238_000, 351_000, 242_000))],
        )
    )
    west, east = Areas(gazetteer).of_points(*degrees(WEST, EAST))
    assert (west.lsoa, west.lsoa_code, west.words) == ("Testford 001A", "E01", "LSOA Testford 001A")
    assert east.lsoa is None


def test_of_two_boundary_files_the_one_added_last_counts(tmp_path):
    gazetteer = make_gazetteer(tmp_path)
    gazetteer.add(ward_file(tmp_path))
    gazetteer.add(
        write_zones(
            tmp_path / "newer.geojson", "WD26", [("W7", "New West", (349_000, 238_000, 351_000, 242_000))]
        )
    )
    west, east = Areas(gazetteer).of_points(*degrees(WEST, EAST))
    assert (west.ward_code, east.ward_code) == ("W7", "W2")


def test_points_that_are_unknown_or_far_from_anywhere_have_no_areas(town):
    far = degrees((100_000, 240_000))
    assert Areas(town).of_points([np.nan, far[0][0]], [np.nan, far[1][0]]) == (PointAreas(), PointAreas())
    assert PointAreas().words == ""


def test_one_point_may_be_given_as_two_numbers(town):
    (lon,), (lat,) = degrees(WEST)
    assert len(Areas(town).of_points(lon, lat)) == 1
    assert Areas(town).of_points([], []) == ()


def test_an_area_abroad_has_no_sectors(tmp_path):
    denver = make_area((500_000, 4_395_000, 505_000, 4_400_000), MetricCrs(26913), "Denver")
    lon, lat = denver.crs.to_lonlat(502_000.0, 4_397_000.0)
    assert Areas(Gazetteer.open(tmp_path / "g.sqlite", denver)).of_points(lon, lat) == (PointAreas(),)


@pytest.mark.real_data
def test_a_real_boroughs_incidents_are_labelled_at_once(tmp_path):
    area = area_from_boundary_file(shared_data("croydon", "borough_croydon.geojson"))
    gazetteer = Gazetteer.open(tmp_path / "g.sqlite", area)
    gazetteer.add(shared_data("croydon", "wards_croydon_2025.geojson"))
    gazetteer.add(shared_data("croydon", "lsoa21_croydon.geojson"))
    west, south, east, north = area.boundary.bounds
    chance = np.random.default_rng(0)
    lon, lat = chance.uniform(west, east, 20_000), chance.uniform(south, north, 20_000)
    inside = area.contains(lon, lat)
    areas = Areas(gazetteer)
    started = time.process_time()
    found = areas.of_points(lon[inside], lat[inside])
    assert time.process_time() - started < 4
    assert all(one.ward and one.sector for one in found)
    assert np.mean([one.lsoa is not None for one in found]) > 0.995  # its outlines are more coarse
    assert len({one.ward for one in found}) == 28
