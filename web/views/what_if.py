"""What a change of a week would be worth."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for

from geodata.errors import BadInput
from models.week import Week
from planner.services.manager_views import PriceChoices
from planner.services.pricing import AskedChange
from planner.services.views import Role
from web.current import outreach, viewer
from web.permissions import roles
from web.week_forms import ChangeForm, weekdays_of

blueprint = Blueprint("what_if", __name__, url_prefix="/weeks/<week:week>/what-if")


@blueprint.route("", methods=["GET", "POST"])
@roles(Role.MANAGER)
def ask(week: Week) -> Any:
    """The changes that can be priced, and the prices found for the week as it stands."""
    choices = outreach().price_choices(viewer(), week)
    if choices is None:
        abort(404)
    form = _form(week, choices)
    problem = None
    if form.is_submitted():
        _leave_out_the_others(form)
    if form.validate_on_submit():
        try:
            task = outreach().start_price(viewer(), week, _change(form))
        except BadInput as wrong:
            problem = str(wrong)
        else:
            return redirect(url_for("tasks.show", task_id=task, then=url_for("what_if.ask", week=week)))
    page = render_template(
        "what_if.html",
        week=week,
        form=form,
        choices=choices,
        prices=outreach().prices(viewer(), week),
        problem=problem,
    )
    return (page, 400) if form.is_submitted() else page


def _form(week: Week, choices: PriceChoices) -> ChangeForm:
    form = ChangeForm()
    none = [("", "none")]
    form.weekday.options = weekdays_of(week)
    form.partner.options = list(choices.partners.items()) or none
    form.without.options = [
        (key, f"{name} ({kind})")
        for kind, group in (("worker", choices.workers), ("bus", choices.vehicles), ("site", choices.sites))
        for key, name in group.items()
    ] or none
    return form


def _leave_out_the_others(form: ChangeForm) -> None:
    """What belongs to another kind of change was not sent: it need not be chosen."""
    own = {"more": ("more", "weekday"), "minutes": ("partner",), "without": ("without",)}
    for field in (form.more, form.weekday, form.partner, form.without):
        if field.name not in own.get(form.kind.data, ()) and field.data is None:
            field.data = field.options[0][0]


def _change(form: ChangeForm) -> AskedChange:
    kind = form.kind.data
    if kind == "more":
        day = int(form.weekday.data) if form.weekday.data else None
        return AskedChange(kind, form.more.data, day)
    if kind == "minutes":
        if not form.minutes.data:
            raise BadInput("Enter how many more minutes, like 30.")
        return AskedChange(kind, form.partner.data, minutes=form.minutes.data)
    return AskedChange(kind, form.without.data if kind == "without" else "")
