"""Imports, incidents, and the rows set aside."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

import pandas as pd
from sqlalchemy import Insert, delete, func, insert, select, update
from sqlalchemy.orm import Session

from planner.store.bulk import Columns, insert_columns
from planner.store.report_tables import AnswerRow, ImportRow, IncidentRow, SetAsideRow

BATCH_ROWS = 5_000

_FRAME_COLUMNS = (
    IncidentRow.identity,
    IncidentRow.x,
    IncidentRow.y,
    IncidentRow.lon,
    IncidentRow.lat,
    IncidentRow.radius_m,
    IncidentRow.start,
    IncidentRow.end,
    IncidentRow.time_kind,
    IncidentRow.reported,
    IncidentRow.category,
    IncidentRow.youth_related,
    IncidentRow.partner,
    IncidentRow.place_text,
)
_REFERENCE_COLUMNS = (IncidentRow.reporter_key, IncidentRow.quotes)


def add_import(session: Session, row: ImportRow) -> ImportRow:
    """Keep the record of an import; its id is filled in."""
    session.add(row)
    session.flush()
    return row


def find_import(session: Session, sha256: str) -> ImportRow | None:
    """An earlier import of exactly this file that is still here."""
    return session.scalar(select(ImportRow).where(ImportRow.sha256 == sha256, ImportRow.ended_how.is_(None)))


def all_imports(session: Session) -> list[ImportRow]:
    """Every import, newest first."""
    return list(session.scalars(select(ImportRow).order_by(ImportRow.id.desc())))


def add_incidents(session: Session, rows: Iterable[dict[str, Any]]) -> None:
    """Keep many incidents at once."""
    _add(session, insert(IncidentRow.__table__), rows)  # type: ignore[arg-type]


def add_incident_columns(session: Session, columns: Columns) -> None:
    """Keep many incidents at once, given column by column."""
    insert_columns(session, IncidentRow.__table__, columns)  # type: ignore[arg-type]


def add_set_aside(session: Session, rows: Iterable[dict[str, Any]]) -> None:
    """Keep many rows that became no incident."""
    _add(session, insert(SetAsideRow.__table__), rows)  # type: ignore[arg-type]


def _add(session: Session, statement: Insert, rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows a batch at a time; no object is needed for any."""
    connection = session.connection()
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH_ROWS)):
        connection.execute(statement, batch)


def incidents_frame(session: Session, *, references: bool = False) -> pd.DataFrame:
    """Every incident that counts (joined duplicates once), as the models' incidents frame.

    With `references`, what identifies a report: its own key and the keys of the references it quotes.
    """
    columns = [*_FRAME_COLUMNS, *(_REFERENCE_COLUMNS if references else ())]
    query = select(*columns).where(IncidentRow.duplicate_of.is_(None)).order_by(IncidentRow.id)
    frame = pd.DataFrame(session.execute(query).all(), columns=[column.key for column in columns])
    frame = frame.rename(columns={"identity": "incident_id"})
    for column in ("start", "end", "reported"):
        frame[column] = pd.to_datetime(frame[column])
    return frame


def count_incidents(session: Session) -> int:
    """How many incidents count."""
    return session.scalar(select(func.count(IncidentRow.id)).where(IncidentRow.duplicate_of.is_(None))) or 0


def any_timed(session: Session, import_id: int) -> bool:
    """Whether an import has an incident with more than its month: without one nothing is joined across partners."""
    whose = (IncidentRow.import_id == import_id, IncidentRow.time_kind != "month")
    return session.scalar(select(IncidentRow.id).where(*whose).limit(1)) is not None


def join_duplicates(session: Session, pairs: Iterable[tuple[str, str]]) -> None:
    """Mark incidents as repeats of others: pairs of (identity, identity of the one that is kept)."""
    for repeat, kept in pairs:
        session.execute(update(IncidentRow).where(IncidentRow.identity == repeat).values(duplicate_of=kept))


def recount_import(session: Session, import_id: int) -> None:
    """Bring the sums of an import up to date after rows have moved between its heaps."""
    row = session.get(ImportRow, import_id)
    if row is None:
        return
    whose = IncidentRow.import_id == import_id
    joined = session.scalar(select(func.count()).where(whose, IncidentRow.duplicate_of.is_not(None))) or 0
    row.incidents = session.scalar(select(func.count()).where(whose, IncidentRow.duplicate_of.is_(None))) or 0
    counted = session.execute(
        select(SetAsideRow.kind, func.count())
        .where(SetAsideRow.import_id == import_id)
        .group_by(SetAsideRow.kind)
    )
    heaps = dict(counted.all())
    row.duplicates = joined + heaps.get("duplicate", 0)
    row.review = heaps.get("review", 0)
    row.rejected = heaps.get("rejected", 0)


def get_set_aside(session: Session, row_id: int) -> SetAsideRow | None:
    """One row that was set aside."""
    return session.get(SetAsideRow, row_id)


def remove_synthetic_reports(session: Session) -> None:
    """Forget every import of the sample, and its incidents with it."""
    ids = select(ImportRow.id).where(ImportRow.synthetic)
    session.execute(delete(IncidentRow).where(IncidentRow.import_id.in_(ids)))
    session.execute(delete(SetAsideRow).where(SetAsideRow.import_id.in_(ids)))
    session.execute(delete(ImportRow).where(ImportRow.synthetic))
    session.execute(delete(AnswerRow).where(AnswerRow.synthetic))


def any_synthetic(session: Session) -> bool:
    """Whether any report in the store is the sample's."""
    return session.scalar(select(ImportRow.id).where(ImportRow.synthetic).limit(1)) is not None


def points_of_import(session: Session, import_id: int) -> list[tuple[float, float]]:
    """Easting and northing (or x and y of another CRS) of an import's incidents that count."""
    query = select(IncidentRow.x, IncidentRow.y).where(
        IncidentRow.import_id == import_id, IncidentRow.duplicate_of.is_(None)
    )
    return [(x, y) for x, y in session.execute(query)]


def identities_of_import(session: Session, import_id: int) -> frozenset[str]:
    """The identities of one import's incidents."""
    return frozenset(session.scalars(select(IncidentRow.identity).where(IncidentRow.import_id == import_id)))
