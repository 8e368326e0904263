"""How an unknown file is to be read: a proposal with its reasons, the first rows before and after, and one button."""

from __future__ import annotations

from itertools import chain, count
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from geodata.errors import BadInput
from planner.intake.editing import DISCOVERED, FIELD_WORDS, Edits, headings_of
from planner.intake.kinds import KINDS
from planner.intake.proposal import UNNAMED_PARTNER
from planner.services.uploads import ReadUpload
from planner.services.views import Role
from web.current import outreach, viewer
from web.forms import ButtonForm
from web.permissions import roles

blueprint = Blueprint("wizard", __name__, url_prefix="/reports/uploads")

MAY_IMPORT = (Role.MANAGER, Role.ANALYST)
RADII_M = (0, 50, 100, 250, 500, 1000)
KIND_OPTIONS = (
    *((kind.id, kind.label) for kind in KINDS),
    (DISCOVERED, "Found by officers, not reported: leave out"),
)
NO_PARTNER = "Say who sent this file: reports of one incident by different partners are told by it."
YOUTH_OPTIONS = (("unknown", "not said"), ("yes", "yes"), ("no", "no"))


@blueprint.route("/<upload>", methods=["GET", "POST"])
@roles(*MAY_IMPORT)
def show(upload: str) -> Any:
    """The proposal; with a form that came back, the proposal as changed, kept and brought in when asked to."""
    came_back = ButtonForm().validate_on_submit()
    try:
        read = outreach().read_upload(viewer(), upload)
        if came_back:
            read = outreach().read_upload(viewer(), upload, _edits(request.form, read))
        problem = read.problem
        if came_back and request.form.get("do") == "bring-in" and not problem:
            if read.proposal.partner == UNNAMED_PARTNER:
                return _page(read, NO_PARTNER)
            name = request.form.get("name", "").strip()
            return _bring_in(upload, name, read)
    except BadInput as wrong:
        flash(str(wrong), "problem")
        return redirect(url_for("reports.index"))
    return _page(read, problem)


def _bring_in(upload: str, name: str, read: ReadUpload) -> Any:
    try:
        outreach().save_new_profile(viewer(), name, read.proposal.toml())
    except BadInput as wrong:
        return _page(read, str(wrong))
    task = outreach().start_kept_import(viewer(), upload, name)
    return redirect(url_for("tasks.show", task_id=task, then=url_for("reports.index")))


@blueprint.post("/<upload>/drop")
@roles(*MAY_IMPORT)
def drop(upload: str) -> Any:
    """Remove the file that waits."""
    if ButtonForm().validate_on_submit():
        try:
            outreach().drop_upload(viewer(), upload)
        except BadInput as wrong:
            flash(str(wrong), "problem")
        else:
            flash("The file is removed; nothing of it was kept.", "done")
    return redirect(url_for("reports.index"))


def _page(read: ReadUpload, problem: str) -> str:
    proposal = read.proposal
    return render_template(
        "wizard.html",
        read=read,
        proposal=proposal,
        unnamed=UNNAMED_PARTNER,
        problem=problem,
        form=ButtonForm(),
        name=request.form.get("name", "").strip() or _free_name(read.file),
        headings=headings_of(proposal),
        field_of={heading: one.field for one in proposal.choices for heading in one.headings},
        why_of={heading: one.why for one in proposal.choices for heading in one.headings}
        | {one.heading: one.why for one in proposal.dropped},
        settings={one.name: one.value for one in proposal.settings},
        fields=FIELD_WORDS,
        kinds=KIND_OPTIONS,
        youth=YOUTH_OPTIONS,
        radii=RADII_M,
    )


def _free_name(file: str) -> str:
    """A name for the mapping after the file's, one that none has yet."""
    words = "".join(c if c.isalnum() else " " for c in file.rsplit(".", 1)[0]).split()
    name = "-".join(word.casefold() for word in words if not word.isdigit())[:40] or "partner"
    taken = set(outreach().profile_names())
    return next(free for free in chain([name], (f"{name}-{n}" for n in count(2))) if free not in taken)


def _edits(form: MultiDict[str, str], read: ReadUpload) -> Edits:
    """What the form says; its fields are numbered in the order of the headings and categories of the proposal."""
    headings = headings_of(read.proposal)
    words = [one.word for one in read.proposal.categories]
    settings: dict[str, str | int | float | bool] = {}
    if form.get("time_is") in ("incident", "report"):
        settings["time_is"] = form["time_is"]
    radius_m = form.get("radius_m", type=float)
    if radius_m is not None and 0 <= radius_m <= 5000:
        settings["radius_m"] = radius_m
    return Edits(
        partner=form.get("partner", "")[:100],
        columns=_numbered(form, "column", list(headings)),
        kinds=_numbered(form, "kind", words),
        youth=_numbered(form, "youth", words),
        settings=settings,
    )


def _numbered(form: MultiDict[str, str], name: str, keys: list[str]) -> dict[str, str]:
    return {key: form[f"{name}-{n}"] for n, key in enumerate(keys) if f"{name}-{n}" in form}
