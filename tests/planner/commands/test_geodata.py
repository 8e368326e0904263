"""`outreach area`, `gazetteer` and `geocode`, with the facade played by a small stand-in."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner

from geodata.errors import BadInput
from geodata.gazetteer import Gazetteer
from geodata.geocode import Geocoder
from geodata.study_area import StudyArea
from planner.commands.geodata import area, gazetteer, geocode
from tests.geodata.builders import make_area, write_places


@dataclass
class Facade:
    """What the commands ask of planner.services.Outreach."""

    data_dir: Path
    area: StudyArea | None = field(default_factory=make_area)

    def outreach(self) -> "Facade":
        return self

    def set_study_area(self, chosen: StudyArea) -> None:
        self.area = chosen

    def gazetteer(self) -> Gazetteer:
        assert self.area is not None
        return Gazetteer.open(self.data_dir / "gazetteer.sqlite", self.area)

    def geocoder(self) -> Geocoder:
        return Geocoder(self.gazetteer())


def run(command, facade, *arguments):
    result = CliRunner().invoke(command, [str(a) for a in arguments], obj=facade, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def app(tmp_path):
    return Facade(tmp_path)


def test_an_area_is_set_by_name(app):
    assert "Planning for Rutland" in run(area, app, "set", "rutland")
    assert app.area.name == "Rutland"
    record = json.loads(run(area, app, "set", "Rutland", "--json"))
    assert record["outline"] == "postcodes"


def test_an_area_is_set_by_its_boundary_file(app, tmp_path):
    path = tmp_path / "abroad.geojson"
    path.write_text(
        '{"type":"Polygon","coordinates":[[[-105,39.6],[-104.9,39.6],[-104.9,39.7],[-105,39.6]]]}'
    )
    output = run(area, app, "set", path, "--time-zone", "America/Denver", "--name", "Mile High")
    assert "Mile High" in output
    assert (app.area.crs.epsg, app.area.time_zone) == (26913, "America/Denver")


@pytest.mark.parametrize(
    "arguments", [("set", "Atlantis"), ("set", "gone.geojson"), ("set", "Rutland", "--name", "X")]
)
def test_an_area_that_cannot_be_set_changes_nothing(app, arguments):
    before = app.area
    with pytest.raises(BadInput):
        run(area, app, *arguments)
    assert app.area is before


def test_files_are_added_and_shown(app, tmp_path):
    town = write_places(tmp_path / "town.csv")
    record = json.loads(run(gazetteer, app, "add", town, "--json"))
    assert record["files"][0]["kind"] == "places"
    assert record["files"][0]["entries"] == len(app.gazetteer().entries())
    assert "town.csv" in run(gazetteer, app, "status")
    status = json.loads(run(gazetteer, app, "status", "--json"))
    assert [source["kind"] for source in status["sources"]] == ["packaged-postcodes", "places"]


def test_one_wrong_file_among_several_is_found_before_any_is_added(app, tmp_path):
    wrong = tmp_path / "diary.csv"
    wrong.write_text("day,thought\n1,none\n")
    with pytest.raises(BadInput, match=r"diary\.csv is no kind of gazetteer file"):
        run(gazetteer, app, "add", write_places(tmp_path / "town.csv"), wrong)
    assert app.gazetteer().entries() == []


def test_a_table_is_geocoded(app, tmp_path):
    run(gazetteer, app, "add", write_places(tmp_path / "town.csv"))
    source, output = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("id,where\n1,Alder Road\n2,nowhere\n")
    assert "2 rows: 1 placed" in run(geocode, app, source, "-o", output, "--text", "where")
    assert len(output.read_text().splitlines()) == 3
