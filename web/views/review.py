"""The review queue: rows that wait for a person, one page for each, and the answers that can be taken back."""

from __future__ import annotations

import math
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from geodata.errors import BadInput
from geodata.online.plan import SendPlan
from planner.services.review_views import Answer, AnswerKind, Asks, GivenAnswer, ReviewPage, Scope
from planner.services.views import Role
from web.current import outreach, viewer
from web.forms import ButtonForm
from web.permissions import OFFICE, roles
from web.review_map import review_map
from web.words import count_words

blueprint = Blueprint("review", __name__, url_prefix="/reports/review")

PER_PAGE = 25
MAY_SETTLE = (Role.MANAGER, Role.ANALYST)
RADII_M = (25, 50, 100, 250, 500, 1000)
DEFAULT_RADIUS_M = 100
ASKS = {
    Asks.WHICH: "Which of several places",
    Asks.WHERE: "Where it was",
    Asks.OTHER: "Something else than the place",
}


@blueprint.get("")
@roles(*OFFICE)
def index() -> Any:
    """One page of the queue, rows that say the same as one line."""
    page = max(1, request.args.get("page", 1, type=int))
    wanted: dict[str, Any] = {name: request.args.get(name, "") for name in ("partner", "asks", "reason")}
    queue = outreach().review_queue(viewer(), page, PER_PAGE, **wanted)
    pages = max(1, math.ceil(queue.total / PER_PAGE))
    if page > pages:
        return redirect(url_for("review.index", page=pages, **wanted))
    return render_template(
        "review.html",
        queue=queue,
        page=page,
        pages=pages,
        wanted={name: value for name, value in wanted.items() if value},
        asks_words=ASKS,
        form=ButtonForm(),
        answered=_answered(),
        online=_online_plan(),
        may_settle=viewer().role in MAY_SETTLE,
    )


@blueprint.get("/<int:review_id>")
@roles(*OFFICE)
def show(review_id: int) -> Any:
    """One row: its words, why it waits, and where it may have been."""
    try:
        row = outreach().review_page(viewer(), review_id)
    except BadInput as problem:
        flash(str(problem), "problem")
        return redirect(url_for("review.index"))
    return _show(row, {})


@blueprint.post("/<int:review_id>")
@roles(*MAY_SETTLE)
def answer(review_id: int) -> Any:
    """Take the answer and go on to the next row."""
    try:
        row = outreach().review_page(viewer(), review_id)
    except BadInput as problem:
        flash(str(problem), "problem")
        return redirect(url_for("review.index"))
    try:
        given = outreach().answer_review(viewer(), review_id, _answer_in(request.form))
    except BadInput as problem:
        return _show(row, dict(request.form), str(problem)), 400
    if row.next_id is None:
        return redirect(url_for("review.index", answered=given.id))
    return redirect(url_for("review.show", review_id=row.next_id, answered=given.id))


def _show(row: ReviewPage, entered: dict[str, str], problem: str | None = None) -> str:
    return render_template(
        "review_row.html",
        row=row,
        entered=entered,
        problem=problem,
        map=review_map(row),
        radii=RADII_M,
        default_radius=DEFAULT_RADIUS_M,
        form=ButtonForm(),
        answered=_answered(),
        may_settle=viewer().role in MAY_SETTLE,
    )


def _answer_in(form: Any) -> Answer:
    """What was chosen on the page, checked only for being an answer at all."""
    chosen = form.get("answer", "")
    kind, _, choice = chosen.partition("-")
    if kind not in set(AnswerKind):
        raise BadInput("Say where it was, that it was outside our area, or that the row is rejected.")
    scope = form.get("scope", Scope.THIS)
    try:
        return Answer(
            AnswerKind(kind),
            Scope(scope) if scope in set(Scope) else Scope.THIS,
            choice=int(choice) if choice.isdecimal() else -1,
            position=form.get("position", ""),
            radius_m=float(form.get("radius", DEFAULT_RADIUS_M)),
            reason=form.get("reason", ""),
        )
    except ValueError:
        raise BadInput("Choose a radius from the list.") from None


def _answered() -> GivenAnswer | None:
    """The answer just given, which can be undone from the page that comes after it."""
    answer_id = request.args.get("answered", type=int)
    if answer_id is None or viewer().role not in MAY_SETTLE:
        return None
    given = outreach().given_answer(viewer(), answer_id)
    return None if given is None or given.undone_at is not None else given


@blueprint.get("/decided")
@roles(*OFFICE)
def decided() -> str:
    """The last answers, each of which can be undone."""
    return render_template(
        "review_decided.html",
        answers=outreach().recent_answers(viewer()),
        form=ButtonForm(),
        may_settle=viewer().role in MAY_SETTLE,
        synthetic=outreach().reports_are_synthetic(),
    )


@blueprint.post("/decided/<int:answer_id>/undo")
@roles(*MAY_SETTLE)
def undo(answer_id: int) -> Any:
    """Take an answer back."""
    later_rows = request.form.get("later_rows") == "yes"
    try:
        rows = outreach().undo_answer(viewer(), answer_id, later_rows=later_rows)
    except BadInput as problem:
        flash(str(problem), "problem")
    else:
        flash(f"The answer is undone: {count_words(rows, 'row')} back in the queue.", "done")
    return redirect(url_for("review.decided" if request.form.get("back") == "decided" else "review.index"))


@blueprint.route("/online", methods=["GET", "POST"])
@roles(Role.MANAGER)
def online() -> Any:
    """What would leave the building, and the button that sends it once a person has agreed."""
    plan = outreach().online_plan(viewer())
    if plan is None:
        abort(404)
    problem = None
    if request.method == "POST" and request.form.get("agree") != "yes":
        problem = "Tick the box if you agree that the texts leave the building."
    elif request.method == "POST":
        try:
            task = outreach().start_asking_online(viewer(), request.form.get("digest", ""))
        except BadInput as wrong:
            problem = str(wrong)
        else:
            return redirect(url_for("tasks.show", task_id=task, then=url_for("review.index")))
    page = render_template(
        "review_online.html",
        plan=plan,
        problem=problem,
        form=ButtonForm(),
        synthetic=outreach().reports_are_synthetic(),
    )
    return page, 400 if problem else 200


def _online_plan() -> SendPlan | None:
    """What could be asked online, where somebody has set that up: most never do."""
    plan = outreach().online_plan(viewer()) if viewer().role is Role.MANAGER else None
    return plan if plan is not None and plan.texts else None


@blueprint.get("/aliases")
@roles(*OFFICE)
def aliases() -> str:
    """The words that the next imports are placed by."""
    return render_template(
        "review_aliases.html",
        aliases=outreach().aliases(viewer()),
        form=ButtonForm(),
        may_forget=viewer().role is Role.MANAGER,
        synthetic=outreach().reports_are_synthetic(),
    )


@blueprint.post("/aliases/<int:answer_id>/forget")
@roles(Role.MANAGER)
def forget(answer_id: int) -> Any:
    """Forget an alias; put back what it placed where asked to."""
    put_back = request.form.get("put_back") == "yes"
    if outreach().given_answer(viewer(), answer_id) is None:
        abort(404)
    try:
        if put_back:
            rows = outreach().undo_answer(viewer(), answer_id, later_rows=True)
        else:
            outreach().forget_alias(viewer(), answer_id)
    except BadInput as problem:
        flash(str(problem), "problem")
    else:
        what = f"{count_words(rows, 'row')} back in the queue" if put_back else "what it placed stays placed"
        flash(f"The alias is forgotten; {what}.", "done")
    return redirect(url_for("review.aliases"))
