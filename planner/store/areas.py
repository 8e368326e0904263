"""The neighbourhoods of incidents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from planner.store.report_tables import IncidentRow

_AREAS = (
    IncidentRow.id,
    IncidentRow.lon,
    IncidentRow.lat,
    IncidentRow.ward,
    IncidentRow.ward_code,
    IncidentRow.lsoa,
    IncidentRow.lsoa_code,
    IncidentRow.sector,
)


def areas_of_incidents(session: Session) -> Sequence[Any]:
    """Every incident's point and neighbourhood: id, lon, lat, ward, ward_code, lsoa, lsoa_code, sector."""
    return session.execute(select(*_AREAS).order_by(IncidentRow.id)).all()


def update_areas(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Keep other neighbourhoods of incidents: the row's id and the columns to change."""
    if rows:
        session.execute(update(IncidentRow), list(rows))


def any_ward(session: Session) -> bool:
    """Whether the ward of any incident is known."""
    return session.scalar(select(IncidentRow.id).where(IncidentRow.ward.is_not(None)).limit(1)) is not None


def count_by_area(session: Session, column: str) -> dict[tuple[str, str], int]:
    """Incidents that count, by neighbourhood ("" where it is not known) and partner."""
    area = func.coalesce(getattr(IncidentRow, column), "")
    query = (
        select(area, IncidentRow.partner, func.count())
        .where(IncidentRow.duplicate_of.is_(None))
        .group_by(area, IncidentRow.partner)
    )
    return {(name, partner): count for name, partner, count in session.execute(query)}
