"""Every page in a real browser, at a desk's width and a phone's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.web.browser.watching import Site, Watched
from tests.web.fake_places import HOSTILE_NAMES, PASSWORD, UPLOAD

pytestmark = pytest.mark.browser

WEEK = "/weeks/2026-W48"
MARKERS = ".leaflet-marker-icon.session-marker"
PAGES = [
    ("manager", "/weeks"),
    ("manager", WEEK),
    ("manager", f"{WEEK}/joint"),
    ("manager", f"{WEEK}/sessions/d4"),
    ("manager", f"{WEEK}/fixed"),
    ("manager", f"{WEEK}/replan?event=absent|2026-11-26|w2"),
    ("manager", f"{WEEK}/replan/ways"),
    ("manager", f"{WEEK}/what-if"),
    ("manager", "/operations"),
    ("manager", "/operations/reviews"),
    ("manager", f"{WEEK}/places/p1"),
    ("manager", "/hotspots"),
    ("manager", "/reports"),
    ("manager", "/reports/review"),
    ("manager", "/reports/review/3"),
    ("admin", "/reports/review/3"),
    ("manager", "/reports/review/decided"),
    ("manager", "/reports/review/aliases"),
    ("manager", "/reports/areas"),
    ("manager", "/reports/imports/1"),
    ("manager", "/reports/duplicates"),
    ("manager", "/reports/duplicates/joined"),
    ("manager", f"/reports/uploads/{UPLOAD}"),
    ("manager", "/reports/agreements"),
    ("manager", "/account"),
    ("manager", "/tasks/task1"),
    ("worker", "/today"),
    ("worker", WEEK),
    ("partner", WEEK),
    ("admin", "/accounts"),
    ("admin", "/no-such-page"),
]
WIDTHS = (1280, 390)


def visit(site: Site, username: str, width: int) -> Watched:
    """A page for one of the fake's accounts."""
    return site.signed_in(username, width, PASSWORD)


@pytest.fixture(scope="module")
def site(serve: Callable[..., Site]) -> Site:
    """A published week."""
    return serve()


@pytest.fixture(scope="module")
def hostile(serve: Callable[..., Site]) -> Site:
    """The same week where every street is named to break out of the page."""
    return serve(place_names=HOSTILE_NAMES)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("role", "address"), PAGES)
def test_a_page_is_quiet_fits_and_is_accessible(
    site: Site, axe: str, role: str, address: str, width: int
) -> None:
    watched = visit(site, role, width)
    page = watched.open(address)

    errors = [e for e in watched.errors if not (address == "/no-such-page" and "404" in e)]
    assert errors == []
    assert site.blocked() == []
    assert watched.elsewhere == []
    assert watched.width() <= width
    assert watched.serious_faults(axe) == []
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("role", "sessions"), [("manager", 8), ("worker", 8), ("partner", 1)])
def test_the_map_shows_what_the_list_says(site: Site, role: str, sessions: int, width: int) -> None:
    page = visit(site, role, width).open(WEEK)
    rows = page.locator("li[data-session]")
    assert rows.count() == sessions
    assert page.locator(MARKERS).count() == sessions
    for i in range(sessions):
        label = page.locator(f'{MARKERS}[data-session="{i + 1}"]').get_attribute("aria-label")
        place = rows.nth(i).locator(".planner-row__place bdi").first.text_content()
        assert label is not None
        assert label.startswith(f"{i + 1}: {place}")
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_no_marker_hides_another_at_the_same_spot(site: Site, width: int) -> None:
    page = visit(site, "manager", width).open(f"{WEEK}/places/p1")
    boxes = [page.locator(MARKERS).nth(i).bounding_box() for i in range(3)]
    assert all(boxes)
    for a in boxes:
        for b in boxes:
            if a is not b and a and b:
                apart = abs(a["x"] - b["x"]) >= a["width"] or abs(a["y"] - b["y"]) >= a["height"]
                assert apart
    page.close()


