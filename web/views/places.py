"""One place: its hours, its reasons, how sure we are, and what the week does there."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from models.week import WEEKDAYS, Week
from planner.services.views import Role
from web.current import outreach, viewer
from web.heat import heat_table
from web.page_maps import in_order, sessions_map
from web.permissions import OFFICE, roles

blueprint = Blueprint("places", __name__)


@blueprint.get("/weeks/<week:week>/places/<place_id>")
@roles(*OFFICE, Role.WORKER)
def show(week: Week, place_id: str) -> str:
    """The place's page in a week."""
    page = outreach().place_page(week, place_id, viewer())
    if page is None:
        abort(404)
    deployments = in_order(page.deployments)
    hotspot = page.hotspot
    return render_template(
        "place.html",
        page=page,
        hotspot=hotspot,
        deployments=deployments,
        heat=heat_table(hotspot.hours),
        weekdays=WEEKDAYS,
        map=sessions_map(f"Map of {hotspot.place.name}", deployments, page.names, [hotspot], close_up=True),
    )
