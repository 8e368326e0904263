"""Deny by default."""

from __future__ import annotations

import pytest
from flask import Flask

from planner.services.views import Role
from tests.web.builders import signed_in
from tests.web.fakes import FakeOutreach

OPEN = {"static", "sign_in.show", "security.csp_report"}
VALUES = {
    "week": "2026-W48",
    "place_id": "p1",
    "task_id": "task1",
    "deployment_id": "d6",
    "request_id": 7,
    "pin_id": 1,
    "ban_id": 2,
    "operation_id": 1,
    "place_review_id": 1,
    "review_id": 1,
    "import_id": 1,
    "run_id": 1,
    "upload": "0" * 32,
    "answer_id": 1,
    "filename": "planner.css",
}


def _addresses(app: Flask) -> list[tuple[str, str, str]]:
    from models.week import Week

    values = VALUES | {"week": Week.parse("2026-W48")}
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            address = app.url_for(rule.endpoint, **{name: values[name] for name in rule.arguments})
            methods = (rule.methods or set()) & {"GET", "POST"}
            found += [(rule.endpoint, method, address) for method in methods]
    return found


def test_every_address_says_who_may_open_it(app: Flask) -> None:
    for endpoint, view in app.view_functions.items():
        if endpoint in OPEN:
            assert view.open_to_all  # type: ignore[attr-defined]
        else:
            assert not hasattr(view, "open_to_all"), endpoint
            assert set(view.allowed_roles) <= set(Role), endpoint  # type: ignore[attr-defined]


def test_nobody_gets_anything_without_signing_in(app: Flask) -> None:
    client = app.test_client()
    for endpoint, method, address in _addresses(app):
        answer = client.open(address, method=method, buffered=True)
        if endpoint in OPEN:
            assert answer.status_code != 302, address
        else:
            assert answer.status_code == 302, (method, address)
            assert answer.headers["Location"].startswith("/sign-in"), (method, address)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_refused_what_is_not_its_own(app: Flask, role: Role) -> None:
    client = signed_in(app, role.value)
    for endpoint, method, address in _addresses(app):
        allowed = getattr(app.view_functions[endpoint], "allowed_roles", tuple(Role))
        if endpoint not in OPEN and role not in allowed:
            assert client.open(address, method=method, buffered=True).status_code == 403, (method, address)


def test_a_view_that_says_nothing_is_refused(app: Flask) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")

    answer = signed_in(app, "admin").get("/forgotten")

    assert answer.status_code == 403
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    ("role", "refused"),
    [
        (
            "worker",
            [
                "/operations",
                "/weeks/2026-W48/sessions/d6",
                "/hotspots",
                "/reports",
                "/reports/review",
                "/accounts",
                "/weeks/2026-W48/joint",
            ],
        ),
        ("partner", ["/today", "/hotspots", "/reports", "/accounts", "/weeks/2026-W48/places/p1"]),
        ("analyst", ["/accounts", "/today", "/weeks/2026-W48/joint", "/weeks/2026-W48/replan"]),
        ("manager", ["/accounts", "/today"]),
        ("admin", ["/today", "/weeks/2026-W48/joint"]),
    ],
)
def test_the_rooms_a_role_does_not_have(app: Flask, role: str, refused: list[str]) -> None:
    client = signed_in(app, role)
    for address in refused:
        assert client.get(address).status_code == 403, address


def test_only_a_manager_changes_a_week(app: Flask, outreach: FakeOutreach) -> None:
    for role in ("worker", "partner", "analyst", "admin"):
        client = signed_in(app, role)
        for address in (
            "plan",
            "publish",
            "sessions/d6/approve",
            "joint/7/withdraw",
            "replan",
            "replan/take",
            "what-if",
            "fixed/session",
        ):
            assert client.post(f"/weeks/2026-W48/{address}").status_code == 403
    assert outreach.asked == []
