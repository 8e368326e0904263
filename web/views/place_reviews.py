"""Reviews of places: whether we should still come, and why."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from geodata.errors import BadInput
from planner.services.views import Role
from web.current import outreach, viewer
from web.forms import ButtonForm
from web.permissions import roles
from web.week_forms import ReviewForm

blueprint = Blueprint("place_reviews", __name__, url_prefix="/operations/reviews")


@blueprint.route("", methods=["GET", "POST"])
@roles(Role.MANAGER)
def index() -> Any:
    """The places with their weeks since the last review, and the form of a new one."""
    form = ReviewForm()
    places = outreach().reviewed_places(viewer())
    form.site.options = sorted((one for place in places for one in place.sites), key=lambda one: one[1])
    if not form.is_submitted():
        form.site.data = request.args.get("site", "")
        form.on.data = outreach().today()
    problem = None
    if form.validate_on_submit():
        try:
            outreach().record_review(viewer(), form.site.data, form.on.data, form.by.data, form.reason.data)
        except BadInput as wrong:
            problem = str(wrong)
        else:
            flash("The review is recorded. The weeks at this place are counted from then.", "done")
            return redirect(url_for("place_reviews.index"))
    team = outreach().team()
    page = render_template(
        "place_reviews.html",
        places=places,
        reviews=outreach().place_reviews(viewer()),
        form=form,
        button=ButtonForm(),
        problem=problem,
        synthetic=team is not None and team.synthetic,
    )
    return (page, 400) if form.is_submitted() else page


@blueprint.post("/<int:place_review_id>/take-back")
@roles(Role.MANAGER)
def take_back(place_review_id: int) -> Any:
    """Take back one that was recorded by mistake."""
    try:
        outreach().withdraw_review(viewer(), place_review_id)
    except BadInput as problem:
        flash(str(problem), "problem")
    else:
        flash("The review is taken back. The weeks are counted from the one before.", "done")
    return redirect(url_for("place_reviews.index"))
