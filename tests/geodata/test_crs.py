import numpy as np
import pytest

from geodata.crs import MetricCrs, crs_for
from geodata.errors import BadInput

# Ordnance Survey's own test points of OSTN15: latitude, longitude (ETRS89), easting, northing.
OS_TEST_POINTS = [
    (49.92226393730, -6.29977752014, 91492.146, 11318.804),
    (50.43885825610, -4.10864563561, 250359.811, 62016.569),
    (51.40078220140, -3.55128349240, 292184.870, 168003.465),
    (51.48936564950, -0.11992557180, 530624.974, 178388.464),
    (51.89436637350, 0.89724327012, 599445.590, 225722.826),
    (52.25529381630, -2.15458614387, 389544.190, 261912.153),
    (52.658007833, 1.716073973, 651409.804, 313177.450),
]


@pytest.mark.parametrize(("lat", "lon", "easting", "northing"), OS_TEST_POINTS)
def test_ostn15_agrees_with_the_published_points(lat, lon, easting, northing):
    x, y = MetricCrs(27700).to_metres(lon, lat)
    assert np.hypot(x - easting, y - northing) < 0.1


@pytest.mark.parametrize(("lat", "lon", "easting", "northing"), OS_TEST_POINTS)
def test_ostn15_agrees_on_the_way_back(lat, lon, easting, northing):
    back_lon, back_lat = MetricCrs(27700).to_lonlat(easting, northing)
    assert np.hypot((back_lon - lon) * 70_000, (back_lat - lat) * 111_000) < 0.1


def test_arrays_come_back_as_arrays_with_nan_where_undefined():
    x, y = MetricCrs(27700).to_metres([-2.7, np.nan, -105.0], [52.0, 52.0, 39.7])
    assert np.isfinite(x[0])
    assert np.isfinite(y[0])
    assert np.isnan(x[1:]).all()


def test_a_point_off_the_coast_still_has_metres():
    x, y = MetricCrs(27700).to_metres(0.9, 54.0)
    assert np.isfinite([x, y]).all()


def test_another_crs_goes_there_and_back():
    denver = MetricCrs(26913)
    lon, lat = denver.to_lonlat(*denver.to_metres(-104.99, 39.74))
    assert (lon, lat) == pytest.approx((-104.99, 39.74), abs=1e-9)


@pytest.mark.parametrize(
    ("lon", "lat", "epsg"),
    [
        (-0.1, 51.4, 27700),
        (-3.2, 55.9, 27700),
        (-104.99, 39.74, 26913),
        (-6.26, 53.35, 32629),
        (2.35, 48.86, 32631),
        (151.2, -33.9, 32756),
    ],
)
def test_the_metric_crs_follows_the_place(lon, lat, epsg):
    assert crs_for(lon, lat) == MetricCrs(epsg)


def test_a_point_off_the_earth_is_refused():
    with pytest.raises(BadInput, match="degrees"):
        crs_for(530_000, 170_000)
