"""The tables of settings, people, teams, weeks and tasks, and what every table stands on.

The others are in `report_tables`, `manager_tables` and `lab_tables`.
Times of the store itself are UTC; incidents keep their naive local times.

No table has a column for a person's name other than staff accounts, for free text, or for a reporter.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, MetaData, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, stored as naive UTC, so that SQLite and PostgreSQL agree."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time: what it would mean is anybody's guess."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant needs its time zone.")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


class Table(DeclarativeBase):
    """The base of every table; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012


class SettingRow(Table):
    """One value by name: the study area, thresholds."""

    __tablename__ = "setting"
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]


class AccountRow(Table):
    """A person who signs in."""

    __tablename__ = "account"
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    password_hash: Mapped[str]
    worker: Mapped[str | None]
    partner: Mapped[str | None]
    synthetic: Mapped[bool]
    made_at: Mapped[datetime]


class AuditRow(Table):
    """Who did what, when. Only ever added to."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    who: Mapped[str]
    what: Mapped[str]
    detail: Mapped[dict[str, Any]]


class ProfileRow(Table):
    """A partner's saved column mapping, as TOML."""

    __tablename__ = "profile"
    name: Mapped[str] = mapped_column(primary_key=True)
    toml: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    synthetic: Mapped[bool]


class TeamRow(Table):
    """A team workbook as it was read; the newest is live."""

    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    document: Mapped[dict[str, Any]]
    synthetic: Mapped[bool]


class JointRequestRow(Table):
    """A person's request for a joint session."""

    __tablename__ = "joint_request"
    id: Mapped[int] = mapped_column(primary_key=True)
    week: Mapped[str] = mapped_column(index=True)
    place: Mapped[str]
    place_name: Mapped[str]
    lon: Mapped[float]
    lat: Mapped[float]
    partner: Mapped[str]
    start: Mapped[datetime]
    end: Mapped[datetime]
    reason: Mapped[str]
    requested_by: Mapped[str]
    made_at: Mapped[datetime]
    synthetic: Mapped[bool]


class HotspotRunRow(Table):
    """The hotspots found on one day, whole, and the live settings they were found with (None: as the product comes)."""

    __tablename__ = "hotspot_run"
    id: Mapped[int] = mapped_column(primary_key=True)
    as_of: Mapped[str]
    made_at: Mapped[datetime]
    document: Mapped[list[Any]]
    synthetic: Mapped[bool]
    settings: Mapped[dict[str, Any] | None]


class RotaRow(Table):
    """A week's problem and rota. A published one is never changed; a new plan is a new row."""

    __tablename__ = "rota"
    id: Mapped[int] = mapped_column(primary_key=True)
    week: Mapped[str] = mapped_column(index=True)
    status: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    problem: Mapped[dict[str, Any]]
    rota: Mapped[dict[str, Any]]
    names: Mapped[dict[str, Any]]
    hotspot_run: Mapped[int | None] = mapped_column(ForeignKey("hotspot_run.id", ondelete="SET NULL"))
    data_until: Mapped[str | None]
    synthetic: Mapped[bool]
    published_at: Mapped[datetime | None]
    published_by: Mapped[str | None]


class TaskRow(Table):
    """Long work beside the web and how far it is."""

    __tablename__ = "task"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    state: Mapped[str]
    progress: Mapped[float]
    message: Mapped[str]
    owner: Mapped[str]
    arguments: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
