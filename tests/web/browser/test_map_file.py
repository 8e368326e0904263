"""The map in a file of its own, opened as a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.web.browser.watching import TIMEOUT_MS, Watched
from tests.web.fake_places import HOSTILE_NAMES, WEEK
from tests.web.fakes import FakeOutreach
from web.map_file import map_file

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 390])
def test_the_file_asks_nobody_for_anything_and_shows_every_session(
    browser: Browser, tmp_path: Path, width: int
) -> None:
    outreach = FakeOutreach(tmp_path, place_names=HOSTILE_NAMES)
    file = tmp_path / "week.html"
    file.write_text(map_file(outreach, WEEK), "utf-8")  # type: ignore[arg-type]

    context = browser.new_context(viewport={"width": width, "height": 844})
    context.set_default_timeout(TIMEOUT_MS)
    watched = Watched(context.new_page(), file.as_uri())
    page = watched.open("")

    assert page.locator(".session-marker.leaflet-marker-icon").count() == 8
    assert page.locator("tr[data-session]").count() == 8
    assert "Synthetic sample" in page.locator("main").inner_text()
    for name in HOSTILE_NAMES:
        assert name in page.locator("table").inner_text()
    assert (watched.errors, watched.dialogs, watched.elsewhere) == ([], [], [])
    assert watched.width() <= width
    context.close()
