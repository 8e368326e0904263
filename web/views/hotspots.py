"""The places with the most reports about young people, best evidence first."""

from __future__ import annotations

from flask import Blueprint, render_template

from web.current import outreach, viewer
from web.page_maps import sessions_map
from web.permissions import OFFICE, roles

blueprint = Blueprint("hotspots", __name__)


@blueprint.get("/hotspots")
@roles(*OFFICE)
def index() -> str:
    """The ranked list, and its map."""
    hotspots = outreach().hotspots(viewer())
    weeks = outreach().weeks(viewer())
    # A place's page stands in a week, and shows what that week was planned from.
    week = weeks[0].week if weeks else None
    return render_template(
        "hotspots.html",
        hotspots=hotspots,
        synthetic=outreach().hotspots_are_synthetic(),
        drift=outreach().drift(viewer()),
        week=week,
        with_page={h.place.id for h in outreach().hotspots_of_week(week, viewer())} if week else set(),
        map=sessions_map("Map of the hotspots", (), {}, hotspots) if hotspots else None,
    )
