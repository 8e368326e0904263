"""Long work beside the web: how far it is."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for

from planner.services.views import TaskStatus
from web.current import outreach, viewer
from web.own_links import own_address
from web.permissions import OFFICE, roles

TITLES = {
    "import": "Bringing in a file",
    "plan": "Planning the week",
    "replan": "Looking for ways out",
    "what-if": "Pricing a change",
    "ask-online": "Asking the online geocoder",
    "backtest": "Back-testing",
}

blueprint = Blueprint("tasks", __name__, url_prefix="/tasks")


def _task(task_id: str) -> TaskStatus:
    task = outreach().task(viewer(), task_id)
    if task is None:
        abort(404)
    return task


@blueprint.get("/<task_id>")
@roles(*OFFICE)
def show(task_id: str) -> str:
    """The progress page; a script asks `status` and goes on to `then` when the work is done."""
    task = _task(task_id)
    then = own_address(request.args.get("then")) or url_for("home.index")
    return render_template("task.html", task=task, title=TITLES.get(task.name, task.name), then=then)


@blueprint.get("/<task_id>.json")
@roles(*OFFICE)
def status(task_id: str) -> Any:
    """The same as JSON."""
    return jsonify(asdict(_task(task_id)))


@blueprint.post("/<task_id>/stop")
@roles(*OFFICE)
def stop(task_id: str) -> Any:
    """Ask it to stop; the progress page says when it has."""
    _task(task_id)
    outreach().stop_task(viewer(), task_id)
    return redirect(url_for("tasks.show", task_id=task_id, then=own_address(request.args.get("then"))))
