"""Who may sign in."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import UTC, datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy.exc import IntegrityError

from geodata.errors import BadInput
from planner.services.base import UseCases, allow, name_of
from planner.services.views import Account, Role
from planner.store import people
from planner.store.tables import AccountRow

MIN_PASSWORD = 12
_HASHER = PasswordHasher()
# Verified against when the name is unknown, so that a wrong name takes as long as a wrong password.
_NOBODY = _HASHER.hash(secrets.token_urlsafe(16))


def _as_account(row: AccountRow) -> Account:
    stamp = hashlib.sha256(row.password_hash.encode()).hexdigest()[:16]
    return Account(row.id, row.username, Role(row.role), row.worker, row.partner, stamp)


class PeopleUseCases(UseCases):
    """Accounts: sign in, add, change a password."""

    def sign_in(self, username: str, password: str) -> Account | None:
        """The account, when the name and the password belong together."""
        with self.store.transaction() as session:
            row = people.find_account(session, username)
            try:
                _HASHER.verify(row.password_hash if row else _NOBODY, password[:1024])
            except (VerifyMismatchError, InvalidHashError):
                if row is not None:
                    people.write_audit(session, row.username, "sign-in failed")
                return None
            if row is None:
                return None
            people.write_audit(session, row.username, "signed in")
            return _as_account(row)

    def account(self, account_id: int) -> Account | None:
        """The account with that id."""
        with self.store.reading() as session:
            row = people.get_account(session, account_id)
            return None if row is None else _as_account(row)

    def accounts(self, viewer: Account | None = None) -> tuple[Account, ...]:
        """Every account, by name."""
        allow(viewer, Role.ADMIN)
        with self.store.reading() as session:
            return tuple(_as_account(row) for row in people.all_accounts(session))

    def add_user(
        self,
        username: str,
        role: str,
        password: str | None = None,
        worker: str | None = None,
        partner: str | None = None,
        *,
        viewer: Account | None = None,
        synthetic: bool = False,
    ) -> str:
        """Add an account and return its password, made up when none is given.

        Raises
        ------
        BadInput
            For a name that is taken or unusable, an unknown role, a short password, or a missing link.
        """
        allow(viewer, Role.ADMIN)
        name = username.strip().casefold()
        if not re.fullmatch(r"[a-z0-9][a-z0-9._@-]{1,63}", name):
            raise BadInput("A user name has 2 to 64 letters, digits, dots, dashes or underscores.")
        try:
            kind = Role(role)
        except ValueError:
            known = ", ".join(r.value for r in Role)
            raise BadInput(f"{role!r} is not a role. Choose one of: {known}.") from None
        if kind is Role.PARTNER and not partner:
            raise BadInput("A partner's account needs the partner's id from the team workbook (--partner).")
        password = password or secrets.token_urlsafe(12)
        _check_password(password)
        row = AccountRow(
            username=name,
            role=kind.value,
            password_hash=_HASHER.hash(password),
            worker=worker,
            partner=partner if kind is Role.PARTNER else None,
            synthetic=synthetic,
            made_at=datetime.now(UTC),
        )
        try:
            with self.store.transaction() as session:
                people.add_account(session, row)
                people.write_audit(session, name_of(viewer), "added account", username=name, role=kind.value)
        except IntegrityError:
            raise BadInput(f"There is already an account called {name}. Choose another name.") from None
        return password

    def change_password(self, viewer: Account, old: str, new: str) -> None:
        """Change one's own password."""
        _check_password(new)
        with self.store.transaction() as session:
            row = people.get_account(session, viewer.id)
            try:
                _HASHER.verify(row.password_hash if row else _NOBODY, old[:1024])
            except (VerifyMismatchError, InvalidHashError):
                raise BadInput("The present password is not right. Type it again.") from None
            if row is not None:
                row.password_hash = _HASHER.hash(new)
                people.write_audit(session, row.username, "changed password")


def _check_password(password: str) -> None:
    if len(password) < MIN_PASSWORD:
        raise BadInput(f"A password has at least {MIN_PASSWORD} characters. Three random words do well.")
    if len(password) > 1024:
        raise BadInput("A password has at most 1,024 characters.")
