import numpy as np
import pytest

from geodata.geocode.house_numbers import SMALLEST_TOWN, Numbering
from geodata.geocode.index import NameIndex
from tests.geodata.builders import make_area, make_gazetteer, street


def numbering_of(tmp_path, rows):
    gazetteer = make_gazetteer(tmp_path, rows)
    index = NameIndex.build(gazetteer.entries(), make_area())
    return Numbering(index), np.array(index.streets["longacre"])


MIDDLE = street("MARKET PLACE", (350_000, 240_000), (350_050, 240_000), SMALLEST_TOWN, "Westbury")
EASTWARD = street("LONGACRE", (350_100, 240_000), (350_900, 240_000), 9, "Westbury")
ACROSS = street("LONGACRE", (350_025, 239_600), (350_025, 240_400), 9, "Westbury")


@pytest.mark.parametrize(("number", "x"), [(1, 350_100), (50, 350_300), (199, 350_900), (9999, 350_900)])
def test_numbers_run_away_from_the_middle_of_the_town(tmp_path, number, x):
    numbering, rows = numbering_of(tmp_path, [*MIDDLE, *EASTWARD])
    assert numbering.point(rows, number) == (x, 240_000)


def test_the_order_of_the_points_does_not_matter(tmp_path):
    numbering, rows = numbering_of(tmp_path, [*MIDDLE, *EASTWARD[::-1]])
    assert numbering.point(rows, 50) == (350_300, 240_000)


def test_a_street_that_passes_the_middle_says_nothing(tmp_path):
    numbering, rows = numbering_of(tmp_path, [*MIDDLE, *ACROSS])
    assert numbering.point(rows, 50) is None


def test_a_town_known_by_few_points_has_no_middle(tmp_path):
    numbering, rows = numbering_of(tmp_path, EASTWARD)
    assert numbering.point(rows, 50) is None


def test_two_points_are_no_line(tmp_path):
    numbering, rows = numbering_of(tmp_path, [*MIDDLE, *EASTWARD[:2]])
    assert numbering.point(rows, 50) is None
