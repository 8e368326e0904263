"""Tables of the reports: imports, incidents, rows set aside, and what people said of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, DateTime, ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from planner.store.tables import Table


def _index_of_some(table: str, column: str) -> Index:
    """An index of the rows that have a value in a column, for columns that few rows use."""
    used = text(f"{column} IS NOT NULL")
    return Index(f"ix_{table}_{column}", column, sqlite_where=used, postgresql_where=used)


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
