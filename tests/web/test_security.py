"""Headers, policies and error pages."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.web.builders import signed_in


def policy_of(answer: object) -> dict[str, str]:
    header = answer.headers["Content-Security-Policy"]  # type: ignore[attr-defined]
    return {part.split()[0]: " ".join(part.split()[1:]) for part in header.split(";")}


def test_scripts_run_only_with_the_nonce_of_their_own_answer(app: Flask) -> None:
    client = signed_in(app, "manager")
    nonces = set()
    for _ in range(2):
        answer = client.get("/weeks/2026-W48")
        policy = policy_of(answer)
        assert policy["default-src"] == "'none'"
        nonce = re.fullmatch(r"'nonce-([\w-]{20,})'", policy["script-src"])
        assert nonce
        scripts = re.findall(r"<script\b[^>]*>", answer.text)
        assert len(scripts) >= 6
        assert all(f'nonce="{nonce[1]}"' in script for script in scripts)
        nonces.add(nonce[1])
    assert len(nonces) == 2


@pytest.mark.parametrize("address", ["/sign-in", "/static/planner.css", "/nothing-here", "/weeks"])
def test_every_answer_carries_the_policy(app: Flask, address: str) -> None:
    answer = app.test_client().get(address, buffered=True)
    policy = policy_of(answer)
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert policy["connect-src"] == "'self'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in answer.headers


def test_https_stays_https(app: Flask) -> None:
    answer = app.test_client().get("/sign-in", base_url="https://localhost")
    assert "max-age" in answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize("address", ["/weeks/2026-W48", "/hotspots", "/weeks/2026-W48/places/p1", "/reports"])
def test_no_page_writes_inline_styles_or_handlers_or_other_hosts(app: Flask, address: str) -> None:
    page = signed_in(app, "manager").get(address).text
    assert not re.search(r"<[^>]+\s(style|on\w+)=", page)
    assert not re.search(r'(src|href|action)="(https?:)?//', page)
    assert "GDS Transport" not in page
    assert "crown" not in page.lower()


def test_pages_are_not_kept_by_caches(app: Flask) -> None:
    assert signed_in(app, "manager").get("/weeks").headers["Cache-Control"] == "no-store"


def test_what_a_browser_blocks_is_kept(app: Flask) -> None:
    client = app.test_client()
    assert client.post("/csp-report", data='{"csp-report": {}}').status_code == 204
    assert list(app.extensions["csp_reports"]) == ['{"csp-report": {}}']
    assert client.post("/csp-report", data="x" * 20_000).status_code == 413


@pytest.mark.parametrize(
    "address", ["/weeks/2026-W60", "/weeks/next", "/weeks/2026-W48/places/none", "/tasks/none"]
)
def test_what_is_not_there_is_a_page_in_words(app: Flask, address: str) -> None:
    answer = signed_in(app, "manager").get(address)
    assert answer.status_code == 404
    assert "There is no such page" in answer.text


def test_a_fault_of_ours_is_a_page_in_words(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(app, "manager")

    def broken(*_args: object) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(app.extensions["outreach"], "weeks", broken)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = client.get("/weeks")
    assert answer.status_code == 500
    assert "The fault is ours" in answer.text
    assert "secret detail" not in answer.text
