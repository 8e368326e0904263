import sqlite3

import pytest

from geodata.crs import MetricCrs
from geodata.errors import BadInput
from geodata.gazetteer import Gazetteer
from tests.geodata.builders import make_area, make_gazetteer, town_rows, write_places


def names(gazetteer: Gazetteer) -> list[str]:
    return [entry.name for entry in gazetteer.entries()]


def test_postcodes_work_with_nothing_loaded(tmp_path):
    gazetteer = Gazetteer.open(tmp_path / "g.sqlite", make_area())
    postcodes = {row[0] for row in gazetteer.postcodes()}
    assert "HR11AA" in postcodes
    assert "CR01AA" not in postcodes


def test_adding_a_file_again_replaces_its_entries(tmp_path):
    gazetteer = make_gazetteer(tmp_path)
    before = names(gazetteer)
    gazetteer.add(write_places(tmp_path / "town.csv"))
    assert names(gazetteer) == before
    gazetteer.add(write_places(tmp_path / "town.csv", town_rows()[:2]))
    assert len(names(gazetteer)) == 2


def test_a_file_that_cannot_be_used_changes_nothing(tmp_path):
    gazetteer = make_gazetteer(tmp_path)
    before, generation = names(gazetteer), gazetteer.generation()
    bad = tmp_path / "town.csv"
    bad.write_text("name,kind,lon,lat\nNowhere,street,,\n")
    with pytest.raises(BadInput, match="no coordinates"):
        gazetteer.add(bad)
    assert (names(gazetteer), gazetteer.generation()) == (before, generation)


def test_a_kill_halfway_leaves_nothing_behind(tmp_path, monkeypatch):
    gazetteer = make_gazetteer(tmp_path)
    before = names(gazetteer)

    def killed(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("geodata.gazetteer.store.next_generation", killed)
    with pytest.raises(KeyboardInterrupt):
        gazetteer.add(write_places(tmp_path / "town.csv", town_rows()[:2]))
    assert names(Gazetteer.open(gazetteer.path, gazetteer.area)) == before


def test_what_came_with_a_synthetic_sample_can_be_removed(tmp_path):
    gazetteer = make_gazetteer(tmp_path)
    real = names(gazetteer)
    gazetteer.add(write_places(tmp_path / "sample.csv", town_rows()[-3:]), synthetic=True)
    assert [source.synthetic for source in gazetteer.status()] == [False, False, True]
    assert gazetteer.remove_synthetic() == 3
    assert names(gazetteer) == real


def test_another_borough_starts_empty_but_a_new_boundary_of_the_same_keeps_its_places(tmp_path):
    gazetteer = make_gazetteer(tmp_path)
    smaller = make_area((349_000, 238_000, 353_500, 242_000))
    assert names(Gazetteer.open(gazetteer.path, smaller)) == names(gazetteer)
    elsewhere = make_area((449_000, 338_000, 452_000, 342_000), name="Elsewhere")
    moved = Gazetteer.open(gazetteer.path, elsewhere)
    assert names(moved) == []
    assert {row[0][:2] for row in moved.postcodes()} >= {"NG"}


def test_places_far_outside_the_area_are_counted_and_left_out(tmp_path):
    gazetteer = make_gazetteer(tmp_path)
    far = [
        ("Nearby Road", "street", 351_000.0, 240_000.0, ""),
        ("Far Road", "street", 451_000.0, 240_000.0, ""),
    ]
    added = gazetteer.add(write_places(tmp_path / "two.csv", far))
    assert added.entries == 1
    assert added.skipped == {"outside the area and its margin": 1}


def test_streets_are_sets_of_points(town):
    assert town.streets()["ALDER ROAD"].tolist() == [[350_000 + 100 * i, 240_000] for i in range(5)]


def test_every_entry_has_the_postcode_it_is_nearest_to(town):
    assert all(entry.postcode.startswith("HR") for entry in town.entries())


def test_an_area_abroad_takes_lon_and_lat_and_has_no_postcodes(tmp_path):
    denver = make_area((500_000, 4_395_000, 505_000, 4_400_000), MetricCrs(26913), "Denver")
    gazetteer = Gazetteer.open(tmp_path / "g.sqlite", denver)
    lon, lat = denver.crs.to_lonlat(502_000.0, 4_397_000.0)
    path = tmp_path / "places.csv"
    path.write_text(
        f"name,kind,lon,lat,easting,northing\nColfax Avenue,street,{lon},{lat},,\nB,street,,,1,2\n"
    )
    added = gazetteer.add(path)
    assert (added.entries, added.skipped) == (1, {"no point that can be used": 1})
    assert gazetteer.entries()[0].x == pytest.approx(502_000, abs=0.01)
    assert gazetteer.postcodes() == []


def test_a_file_that_is_something_else_is_not_overwritten(tmp_path):
    path = tmp_path / "g.sqlite"
    path.write_bytes(b"a diary, not a database" * 100)
    with pytest.raises(BadInput, match="move it away"):
        Gazetteer.open(path, make_area())
    assert path.read_bytes().startswith(b"a diary")


def test_a_file_of_another_schema_is_made_anew(tmp_path):
    gazetteer = make_gazetteer(tmp_path)
    connection = sqlite3.connect(gazetteer.path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    again = Gazetteer.open(gazetteer.path, gazetteer.area)
    assert names(again) == []
    assert again.postcodes()
