"""Tables of the lab: back-tests, what is live, and how forecasts did."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from planner.store.tables import Table


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
