"""Who is signed in, and how often somebody may try."""

from __future__ import annotations

from typing import Any, cast

from flask import Flask, Response, current_app, request, session
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, UserMixin, login_user
from flask_wtf.csrf import CSRFProtect

from planner.services.views import Account
from web.permissions import open_to_all

TRIES_PER_NAME = "5 per 15 minutes"
TRIES_PER_ADDRESS = "20 per 15 minutes"


class SignedIn(UserMixin):  # type: ignore[misc]
    """Flask-Login's user over an account."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.id = f"{account.id}:{account.stamp}"


def load_account(identifier: str) -> SignedIn | None:
    """Look the account up on every request: one that is removed, or has another password since, is out at once."""
    number, _, stamp = identifier.partition(":")
    account = current_app.extensions["outreach"].account(int(number))
    return SignedIn(account) if account is not None and account.stamp == stamp else None


def start_session(account: Account) -> None:
    """Sign in with a fresh session: nothing of the one before, its CSRF token least of all, lives on."""
    session.clear()
    session.permanent = True
    login_user(SignedIn(account))


def _failed(response: Response) -> bool:
    return response.status_code != 302


def _name_tried() -> str:
    return "name:" + request.form.get("username", "").strip().casefold()


def limit_tries(app: Flask, limiter: Limiter, endpoint: str) -> None:
    """Count failed tries by address and by name; past either limit the 429 page says how long to wait."""
    view: Any = app.view_functions[endpoint]
    for limit, key in ((TRIES_PER_ADDRESS, get_remote_address), (TRIES_PER_NAME, _name_tried)):
        view = limiter.limit(limit, key_func=key, methods=["POST"], deduct_when=_failed)(view)
    app.view_functions[endpoint] = open_to_all(view)


def init_app(app: Flask) -> None:
    """Set up sign-in, CSRF tokens on every form, and the limiter that `views` uses for the sign-in page."""
    manager = LoginManager(app)
    manager.session_protection = None  # a phone's address changes as it walks
    manager.user_loader(load_account)
    csrf = CSRFProtect(app)
    csrf.exempt("web.security.csp_report")  # a browser reports without a form
    app.extensions["sign_in_limiter"] = Limiter(
        key_func=get_remote_address, app=app, storage_uri="memory://", headers_enabled=False
    )


def limiter_of(app: Flask) -> Limiter:
    """The limiter that `init_app` made."""
    return cast(Limiter, app.extensions["sign_in_limiter"])
