"""Settings and saved profiles."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from planner.store.tables import ProfileRow, SettingRow


def get_setting(session: Session, key: str) -> dict[str, Any] | None:
    """The value kept under a key, or None."""
    row = session.get(SettingRow, key)
    return None if row is None else row.value


def set_setting(session: Session, key: str, value: dict[str, Any] | None) -> None:
    """Keep a value under a key; None forgets it."""
    if value is None:
        session.execute(delete(SettingRow).where(SettingRow.key == key))
    else:
        session.merge(SettingRow(key=key, value=value))


def save_profile(session: Session, name: str, toml: str, made_by: str, synthetic: bool) -> None:
    """Keep a partner's mapping under a name, in place of an earlier one."""
    session.merge(
        ProfileRow(name=name, toml=toml, made_at=datetime.now(UTC), made_by=made_by, synthetic=synthetic)
    )


def get_profile(session: Session, name: str) -> ProfileRow | None:
    """The saved mapping of that name."""
    return session.get(ProfileRow, name)


def all_profiles(session: Session) -> list[ProfileRow]:
    """Every saved mapping, by name."""
    return list(session.scalars(select(ProfileRow).order_by(ProfileRow.name)))


def remove_synthetic_profiles(session: Session) -> None:
    """Forget the sample's mappings."""
    session.execute(delete(ProfileRow).where(ProfileRow.synthetic))
