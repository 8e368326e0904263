"""The packaged postcodes: as a table of an area, and looked up one by one anywhere."""

import numpy as np
import pytest

from geodata.postcodes import LETTERS, WIDTH, _read, find_anywhere, packaged_postcodes


@pytest.mark.parametrize("letter", ["H", "Z"])
def test_one_by_one_postcodes_are_where_the_table_has_them(letter):
    table = packaged_postcodes(letter)
    for row in range(0, len(table.postcode), 97):
        found = find_anywhere(str(table.postcode[row]))
        if np.isnan(table.x[row]):
            assert found is None
        else:
            assert found == (table.x[row], table.y[row])


@pytest.mark.parametrize(
    "postcode", ["", "H", "HR1", "HR19ZA", "QQ11AA", "hr11aa", "HR11AAAA", "BT11AA", "1HR1AA"]
)
def test_what_is_no_postcode_of_great_britain_is_nowhere(postcode):
    assert find_anywhere(postcode) is None


def test_the_package_writes_postcodes_as_we_read_them():
    """One look-up relies on it; only two letters are read here, the smallest."""
    for letter in "JZ":
        columns = _read(letter)
        assert columns is not None
        names = columns["pcd"]
        assert {len(name) for name in names} == {WIDTH}
        assert names == sorted(names)
    assert len(LETTERS) == 26
