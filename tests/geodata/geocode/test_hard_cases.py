"""The hard cases of `hard_cases.yaml`, each a mistake once made or feared."""

import math
from pathlib import Path

import pytest
import yaml

from geodata.geocode import Geocoder
from tests.geodata.builders import make_gazetteer, street

HARD = yaml.safe_load(Path(__file__).parents[1].joinpath("hard_cases.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def hard_town(tmp_path_factory):
    rows = [row for given in HARD["streets"] for row in street(*given)]
    rows += [tuple(place) for place in HARD["places"]]
    return Geocoder(make_gazetteer(tmp_path_factory.mktemp("hard"), rows))


@pytest.mark.parametrize("case", HARD["cases"], ids=lambda case: case["text"])
def test_a_hard_case(hard_town, case):
    found = hard_town.geocode(case["text"])
    if "refused" in case:
        assert not found.is_placed, f"placed at {found.matched}"
        assert case["refused"] in found.reason
        return
    assert found.is_placed, found.reason
    assert math.dist((found.x, found.y), case["at"]) <= case["within_m"]
    least, most = case.get("confidence", (0.5, 1.0))
    assert least <= found.confidence <= most
    narrowest, widest = case.get("radius_m", (0, math.inf))
    assert narrowest <= found.radius_m <= widest


def test_texts_are_given_once():
    texts = [case["text"] for case in HARD["cases"]]
    assert len(set(texts)) == len(texts)
