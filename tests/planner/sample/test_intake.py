"""The sample comes in through the same doors as real files."""

from collections import defaultdict
from datetime import date
from functools import lru_cache
from math import hypot

import numpy as np
import pytest

from geodata.gazetteer import Gazetteer
from geodata.geocode import Geocoder
from geodata.study_area import area_from_name
from planner.intake import Intake, bring_in, read_profile
from planner.sample import ReportFile
from tests.planner.sample.builders import TODAY, rows_of, sample_of, truth_of

SAMPLE = sample_of(1)


@lru_cache(maxsize=1)
def make_geocoder() -> Geocoder:
    area = area_from_name(SAMPLE.area)
    gazetteer = Gazetteer.open(SAMPLE.folder / "synthetic-sample-gazetteer.sqlite", area)
    for path in SAMPLE.places:
        assert not gazetteer.add(path, synthetic=True).skipped
    return Geocoder(gazetteer, area)


@lru_cache(maxsize=10)
def intake_of(file: ReportFile) -> Intake:
    profile = read_profile(SAMPLE.folder / f"{file.profile}.toml") if file.profile else None
    return bring_in(
        file.path, profile, geocoder=make_geocoder(), area=area_from_name(SAMPLE.area), today=TODAY
    )


@pytest.mark.parametrize("file", SAMPLE.files, ids=lambda file: file.path.stem)
def test_most_rows_become_incidents_and_the_rest_is_counted(file: ReportFile) -> None:
    intake = intake_of(file)
    told = len(intake.incidents) + len(intake.duplicates) + len(intake.review) + len(intake.rejected)
    assert intake.rows == file.rows == told
    assert len(intake.incidents) >= 0.8 * file.rows
    assert not intake.rejected
    assert "source" in intake.dropped_columns


def test_rows_that_cannot_be_placed_wait_for_a_person() -> None:
    waiting = [entry for file in SAMPLE.files for entry in intake_of(file).review]
    assert len(waiting) >= 100
    assert all(entry.reason for entry in waiting)
    assert {entry.location_text for entry in waiting} >= {"behind the garages", "usual spot by the steps"}


def test_incidents_lie_within_the_weeks_of_the_sample() -> None:
    truth = truth_of(SAMPLE)
    first, last = (date.fromisoformat(truth[key]) for key in ("first_day", "last_day"))
    for file in SAMPLE.files:
        frame = intake_of(file).incidents
        exact = frame[frame.time_kind != "month"]
        assert exact.start.dt.date.between(first, last).all()
        assert (len(exact) == 0) == (file.profile is None)


def test_planted_reports_are_placed_near_their_place_and_called_youth_related() -> None:
    truth = truth_of(SAMPLE)
    pattern_of = {(row["file"], row["id"]): row["pattern"] for row in truth["planted_rows"]}
    away, youth = defaultdict(list), []
    for file in SAMPLE.files:
        frame = intake_of(file).incidents
        first_row = 4 if file.path.suffix == ".xlsx" else 2
        ids = (
            [next(str(v) for v in row.values() if str(v).startswith("SYN-")) for row in rows_of(SAMPLE, file)]
            if file.profile
            else []
        )
        for row, x, y, related in zip(frame.row, frame.x, frame.y, frame.youth_related, strict=True):
            number = pattern_of.get((file.path.name, ids[row - first_row])) if ids else None
            if number is not None:
                pattern = SAMPLE.planted[number]
                away[number].append(hypot(x - pattern.x, y - pattern.y))
                youth.append(related)
    assert len(away) == 12
    for number, distances in away.items():
        assert np.median(distances) < 60, SAMPLE.planted[number]
        assert np.mean(np.array(distances) < 200) > 0.8, SAMPLE.planted[number]
    assert youth.count("yes") > 0.65 * len(youth)
    assert 0 < youth.count("no") < 0.12 * len(youth)
