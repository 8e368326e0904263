"""Error pages in plain words."""

from __future__ import annotations

from typing import Any

from flask import Flask, render_template
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from geodata.errors import BadInput
from planner.services.errors import Denied
from web.people import TRIES_PER_NAME

WORDS: dict[int, tuple[str, str]] = {
    400: ("That did not work", "The address or the form was not complete. Go back and try again."),
    403: (
        "You may not see this page",
        "Your account does not have this page. Ask an administrator if it should.",
    ),
    404: ("There is no such page", "Check the address. If you followed a link, what it showed may be gone."),
    405: ("That did not work", "This page cannot be asked for in that way. Go back and try again."),
    413: ("The file is too large", "A file may be up to 200 MB. Split it, or zip it, and send it again."),
    429: (
        "Too many tries",
        f"Signing in failed too often ({TRIES_PER_NAME} is the limit). Wait 15 minutes, then try again. "
        "An administrator can give you a new password.",
    ),
    500: (
        "Something went wrong",
        "The fault is ours, not yours. Nothing was changed by halves. Try again in a few minutes.",
    ),
}
FORM_TOO_OLD = (
    "The form was open too long",
    "You were signed out, or signed in again, since the page was opened. Go back, reload the page and try again.",
)


def _page(code: int, title: str, text: str) -> tuple[str, int]:
    return render_template("error.html", title=title, text=text), code


def http_error(error: HTTPException) -> Any:
    """Any other HTTP error in our own words."""
    code = error.code or 500
    if code < 400:
        return error
    title, text = WORDS.get(code, WORDS[400] if code < 500 else WORDS[500])
    return _page(code, title, text)


def bad_input(error: BadInput) -> tuple[str, int]:
    """Something in the address or form cannot be used: its own message says what and why."""
    return _page(400, "That cannot be done", str(error))


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(CSRFError, lambda error: _page(400, *FORM_TOO_OLD))
    app.register_error_handler(Denied, lambda error: _page(403, *WORDS[403]))
    app.register_error_handler(BadInput, bad_input)
