import pytest

from geodata.crs import MetricCrs
from geodata.gazetteer import Gazetteer
from geodata.geocode import Geocoder
from tests.geodata.builders import GRID, make_area

LON, LAT = GRID.to_lonlat(351_234.0, 240_567.0)


@pytest.mark.parametrize(
    "text",
    [
        f"{LAT:.5f}, {LON:.5f}",
        f"{LAT:.5f} {LON:.5f}",
        f"({LAT:.5f},{LON:.5f})",
        f"lat {LAT:.5f}, lon {LON:.5f}",
        f"{LON:.5f}, {LAT:.5f}",
        f"{LAT:.5f}N {-LON:.5f}W",
        f"bench at {LAT:.5f}, {LON:.5f} by the river",
        "E351234 N240567",
        "e: 351234, n: 240567",
        "351234 240567",
        "351234,240567",
        "Easting 351234 Northing 240567",
        "SO 51234 40567",
        "SO5123440567",
        "so 5123440567",
    ],
)
def test_written_coordinates_are_exact(geocoder, text):
    found = geocoder.geocode(text)
    assert (found.x, found.y) == pytest.approx((351_234, 240_567), abs=1.5)
    assert found.radius_m <= 20
    assert found.confidence > 0.95


@pytest.mark.parametrize(
    ("text", "x", "y", "half_m"),
    [
        ("SO 5123 4056", 351_235, 240_565, 5),
        ("SO 512 405", 351_250, 240_550, 50),
        ("SO512405", 351_250, 240_550, 50),
        ("SO 51 40", 351_500, 240_500, 500),
    ],
)
def test_a_grid_reference_is_the_centre_of_its_square(geocoder, text, x, y, half_m):
    found = geocoder.geocode(text)
    assert (found.x, found.y) == pytest.approx((x, y))
    assert found.radius_m == pytest.approx(max(10, half_m * 2**0.5), abs=0.1)
    assert found.method == "grid reference"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("0,0", "no position"),
        ("0.0, 0.0", "no position"),
        ("0.000000, 0.000000", "no position"),
        ("51.5", "alone"),
        ("52, -2", "too coarse"),
        ("53.90000, 2.10000", "outside our area"),
        ("51.50000, -0.12000", "outside our area"),
        ("99.99999, 999.99999", "outside our area"),
        ("E651409 N313177", "outside our area"),
        ("TQ 328 657", "outside our area"),
    ],
)
def test_useless_and_distant_coordinates_are_refused(geocoder, text, reason):
    found = geocoder.geocode(text)
    assert not found.is_placed
    assert reason in found.reason


def test_a_point_outside_is_kept_as_an_alternative(geocoder):
    found = geocoder.geocode("SO 20000 40000")
    assert found.reason == "outside our area: SO 20000 40000"
    (alternative,) = found.alternatives
    assert GRID.to_metres(alternative.lon, alternative.lat) == pytest.approx((320_000.5, 240_000.5), abs=0.2)


def test_coordinates_in_columns_of_their_own(geocoder):
    by_degrees, by_metres = geocoder.locate_lonlat(LON, LAT), geocoder.locate_bng(351_234, 240_567)
    assert (by_degrees.x, by_degrees.y) == pytest.approx((by_metres.x, by_metres.y), abs=0.01)
    for bad in (geocoder.locate_lonlat(0, 0), geocoder.locate_lonlat(400, 52), geocoder.locate_bng(0, 0)):
        assert not bad.is_placed
        assert bad.reason


def test_grid_references_and_postcodes_mean_nothing_abroad(tmp_path):
    denver = make_area((500_000, 4_395_000, 505_000, 4_400_000), MetricCrs(26913), "Denver")
    geocoder = Geocoder(Gazetteer.open(tmp_path / "g.sqlite", denver))
    lon, lat = denver.crs.to_lonlat(502_000.0, 4_397_000.0)
    assert geocoder.geocode(f"{lat:.6f}, {lon:.6f}").x == pytest.approx(502_000, abs=0.2)
    for text in ("SO 512 405", "E351234 N240567", "HR1 1AA", "HR1"):
        assert not geocoder.geocode(text).is_placed
    assert "British National Grid" in geocoder.locate_bng(351_234, 240_567).reason
