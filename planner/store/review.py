"""The rows that wait for a person, the answers given, and what each answer did."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select, update
from sqlalchemy.orm import Session

from planner.store.report_tables import AnswerRow, ImportRow, IncidentRow, SetAsideRow

WAITING = (SetAsideRow.kind == "review", SetAsideRow.state == "open")
# Rows whose words do not say the place stand alone; the others go by their words and partner.
_ALONE = case((SetAsideRow.text_key == "", SetAsideRow.id), else_=0)
_GROUP = (SetAsideRow.partner, SetAsideRow.text_key, _ALONE)


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which waiting rows to look at: "" is all of them. `asks` is what a person is asked."""

    partner: str = ""
    asks: str = ""
    reason: str = ""

    def clauses(self) -> list[ColumnElement[bool]]:
        """As conditions on the rows."""
        wanted = (
            (SetAsideRow.partner, self.partner),
            (SetAsideRow.asks, self.asks),
            (SetAsideRow.reason, self.reason),
        )
        return [*WAITING, *(column == value for column, value in wanted if value)]


def count_waiting(session: Session) -> int:
    """How many rows wait in all."""
    return session.scalar(select(func.count(SetAsideRow.id)).where(*WAITING)) or 0


def waiting_groups(
    session: Session, wanted: QueueFilter, offset: int, limit: int
) -> tuple[list[tuple[SetAsideRow, int]], int]:
    """Groups of rows that say the same: the first of each with their number, most rows first, and how many groups."""
    groups = (
        select(func.min(SetAsideRow.id).label("first"), func.count().label("rows"))
        .where(*wanted.clauses())
        .group_by(*_GROUP)
        .subquery()
    )
    total = session.scalar(select(func.count()).select_from(groups)) or 0
    query = (
        select(SetAsideRow, groups.c.rows)
        .join(groups, groups.c.first == SetAsideRow.id)
        .order_by(groups.c.rows.desc(), SetAsideRow.id)
        .offset(offset)
        .limit(limit)
    )
    return [(row, rows) for row, rows in session.execute(query)], total


def group_after(session: Session, row: SetAsideRow, rows: int) -> int | None:
    """The first row of the group that comes after a row's own, which has so many rows."""
    groups = (
        select(func.min(SetAsideRow.id).label("first"), func.count().label("rows"))
        .where(*WAITING)
        .group_by(*_GROUP)
        .subquery()
    )
    first = row.id
    if row.text_key:
        same = (SetAsideRow.partner == row.partner, SetAsideRow.text_key == row.text_key)
        first = session.scalar(select(func.min(SetAsideRow.id)).where(*WAITING, *same)) or row.id
    query = (
        select(groups.c.first)
        .where(or_(groups.c.rows < rows, and_(groups.c.rows == rows, groups.c.first > first)))
        .order_by(groups.c.rows.desc(), groups.c.first)
        .limit(1)
    )
    return session.scalar(query)


def counted(session: Session, column: Any, limit: int = 30) -> list[tuple[str, int]]:
    """The values of a column among the waiting rows, most frequent first, with how often each comes."""
    often = func.count()
    query = select(column, often).where(*WAITING).group_by(column).order_by(often.desc(), column).limit(limit)
    return [(value, count) for value, count in session.execute(query)]


def file_of(session: Session, row: SetAsideRow) -> ImportRow:
    """The import that a row came with."""
    return session.get_one(ImportRow, row.import_id)


def lock_row(session: Session, row_id: int) -> SetAsideRow | None:
    """One row that was set aside, held until the transaction ends so that two answers cannot cross."""
    return session.scalar(select(SetAsideRow).where(SetAsideRow.id == row_id).with_for_update())


def saying_the_same(session: Session, row: SetAsideRow) -> list[SetAsideRow]:
    """The waiting rows with the same words of the same partner, this one among them."""
    if not row.text_key:
        return [row]
    same = (SetAsideRow.partner == row.partner, SetAsideRow.text_key == row.text_key)
    query = select(SetAsideRow).where(*WAITING, *same).order_by(SetAsideRow.id).with_for_update()
    return list(session.scalars(query))


def count_saying_the_same(session: Session, row: SetAsideRow) -> int:
    """How many waiting rows have the same words of the same partner, this one counted."""
    if not row.text_key:
        return 1
    same = (SetAsideRow.partner == row.partner, SetAsideRow.text_key == row.text_key)
    return session.scalar(select(func.count(SetAsideRow.id)).where(*WAITING, *same)) or 0


def known_identities(session: Session, identities: Collection[str]) -> frozenset[str]:
    """Those identities that incidents in the store have."""
    found: set[str] = set()
    for chunk in _chunks(sorted(identities)):
        found.update(session.scalars(select(IncidentRow.identity).where(IncidentRow.identity.in_(chunk))))
    return frozenset(found)


def add_answer(session: Session, row: AnswerRow) -> AnswerRow:
    """Keep an answer; its id is filled in."""
    session.add(row)
    session.flush()
    return row


