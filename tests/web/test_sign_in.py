"""Sign-in, sessions, tries, and what a form needs."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.web.builders import make_app, post, signed_in, token_in
from tests.web.fake_places import PASSWORD
from tests.web.fakes import FakeOutreach
from web.own_links import own_address


@pytest.mark.parametrize(
    ("role", "first_page"),
    [
        ("manager", "/weeks"),
        ("worker", "/today"),
        ("analyst", "/hotspots"),
        ("partner", "/weeks"),
        ("admin", "/accounts"),
    ],
)
def test_each_role_lands_on_its_own_page(app: Flask, role: str, first_page: str) -> None:
    answer = signed_in(app, role).get("/", follow_redirects=True)
    assert answer.request.path == first_page
    assert answer.status_code == 200


def test_a_wrong_password_says_nothing_about_which_was_wrong(app: Flask) -> None:
    pages = [
        post(app.test_client(), "/sign-in", form_on="/sign-in", username=name, password="wrong").text
        for name in ("manager", "nobody")
    ]
    for page in pages:
        assert "The user name or the password is wrong" in page


def test_a_page_asked_for_before_sign_in_is_shown_after_it(app: Flask) -> None:
    client = app.test_client()
    sent_to = client.get("/weeks/2026-W48").headers["Location"]
    answer = post(client, sent_to, form_on=sent_to, username="manager", password=PASSWORD)
    assert answer.headers["Location"] == "/weeks/2026-W48"


@pytest.mark.parametrize(
    "address", ["//evil.example/x", "https://evil.example", "/\\evil.example", "/a\nb", "", None, "weeks"]
)
def test_nobody_is_sent_to_another_host(address: str | None) -> None:
    assert own_address(address) is None


def test_the_session_begins_anew_at_sign_in(app: Flask) -> None:
    client = app.test_client()
    before = token_in(client.get("/sign-in").text)
    with client.session_transaction() as session:
        session["left"] = "from before"
    client.post("/sign-in", data={"csrf_token": before, "username": "manager", "password": PASSWORD})
    with client.session_transaction() as session:
        assert "left" not in session
    assert client.post("/sign-out", data={"csrf_token": before}).status_code == 400


def test_sign_out_ends_it(app: Flask) -> None:
    client = signed_in(app, "manager")
    post(client, "/sign-out", form_on="/weeks")
    assert client.get("/weeks").status_code == 302


def test_a_removed_account_is_out_at_once(app: Flask, outreach: FakeOutreach) -> None:
    client = signed_in(app, "manager")
    del outreach.people["manager"]
    assert client.get("/weeks").status_code == 302


def test_the_sixth_wrong_try_on_a_name_is_refused_even_with_the_right_password(app: Flask) -> None:
    for _ in range(5):
        post(app.test_client(), "/sign-in", form_on="/sign-in", username="manager", password="wrong")

    client = app.test_client()
    token = token_in(client.get("/sign-in").text)
    answer = client.post(
        "/sign-in", data={"csrf_token": token, "username": " MANAGER ", "password": PASSWORD}
    )

    assert answer.status_code == 429
    assert "Wait 15 minutes" in answer.text
    signed_in(app, "worker")  # another name is not locked out


def test_tries_from_one_address_are_counted_over_all_names(app: Flask) -> None:
    client = app.test_client()
    token = token_in(client.get("/sign-in").text)
    statuses = [
        client.post(
            "/sign-in", data={"csrf_token": token, "username": f"name{i}", "password": "x"}
        ).status_code
        for i in range(21)
    ]
    assert statuses == [200] * 20 + [429]


def test_right_passwords_are_not_counted(app: Flask) -> None:
    for _ in range(8):
        assert signed_in(app, "manager").get("/weeks").status_code == 200


def test_every_form_needs_its_token(app: Flask, outreach: FakeOutreach) -> None:
    client = signed_in(app, "manager")
    for address in (
        "/weeks/2026-W48/plan",
        "/weeks/2026-W48/publish",
        "/reports",
        "/reports/review/1",
    ):
        answer = client.post(address, data={"reason": "x"})
        assert answer.status_code == 400
        assert "open too long" in answer.text
    assert outreach.asked == []


def test_the_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    first = make_app(tmp_path).config["SECRET_KEY"]
    assert make_app(tmp_path).config["SECRET_KEY"] == first
    key = tmp_path / "session-key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert len(first) >= 64
    assert [path.name for path in tmp_path.iterdir()] == ["session-key"]


def test_cookies_are_secure_over_https_and_never_for_scripts(app: Flask) -> None:
    for base, secure in (("http://localhost", False), ("https://localhost", True)):
        cookie = app.test_client().get("/sign-in", base_url=base).headers["Set-Cookie"]
        assert ("Secure" in cookie) is secure
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


def test_a_password_is_changed_on_ones_own_page(app: Flask, outreach: FakeOutreach) -> None:
    client = signed_in(app, "worker")
    wrong = post(client, "/account", form_on="/account", old="no", new="another long password")
    assert "The present password is not right" in wrong.text
    post(client, "/account", form_on="/account", old=PASSWORD, new="another long password")
    assert outreach.asked == [("change_password", "worker")]
    assert "Your password is changed" in client.get("/account").text


def test_a_changed_password_signs_the_account_out_everywhere_else(app: Flask) -> None:
    here, phone = signed_in(app, "worker"), signed_in(app, "worker")
    post(here, "/account", form_on="/account", old=PASSWORD, new="another long password")
    assert here.get("/account").status_code == 200
    assert phone.get("/account").location.startswith("/sign-in")


def test_an_administrator_adds_an_account_and_sees_its_password_once(app: Flask) -> None:
    client = signed_in(app, "admin")
    answer = post(client, "/accounts", form_on="/accounts", username="new.one", role="worker", worker="w1")
    assert "made-up-password" in answer.text
    assert "new.one" in answer.text
    again = client.get("/accounts").text
    assert "made-up-password" not in again
    assert "new.one" in again
    taken = post(client, "/accounts", form_on="/accounts", username="new.one", role="worker")
    assert "already an account called new.one" in taken.text
