"""One week as a map in a file of its own: no outside host, nothing to install, and the table that says the same."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from geodata.errors import BadInput
from models.week import Week
from planner.services import Outreach
from web import words
from web.ground import ground_of
from web.maps import draw_map, json_for_script
from web.page_maps import in_order, outlines_of, session_markers
from web.vendor import check_assets

STATIC = Path(__file__).parent / "static"


def newest_week(outreach: Outreach) -> Week:
    """The latest week that is planned."""
    weeks = outreach.weeks(None)
    if not weeks:
        raise BadInput("No week is planned yet. Run `outreach plan --week WEEK` first.")
    return max(status.week for status in weeks)


def map_file(outreach: Outreach, week: Week) -> str:
    """Write the file's HTML.

    Raises
    ------
    BadInput
        When the week is not planned, or no study area is set.
    """
    check_assets()
    plan = outreach.week_plan(week, None)
    basemap = outreach.basemap()
    if plan is None or basemap is None:
        raise BadInput(f"Week {week} is not planned yet. Run `outreach plan --week {week}` first.")
    deployments = in_order(plan.rota.deployments)
    drawn = draw_map(
        f"Map of the sessions of week {week}",
        basemap,
        markers=session_markers(deployments, plan.names),
        outlines=outlines_of(outreach.hotspots_of_week(week, None)),
    )
    return (
        _environment()
        .get_template("map_file.html")
        .render(
            plan=plan,
            area_name=basemap.area_name,
            deployments=deployments,
            map=drawn,
            ground=json_for_script(ground_of(basemap)),
            nonce=secrets.token_urlsafe(18),
            styles=[_style(name) for name in (*drawn.css, "planner.css")],
            scripts=[_script(name) for name in drawn.js],
            map_script=_script("map.js"),
        )
    )


def _environment() -> Environment:
    environment = Environment(loader=PackageLoader("web"), autoescape=True, undefined=StrictUndefined)
    environment.filters.update(words.FILTERS)
    return environment


def _style(name: str) -> Markup:
    # The pictures that leaflet.css names are for controls that this map does not have.
    css = re.sub(r"url\([^)]*\)", "none", (STATIC / name).read_text("utf-8"))
    return _inline(css, "</style")


def _script(name: str) -> Markup:
    return _inline((STATIC / name).read_text("utf-8"), "</script")


def _inline(text: str, end: str) -> Markup:
    if end in text.lower():
        raise ValueError(f"A file of ours holds {end!r} and cannot be written into a page.")
    return Markup(text)  # noqa: S704  (our own and our packages' files, checked just above)
