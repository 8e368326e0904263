"""One import: its sum, why it is here and until when, and the way to undo it; and the sharing agreements."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for

from geodata.errors import BadInput
from planner.services.provenance import Agreement
from planner.services.views import ImportSummary, Role
from web.cell_maps import squares_map
from web.current import outreach, viewer
from web.forms import AgreementForm, ButtonForm
from web.permissions import OFFICE, roles

blueprint = Blueprint("imports", __name__, url_prefix="/reports")

MAY_UNDO = (Role.MANAGER, Role.ANALYST)
MAY_AGREE = (Role.MANAGER, Role.ADMIN)


def _import(import_id: int) -> ImportSummary:
    found = outreach().import_summary(viewer(), import_id)
    if found is None:
        abort(404)
    return found


@blueprint.get("/imports/<int:import_id>")
@roles(*OFFICE)
def show(import_id: int) -> str:
    """What became of a file's rows, and where it comes from."""
    squares = outreach().import_squares(viewer(), import_id)
    return render_template(
        "import.html",
        one=_import(import_id),
        squares=squares,
        map=squares_map(squares),
        form=ButtonForm(),
        may_undo=viewer().role in MAY_UNDO,
        may_agree=viewer().role in MAY_AGREE,
    )


@blueprint.get("/imports/newest")
@roles(*OFFICE)
def newest() -> Any:
    """The last import of the person who asks, which a task has just brought in."""
    own = (one for one in outreach().imports(viewer()) if one.made_by == viewer().username)
    last = next(own, None)
    return redirect(url_for("reports.index") if last is None else url_for("imports.show", import_id=last.id))


@blueprint.post("/imports/<int:import_id>/undo")
@roles(*MAY_UNDO)
def undo(import_id: int) -> Any:
    """Take the import out whole."""
    one = _import(import_id)
    if ButtonForm().validate_on_submit():
        try:
            outreach().undo_import(viewer(), import_id)
        except BadInput as problem:
            flash(str(problem), "problem")
        else:
            flash(f"{one.file} is undone: nothing of it counts any more.", "done")
    return redirect(url_for("reports.index"))


@blueprint.route("/agreements", methods=["GET", "POST"])
@roles(*OFFICE)
def agreements() -> Any:
    """Under which agreement each profile's files come in, and a form to record one."""
    if viewer().role not in MAY_AGREE:
        return _agreements_page(None)
    form = AgreementForm()
    form.profile.options = [(name, name) for name in outreach().profiles_in_use()]
    problem = None
    if form.validate_on_submit():
        try:
            outreach().save_agreement(
                viewer(),
                Agreement(
                    form.profile.data,
                    form.purpose.data,
                    form.agreement.data,
                    form.owner.data,
                    form.keep_days.data,
                ),
            )
        except BadInput as wrong:
            problem = str(wrong)
        else:
            flash(f"The next files of {form.profile.data} come in under this agreement.", "done")
            return redirect(url_for("imports.agreements"))
    return _agreements_page(form, problem)


def _agreements_page(form: AgreementForm | None, problem: str | None = None) -> str:
    return render_template(
        "agreements.html", agreements=outreach().agreements(viewer()), form=form, problem=problem
    )
