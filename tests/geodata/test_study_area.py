import json

import numpy as np
import pytest

from geodata.errors import BadInput
from geodata.study_area import StudyArea, area_from_boundary_file, area_from_name, checked_time_zone
from tests.geodata.builders import BOX, GRID, make_area, shared_data


def test_a_named_borough_has_an_outline_around_its_postcodes():
    area = area_from_name("  ruTLAND ")
    assert (area.name, area.outline_kind, area.time_zone) == ("Rutland", "postcodes", "Europe/London")
    assert area.crs.epsg == 27700
    # Oakham, its county town, is inside; Leicester is not.
    assert area.contains(-0.728, 52.670)
    assert not area.contains(-1.133, 52.637)


def test_a_misspelt_borough_is_answered_with_suggestions():
    with pytest.raises(BadInput, match="Rutland"):
        area_from_name("Rutlnd")


def test_a_boundary_in_another_crs_is_read(tmp_path):
    west, south, east, north = BOX
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    path = tmp_path / "box.geojson"
    path.write_text(
        json.dumps(
            {
                "type": "FeatureCollection",
                "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}},
                "features": [
                    {
                        "type": "Feature",
                        "properties": {"LAD25NM": "Testford", "LAD25CD": "E00"},
                        "geometry": {"type": "Polygon", "coordinates": [ring]},
                    }
                ],
            }
        )
    )
    area = area_from_boundary_file(path)
    assert (area.name, area.code, area.outline_kind) == ("Testford", "E00", "boundary")
    assert area.area_km2 == pytest.approx(20, abs=0.01)
    assert area.metric_boundary.bounds == pytest.approx(BOX, abs=0.1)


@pytest.mark.parametrize(
    ("content", "message"),
    [("{", "cannot be read"), ('{"type":"FeatureCollection","features":[]}', "no shapes|cannot be read")],
)
def test_a_file_that_is_no_boundary_is_refused(tmp_path, content, message):
    path = tmp_path / "bad.geojson"
    path.write_text(content)
    with pytest.raises(BadInput, match=message):
        area_from_boundary_file(path)


def test_a_boundary_abroad_needs_its_time_zone(tmp_path):
    path = tmp_path / "abroad.geojson"
    path.write_text(
        '{"type":"Polygon","coordinates":[[[-105,39.6],[-104.9,39.6],[-104.9,39.7],[-105,39.6]]]}'
    )
    with pytest.raises(BadInput, match="time zone"):
        area_from_boundary_file(path)
    assert area_from_boundary_file(path, time_zone="America/Denver").crs.epsg == 26913


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "Europe"])
def test_an_unknown_time_zone_is_refused(name):
    with pytest.raises(BadInput, match="time zone"):
        checked_time_zone(name)


def test_an_area_survives_json():
    area = make_area()
    assert StudyArea.from_json(area.to_json()) == area


def test_contains_takes_arrays_and_a_margin():
    area = make_area()
    lon, lat = GRID.to_lonlat([351_000, 348_900, np.nan], [240_000, 240_000, 240_000])
    assert area.contains(lon, lat).tolist() == [True, False, False]
    assert area.contains(lon, lat, margin_m=150).tolist() == [True, True, False]


def test_cells_are_anchored_at_multiples_of_their_size():
    cells = make_area((349_010, 238_010, 350_990, 239_990)).cells(500)
    assert len(cells) == 16
    assert set(cells.x % 500) == {250}
    shifted = make_area((349_050, 238_050, 350_950, 239_950)).cells(500)
    assert shifted[["x", "y"]].equals(cells[["x", "y"]])


@pytest.mark.real_data
def test_the_real_borough_and_its_outline_from_postcodes_agree():
    boundary = area_from_boundary_file(shared_data("croydon", "borough_croydon.geojson"))
    outline = area_from_name("Croydon")
    apart = boundary.metric_boundary.symmetric_difference(outline.metric_boundary).area
    assert apart / boundary.metric_boundary.area < 0.2


@pytest.mark.real_data
def test_denver_works_in_its_own_crs():
    path = shared_data("events", "denver_boundary.geojson")
    area = area_from_boundary_file(path, name="Denver", time_zone="America/Denver")
    assert area.crs.epsg == 26913
    assert area.area_km2 == pytest.approx(290.8, abs=0.1)
