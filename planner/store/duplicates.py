"""The same incident from several partners: what is joined, and what people have said of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from planner.store.report_tables import IncidentRow, PairDecisionRow

Pair = tuple[str, str]


def pair_of(one: str, other: str) -> Pair:
    """Two identities in the order in which they are kept."""
    return (one, other) if one < other else (other, one)


def decide(session: Session, pairs: Iterable[Pair], same: bool, by: str) -> None:
    """Keep what a person said of pairs of incidents."""
    now = datetime.now(UTC)
    session.add_all(
        PairDecisionRow(first=first, second=second, same=same, made_at=now, made_by=by)
        for first, second in pairs
    )
    session.flush()


def pairs_apart(session: Session) -> frozenset[Pair]:
    """The pairs of which a person last said that they are two incidents."""
    rows = session.execute(
        select(PairDecisionRow.first, PairDecisionRow.second, PairDecisionRow.same).order_by(
            PairDecisionRow.id
        )
    )
    last = {(first, second): same for first, second, same in rows}
    return frozenset(pair for pair, same in last.items() if not same)


def deciders(session: Session, pairs: Collection[Pair]) -> dict[Pair, str]:
    """Who joined each of these pairs; what the rule joined is not among them."""
    firsts = {first for first, _ in pairs}
    rows = session.execute(
        select(PairDecisionRow.first, PairDecisionRow.second, PairDecisionRow.made_by)
        .where(PairDecisionRow.same, PairDecisionRow.first.in_(firsts))
        .order_by(PairDecisionRow.id)
    )
    return {(first, second): by for first, second, by in rows if (first, second) in pairs}


def incidents_of(session: Session, identities: Sequence[str]) -> dict[str, IncidentRow]:
    """The incidents of these identities: of a report that came in several files, the one that counts or came first."""
    rows = session.scalars(
        select(IncidentRow)
        .where(IncidentRow.identity.in_(identities))
        .order_by(IncidentRow.duplicate_of.is_not(None), IncidentRow.id)
    )
    found: dict[str, IncidentRow] = {}
    for row in rows:
        found.setdefault(row.identity, row)
    return found


def _is_joined() -> tuple[object, ...]:
    return (
        IncidentRow.duplicate_of.is_not(None),
        IncidentRow.duplicate_of != IncidentRow.identity,
        ~IncidentRow.duplicate_of.like("import:%"),
    )


def joined_page(
    session: Session, since: date, offset: int, limit: int
) -> tuple[list[tuple[str, list[str]]], int]:
    """Some incidents that stand for others since a day, with the identities of those; and how many there are."""
    where = (*_is_joined(), IncidentRow.start >= datetime.combine(since, datetime.min.time()))
    kept = IncidentRow.duplicate_of
    total = session.scalar(select(func.count(kept.distinct())).where(*where)) or 0  # type: ignore[arg-type]
    page = session.scalars(
        select(kept)
        .where(*where)  # type: ignore[arg-type]
        .group_by(kept)
        .order_by(func.max(IncidentRow.start).desc(), kept)
        .offset(offset)
        .limit(limit)
    ).all()
    groups: dict[str, list[str]] = {str(identity): [] for identity in page}
    rows = session.execute(
        select(IncidentRow.duplicate_of, IncidentRow.identity)
        .where(*_is_joined(), IncidentRow.duplicate_of.in_(list(groups)))  # type: ignore[arg-type]
        .distinct()
        .order_by(IncidentRow.identity)
    )
    for of, identity in rows:
        groups[str(of)].append(identity)
    return list(groups.items()), total


def repeats_of(session: Session, kept: str) -> tuple[str, ...]:
    """The identities of the reports that are joined to an incident."""
    query = select(IncidentRow.identity).where(IncidentRow.duplicate_of == kept, IncidentRow.identity != kept)
    return tuple(session.scalars(query.distinct().order_by(IncidentRow.identity)))


def set_duplicate(session: Session, identities: Collection[str], of: str | None) -> list[int]:
    """Let incidents repeat another, or count again; the ids of the imports they are of."""
    whose = IncidentRow.identity.in_(list(identities))
    touched = list(session.scalars(select(IncidentRow.import_id).where(whose).distinct()))
    if of is not None:
        session.execute(update(IncidentRow).where(whose).values(duplicate_of=of))
        return touched
    # A report that came in several files goes on counting once.
    first = list(
        session.scalars(select(func.min(IncidentRow.id)).where(whose).group_by(IncidentRow.identity))
    )
    session.execute(update(IncidentRow).where(whose).values(duplicate_of=IncidentRow.identity))
    session.execute(update(IncidentRow).where(IncidentRow.id.in_(first)).values(duplicate_of=None))
    return touched
