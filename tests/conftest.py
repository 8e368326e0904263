"""What is costly and shared: the browser, and stores that are built once and copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from planner.cli import run
from tests.end_to_end.borough import TODAY, make_borough, plan_borough
from tests.web.browser.chromium import axe_source, chromium


@pytest.fixture(scope="session")
def built_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample's week planned. Do not write to it."""
    folder = tmp_path_factory.mktemp("sample") / "data"
    assert run(["demo", "--no-serve", "--json", "--data-dir", str(folder), "--today", TODAY.isoformat()]) == 0
    return folder


@pytest.fixture(scope="module")
def sample_store(built_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One's own copy of the sample's data folder."""
    folder = tmp_path_factory.mktemp("copy") / "data"
    shutil.copytree(built_sample, folder)
    return folder


@pytest.fixture(scope="session")
def built_borough(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a small made-up borough's week as a draft. Do not write to it."""
    folder = tmp_path_factory.mktemp("borough")
    plan_borough(folder / "data", make_borough(folder, "Sutton"))
    return folder / "data"


@pytest.fixture
def borough_store(built_borough: Path, tmp_path: Path) -> Path:
    """One's own copy of the small borough's data folder."""
    folder = tmp_path / "data"
    shutil.copytree(built_borough, folder)
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser."""
    with chromium() as launched:
        yield launched


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    return axe_source()
