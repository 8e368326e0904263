"""Templates: strict about names of our own, and the words that pages use for days, hours and counts."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from flask import Flask, request, url_for
from flask.templating import Environment
from flask_login import current_user
from jinja2 import ChainableUndefined, ChoiceLoader, PackageLoader, PrefixLoader, StrictUndefined, Template

from planner.services.views import Role
from web import rota_words, words

_COMPONENTS = "govuk_frontend_jinja/"


class StrictEnvironment(Environment):
    """Fail on a name that nobody gave; GOV.UK Frontend's macros alone may ask for options that are not there."""

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, **options | {"undefined": StrictUndefined})
        self.lenient = self.overlay(undefined=ChainableUndefined)

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        """Load a template; the macros in the lenient copy of this environment."""
        if not self.overlayed and isinstance(name, str) and name.startswith(_COMPONENTS):
            return self.lenient.get_template(name, parent, globals)
        return super().get_template(name, parent, globals)


class StrictFlask(Flask):
    """Flask with the strict environment."""

    jinja_environment = StrictEnvironment  # type: ignore[assignment]


# What each role finds in the navigation: (words, endpoint).
NAVIGATION: dict[Role, tuple[tuple[str, str], ...]] = {
    Role.MANAGER: (
        ("Weeks", "weeks.index"),
        ("Operations", "operations.index"),
        ("Hotspots", "hotspots.index"),
        ("Reports", "reports.index"),
    ),
    Role.ANALYST: (
        ("Lab", "lab.index"),
        ("Hotspots", "hotspots.index"),
        ("Weeks", "weeks.index"),
        ("Reports", "reports.index"),
    ),
    Role.WORKER: (("Today", "today.show"), ("Weeks", "weeks.index")),
    Role.PARTNER: (("Joint sessions", "weeks.index"),),
    Role.ADMIN: (
        ("Accounts", "accounts.index"),
        ("Weeks", "weeks.index"),
        ("Hotspots", "hotspots.index"),
        ("Reports", "reports.index"),
    ),
}


# Rooms that are reached through another, which the navigation marks.
_WITHIN = {
    "review": "reports",
    "imports": "reports",
    "duplicates": "reports",
    "wizard": "reports",
    "joint": "weeks",
    "sessions": "weeks",
    "fixed": "weeks",
    "replanning": "weeks",
    "what_if": "weeks",
    "place_reviews": "operations",
    "places": "weeks",
}


def _page_context() -> dict[str, Any]:
    if not current_user.is_authenticated:
        return {"account": None, "navigation": (), "room": None}
    account = current_user.account
    return {
        "account": account,
        "room": _WITHIN.get(request.blueprint or "", request.blueprint),
        "navigation": [(text, url_for(end), end.split(".")[0]) for text, end in NAVIGATION[account.role]],
    }


def init_app(app: Flask) -> None:
    """Give the templates their filters and what every page shows."""
    own = app.jinja_loader
    components = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_loader = ChoiceLoader([own, components] if own else [components])
    app.jinja_env.filters.update(words.FILTERS | rota_words.FILTERS)
    app.context_processor(_page_context)