def get_answer(session: Session, answer_id: int) -> AnswerRow | None:
    """One answer."""
    return session.get(AnswerRow, answer_id)


def lock_answer(session: Session, answer_id: int) -> AnswerRow | None:
    """One answer, held until the transaction ends."""
    return session.scalar(select(AnswerRow).where(AnswerRow.id == answer_id).with_for_update())


def newest_answers(session: Session, limit: int) -> list[AnswerRow]:
    """The last answers given, newest first."""
    return list(session.scalars(select(AnswerRow).order_by(AnswerRow.id.desc()).limit(limit)))


def remembered_answers(session: Session) -> list[AnswerRow]:
    """The answers that place the rows of the next imports, in the order they were given."""
    return list(session.scalars(select(AnswerRow).where(AnswerRow.remembered).order_by(AnswerRow.id)))


def rows_of_answers(session: Session, answers: Collection[int]) -> dict[int, tuple[int, int]]:
    """For each answer: how many waiting rows it settled, and how many rows of later imports were placed by it."""
    ids = list(answers)
    at_once = _tally(session, SetAsideRow.answer_id, [SetAsideRow.settled_by.is_not(None)], ids)
    turned_away = _tally(session, SetAsideRow.answer_id, [SetAsideRow.settled_by.is_(None)], ids)
    placed = _tally(session, IncidentRow.answer_id, [IncidentRow.method == "alias"], ids)
    return {n: (at_once.get(n, 0), turned_away.get(n, 0) + placed.get(n, 0)) for n in ids}


def _tally(session: Session, column: Any, where: list[Any], ids: list[int]) -> dict[int, int]:
    query = select(column, func.count()).where(column.in_(ids), *where).group_by(column)
    return dict(session.execute(query).all())


def settled_rows(session: Session, answer_id: int) -> list[SetAsideRow]:
    """The rows that an answer settled, or turned away at a later import (those have nobody in `settled_by`)."""
    return list(session.scalars(select(SetAsideRow).where(SetAsideRow.answer_id == answer_id)))


def incidents_of_answer(session: Session, answer_id: int) -> list[IncidentRow]:
    """The incidents that stand where an answer put them."""
    return list(session.scalars(select(IncidentRow).where(IncidentRow.answer_id == answer_id)))


def remove_incidents(session: Session, ids: Collection[int]) -> None:
    """Remove incidents by the numbers of their rows."""
    for chunk in _chunks(sorted(ids)):
        session.execute(delete(IncidentRow).where(IncidentRow.id.in_(chunk)))


def free_repeats(session: Session, identities: Collection[str]) -> tuple[set[int], frozenset[str]]:
    """Let count again what had been joined to incidents that are gone: its imports, and its identities."""
    imports, again = set[int](), set[str]()
    for chunk in _chunks(sorted(identities)):
        joined = IncidentRow.duplicate_of.in_(chunk)
        for import_id, identity in session.execute(
            select(IncidentRow.import_id, IncidentRow.identity).where(joined)
        ):
            imports.add(import_id)
            again.add(identity)
        session.execute(update(IncidentRow).where(joined).values(duplicate_of=None))
    return imports, frozenset(again)


def wait_again(session: Session, identities: Collection[str]) -> set[int]:
    """Reopen the rows that waited no longer because their reports had come in, and now have not; their imports."""
    touched = set[int]()
    unknown = set(identities) - known_identities(session, identities)
    for chunk in _chunks(sorted(unknown)):
        settled = (SetAsideRow.kind == "duplicate", SetAsideRow.identity.in_(chunk))
        touched.update(session.scalars(select(SetAsideRow.import_id).where(*settled).distinct()))
        again = {"kind": "review", "state": "open", "settled_by": None, "answer_id": None}
        session.execute(update(SetAsideRow).where(*settled).values(**again))
    return touched


def texts_without_online_candidates(session: Session) -> list[str]:
    """One spelling of each text that waits to be placed and that no online geocoder was asked about."""
    query = (
        select(func.min(SetAsideRow.location_text))
        .where(*WAITING, SetAsideRow.text_key != "", SetAsideRow.asked_online.is_(False))
        .group_by(SetAsideRow.text_key)
        .order_by(func.count().desc(), SetAsideRow.text_key)
    )
    return list(session.scalars(query))


def waiting_with_words(session: Session, text: str) -> list[SetAsideRow]:
    """The waiting rows, of any partner, that say the same as a text."""
    keys = select(SetAsideRow.text_key).where(SetAsideRow.location_text == text, SetAsideRow.text_key != "")
    return list(session.scalars(select(SetAsideRow).where(*WAITING, SetAsideRow.text_key.in_(keys))))


def _chunks(values: list[Any], size: int = 500) -> list[list[Any]]:
    # A statement takes only so many parameters.
    return [values[at : at + size] for at in range(0, len(values), size)]
