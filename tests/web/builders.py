"""An app over the fake use cases, and a client that signs in as a person would."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, ClassVar

from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache

from tests.web.fake_places import PASSWORD
from tests.web.fakes import FakeOutreach
from web import create_app


class _Compiled(BytecodeCache):
    """Templates compiled once for all the apps of a test run."""

    kept: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


def make_app(folder: Path, outreach: FakeOutreach | None = None) -> Flask:
    """The real app; only the use cases are the fake's."""
    app = create_app(outreach or FakeOutreach(folder), folder, testing=True)  # type: ignore[arg-type]
    environment: Any = app.jinja_env
    environment.bytecode_cache = environment.lenient.bytecode_cache = _Compiled()
    return app


def token_in(page: str) -> str:
    """The CSRF token of a page's first form."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, "the page has no form with a token"
    return found[1]


def post(client: FlaskClient, address: str, *, form_on: str, **fields: Any) -> Any:
    """Send a form with the token that stands on a page."""
    token = token_in(client.get(form_on).text)
    return client.post(address, data={"csrf_token": token, **fields}, content_type="multipart/form-data")


def signed_in(app: Flask, username: str) -> FlaskClient:
    """A client signed in under a name; in the fake every name has the same password."""
    client = app.test_client()
    answer = post(client, "/sign-in", form_on="/sign-in", username=username, password=PASSWORD)
    assert answer.status_code == 302, answer.text
    return client
