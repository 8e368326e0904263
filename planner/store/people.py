"""Accounts and the audit trail."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from planner.store.tables import AccountRow, AuditRow


def find_account(session: Session, username: str) -> AccountRow | None:
    """The account of that name, whatever its case."""
    return session.scalar(select(AccountRow).where(AccountRow.username == username.strip().casefold()))


def get_account(session: Session, account_id: int) -> AccountRow | None:
    """The account with that id."""
    return session.get(AccountRow, account_id)


def all_accounts(session: Session) -> list[AccountRow]:
    """Every account, by name."""
    return list(session.scalars(select(AccountRow).order_by(AccountRow.username)))


def add_account(session: Session, row: AccountRow) -> AccountRow:
    """Keep a new account; its id is filled in."""
    session.add(row)
    session.flush()
    return row


def remove_synthetic_accounts(session: Session) -> None:
    """Forget the sample's accounts."""
    session.execute(delete(AccountRow).where(AccountRow.synthetic))


def write_audit(session: Session, who: str, what: str, **detail: Any) -> None:
    """Add a line to the audit trail."""
    session.add(AuditRow(at=datetime.now(UTC), who=who, what=what, detail=detail))