def test_the_map_works_from_the_keyboard(site: Site) -> None:
    page = visit(site, "manager", 1280).open(WEEK)
    page.locator(f'{MARKERS}[data-session="3"]').focus()
    page.keyboard.press("Enter")
    assert "Riverside Park" in page.locator(".leaflet-popup-content").inner_text()
    page.keyboard.press("Escape")
    page.wait_for_selector(".leaflet-popup-content", state="detached")
    page.close()


def test_one_days_sessions_can_be_left_in_the_list_and_on_the_map(site: Site) -> None:
    page = visit(site, "manager", 390).open(WEEK)
    assert page.locator(f"{MARKERS}:visible").all_inner_texts() == ["3", "4"]  # a phone begins with today
    page.get_by_role("button", name="All days", exact=True).click()
    assert page.locator(f"{MARKERS}:visible").count() == 8
    page.get_by_role("button", name="Tue", exact=True).click()
    assert page.locator(f"{MARKERS}:visible").all_inner_texts() == ["2"]
    assert page.locator("li[data-session]:visible").count() == 1
    page.close()


def test_a_link_to_a_session_opens_it_whatever_day_is_shown(site: Site) -> None:
    page = visit(site, "manager", 390).open(WEEK)
    page.get_by_role("link", name="session 5").click()
    page.wait_for_selector("#session-5 details[open]")
    assert page.locator("#session-5 .planner-row__why").is_visible()
    page.close()


def test_the_ground_is_drawn_without_tiles(site: Site) -> None:
    page = visit(site, "worker", 390).open("/today")
    drawn = page.evaluate(
        """() => [...document.querySelectorAll('.folium-map canvas')].some((canvas) => {
            const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            return pixels.some((value) => value !== 0);
        })"""
    )
    assert drawn
    assert page.locator(".folium-map img").count() == 0
    assert page.locator(".station-name").count() == 2
    page.close()


def test_the_first_tab_stop_leads_past_the_navigation(site: Site) -> None:
    page = visit(site, "manager", 1280).open("/weeks")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"
    page.close()


def test_a_task_shows_its_progress_and_goes_on_to_the_week(site: Site) -> None:
    site.app.extensions["outreach"].states[:] = ["waiting", "running", "done"]
    page = visit(site, "manager", 390).open(f"/tasks/task1?then={WEEK}")
    page.wait_for_url(f"**{WEEK}")
    assert page.url.endswith(WEEK)
    page.close()


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("manager", WEEK),
        ("manager", f"{WEEK}/places/p1"),
        ("manager", f"{WEEK}/joint"),
        ("manager", f"{WEEK}/sessions/d6"),
        ("manager", f"{WEEK}/fixed"),
        ("manager", f"{WEEK}/replan/ways"),
        ("manager", f"{WEEK}/what-if"),
        ("manager", "/operations"),
        ("manager", "/operations/reviews"),
        ("manager", "/hotspots"),
        ("manager", "/reports/review"),
        ("worker", "/today"),
    ],
)
def test_names_that_are_code_stay_text(hostile: Site, role: str, address: str) -> None:
    watched = visit(hostile, role, 1280)
    page = watched.open(address)
    for i in range(page.locator(MARKERS).count()):
        page.locator(MARKERS).nth(i).focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(".leaflet-popup-content")
        page.keyboard.press("Escape")
    assert watched.dialogs == []
    assert watched.errors == []
    assert hostile.blocked() == []
    assert watched.elsewhere == []
    assert page.locator("img").count() == 0
    page.close()


def test_every_hostile_name_can_be_read_as_it_is_on_page_and_map(hostile: Site) -> None:
    page = visit(hostile, "manager", 1280).open(WEEK)
    text = page.locator(".planner-week__board").inner_text()
    for name in HOSTILE_NAMES:
        assert name in text
    shown = {page.locator(MARKERS).nth(i).get_attribute("aria-label") for i in range(8)}
    for name in HOSTILE_NAMES:
        assert any(label and f": {name}, " in label for label in shown)
    page.locator(f'{MARKERS}[data-session="1"]').click()
    assert HOSTILE_NAMES[0] in page.locator(".leaflet-popup-content").inner_text()
    page.close()
