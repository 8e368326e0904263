"""Where reports come from, and their way out again: agreements, months replaced, imports undone or deleted."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import TypeVar

import pandas as pd
from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from planner.store import reports
from planner.store.report_tables import ImportRow, IncidentRow, SetAsideRow, SharingAgreementRow

Value = TypeVar("Value", int, str)

MONTH_COLUMNS = ("id", "import_id", "partner", "month", "category", "lon", "lat")


def save_agreement(session: Session, row: SharingAgreementRow) -> None:
    """Keep a profile's agreement, in place of an earlier one."""
    session.merge(row)


def get_agreement(session: Session, profile: str) -> SharingAgreementRow | None:
    """The agreement under which a profile's files come in."""
    return session.get(SharingAgreementRow, profile)


def all_agreements(session: Session) -> list[SharingAgreementRow]:
    """Every agreement, by profile."""
    return list(session.scalars(select(SharingAgreementRow).order_by(SharingAgreementRow.profile)))


def get_import(session: Session, import_id: int) -> ImportRow | None:
    """The record of one import."""
    return session.get(ImportRow, import_id)


def imports_to_delete(session: Session, day: date) -> list[ImportRow]:
    """The imports whose last day was before `day` and that are still here."""
    due = select(ImportRow).where(ImportRow.delete_by < day, ImportRow.ended_how.is_(None))
    return list(session.scalars(due.order_by(ImportRow.id)))


def months_kept(
    session: Session, profile: str, before_import: int, months: Collection[datetime]
) -> pd.DataFrame:
    """What counts of a profile's month-only incidents of these months from earlier imports: `MONTH_COLUMNS`."""
    query = (
        select(
            IncidentRow.id,
            IncidentRow.import_id,
            IncidentRow.partner,
            IncidentRow.start,
            IncidentRow.category,
            IncidentRow.lon,
            IncidentRow.lat,
        )
        .join(ImportRow, ImportRow.id == IncidentRow.import_id)
        .where(
            ImportRow.profile == profile,
            IncidentRow.import_id < before_import,
            IncidentRow.time_kind == "month",
            IncidentRow.start.in_(list(months)),
            IncidentRow.duplicate_of.is_(None),
        )
    )
    return pd.DataFrame(session.execute(query).all(), columns=list(MONTH_COLUMNS))


def replaced_by(import_id: int) -> str:
    """What `duplicate_of` says of an incident that a later file replaced."""
    return f"import:{import_id}"


def mark_replaced(session: Session, incidents: Collection[int], by_import: int) -> None:
    """Let a later file stand for these incidents (by row id)."""
    for chunk in _chunks(sorted(incidents)):
        session.execute(
            update(IncidentRow).where(IncidentRow.id.in_(chunk)).values(duplicate_of=replaced_by(by_import))
        )


def join_same_identity(session: Session, import_id: int) -> None:
    """Let each report count once: what an earlier import brought in already does not count again, nor wait."""
    earlier = aliased(IncidentRow)

    def known(
        identity: InstrumentedAttribute[str] | InstrumentedAttribute[str | None],
    ) -> ColumnElement[bool]:
        there = or_(earlier.duplicate_of.is_(None), ~earlier.duplicate_of.like("import:%"))
        return (
            select(earlier.id)
            .where(earlier.identity == identity, earlier.import_id < import_id, there)
            .exists()
        )

    session.execute(
        update(IncidentRow)
        .where(
            IncidentRow.import_id == import_id,
            IncidentRow.duplicate_of.is_(None),
            known(IncidentRow.identity),
        )
        .values(duplicate_of=IncidentRow.identity)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(SetAsideRow)
        .where(SetAsideRow.import_id == import_id, SetAsideRow.kind == "review", known(SetAsideRow.identity))
        .values(kind="duplicate", state="settled")
        .execution_options(synchronize_session=False)
    )


def joined_rows(session: Session, import_id: int) -> dict[tuple[str, int], str]:
    """The rows of an import, by archive member and number, that repeat another report, and its identity."""
    incidents = select(IncidentRow.member, IncidentRow.row, IncidentRow.duplicate_of).where(
        IncidentRow.import_id == import_id, IncidentRow.duplicate_of.is_not(None)
    )
    waiting = select(SetAsideRow.member, SetAsideRow.row, SetAsideRow.identity).where(
        SetAsideRow.import_id == import_id,
        SetAsideRow.kind == "duplicate",
        SetAsideRow.identity.is_not(None),
    )
    return {
        (member, row): str(of) for query in (incidents, waiting) for member, row, of in session.execute(query)
    }


