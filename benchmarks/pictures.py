"""The pictures of the README and docs, taken of the sample by the code as it is now.

    python -m benchmarks.pictures

Needs chromium and the tools of the tests (`make test` installs them). Writes docs/images/.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from models.week import Week
from planner.cli import run
from planner.services import Outreach
from tests.web.browser.chromium import chromium
from tests.web.browser.watching import Site, served
from web import create_app

TODAY = date(2026, 11, 21)
WEEK = Week.of(TODAY).plus(1)
IMAGES = Path(__file__).parent.parent / "docs" / "images"


def take(
    site: Site, username: str, password: str, address: str, name: str, size: tuple[int, int], at: str
) -> None:
    """One picture of a page, from the element `at` downwards."""
    watched = site.signed_in(username, size[0], password)
    page = watched.open(address)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.locator(at).first.evaluate("element => element.scrollIntoView()")
    page.wait_for_timeout(800)
    page.screenshot(path=IMAGES / f"{name}.png")
    page.close()


def main() -> None:
    """Build the sample, approve and publish its week, and take the pictures."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as name:
        data_dir = Path(name) / "data"
        if run(["demo", "--no-serve", "--data-dir", str(data_dir), "--today", TODAY.isoformat()]):
            raise SystemExit("The sample could not be built.")
        outreach = Outreach.open(data_dir, today=WEEK.days[4])
        plan = outreach.week_plan(WEEK)
        assert plan is not None
        for deployment in plan.rota.deployments:
            if deployment.joint:
                outreach.approve_joint(None, WEEK, deployment.id, "B. Okafor")
        outreach.publish(None, WEEK, "A. Mensah")
        friday = next(d for d in plan.rota.deployments if d.start.date() == outreach.today())
        manager = outreach.add_user("ama", "manager")
        worker = outreach.add_user("kofi", "worker", worker=friday.workers[0])
        with chromium() as browser, served(create_app(outreach, data_dir, testing=True), browser) as site:
            best = outreach.hotspots()[0].place.id
            take(site, "ama", manager, f"/weeks/{WEEK}", "week", (1280, 860), ".planner-days")
            take(site, "ama", manager, f"/weeks/{WEEK}/places/{best}", "place", (1280, 1400), "body")
            take(site, "kofi", worker, "/today", "today", (390, 844), "body")
        outreach.store.close()


if __name__ == "__main__":
    main()
