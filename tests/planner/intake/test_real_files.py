"""Real files, where there are any: no row is lost."""

from __future__ import annotations

import time
from pathlib import Path

import pandas as pd
import pytest

from geodata.crs import MetricCrs
from planner.intake import Intake
from tests.planner.intake.builders import SquareArea, make_intake, make_zip, real_file

pytestmark = pytest.mark.real_data
EVERYWHERE = SquareArea(everywhere=True)
DENVER = SquareArea("Denver", MetricCrs(26913), "America/Denver", everywhere=True)
DENVER_MAPPING = """
partner = "Denver police"
[columns]
id = "event_id"
start = "datetime"
end = "datetime_to"
reported = "reported"
lon = "lon"
lat = "lat"
category = "category"
"""


def sums(intake: Intake) -> tuple[int, int, int, int, int]:
    """Rows, incidents, duplicates, review, rejected."""
    heaps = (intake.incidents, intake.duplicates, intake.review, intake.rejected)
    return intake.rows, len(heaps[0]), len(heaps[1]), len(heaps[2]), len(heaps[3])


@pytest.mark.parametrize(
    ("name", "expected", "asb"),
    [
        ("police_uk/2017-07/2017-07-west-yorkshire-street.csv.gz", (28537, 26996, 0, 1541, 0), 5912),
        ("police_uk/2018-07/2018-07-west-yorkshire-street.csv.gz", (31635, 30752, 0, 883, 0), 5399),
        ("police_uk/2025-01-metropolitan-croydon-street.csv", (183, 183, 0, 0, 0), 0),
        ("police_uk/2025-02-metropolitan-croydon-street.csv", (142, 142, 0, 0, 0), 0),
        ("police_uk/sutton_street_api_2024-09_2025-02.csv", (2505, 2505, 0, 0, 0), 487),
    ],
)
def test_a_police_file_balances(name: str, expected: tuple[int, ...], asb: int) -> None:
    begun = time.process_time()
    intake = make_intake(real_file(name), area=EVERYWHERE)

    assert sums(intake) == expected
    assert (intake.incidents["category"] == "asb").sum() == asb
    assert set(intake.incidents["time_kind"]) == {"month"}
    assert time.process_time() - begun < 10


def test_another_forces_file_leaves_nothing_in_the_queue_that_is_not_ours() -> None:
    intake = make_intake(real_file("police_uk/2018-07/2018-07-west-yorkshire-street.csv.gz"))

    assert sums(intake) == (31635, 0, 0, 883, 30752)


def test_the_zip_as_downloaded_is_the_sum_of_its_files(tmp_path: Path) -> None:
    names = [f"police_uk/2025-0{month}-metropolitan-croydon-street.csv" for month in (1, 2)]
    members = {
        f"2025-0{i}/{Path(name).name}": real_file(name).read_bytes() for i, name in enumerate(names, 1)
    }
    intake = make_intake(make_zip(tmp_path / "download.zip", members), area=EVERYWHERE)

    assert sums(intake) == (325, 325, 0, 0, 0)


def test_denver_disorder_through_a_mapping() -> None:
    intake = make_intake(real_file("events/denver_disorder_2019_2022.csv.gz"), DENVER_MAPPING, area=DENVER)
    frame = intake.incidents

    assert intake.rows == 81_507
    assert len(frame) > 0.97 * intake.rows
    assert 0.2 < (frame["time_kind"] == "uncertain").mean() < 0.4
    assert frame["reported"].ge(frame["start"]).all()
    assert frame["start"].min() >= pd.Timestamp("2019-01-01")
