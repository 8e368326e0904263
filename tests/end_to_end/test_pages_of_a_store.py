"""The pages over real stores in a real browser: the sample's week, and a borough whose places have hostile names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from models.week import Week
from planner.services import Outreach
from tests.end_to_end.borough import WEEK, make_borough, plan_borough
from tests.web.browser.watching import Site, served
from tests.web.fake_places import HOSTILE_NAMES
from web import create_app

pytestmark = pytest.mark.browser

WIDTHS = (1280, 390)
MARKERS = ".leaflet-marker-icon.session-marker"


@dataclass
class Served:
    """A store that is being served, and who may sign in."""

    site: Site
    outreach: Outreach
    passwords: dict[str, str]


def serve_published(data_dir: Path, browser: Browser) -> Iterator[Served]:
    """Approve and publish the draft, make an account a role, and serve."""
    outreach = Outreach.open(data_dir, today=Week.parse(WEEK).days[4])
    week = Week.parse(WEEK)
    plan = outreach.week_plan(week)
    assert plan is not None
    for deployment in plan.rota.deployments:
        if deployment.joint:
            outreach.approve_joint(None, week, deployment.id, "B. Okafor")
    outreach.publish(None, week, "A. Mensah")
    friday = [d for d in plan.rota.deployments if d.start.date() == outreach.today()]
    partner = next((d.joint.partner for d in plan.rota.deployments if d.joint), None)
    passwords = {
        "ama": outreach.add_user("ama", "manager"),
        "kofi": outreach.add_user("kofi", "worker", worker=friday[0].workers[0]),
    }
    if partner:
        passwords["btp"] = outreach.add_user("btp", "partner", partner=partner)
    with served(create_app(outreach, data_dir, testing=True), browser) as site:
        yield Served(site, outreach, passwords)
    outreach.store.close()


@pytest.fixture(scope="module")
def sample(sample_store: Path, browser: Browser) -> Iterator[Served]:
    """The sample's week, published."""
    yield from serve_published(sample_store, browser)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Served]:
    """A small borough where the council's own list of places names every place to break out of the page."""
    folder = tmp_path_factory.mktemp("hostile")
    plan_borough(folder / "data", make_borough(folder, "Sutton", HOSTILE_NAMES))
    yield from serve_published(folder / "data", browser)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("username", "address"),
    [
        ("ama", f"/weeks/{WEEK}"),
        ("ama", f"/weeks/{WEEK}/fixed"),
        ("ama", f"/weeks/{WEEK}/replan"),
        ("ama", "/operations/reviews"),
        ("ama", "/hotspots"),
        ("ama", "/reports"),
        ("ama", "/reports/review"),
        ("kofi", "/today"),
        ("kofi", f"/weeks/{WEEK}"),
        ("btp", f"/weeks/{WEEK}"),
    ],
)
def test_a_page_of_the_sample_is_quiet_fits_is_accessible_and_says_what_it_is(
    sample: Served, axe: str, username: str, address: str, width: int
) -> None:
    watched = sample.site.signed_in(username, width, sample.passwords[username])
    page = watched.open(address)
    assert watched.errors == []
    assert watched.elsewhere == []
    assert sample.site.blocked() == []
    assert watched.width() <= width
    assert watched.serious_faults(axe) == []
    assert "synthetic sample" in page.inner_text("body").casefold()
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("username", ["ama", "kofi", "btp"])
def test_the_map_of_the_sample_shows_what_its_list_says(sample: Served, username: str, width: int) -> None:
    page = sample.site.signed_in(username, width, sample.passwords[username]).open(f"/weeks/{WEEK}")
    account = sample.outreach.sign_in(username, sample.passwords[username])
    plan = sample.outreach.week_plan(Week.parse(WEEK), account)
    assert plan is not None
    rows = page.locator("li[data-session]").count()
    assert rows == page.locator(MARKERS).count() == len(plan.rota.deployments) > 0
    page.close()


def test_today_on_a_phone_shows_the_workers_sessions_on_a_map_with_stations_and_streets(
    sample: Served,
) -> None:
    page = sample.site.signed_in("kofi", 390, sample.passwords["kofi"]).open("/today")
    assert page.locator(MARKERS).count() >= 1
    for _ in range(3):  # names come with room for them
        page.locator(".leaflet-control-zoom-in").click()
        page.wait_for_timeout(400)
    assert page.locator(".station-name").count() > 0
    assert page.locator(".folium-map canvas").count() >= 1
    page.close()


def test_waiting_rows_of_the_sample_are_placed_on_the_map_in_one_answer_and_wait_again_when_it_is_undone(
    sample: Served,
) -> None:
    before = sample.outreach.review_queue(None).waiting
    watched = sample.site.signed_in("ama", 1280, sample.passwords["ama"])
    page = watched.open("/reports/review?asks=which")
    page.get_by_role("link", name="Answer").first.click()
    page.wait_for_selector(".folium-map[data-ground=drawn]")
    page.locator(".leaflet-marker-icon[data-candidate='1']").press("Enter")
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url("**answered=*")
    (given, *_) = sample.outreach.recent_answers(None)
    assert given.rows > 1
    assert sample.outreach.review_queue(None).waiting == before - given.rows
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url("**/reports/review")
    assert sample.outreach.review_queue(None).waiting == before
    assert (watched.errors, watched.elsewhere, sample.site.blocked()) == ([], [], [])
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_hostile_names_stay_text_on_every_page_and_in_every_popup(hostile: Served, width: int) -> None:
    watched = hostile.site.signed_in("ama", width, hostile.passwords["ama"])
    page = watched.open(f"/weeks/{WEEK}")
    shown = page.inner_text("body")
    assert any(name in shown for name in HOSTILE_NAMES)
    for index in range(page.locator(MARKERS).count()):
        page.locator(MARKERS).nth(index).dispatch_event("click")
    decided = (f"/weeks/{WEEK}/{room}" for room in ("fixed", "replan", "what-if"))
    for address in (
        "/hotspots",
        "/reports",
        "/reports/review",
        "/operations",
        "/operations/reviews",
        *decided,
    ):
        watched.open(address)
    assert watched.dialogs == []
    assert watched.errors == []
    assert hostile.site.blocked() == []
    assert watched.elsewhere == []
    page.close()
