import pytest

from geodata.geocode.fuzzy import FuzzyNames, Near
from geodata.geocode.index import NameIndex
from tests.geodata.builders import make_area, make_gazetteer, street


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    keys = ["ALDER ROAD", "BALDER ROAD", "ELM WAY", "FURROW CLOSE", "QUARRY PARK ROAD", "OUTMERE LANE"]
    rows = [
        row
        for n, key in enumerate(keys)
        for row in street(key, (350_000, 240_000 + 100 * n), (350_050, 240_000 + 100 * n), 2, "")
    ]
    gazetteer = make_gazetteer(tmp_path_factory.mktemp("fuzzy"), rows)
    return FuzzyNames(NameIndex.build(gazetteer.entries(), make_area()))


@pytest.mark.parametrize(
    ("written", "key", "slips"),
    [
        ("furow close", "furrow close", 1),  # left out
        ("furrrow close", "furrow close", 1),  # doubled
        ("furroe close", "furrow close", 1),  # changed
        ("furrwo close", "furrow close", 1),  # swapped
        ("urrow close", "furrow close", 1),  # the first left out
        ("gfurrow close", "furrow close", 1),  # one before the first
        ("durrow close", "furrow close", 1),  # the first changed
        ("ufrrow close", "furrow close", 1),  # the first two swapped
        ("fuurow cloes", "furrow close", 2),
        ("eml way", "elm way", 1),
    ],
)
def test_slips_of_the_pen_are_undone(names, written, key, slips):
    nearest = names.streets(written)[0]
    assert (nearest.key, nearest.slips) == (key, slips)


@pytest.mark.parametrize(
    ("written", "odds"),
    [
        ("furow close", 0),
        ("furrrow close", 0),
        ("furrwo close", 0),
        ("furroe close", 1),
        ("furrowx close", 1),
    ],
)
def test_slips_that_fingers_make_are_told_from_others(names, written, odds):
    assert names.streets(written) == [Near("furrow close", 1, odds)]


@pytest.mark.parametrize(
    "written", ["oak way", "elk way", "quarry farm road", "courtmere lane", "road", "xy"]
)
def test_other_names_are_left_alone(names, written):
    assert names.streets(written) == []


def test_a_name_with_the_same_first_letter_comes_before_equally_near_ones(names):
    assert [near.key for near in names.streets("aalder road")] == ["alder road"]
    assert names.search("furow close", "landmarks") == []
