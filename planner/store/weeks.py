"""The team, the hotspots, joint requests and rotas."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from planner.store.tables import HotspotRunRow, JointRequestRow, RotaRow, TeamRow


def add_team(session: Session, document: dict[str, Any], made_by: str, synthetic: bool) -> None:
    """Keep a team; the newest is live."""
    session.add(TeamRow(made_at=datetime.now(UTC), made_by=made_by, document=document, synthetic=synthetic))


def live_team(session: Session) -> TeamRow | None:
    """The newest team."""
    return session.scalar(select(TeamRow).order_by(TeamRow.id.desc()).limit(1))


def add_hotspot_run(
    session: Session, as_of: str, document: list[Any], synthetic: bool, settings: dict[str, Any] | None = None
) -> HotspotRunRow:
    """Keep the hotspots found on one day, and the settings they were found with."""
    row = HotspotRunRow(
        as_of=as_of, made_at=datetime.now(UTC), document=document, synthetic=synthetic, settings=settings
    )
    session.add(row)
    session.flush()
    return row


def newest_hotspot_run(session: Session) -> HotspotRunRow | None:
    """The last hotspots found."""
    return session.scalar(select(HotspotRunRow).order_by(HotspotRunRow.id.desc()).limit(1))


def newest_hotspot_run_with(session: Session, settings: dict[str, Any]) -> HotspotRunRow | None:
    """The last hotspots found with exactly these settings."""
    query = select(HotspotRunRow.id, HotspotRunRow.settings).order_by(HotspotRunRow.id.desc())
    found = next((run_id for run_id, used in session.execute(query) if used == settings), None)
    return None if found is None else session.get(HotspotRunRow, found)


def get_hotspot_run(session: Session, run_id: int) -> HotspotRunRow | None:
    """The hotspots of one run."""
    return session.get(HotspotRunRow, run_id)


def add_joint_request(session: Session, row: JointRequestRow) -> JointRequestRow:
    """Keep a request; its id is filled in."""
    session.add(row)
    session.flush()
    return row


def joint_requests(session: Session, week: str) -> list[JointRequestRow]:
    """The requests for a week, in order of time."""
    query = select(JointRequestRow).where(JointRequestRow.week == week).order_by(JointRequestRow.start)
    return list(session.scalars(query))


def remove_joint_request(session: Session, request_id: int) -> JointRequestRow | None:
    """Forget a request and say which it was."""
    row = session.get(JointRequestRow, request_id)
    if row is not None:
        session.delete(row)
    return row


def add_rota(session: Session, row: RotaRow) -> RotaRow:
    """Keep a new draft in place of the week's earlier draft. Published rotas stay."""
    session.execute(delete(RotaRow).where(RotaRow.week == row.week, RotaRow.status == "draft"))
    session.add(row)
    session.flush()
    return row


def newest_rota(session: Session, week: str, *, published_only: bool) -> RotaRow | None:
    """The week's newest rota, or the newest one that was published."""
    query = select(RotaRow).where(RotaRow.week == week)
    if published_only:
        query = query.where(RotaRow.status == "published")
    return session.scalar(query.order_by(RotaRow.id.desc()).limit(1))


def planned_weeks(session: Session, *, published_only: bool) -> list[RotaRow]:
    """The newest rota of every planned week, latest week first."""
    query = select(RotaRow).order_by(RotaRow.week.desc(), RotaRow.id.desc())
    if published_only:
        query = query.where(RotaRow.status == "published")
    newest: dict[str, RotaRow] = {}
    for row in session.scalars(query):
        newest.setdefault(row.week, row)
    return list(newest.values())


def remove_synthetic_weeks(session: Session) -> None:
    """Forget the sample's team, hotspots, requests and rotas."""
    for table in (RotaRow, JointRequestRow, HotspotRunRow, TeamRow):
        session.execute(delete(table).where(table.synthetic))
