"""Reports of several partners that may be of one incident: join them, keep them apart, take them apart again."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from geodata.errors import BadInput
from planner.services.duplicates import LOOK_BACK_DAYS
from planner.services.views import Role
from web.current import outreach, viewer
from web.forms import ButtonForm
from web.permissions import OFFICE, roles

blueprint = Blueprint("duplicates", __name__, url_prefix="/reports/duplicates")

PER_PAGE = 25
SHOWN = 50
MAY_DECIDE = (Role.MANAGER, Role.ANALYST)


@blueprint.get("")
@roles(*OFFICE)
def index() -> str:
    """What the rule is not sure of, the likeliest first."""
    possible = outreach().possible_duplicates(viewer())
    return render_template(
        "duplicates.html",
        possible=possible[:SHOWN],
        total=len(possible),
        weeks=LOOK_BACK_DAYS // 7,
        form=ButtonForm(),
        may_decide=viewer().role in MAY_DECIDE,
        synthetic=outreach().reports_are_synthetic(),
    )


@blueprint.get("/joined")
@roles(*OFFICE)
def joined() -> Any:
    """What has been joined, by the rule or by a person."""
    page = max(1, request.args.get("page", 1, type=int))
    groups, total = outreach().joined_reports(viewer(), page, PER_PAGE)
    pages = max(1, math.ceil(total / PER_PAGE))
    if page > pages:
        return redirect(url_for("duplicates.joined", page=pages))
    return render_template(
        "duplicates_joined.html",
        groups=groups,
        total=total,
        page=page,
        pages=pages,
        weeks=LOOK_BACK_DAYS // 7,
        form=ButtonForm(),
        may_decide=viewer().role in MAY_DECIDE,
        synthetic=outreach().reports_are_synthetic(),
    )


@blueprint.post("/join")
@roles(*MAY_DECIDE)
def join() -> Any:
    """Count these reports as one incident."""
    chosen = request.form.getlist("report")
    done = "They count as one incident now."
    return _decide(lambda: outreach().join_reports(viewer(), chosen), done, "duplicates.index")


@blueprint.post("/apart")
@roles(*MAY_DECIDE)
def keep_apart() -> Any:
    """These are different incidents."""
    chosen = request.form.getlist("report")
    done = "They stay different incidents, and are not offered again."
    return _decide(lambda: outreach().keep_apart(viewer(), chosen), done, "duplicates.index")


@blueprint.post("/take-apart")
@roles(*MAY_DECIDE)
def take_apart() -> Any:
    """Let what was joined count again."""
    kept = request.form.get("kept", "")
    done = "They count as different incidents again."
    return _decide(lambda: outreach().take_apart(viewer(), kept), done, "duplicates.joined")


def _decide(act: Callable[[], None], done: str, back: str) -> Any:
    if ButtonForm().validate_on_submit():
        try:
            act()
        except BadInput as problem:
            flash(str(problem), "problem")
        else:
            flash(done, "done")
    return redirect(url_for(back))
