"""Accounts: who may sign in, and what a bad request is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from geodata.errors import BadInput
from planner.services import Denied, Outreach
from planner.services.views import Role
from planner.store import people


@pytest.fixture
def outreach(tmp_path: Path) -> Iterator[Outreach]:
    opened = Outreach.open(tmp_path)
    yield opened
    opened.store.close()


def test_a_made_up_password_signs_in_and_is_kept_only_as_a_hash(outreach: Outreach) -> None:
    password = outreach.add_user("Ama", "manager")
    account = outreach.sign_in("AMA ", password)
    assert account is not None
    assert account.role is Role.MANAGER
    with outreach.store.reading() as session:
        kept = people.find_account(session, "ama")
        assert kept is not None
        assert kept.password_hash.startswith("$argon2id$")
        assert password not in kept.password_hash


def test_the_stamp_of_an_account_changes_with_its_password(outreach: Outreach) -> None:
    password = outreach.add_user("ama", "manager")
    before = outreach.sign_in("ama", password)
    assert before is not None
    assert outreach.account(before.id) == before
    outreach.change_password(before, password, "three random words")
    after = outreach.account(before.id)
    assert after is not None
    assert after.stamp not in ("", before.stamp)


@pytest.mark.parametrize(("username", "password"), [("ama", "wrong"), ("nobody", "wrong"), ("", "")])
def test_a_wrong_name_or_password_is_nobody(outreach: Outreach, username: str, password: str) -> None:
    outreach.add_user("ama", "worker")
    assert outreach.sign_in(username, password) is None


@pytest.mark.parametrize(
    ("username", "role", "password", "words"),
    [
        ("a", "manager", None, "2 to 64"),
        ("<script>", "manager", None, "2 to 64"),
        ("ama", "chief", None, "not a role"),
        ("ama", "manager", "short", "at least 12"),
        ("btp", "partner", None, "--partner"),
    ],
)
def test_a_bad_account_is_refused_in_words(
    outreach: Outreach, username: str, role: str, password: str | None, words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        outreach.add_user(username, role, password)
    assert outreach.accounts() == ()


def test_a_name_is_given_once(outreach: Outreach) -> None:
    outreach.add_user("ama", "manager")
    with pytest.raises(BadInput, match="already"):
        outreach.add_user("Ama", "worker")


def test_only_an_administrator_adds_accounts(outreach: Outreach) -> None:
    manager = outreach.sign_in("ama", outreach.add_user("ama", "manager"))
    with pytest.raises(Denied):
        outreach.add_user("new", "worker", viewer=manager)


def test_changing_a_password_needs_the_old_one(outreach: Outreach) -> None:
    old = outreach.add_user("ama", "manager")
    account = outreach.sign_in("ama", old)
    assert account is not None
    with pytest.raises(BadInput, match="not right"):
        outreach.change_password(account, "guess", "three random words")
    outreach.change_password(account, old, "three random words")
    assert outreach.sign_in("ama", old) is None
    assert outreach.sign_in("ama", "three random words") is not None
