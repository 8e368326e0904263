"""What a manager decides about weeks: operations, reviews of places, what is fixed or ruled out, and what was asked."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date
from sqlalchemy.orm import Mapped, mapped_column

from planner.store.tables import Table


class OperationRow(Table):
    """A focused series of sessions at a site between two days; `in_all` says whether `sessions` are a week's or all.

    `partners` are all that are named; `partner`, one of them, comes along to its sessions (None: the team goes on its
    own). An operation that ended early keeps its line, so that earlier weeks can still be read.
    """

    __tablename__ = "operation"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    site: Mapped[str]
    site_name: Mapped[str]
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)
    sessions: Mapped[int]
    in_all: Mapped[bool]
    partner: Mapped[str | None]
    partners: Mapped[list[Any]] = mapped_column(server_default="[]")
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
    synthetic: Mapped[bool]


class PlaceReviewRow(Table):
    """A person looked at whether we should still come to a site, and why we do. Only ever added to, or taken back."""

    __tablename__ = "place_review"
    id: Mapped[int] = mapped_column(primary_key=True)
    site: Mapped[str] = mapped_column(index=True)
    site_name: Mapped[str]
    reviewed_on: Mapped[date] = mapped_column(Date)
    reviewed_by: Mapped[str]
    reason: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None]
    synthetic: Mapped[bool]


class PinRow(Table):
    """A session a manager fixed for a week, with its mode and people where these were fixed too."""

    __tablename__ = "pin"
    id: Mapped[int] = mapped_column(primary_key=True)
    week: Mapped[str] = mapped_column(index=True)
    site: Mapped[str]
    site_name: Mapped[str]
    start: Mapped[datetime]
    end: Mapped[datetime]
    mode: Mapped[str | None]
    workers: Mapped[list[Any]]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    synthetic: Mapped[bool]


class BanRow(Table):
    """What a manager ruled out for a week: a site or a worker, all week or between two times."""

    __tablename__ = "ban"
    id: Mapped[int] = mapped_column(primary_key=True)
    week: Mapped[str] = mapped_column(index=True)
    site: Mapped[str | None]
    worker: Mapped[str | None]
    name: Mapped[str]
    start: Mapped[datetime | None]
    end: Mapped[datetime | None]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    synthetic: Mapped[bool]


class ReplanningRow(Table):
    """What happened to a week, and the ways out that were found. The newest of a week alone is kept.

    `digest` tells the rota they were found for; `taken` is the number of the option a person took.
    """

    __tablename__ = "replanning"
    week: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    asked: Mapped[dict[str, Any]]
    document: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    taken: Mapped[int | None]
    taken_at: Mapped[datetime | None]
    taken_by: Mapped[str | None]
    synthetic: Mapped[bool]


class PriceRow(Table):
    """What a change of a week would be worth; `digest` tells the rota it was priced for."""

    __tablename__ = "price"
    id: Mapped[int] = mapped_column(primary_key=True)
    week: Mapped[str] = mapped_column(index=True)
    digest: Mapped[str]
    change: Mapped[dict[str, Any]]
    document: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    synthetic: Mapped[bool]
