"""Headers, cookies and the key that signs sessions.

Scripts and styles run only with this response's nonce or, for styles, from our own files; nothing is asked of
another host. What a browser blocks it reports to `/csp-report`, which writes it to the log.
"""

from __future__ import annotations

import os
import secrets
from collections import deque
from contextlib import suppress
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, g, request
from flask.sessions import SecureCookieSessionInterface
from werkzeug.exceptions import RequestEntityTooLarge

from web.permissions import open_to_all

KEY_FILE = "session-key"
REPORT_BYTES = 16 * 1024
REPORTS_KEPT = 100

POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "report-uri /csp-report"
)

blueprint = Blueprint("security", __name__)


class OwnCookies(SecureCookieSessionInterface):
    """A session cookie that is Secure whenever the page came over https."""

    def get_cookie_secure(self, app: Flask) -> bool:
        """Whether this response's cookie may only travel over https."""
        return request.is_secure


def session_key(folder: Path) -> bytes:
    """Read the key that signs sessions; make it on the first start, readable by its owner alone."""
    path = folder / KEY_FILE
    folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        # Written whole under another name first: a second process never reads half a key.
        draft = folder / f"{KEY_FILE}-{secrets.token_hex(8)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(32), "ascii")
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_bytes()


def nonce() -> str:
    """The nonce of this response."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(18)
    return str(g.nonce)


def add_headers(response: Response) -> Response:
    """Put the policy and its companions on a response."""
    headers = response.headers
    headers["Content-Security-Policy"] = POLICY.format(nonce=nonce())
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["X-Frame-Options"] = "DENY"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=()"
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    # Pages show what one person may see: no cache in between, nor the back button after sign-out, keeps them.
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "no-store")
    return response


@blueprint.post("/csp-report")
@open_to_all
def csp_report() -> tuple[str, int]:
    """Keep what a browser blocked."""
    request.max_content_length = REPORT_BYTES
    try:
        report = request.get_data(as_text=True)
    except RequestEntityTooLarge:
        return "", 413
    current_app.extensions["csp_reports"].append(report)
    current_app.logger.warning("A browser blocked something: %s", report.replace("\n", " ")[:2000])
    return "", 204


def init_app(app: Flask) -> None:
    """Put headers on every response and take the browsers' reports."""
    app.session_interface = OwnCookies()
    app.extensions["csp_reports"] = deque(maxlen=REPORTS_KEPT)
    app.after_request(add_headers)
    app.register_blueprint(blueprint)
    app.jinja_env.globals["csp_nonce"] = nonce
