"""The front door: each role's own page, and the ground beneath the maps."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from planner.services.views import Role
from web.current import viewer
from web.ground import compact_ground
from web.page_maps import ground_version, the_basemap
from web.permissions import EVERYONE, roles

blueprint = Blueprint("home", __name__)

FIRST_PAGE = {
    Role.MANAGER: "weeks.index",
    Role.WORKER: "today.show",
    Role.ANALYST: "hotspots.index",
    Role.PARTNER: "weeks.index",
    Role.ADMIN: "accounts.index",
}


@blueprint.get("/")
@roles(*EVERYONE)
def index() -> BaseResponse:
    """Go to the role's own page."""
    return redirect(url_for(FIRST_PAGE[viewer().role]))


@blueprint.get("/map/ground.json")
@roles(*EVERYONE)
def ground() -> Response:
    """Streets and stations; a browser keeps its copy until they change."""
    basemap = the_basemap()
    response = Response("{}" if basemap is None else "", mimetype="application/json")
    response.set_etag(ground_version())
    response.headers["Cache-Control"] = "private, no-cache"
    if basemap is not None and ground_version() not in request.if_none_match:
        response.set_data(compact_ground(basemap))
    return response.make_conditional(request)  # type: ignore[return-value]
