"""Testford's gazetteer, built once for all tests that only read it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from unittest.mock import patch

import pytest

from geodata.gazetteer import Gazetteer, writing
from geodata.geocode import Geocoder
from tests.geodata.builders import make_gazetteer


@pytest.fixture(scope="session", autouse=True)
def _postcodes_read_once() -> Iterator[None]:
    """Every test builds on the same few areas: look through all postcodes once for each."""
    with patch.object(writing, "postcodes_within", cache(writing.postcodes_within)):
        yield


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    """Testford's gazetteer; do not add to it."""
    return make_gazetteer(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="session")
def geocoder(town: Gazetteer) -> Geocoder:
    """A geocoder over Testford."""
    return Geocoder(town)
