"""One temporary app per test."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.web.builders import make_app
from tests.web.fakes import FakeOutreach


@pytest.fixture
def outreach(tmp_path: Path) -> FakeOutreach:
    """The fake use cases, with a draft week."""
    return FakeOutreach(tmp_path, status="draft")


@pytest.fixture
def app(tmp_path: Path, outreach: FakeOutreach) -> Flask:
    """The app over them."""
    return make_app(tmp_path, outreach)
