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
from tests.geodata.online.fake import nominatim_place, serving


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

    def refresh_areas(self) -> int:
        return 0

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


@pytest.fixture
def texts(app, tmp_path, monkeypatch):
    """A table with a street that is not in the gazetteer, and no proxy between us and the fake service."""
    monkeypatch.setenv("no_proxy", "*")
    run(gazetteer, app, "add", write_places(tmp_path / "town.csv"))
    source = tmp_path / "in.csv"
    source.write_text("id,where\n1,Alder Road\n2,Thistle Road\n3,Mrs Brown of Thistle Road\n")
    return source


def test_a_refused_text_is_asked_for_online_when_somebody_agrees(app, texts, tmp_path):
    with serving() as service:
        service.answer = lambda _query: (200, [nominatim_place("Thistle Road", 351_000, 240_000)], {})
        options = ["--online", "--online-url", service.url, "--yes-send"]
        result = CliRunner().invoke(
            geocode, [str(texts), "-o", str(tmp_path / "out.csv"), "--text", "where", *options], obj=app
        )
    assert "1 text that could not be placed would leave this building, to 127.0.0.1" in result.stderr
    assert "1 more look personal" in result.stderr
    assert "3 rows: 2 placed" in result.stdout
    assert [query["q"] for _, query in service.asked] == ["Thistle Road"]
    assert "online Nominatim" in (tmp_path / "out.csv").read_text()


def test_nothing_is_sent_without_agreement(app, texts, tmp_path):
    with serving() as service:
        command = [str(texts), "-o", str(tmp_path / "out.csv"), "--text", "where", "--online", "--online-url"]
        with pytest.raises(BadInput, match="add --yes-send"):
            CliRunner().invoke(geocode, [*command, service.url], obj=app, catch_exceptions=False)
    assert service.asked == []


@pytest.mark.parametrize(("typed", "sent"), [("SEND", 1), ("yes", 0), ("", 0)])
def test_a_person_at_a_terminal_types_the_agreement(app, texts, tmp_path, monkeypatch, typed, sent):
    monkeypatch.setattr("planner.commands.geodata.is_terminal", lambda: True)
    with serving() as service:
        command = [str(texts), "-o", str(tmp_path / "out.csv"), "--text", "where", "--online", "--online-url"]
        result = CliRunner().invoke(geocode, [*command, service.url], obj=app, input=f"{typed}\n")
    assert result.exit_code == 0, result.output
    assert len(service.asked) == sent
    assert ("Nothing was sent" in result.stderr) == (sent == 0)


def test_the_public_server_is_refused(app, texts, tmp_path):
    command = [str(texts), "-o", str(tmp_path / "out.csv"), "--text", "where", "--online", "--yes-send"]
    with pytest.raises(BadInput, match="usage policy"):
        CliRunner().invoke(
            geocode,
            [*command, "--online-url", "https://nominatim.openstreetmap.org"],
            obj=app,
            catch_exceptions=False,
        )
