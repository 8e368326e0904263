"""A worker's day: where, when, with whom, why, and tomorrow."""

from __future__ import annotations

from flask import Blueprint, render_template

from models.week import Week
from planner.services.views import Role
from web.current import outreach, viewer
from web.page_maps import in_order, sessions_map
from web.permissions import roles

blueprint = Blueprint("today", __name__)


@blueprint.get("/today")
@roles(Role.WORKER)
def show() -> str:
    """Today's sessions of the worker who is signed in."""
    day = outreach().today()
    today = outreach().today_for(viewer(), day)
    deployments = in_order(today.deployments)
    places = {d.place for d in deployments}
    hotspots = [h for h in outreach().hotspots_of_week(Week.of(day), viewer()) if h.place.id in places]
    return render_template(
        "today.html",
        today=today,
        deployments=deployments,
        tomorrow=in_order(today.tomorrow),
        week=Week.of(day),
        map=sessions_map("Map of your sessions today", deployments, today.names, hotspots, close_up=True)
        if deployments
        else None,
        with_page={h.place.id for h in hotspots},
    )
