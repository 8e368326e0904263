"""Ward and LSOA of every incident, or its postcode sector; looked up anew when boundaries come."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from shapely.geometry import box, mapping

from planner.cli import run
from planner.services import Outreach
from planner.services.neighbourhoods import SMALLEST_COUNT
from planner.store.database import FILE_NAME
from tests.end_to_end.borough import TODAY, WEEK


@pytest.fixture
def outreach(borough_store: Path) -> Iterator[Outreach]:
    opened = Outreach.open(borough_store, today=TODAY)
    yield opened
    opened.store.close()


def wards(folder: Path, outreach: Outreach) -> Path:
    """A boundary file of two wards, the west and the east of the borough."""
    west, south, east, north = outreach.need_area().boundary.bounds
    middle = (west + east) / 2
    features = [
        {
            "type": "Feature",
            "properties": {"WD24CD": code, "WD24NM": name},
            "geometry": mapping(box(a, south, b, north)),
        }
        for code, name, a, b in (
            ("E05000001", "Westside", west, middle),
            ("E05000002", "Eastside", middle, east),
        )
    ]
    path = folder / "wards.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def areas_of(data_dir: Path) -> set[tuple[str | None, str | None, bool]]:
    """Ward, its code, and whether there is a sector, of every incident."""
    with sqlite3.connect(data_dir / FILE_NAME) as connection:
        return set(
            connection.execute("select ward, ward_code, sector like 'SM%' or sector like 'CR%' from incident")
        )


def test_an_import_keeps_the_postcode_sector_of_each_incident(outreach: Outreach) -> None:
    with sqlite3.connect(outreach.data_dir / FILE_NAME) as connection:
        sectors = connection.execute("select distinct sector, ward, lsoa from incident").fetchall()
    assert sectors
    assert all(sector and ward is None and lsoa is None for sector, ward, lsoa in sectors)
    table = outreach.incidents_by_area()
    assert table is not None
    assert (table.kind, table.partners) == ("postcode sector", ("Housing",))
    assert {name for name, _ in table.rows} == {sector for sector, _, _ in sectors}
    assert sum(counts[0] or 0 for _, counts in table.rows) == 120


def test_boundaries_that_come_later_give_every_incident_its_ward(
    outreach: Outreach, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = wards(tmp_path, outreach)
    capsys.readouterr()
    assert run(["gazetteer", "add", str(path), "--data-dir", str(outreach.data_dir)]) == 0
    assert "120 incidents have another ward" in capsys.readouterr().out
    assert {ward for ward, _, _ in areas_of(outreach.data_dir)} <= {"Westside", "Eastside"}
    assert all(code and code.startswith("E0500000") for _, code, _ in areas_of(outreach.data_dir))
    table = outreach.incidents_by_area()
    assert table is not None
    assert table.kind == "ward"
    assert sum(counts[0] or 0 for _, counts in table.rows) == 120
    assert outreach.refresh_areas() == 0


def test_small_counts_are_held_back(outreach: Outreach) -> None:
    with outreach.store.transaction() as session:
        session.connection().exec_driver_sql(
            "update incident set partner = 'Schools' where id in (select min(id) from incident)"
        )
    table = outreach.incidents_by_area()
    assert table is not None
    few = table.partners.index("Schools")
    assert {counts[few] for _, counts in table.rows} == {0, None}
    assert SMALLEST_COUNT == 5


def test_the_places_of_a_problem_know_their_area(outreach: Outreach) -> None:
    from planner.rota.problem import PROBLEM_JSON
    from planner.store import weeks

    with outreach.store.reading() as session:
        row = weeks.newest_rota(session, WEEK, published_only=False)
    assert row is not None
    problem = PROBLEM_JSON.validate_python(row.problem)
    assert problem.places
    assert all(place.area and place.area.startswith("postcode sector ") for place in problem.places)


def test_a_gazetteer_of_postcodes_knows_no_streets_until_places_are_added(
    tmp_path: Path, outreach: Outreach
) -> None:
    assert outreach.knows_postcodes_alone() != any(s.kind == "places" for s in outreach.gazetteer().status())
    places = tmp_path / "places.csv"
    west, south, east, north = outreach.need_area().boundary.bounds
    places.write_text(
        f"name,kind,lon,lat\nMill Road,street,{(west + east) / 2},{(south + north) / 2}\n", encoding="utf-8"
    )
    outreach.gazetteer().add(places, kind="places")
    assert not outreach.knows_postcodes_alone()
