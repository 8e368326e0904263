"""The pages: seen, changed, published. `create_app` makes the WSGI application over the use cases of `planner`."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from planner.services import Outreach

FORM_BYTES = 1024 * 1024


def create_app(
    outreach: Outreach | None = None, data_dir: Path | None = None, *, testing: bool = False
) -> Flask:
    """Make the application.

    Parameters
    ----------
    outreach
        The use cases; opened on `data_dir` when not given.
    data_dir
        The folder of the store. The key that signs sessions and the uploads waiting to be read live there too.
    testing
        Let exceptions through to the test that caused them.
    """
    from planner.services import Outreach
    from web import errors, people, permissions, security, templating, views

    if outreach is None:
        if data_dir is None:
            raise ValueError("Give create_app the use cases or a data folder.")
        outreach = Outreach.open(data_dir)
    folder = data_dir or outreach.data_dir

    app = templating.StrictFlask("web")
    app.config.update(
        TESTING=testing,
        SECRET_KEY=security.session_key(folder),
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        SESSION_COOKIE_NAME="outreach",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        MAX_CONTENT_LENGTH=FORM_BYTES,
        WTF_CSRF_TIME_LIMIT=None,  # a token lasts as long as the session it belongs to
        UPLOADS=folder / "uploads",
    )
    app.extensions["outreach"] = outreach
    templating.init_app(app)
    security.init_app(app)
    permissions.init_app(app)  # before the CSRF check: nobody's body is read before we know who they are
    people.init_app(app)
    errors.init_app(app)
    views.init_app(app)
    proxies = int(os.environ.get("OUTREACH_TRUSTED_PROXIES", "0"))
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    return app