def imports_with(session: Session, identities: Collection[str]) -> frozenset[int]:
    """The imports that have incidents of these identities."""
    found: set[int] = set()
    for chunk in _chunks(sorted(identities)):
        query = select(IncidentRow.import_id).where(IncidentRow.identity.in_(chunk)).distinct()
        found.update(session.scalars(query))
    return frozenset(found)


def take_back(session: Session, import_id: int) -> frozenset[str]:
    """Remove all that an import brought in, and let count again what it had stood for.

    Returns
    -------
    The identities that count again, whose repeats at other partners are to be looked for anew.
    """
    newer = _newer_version(session, import_id)
    if newer is not None:
        # What this file stood for, the later one stands for: it does not come back.
        session.execute(
            update(IncidentRow)
            .where(IncidentRow.duplicate_of == replaced_by(import_id))
            .values(duplicate_of=newer)
        )
    gone = select(IncidentRow.identity).where(IncidentRow.import_id == import_id)
    freed = select(IncidentRow.id).where(
        IncidentRow.import_id != import_id,
        or_(IncidentRow.duplicate_of == replaced_by(import_id), IncidentRow.duplicate_of.in_(gone)),
    )
    numbers = list(session.scalars(freed))
    touched = _imports_of(session, numbers) | _wait_again(session, import_id)
    session.execute(delete(IncidentRow).where(IncidentRow.import_id == import_id))
    session.execute(delete(SetAsideRow).where(SetAsideRow.import_id == import_id))
    for chunk in _chunks(numbers):
        session.execute(update(IncidentRow).where(IncidentRow.id.in_(chunk)).values(duplicate_of=None))
    for number in sorted(touched):
        join_same_identity(session, number)
        reports.recount_import(session, number)
    return _counting_identities(session, numbers)


def end_import(session: Session, row: ImportRow, how: str, by: str) -> None:
    """Keep of an import only that it was here, how it ended and by whose hand."""
    row.ended_how, row.ended_by, row.ended_at = how, by, datetime.now(UTC)
    session.flush()


def _newer_version(session: Session, import_id: int) -> str | None:
    """The later file that stands for this import's months, as `duplicate_of` names it."""
    whose = (IncidentRow.import_id == import_id, IncidentRow.duplicate_of.like("import:%"))
    return session.scalar(select(IncidentRow.duplicate_of).where(*whose).limit(1))


def _wait_again(session: Session, import_id: int) -> set[int]:
    """Reopen the rows that were not looked at because this import had them already; the imports they are of."""
    elsewhere = aliased(IncidentRow)
    still_known = (
        select(elsewhere.id)
        .where(elsewhere.identity == SetAsideRow.identity, elsewhere.import_id != import_id)
        .exists()
    )
    waiting = and_(
        SetAsideRow.import_id != import_id,
        SetAsideRow.kind == "duplicate",
        SetAsideRow.identity.in_(select(IncidentRow.identity).where(IncidentRow.import_id == import_id)),
        ~still_known,
    )
    touched = set(session.scalars(select(SetAsideRow.import_id).where(waiting).distinct()))
    session.execute(
        update(SetAsideRow)
        .where(waiting)
        .values(kind="review", state="open", settled_by=None)
        .execution_options(synchronize_session=False)
    )
    return touched


def _imports_of(session: Session, numbers: Collection[int]) -> set[int]:
    found: set[int] = set()
    for chunk in _chunks(sorted(numbers)):
        query = select(IncidentRow.import_id).where(IncidentRow.id.in_(chunk)).distinct()
        found.update(session.scalars(query))
    return found


def _counting_identities(session: Session, numbers: Collection[int]) -> frozenset[str]:
    found: set[str] = set()
    for chunk in _chunks(sorted(numbers)):
        query = select(IncidentRow.identity).where(
            IncidentRow.id.in_(chunk), IncidentRow.duplicate_of.is_(None)
        )
        found.update(session.scalars(query))
    return frozenset(found)


def _chunks(values: list[Value], size: int = 500) -> list[list[Value]]:
    # A statement takes only so many parameters.
    return [values[at : at + size] for at in range(0, len(values), size)]
