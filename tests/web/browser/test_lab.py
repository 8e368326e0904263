"""The lab in a real browser: quiet, wide enough, accessible, and its sliders move the map."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.web.browser.watching import Site
from tests.web.fake_places import HOSTILE_NAMES, PASSWORD

pytestmark = pytest.mark.browser

COMPARE = "/lab/compare?one=1:decayed-count-eb&other=1:kde"
PAGES = ["/lab", "/lab/runs/new?half_life_days=200", "/lab/runs/1", COMPARE, "/lab/try", "/lab/guard"]
LAB_DRAWN = ".folium-map[data-lab=drawn]"


@pytest.fixture(scope="module")
def site(serve: Callable[..., Site]) -> Site:
    """An invented borough with one run."""
    return serve(drifting=True)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_the_lab_is_quiet_fits_and_is_accessible(
    site: Site, axe: str, address: str, width: int
) -> None:
    watched = site.signed_in("analyst", width, PASSWORD)
    page = watched.open(address)
    assert watched.errors == []
    assert site.blocked() == []
    assert watched.elsewhere == []
    assert watched.width() <= width
    assert watched.serious_faults(axe) == []
    page.close()


def test_a_slider_changes_the_map_and_the_list(site: Site) -> None:
    page = site.signed_in("analyst", 1280, PASSWORD).open("/lab/try")
    page.wait_for_selector(f"{LAB_DRAWN}[data-places='6']")
    slider = page.get_by_role("slider", name="Least reports of a place")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_selector(f"{LAB_DRAWN}[data-places='2']")
    assert page.locator("#min_weight").input_value() == "5.5"
    assert page.locator("#trial-rows tr").count() == 2
    assert "2 places: 1 new, 4 of the live ones gone." in page.locator("#trial-said").inner_text()
    assert "Riverside Park" in page.locator("#trial-gone").inner_text()
    assert "min_weight=5.5" in page.url
    page.get_by_role("button", name="Back-test these settings").click()
    page.wait_for_url("**/lab/runs/new?**")
    assert "places from 5.5 reports" in page.inner_text("main")
    page.close()


def test_what_is_typed_out_of_range_is_said(site: Site) -> None:
    page = site.signed_in("analyst", 390, PASSWORD).open("/lab/try")
    page.fill("#half_life_days", "2")
    page.get_by_role("status").get_by_text("should be 14 to 730").wait_for()
    assert page.locator("#trial-said").inner_text().startswith("Half-life")
    page.close()


def test_the_sliders_need_no_javascript(site: Site) -> None:
    site.signed_in("analyst", 1280, PASSWORD)
    state = site.contexts["analyst"].storage_state()
    context = site.browser.new_context(java_script_enabled=False, storage_state=state)
    page = context.new_page()
    page.goto(site.home + "/lab/try")
    page.fill("#min_weight", "9")
    page.get_by_role("button", name="Show").click()
    assert page.locator("#trial-rows tr").count() == 2
    assert page.locator(".lab-slider__range:visible").count() == 0
    context.close()


def test_hostile_names_stay_text_on_the_labs_maps(serve: Callable[..., Site]) -> None:
    site = serve(place_names=HOSTILE_NAMES)
    watched = site.signed_in("analyst", 1280, PASSWORD)
    for address in ("/lab/try?min_weight=4.5", COMPARE, "/lab"):
        page = watched.open(address)
        assert HOSTILE_NAMES[0] in page.inner_text("main")
        assert page.locator("main img").count() == 0
    page.goto(site.home + "/lab/try")
    with page.expect_response(lambda answer: "try.json" in answer.url):
        page.fill("#min_weight", "9")
    page.wait_for_selector(f"{LAB_DRAWN}[data-places='2']")
    assert HOSTILE_NAMES[2] in page.locator("#trial-gone").inner_text()
    assert (watched.errors, watched.dialogs, watched.elsewhere, site.blocked()) == ([], [], [], [])
    page.close()
