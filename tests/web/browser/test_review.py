"""One row that waits, answered in a real browser: by its map, by the keyboard, and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from planner.services.review_views import Answer, AnswerKind, Scope
from tests.web.browser.watching import Site, Watched
from tests.web.fake_places import HOSTILE_NAMES, PASSWORD

pytestmark = pytest.mark.browser

ROW = "/reports/review/3"
NEXT = "**/reports/review/4?answered=1"
CANDIDATE = ".leaflet-marker-icon[data-candidate]"
WIDTHS = (1280, 390)


@pytest.fixture
def site(serve: Callable[..., Site]) -> Site:
    """A queue of one's own: answers change it."""
    return serve()


@pytest.fixture
def watched(site: Site) -> Iterator[Watched]:
    """A manager's page; whatever was done in it, nothing went wrong on the way."""
    one = site.signed_in("manager", 1280, PASSWORD)
    yield one
    assert (one.errors, one.dialogs, one.elsewhere, site.blocked()) == ([], [], [], [])


def answer_given(site: Site) -> Answer:
    """The one answer that was sent about the row."""
    ((row, answer),) = [
        asked[1:] for asked in site.app.extensions["outreach"].asked if asked[0] == "answer_review"
    ]
    assert row == 3
    assert isinstance(answer, Answer)
    return answer


def press_the_map(page: Page, across: float, down: float) -> None:
    page.locator(".folium-map").scroll_into_view_if_needed()
    box = page.locator(".folium-map").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + across * box["width"], box["y"] + down * box["height"])


def position(page: Page) -> tuple[float, float]:
    lat, lon = page.locator("#position").input_value().split(", ")
    return float(lat), float(lon)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url(NEXT)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_candidate_is_chosen_on_the_map(site: Site, width: int) -> None:
    page = site.signed_in("manager", width, PASSWORD).open(ROW)
    page.locator(f'{CANDIDATE}[data-candidate="2"]').click()
    assert page.locator("#answer-candidate-1").is_checked()
    assert page.locator(f'{CANDIDATE}[data-candidate="2"]').get_attribute("aria-pressed") == "true"
    save(page)
    assert answer_given(site) == Answer(AnswerKind.CANDIDATE, Scope.ALWAYS, choice=1)


def test_choosing_in_the_list_shows_on_the_map(watched: Watched) -> None:
    page = watched.open(ROW)
    page.locator("label[for=answer-candidate-0]").click()
    assert page.locator(f"{CANDIDATE}.session-marker--chosen").all_inner_texts() == ["1"]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_pin_is_put_moved_and_given_up(site: Site, width: int) -> None:
    page = site.signed_in("manager", width, PASSWORD).open(ROW)
    press_the_map(page, 0.9, 0.15)
    assert page.locator("#answer-position").is_checked()
    north_east = position(page)
    press_the_map(page, 0.2, 0.85)
    south_west = position(page)
    assert south_west[0] < north_east[0]
    assert south_west[1] < north_east[1]
    assert page.locator(".review-pin").count() == 1
    assert "The pin is at" in page.locator("#pin-said").inner_text()
    page.locator("label[for=answer-outside]").click()
    assert page.locator(".review-pin").count() == 0
    press_the_map(page, 0.9, 0.15)
    page.select_option("#radius", "250")
    save(page)
    answer = answer_given(site)
    assert (answer.kind, answer.radius_m) == (AnswerKind.POSITION, 250.0)
    assert answer.position == f"{north_east[0]:.5f}, {north_east[1]:.5f}"


def test_outside_our_area_and_back_again(site: Site, watched: Watched) -> None:
    page = watched.open(ROW)
    page.locator("label[for=answer-outside]").click()
    save(page)
    assert "outside our area" in page.get_by_role("alert").inner_text()
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url("**/reports/review")
    assert "1 row back in the queue" in page.inner_text("main")
    assert site.app.extensions["outreach"].asked[-1] == ("undo_answer", 1, False)


def test_the_keyboard_alone_chooses_on_the_map_and_puts_a_pin(site: Site, watched: Watched) -> None:
    page = watched.open(ROW)
    page.locator(f'{CANDIDATE}[data-candidate="1"]').focus()
    page.keyboard.press("Enter")
    assert page.locator("#answer-candidate-0").is_checked()
    page.locator(".folium-map").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Put the pin in the middle of the map").focus()
    page.keyboard.press("Enter")
    assert page.locator("#answer-position").is_checked()
    page.locator("#answer-outside").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Save and go on").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(NEXT)
    assert answer_given(site).kind is AnswerKind.OUTSIDE


def test_what_is_typed_counts_and_not_where_the_pin_was(watched: Watched) -> None:
    page = watched.open(ROW)
    press_the_map(page, 0.5, 0.5)
    page.fill("#position", "SM1 1AA")
    assert page.locator(".review-pin").count() == 0
    assert page.locator("#position").input_value() == "SM1 1AA"


def test_without_javascript_the_form_does_it_all(site: Site) -> None:
    site.signed_in("manager", 1280, PASSWORD)
    state = site.contexts["manager"].storage_state()
    context = site.browser.new_context(java_script_enabled=False, storage_state=state)
    page = context.new_page()
    page.goto(site.home + ROW)
    assert "The map needs JavaScript" in page.inner_text("main")
    page.check("#answer-position")
    page.fill("#position", "TQ 258 645")
    page.check("#scope-this")
    page.click("text=Save and go on")
    assert page.url.endswith("/reports/review/4?answered=1")
    page.click("main >> text=Undo")
    assert page.url.endswith("/reports/review")
    answer = answer_given(site)
    assert (answer.position, answer.scope) == ("TQ 258 645", Scope.THIS)
    context.close()


def test_an_answered_row_is_accessible_too(watched: Watched, axe: str) -> None:
    page = watched.open(ROW)
    press_the_map(page, 0.6, 0.4)
    assert watched.serious_faults(axe) == []
    save(page)
    page.wait_for_selector(".folium-map[data-ground=drawn]")
    assert watched.serious_faults(axe) == []


def test_hostile_words_stay_text_on_the_map_in_the_list_and_in_what_was_decided(
    serve: Callable[..., Site],
) -> None:
    site = serve(place_names=HOSTILE_NAMES)
    watched = site.signed_in("manager", 1280, PASSWORD)
    page = watched.open(ROW)
    assert HOSTILE_NAMES[3] in page.locator("h1").inner_text()
    marker = page.locator(f'{CANDIDATE}[data-candidate="1"]')
    assert marker.get_attribute("aria-label") == f"1: {HOSTILE_NAMES[1]}, north"
    marker.hover()
    assert HOSTILE_NAMES[1] in page.locator(".leaflet-tooltip:not(.station-name)").inner_text()
    marker.click()
    save(page)
    for address, number in (("review/decided", 3), ("review/aliases", 3), ("areas", 0)):
        assert HOSTILE_NAMES[number] in watched.open(f"/reports/{address}").inner_text("main")
        assert page.locator("img").count() == 0
    assert (watched.errors, watched.dialogs, watched.elsewhere, site.blocked()) == ([], [], [], [])
    page.close()
