"""The geocoder on a real borough's labelled cases, and on a real gazetteer's size."""

import csv
import time
from collections import defaultdict

import numpy as np
import pytest

from geodata.gazetteer import Gazetteer
from geodata.geocode import Geocoder
from geodata.study_area import area_from_boundary_file
from tests.geodata.builders import shared_data

pytestmark = pytest.mark.real_data

# Share of answers within tolerance that each kind must keep, a little under what is measured.
FLOORS = {
    "full address": 0.93,
    "full address (no postcode)": 0.45,
    "grid ref": 1.0,
    "junction": 0.93,
    "landmark": 0.75,
    "misspelt": 0.86,
    "partial postcode": 0.95,
    "postcode": 0.97,
    "street only": 0.91,
}


@pytest.fixture(scope="module")
def borough(tmp_path_factory):
    area = area_from_boundary_file(shared_data("croydon", "borough_croydon.geojson"))
    gazetteer = Gazetteer.open(tmp_path_factory.mktemp("borough") / "g.sqlite", area)
    for name in ("places_streets.csv.gz", "places_landmarks.csv"):
        gazetteer.add(shared_data("croydon", name))
    return gazetteer


@pytest.fixture(scope="module")
def answered(borough):
    with shared_data("croydon", "geocode_dev.csv").open(encoding="utf-8", newline="") as stream:
        cases = list(csv.DictReader(stream))
    answers = Geocoder(borough).geocode_many([case["text"] for case in cases])
    by_kind = defaultdict(list)
    for case, answer in zip(cases, answers, strict=True):
        off_m = None
        if case["lon"] and answer.is_placed:
            truth = borough.area.crs.to_metres(float(case["lon"]), float(case["lat"]))
            off_m = float(np.hypot(answer.x - truth[0], answer.y - truth[1]))
        by_kind[case["kind"]].append((case, answer, off_m))
    return by_kind


@pytest.mark.parametrize(("kind", "floor"), FLOORS.items())
def test_answers_are_right_and_within_their_radius(answered, kind, floor):
    found = answered[kind]
    offs = [
        (off_m, float(case["tol_m"]), answer.radius_m) for case, answer, off_m in found if off_m is not None
    ]
    assert sum(off_m <= tol_m for off_m, tol_m, _ in offs) / len(found) >= floor
    assert sum(off_m <= radius_m for off_m, _, radius_m in offs) / len(offs) >= 0.9


def test_what_cannot_be_located_is_not_believed(answered):
    assert all(
        not answer.is_placed or answer.confidence <= 0.5 for _, answer, _ in answered["unlocatable/ambiguous"]
    )


def test_few_answers_are_far_out_and_radii_stay_narrow(answered):
    placed = [
        (off_m, answer.radius_m)
        for found in answered.values()
        for _, answer, off_m in found
        if off_m is not None
    ]
    assert sum(off_m > 1_000 for off_m, _ in placed) / len(placed) < 0.015
    assert np.median([radius_m for _, radius_m in placed]) <= 150


def test_a_built_gazetteer_opens_at_once_and_is_fast(borough, answered):
    started = time.process_time()
    geocoder = Geocoder(Gazetteer.open(borough.path, borough.area))
    geocoder.geocode("High Street")
    assert time.process_time() - started < 1
    texts = [
        f"{number} {case['text']}"
        for number in range(4)
        for found in answered.values()
        for case, _, _ in found
    ]
    started = time.process_time()
    geocoder.geocode_many(texts)
    assert time.process_time() - started < 4
