"""The review queue: rows that wait for a person, with the reason and what they may have meant."""

from __future__ import annotations

import math
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from geodata.errors import BadInput
from planner.services.views import Role
from web.current import outreach, viewer
from web.forms import ButtonForm
from web.permissions import OFFICE, roles

blueprint = Blueprint("review", __name__, url_prefix="/reports/review")

PER_PAGE = 25
MAY_SETTLE = (Role.MANAGER, Role.ANALYST)


@blueprint.get("")
@roles(*OFFICE)
def index() -> Any:
    """One page of the queue."""
    page = max(1, request.args.get("page", 1, type=int))
    rows, total = outreach().review_queue(viewer(), page, PER_PAGE)
    pages = max(1, math.ceil(total / PER_PAGE))
    if page > pages:
        return redirect(url_for("review.index", page=pages))
    shown = {row.import_id for row in rows}
    return render_template(
        "review.html",
        synthetic=any(done.synthetic for done in outreach().imports(viewer()) if done.id in shown),
        rows=rows,
        total=total,
        page=page,
        pages=pages,
        form=ButtonForm(),
        may_settle=viewer().role in MAY_SETTLE,
    )


@blueprint.post("/<int:review_id>/place")
@roles(*MAY_SETTLE)
def place(review_id: int) -> Any:
    """Take one of the alternatives."""
    choice = request.form.get("choice", type=int)
    if choice is None:
        flash("Choose one of the places, or reject the row.", "problem")
        return _back()
    return _settle(lambda: outreach().review_place(viewer(), review_id, choice), "The report is placed.")


@blueprint.post("/<int:review_id>/reject")
@roles(*MAY_SETTLE)
def reject(review_id: int) -> Any:
    """Reject the row, with a reason."""
    reason = request.form.get("reason", "").strip()[:200]
    if not reason:
        flash("Say why the row is rejected.", "problem")
        return _back()
    return _settle(lambda: outreach().review_reject(viewer(), review_id, reason), "The row is rejected.")


def _settle(act: Any, done: str) -> Any:
    try:
        act()
    except BadInput as problem:
        flash(str(problem), "problem")
    else:
        flash(done, "done")
    return _back()


def _back() -> Any:
    return redirect(url_for("review.index", page=request.args.get("page", 1, type=int)))
