"""Deny by default: a page is refused unless it says who may open it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from flask_login import current_user

from planner.services.views import Role

View = TypeVar("View", bound=Callable[..., Any])

EVERYONE = tuple(Role)
# The offices: they see drafts, hotspots and the reports behind them.
OFFICE = (Role.MANAGER, Role.ANALYST, Role.ADMIN)


def roles(*allowed: Role, upload_bytes: int | None = None) -> Callable[[View], View]:
    """Say who may open a page, and how large a file they may send to it."""

    def declare(view: View) -> View:
        view.allowed_roles = allowed  # type: ignore[attr-defined]
        view.upload_bytes = upload_bytes  # type: ignore[attr-defined]
        return view

    return declare


def open_to_all(view: View) -> View:
    """Say that nobody needs to be signed in: sign-in itself, style sheets, the report of a blocked script."""
    view.open_to_all = True  # type: ignore[attr-defined]
    return view


def refuse_what_is_not_granted() -> Any:
    """Run before every request: unknown addresses go on to the 404 page, all else needs a declared role."""
    if request.endpoint is None:
        return None
    view = current_app.view_functions[request.endpoint]
    if getattr(view, "open_to_all", False):
        return None
    if not current_user.is_authenticated:
        wanted = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("sign_in.show", then=wanted))
    if current_user.account.role not in getattr(view, "allowed_roles", ()):
        abort(403)
    limit = getattr(view, "upload_bytes", None)
    if limit:
        request.max_content_length = limit
    return None


def init_app(app: Flask) -> None:
    """Put the guard before every request; the static files are open."""
    app.view_functions["static"] = open_to_all(app.view_functions["static"])
    app.before_request(refuse_what_is_not_granted)
