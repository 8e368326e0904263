"""outreach forecast, as a person runs it."""

import json
from pathlib import Path

import pandas as pd
import pytest
import shapely
from click.testing import CliRunner, Result

from geodata.errors import BadInput
from planner.commands.forecast import forecast
from tests.models.builders import CITY_LAT, CITY_LON, make_events


def write_events(folder: Path) -> Path:
    events = make_events(800)
    path = folder / "events.csv.gz"
    table = events.rename(columns={"start": "datetime", "end": "datetime_to"})
    table.to_csv(path, index=False, date_format="%Y-%m-%dT%H:%M")
    return path


def write_boundary(folder: Path) -> Path:
    box = shapely.box(CITY_LON - 0.03, CITY_LAT - 0.03, CITY_LON + 0.03, CITY_LAT + 0.03)
    feature = {"type": "Feature", "properties": {"name": "Town"}, "geometry": shapely.geometry.mapping(box)}
    path = folder / "boundary.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(forecast, [str(one) for one in arguments], catch_exceptions=False)


def test_it_writes_every_cell_of_the_boundary(tmp_path):
    out = tmp_path / "out.csv"
    result = run(
        write_events(tmp_path), "-o", out, "--as-of", "2022-12-05", "--boundary", write_boundary(tmp_path)
    )
    assert result.exit_code == 0
    frame = pd.read_csv(out)
    assert list(frame.columns) == ["lon", "lat", "x", "y", "expected", "lower", "upper"]
    assert len(frame) > 400
    assert frame["expected"].sum() > 5
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_slots_categories_and_gzip(tmp_path):
    out = tmp_path / "out.csv.gz"
    result = run(
        write_events(tmp_path), "-o", out, "--as-of", "2022-12-05", "--slots", "--band-hours", 6,
        "--category", "disorder,robbery", "--category", "disorder", "--model", "count-13",
    )  # fmt: skip
    assert result.exit_code == 0
    assert out.read_bytes()[:2] == b"\x1f\x8b"
    frame = pd.read_csv(out)
    assert list(frame.columns[-3:]) == ["weekday", "start_hour", "end_hour"]
    assert set(frame["end_hour"] - frame["start_hour"]) == {6}


def test_a_missing_column_is_named_in_one_line(tmp_path):
    path = tmp_path / "events.csv"
    path.write_text("event_id,category,datetime,lon\n1,a,2022-01-01,0\n")
    with pytest.raises(BadInput, match="'lat' is missing"):
        run(path, "-o", tmp_path / "out.csv", "--as-of", "2022-12-05")


def test_a_folder_that_does_not_exist_is_bad_input(tmp_path):
    with pytest.raises(BadInput, match="cannot be written"):
        run(write_events(tmp_path), "-o", tmp_path / "none" / "out.csv", "--as-of", "2022-12-05")


def test_help_has_an_example():
    assert "outreach forecast events.csv.gz" in run("--help").output
