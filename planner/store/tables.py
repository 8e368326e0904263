"""The tables. Times of the store itself are UTC; incidents keep their naive local times.

No table has a column for a person's name other than staff accounts, for free text, or for a reporter.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Date, DateTime, ForeignKey, Index, MetaData, TypeDecorator, false, text
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


def _index_of_some(table: str, column: str) -> Index:
    """An index of the rows that have a value in a column, for columns that few rows use."""
    used = text(f"{column} IS NOT NULL")
    return Index(f"ix_{table}_{column}", column, sqlite_where=used, postgresql_where=used)


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


class SharingAgreementRow(Table):
    """Why, and under which agreement, the files of one profile are here; None of `keep_days` keeps them."""

    __tablename__ = "sharing_agreement"
    profile: Mapped[str] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    agreement: Mapped[str]
    owner: Mapped[str]
    keep_days: Mapped[int | None]
    made_at: Mapped[datetime]
    made_by: Mapped[str]


class ImportRow(Table):
    """One file brought in. rows = incidents + duplicates + review + rejected.

    The agreement is kept as it stood on the day. An import that was undone or deleted keeps this line and nothing else:
    `ended_how` is then "undone" or "deleted".
    """

    __tablename__ = "import"
    id: Mapped[int] = mapped_column(primary_key=True)
    file: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    profile: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    rows: Mapped[int]
    incidents: Mapped[int]
    duplicates: Mapped[int]
    review: Mapped[int]
    rejected: Mapped[int]
    dropped_columns: Mapped[list[Any]]
    synthetic: Mapped[bool]
    purpose: Mapped[str | None]
    agreement: Mapped[str | None]
    owner: Mapped[str | None]
    delete_by: Mapped[date | None] = mapped_column(Date, index=True)
    steps: Mapped[list[Any] | None]
    dropped: Mapped[list[Any] | None]
    ended_how: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]


class IncidentRow(Table):
    """A report made clean: placed, dated, categorised.

    `identity` is the same for the same report wherever it comes from. `duplicate_of` is None for what counts; else
    the identity of the incident that this one repeats, or "import:ID", the later file that replaced its month.
    """

    __tablename__ = "incident"
    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("import.id", ondelete="CASCADE"), index=True)
    identity: Mapped[str] = mapped_column(index=True)
    row: Mapped[int]
    member: Mapped[str]
    partner: Mapped[str]
    reporter_key: Mapped[str | None]
    # Keys of the references that the report quotes; what they say is not kept.
    quotes: Mapped[str | None]
    lon: Mapped[float]
    lat: Mapped[float]
    x: Mapped[float]
    y: Mapped[float]
    radius_m: Mapped[float]
    confidence: Mapped[float]
    method: Mapped[str]
    place_text: Mapped[str]
    start: Mapped[datetime] = mapped_column(DateTime)
    end: Mapped[datetime | None] = mapped_column(DateTime)
    time_kind: Mapped[str]
    reported: Mapped[datetime] = mapped_column(DateTime)
    category: Mapped[str]
    youth_related: Mapped[str]
    duplicate_of: Mapped[str | None]
    # The person's answer that said where it was. No foreign key: neither may hold up the other's going.
    answer_id: Mapped[int | None]
    ward: Mapped[str | None]
    ward_code: Mapped[str | None]
    lsoa: Mapped[str | None]
    lsoa_code: Mapped[str | None]
    sector: Mapped[str | None]
    # Most incidents repeat nothing and needed no answer: the indexes hold the few that do.
    __table_args__ = (
        _index_of_some("incident", "duplicate_of"),
        _index_of_some("incident", "answer_id"),
    )


class PairDecisionRow(Table):
    """What a person said of two incidents of different partners: `same` when they are one. The newest counts.

    `first` is the identity that sorts first.
    """

    __tablename__ = "pair_decision"
    id: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[str]
    second: Mapped[str]
    same: Mapped[bool]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    __table_args__ = (Index("ix_pair_decision_pair", "first", "second"),)


class SetAsideRow(Table):
    """A row that became no incident: a duplicate, one for review, or one rejected, each with its reason.

    `draft` holds what was read of a review row (time, kind, youth_related), so that a person's answer can
    make it an incident; `kind` is "duplicate", "review" or "rejected", or "placed" once an answer made it an
    incident; `state` is "open" or "settled". `asks` says what a person is asked: "which" of several places,
    "where" without any suggestion, or "other" when not only the place is missing. Rows of one partner with the same
    `text_key` say the same place in words; it is empty where the words do not say the place. A duplicate of an
    earlier import that would otherwise wait has a draft too, and the `identity` it repeats: it waits again when that
    import is undone.
    """

    __tablename__ = "set_aside"
    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("import.id", ondelete="CASCADE"))
    kind: Mapped[str]
    state: Mapped[str]
    row: Mapped[int]
    member: Mapped[str]
    column: Mapped[str]
    reason: Mapped[str]
    location_text: Mapped[str]
    alternatives: Mapped[list[Any]]
    draft: Mapped[dict[str, Any] | None]
    settled_by: Mapped[str | None]
    partner: Mapped[str] = mapped_column(default="", server_default="")
    text_key: Mapped[str] = mapped_column(default="", server_default="")
    asks: Mapped[str] = mapped_column(default="", server_default="")
    answer_id: Mapped[int | None] = mapped_column(index=True)
    asked_online: Mapped[bool] = mapped_column(default=False, server_default=false())
    identity: Mapped[str | None] = mapped_column(index=True)
    __table_args__ = (
        Index("ix_set_aside_queue", "kind", "state", "import_id"),
        Index("ix_set_aside_words", "partner", "text_key"),
    )


class AnswerRow(Table):
    """What a person said about rows that waited: where they were, that they are not ours, or why they are rejected.

    `kind` is "placed", "outside" or "rejected". While `remembered`, the next imports place the same words of the
    same partner by it: the newest one counts. `text` is the words as first written, without details of people.
    """

    __tablename__ = "answer"
    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    kind: Mapped[str]
    partner: Mapped[str]
    text_key: Mapped[str]
    text: Mapped[str]
    label: Mapped[str]
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    radius_m: Mapped[float | None]
    reason: Mapped[str]
    remembered: Mapped[bool]
    forgotten_at: Mapped[datetime | None]
    forgotten_by: Mapped[str | None]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None]
    synthetic: Mapped[bool]
    __table_args__ = (Index("ix_answer_words", "partner", "text_key"),)


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


class LabRunRow(Table):
    """A back-test in the lab: what it tried, the fingerprint of its reports, and its figures; no row of any report."""

    __tablename__ = "lab_run"
    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    fingerprint: Mapped[dict[str, Any]]
    document: Mapped[dict[str, Any]]
    synthetic: Mapped[bool]


class LiveSettingsRow(Table):
    """The settings that were made live, by whom and why; the newest is live. Only ever added to.

    `run` is the back-test they were promoted from; a roll-back has the row it went `back_to`, or None for the
    settings that the product comes with.
    """

    __tablename__ = "live_settings"
    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    how: Mapped[str]
    reason: Mapped[str]
    settings: Mapped[dict[str, Any]]
    run: Mapped[int | None] = mapped_column(ForeignKey("lab_run.id", ondelete="SET NULL"))
    back_to: Mapped[int | None]
    synthetic: Mapped[bool]


class ForecastRow(Table):
    """The live forecast a week was planned by, cell by cell, and how it did once reports of that week came in."""

    __tablename__ = "forecast"
    week: Mapped[str] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]
    document: Mapped[dict[str, Any]]
    score: Mapped[dict[str, Any] | None]
    scored_at: Mapped[datetime | None]
    synthetic: Mapped[bool]
