"""The lab's runs, the settings that are and were live, and the forecasts that weeks were planned by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from planner.store.lab_tables import ForecastRow, LabRunRow, LiveSettingsRow
from planner.store.report_tables import IncidentRow


def add_run(session: Session, row: LabRunRow) -> LabRunRow:
    """Keep a run; its id is filled in."""
    session.add(row)
    session.flush()
    return row


def get_run(session: Session, run_id: int) -> LabRunRow | None:
    """One run."""
    return session.get(LabRunRow, run_id)


def all_runs(session: Session) -> list[LabRunRow]:
    """Every run, newest first."""
    return list(session.scalars(select(LabRunRow).order_by(LabRunRow.id.desc())))


def add_live(session: Session, row: LiveSettingsRow) -> LiveSettingsRow:
    """Make settings live; their id is filled in."""
    session.add(row)
    session.flush()
    return row


def live_history(session: Session) -> list[LiveSettingsRow]:
    """What was made live, the newest, which is live, first."""
    return list(session.scalars(select(LiveSettingsRow).order_by(LiveSettingsRow.id.desc())))


def newest_live(session: Session) -> LiveSettingsRow | None:
    """What is live, or None while nothing was ever changed."""
    return session.scalar(select(LiveSettingsRow).order_by(LiveSettingsRow.id.desc()).limit(1))


def keep_forecast(session: Session, week: str, document: dict[str, Any], synthetic: bool) -> None:
    """Keep a week's forecast in place of an earlier one of that week."""
    session.merge(
        ForecastRow(
            week=week,
            made_at=datetime.now(UTC),
            document=document,
            score=None,
            scored_at=None,
            synthetic=synthetic,
        )
    )


def forecasts(session: Session, weeks: Sequence[str] | None = None) -> list[ForecastRow]:
    """The forecasts that were kept (of these weeks), the earliest week first."""
    query = select(ForecastRow).order_by(ForecastRow.week)
    return list(session.scalars(query if weeks is None else query.where(ForecastRow.week.in_(weeks))))


def remove_synthetic_lab(session: Session) -> None:
    """Forget what was tried and made live over the sample."""
    for table in (ForecastRow, LiveSettingsRow, LabRunRow):
        session.execute(delete(table).where(table.synthetic))


def incidents_version(session: Session) -> str:
    """Changes whenever an incident comes in, is placed anew, joined or taken out: cheaper than reading them all."""
    query = select(
        func.count(IncidentRow.id),
        func.max(IncidentRow.id),
        func.count(IncidentRow.duplicate_of),
        func.sum(IncidentRow.x),
        func.sum(IncidentRow.y),
    )
    return "-".join(str(value) for value in session.execute(query).one())


def incidents_by_kind(session: Session) -> dict[str, int]:
    """How many incidents that count there are of each kind, those not about young people left out."""
    query = (
        select(IncidentRow.category, func.count())
        .where(IncidentRow.duplicate_of.is_(None), IncidentRow.youth_related != "no")
        .group_by(IncidentRow.category)
    )
    return dict(session.execute(query).tuples().all())
