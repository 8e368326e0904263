"""Operations, reviews of places, what is fixed or ruled out for a week, ways out of a week and priced changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from planner.store.manager_tables import (
    BanRow,
    OperationRow,
    PinRow,
    PlaceReviewRow,
    PriceRow,
    ReplanningRow,
)
from planner.store.tables import RotaRow, Table

Row = TypeVar("Row", bound=Table)


def add(session: Session, row: Row) -> Row:
    """Keep a new row; its id is filled in."""
    session.add(row)
    session.flush()
    return row


def operations(session: Session) -> list[OperationRow]:
    """Every operation, the one that ends last first."""
    return list(
        session.scalars(select(OperationRow).order_by(OperationRow.last.desc(), OperationRow.id.desc()))
    )


def get_operation(session: Session, operation_id: int) -> OperationRow | None:
    """One operation."""
    return session.get(OperationRow, operation_id)


def running_operations(session: Session, first: date, last: date) -> list[OperationRow]:
    """The operations that have a day between two days and were not ended early."""
    query = select(OperationRow).where(
        OperationRow.first <= last, OperationRow.last >= first, OperationRow.ended_at.is_(None)
    )
    return list(session.scalars(query.order_by(OperationRow.id)))


def published_rotas(session: Session, week_names: Iterable[str]) -> list[RotaRow]:
    """The newest published rota of each of these weeks that has one, in order."""
    query = select(RotaRow).where(RotaRow.week.in_(list(week_names)), RotaRow.status == "published")
    newest = {row.week: row for row in session.scalars(query.order_by(RotaRow.id))}
    return [newest[week] for week in sorted(newest)]


def newest_planned(session: Session) -> RotaRow | None:
    """The rota that was made last, of whatever week."""
    return session.scalar(select(RotaRow).order_by(RotaRow.made_at.desc(), RotaRow.id.desc()).limit(1))


def place_reviews(session: Session) -> list[PlaceReviewRow]:
    """The reviews that stand, the newest first."""
    query = select(PlaceReviewRow).where(PlaceReviewRow.withdrawn_at.is_(None))
    return list(session.scalars(query.order_by(PlaceReviewRow.reviewed_on.desc(), PlaceReviewRow.id.desc())))


def get_place_review(session: Session, review_id: int) -> PlaceReviewRow | None:
    """One review."""
    return session.get(PlaceReviewRow, review_id)


def pins(session: Session, week: str) -> list[PinRow]:
    """What is fixed in a week, in order of time."""
    return list(session.scalars(select(PinRow).where(PinRow.week == week).order_by(PinRow.start, PinRow.id)))


def bans(session: Session, week: str) -> list[BanRow]:
    """What is ruled out in a week."""
    return list(session.scalars(select(BanRow).where(BanRow.week == week).order_by(BanRow.id)))


def remove_pin(session: Session, week: str, pin_id: int) -> PinRow | None:
    """Let a week's pin go and say which it was."""
    row = session.get(PinRow, pin_id)
    if row is None or row.week != week:
        return None
    session.delete(row)
    return row


def remove_ban(session: Session, week: str, ban_id: int) -> BanRow | None:
    """Let a week's ban go and say which it was."""
    row = session.get(BanRow, ban_id)
    if row is None or row.week != week:
        return None
    session.delete(row)
    return row


def replanning(session: Session, week: str) -> ReplanningRow | None:
    """The ways out of a week that were found last."""
    return session.get(ReplanningRow, week)


def keep_replanning(session: Session, row: ReplanningRow) -> None:
    """Keep the ways out of a week in place of those found before."""
    forget_replanning(session, row.week)
    session.add(row)


def forget_replanning(session: Session, week: str) -> None:
    """Forget the ways out of a week."""
    session.execute(delete(ReplanningRow).where(ReplanningRow.week == week))


def forget_replannings_before(session: Session, week: str) -> None:
    """Forget the ways out of weeks that are long over: who was absent then is nobody's business any more."""
    session.execute(delete(ReplanningRow).where(ReplanningRow.week < week))


def prices(session: Session, week: str, digest: str) -> list[PriceRow]:
    """What changes of a rota were priced, the newest first."""
    query = select(PriceRow).where(PriceRow.week == week, PriceRow.digest == digest)
    return list(session.scalars(query.order_by(PriceRow.id.desc())))


def keep_price(session: Session, row: PriceRow) -> None:
    """Keep a price; those of the week's earlier rotas say nothing any more and go."""
    session.execute(delete(PriceRow).where(PriceRow.week == row.week, PriceRow.digest != row.digest))
    session.add(row)


def remove_synthetic_decisions(session: Session) -> None:
    """Forget what was decided on the sample."""
    for table in (OperationRow, PlaceReviewRow, PinRow, BanRow, ReplanningRow, PriceRow):
        session.execute(delete(table).where(table.synthetic))
