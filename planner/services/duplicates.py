"""The same incident from several partners: offered to a person, joined, and taken apart again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

import pandas as pd
from sqlalchemy.orm import Session

from geodata.errors import BadInput
from planner.intake import suggest_duplicates
from planner.services.base import UseCases, allow, name_of
from planner.services.views import Account, Role
from planner.store import duplicates, people, reports
from planner.store.report_tables import IncidentRow

# Older ones change no plan any more: the rota of next week rests on the recent ones first.
LOOK_BACK_DAYS = 91
GROUP_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class PartnersReport:
    """One partner's report of an incident, as far as it is kept."""

    identity: str
    partner: str
    category: str
    youth_related: str
    start: datetime
    end: datetime | None
    time_kind: str
    place_text: str
    radius_m: float


@dataclass(frozen=True, slots=True)
class PossibleDuplicate:
    """Reports that may be of one incident. `score` is the chance, 0 to 1; `reasons` are sentences."""

    reports: tuple[PartnersReport, ...]
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JoinedReports:
    """An incident and the reports that repeat it; `by` is who joined them, None for the rule."""

    kept: PartnersReport
    repeats: tuple[PartnersReport, ...]
    by: str | None


class DuplicateUseCases(UseCases):
    """Count an incident once, whoever reported it, and let a person have the last word."""

    def possible_duplicates(self, viewer: Account | None) -> tuple[PossibleDuplicate, ...]:
        """What the rule is not sure of, the likeliest first, without what a person has decided."""
        allow(viewer, Role.MANAGER, Role.ANALYST, Role.ADMIN)
        since = self.today() - timedelta(days=LOOK_BACK_DAYS)
        with self.store.reading() as session:
            frame = reports.incidents_frame(session, references=True)
            apart = duplicates.pairs_apart(session)
            recent = frame[frame["start"] >= pd.Timestamp(since)].reset_index(drop=True)
            offered = [
                group
                for group in suggest_duplicates(recent)
                if not group.joined_at_once and not _pairs(group.incidents) & apart
            ]
            rows = duplicates.incidents_of(session, [one for group in offered for one in group.incidents])
        return tuple(
            PossibleDuplicate(
                tuple(_report(rows[one]) for one in group.incidents), group.score, group.reasons
            )
            for group in offered
        )

    def joined_reports(
        self, viewer: Account | None, page: int = 1, per_page: int = 25
    ) -> tuple[tuple[JoinedReports, ...], int]:
        """What has been joined lately, by the rule or a person, newest first; and how many there are."""
        allow(viewer, Role.MANAGER, Role.ANALYST, Role.ADMIN)
        since = self.today() - timedelta(days=LOOK_BACK_DAYS)
        with self.store.reading() as session:
            groups, total = duplicates.joined_page(session, since, (max(page, 1) - 1) * per_page, per_page)
            rows = duplicates.incidents_of(
                session, [one for kept, others in groups for one in (kept, *others)]
            )
            by = duplicates.deciders(
                session, {duplicates.pair_of(kept, other) for kept, others in groups for other in others}
            )
        found = tuple(
            JoinedReports(
                _report(rows[kept]),
                tuple(_report(rows[one]) for one in others),
                next((by[p] for one in others if (p := duplicates.pair_of(kept, one)) in by), None),
            )
            for kept, others in groups
            if kept in rows
        )
        return found, total

    def join_reports(self, viewer: Account | None, identities: Sequence[str]) -> None:
        """Let reports count as one incident: the first stands for the others."""
        allow(viewer, Role.MANAGER, Role.ANALYST)
        with self.store.transaction() as session:
            rows = _still_counting(session, identities)
            kept, *others = identities
            if len({rows[one].partner for one in identities}) < len(identities):
                raise BadInput("Two of these are of the same partner, who would not report one thing twice.")
            _recount(session, duplicates.set_duplicate(session, _with_followers(session, others), kept))
            duplicates.decide(session, _pairs(identities), True, name_of(viewer))
            people.write_audit(session, name_of(viewer), "joined reports", kept=kept, repeats=others)

    def keep_apart(self, viewer: Account | None, identities: Sequence[str]) -> None:
        """Say that reports are of different incidents: they are not offered again, nor joined by the rule."""
        allow(viewer, Role.MANAGER, Role.ANALYST)
        with self.store.transaction() as session:
            _still_counting(session, identities)
            duplicates.decide(session, _pairs(identities), False, name_of(viewer))
            people.write_audit(session, name_of(viewer), "kept reports apart", reports=list(identities))

    def take_apart(self, viewer: Account | None, kept: str) -> None:
        """Let every report that was joined to this one count again."""
        allow(viewer, Role.MANAGER, Role.ANALYST)
        with self.store.transaction() as session:
            repeats = duplicates.repeats_of(session, kept)
            if not repeats:
                raise BadInput("Nothing is joined to that report any more, perhaps by somebody else's hand.")
            _recount(session, duplicates.set_duplicate(session, repeats, None))
            duplicates.decide(session, _pairs((kept, *repeats)), False, name_of(viewer))
            people.write_audit(
                session, name_of(viewer), "took reports apart", kept=kept, repeats=list(repeats)
            )


def without_decided(joined: dict[str, str], apart: frozenset[duplicates.Pair]) -> dict[str, str]:
    """What the rule would join, without what a person keeps apart."""
    groups: dict[str, list[str]] = {}
    for one, of in joined.items():
        group = groups.setdefault(of, [of])
        if not any(duplicates.pair_of(one, member) in apart for member in group):
            group.append(one)
    return {one: of for of, group in groups.items() for one in group[1:]}


def _pairs(identities: Sequence[str]) -> set[duplicates.Pair]:
    return {duplicates.pair_of(one, other) for one, other in combinations(identities, 2)}


def _still_counting(session: Session, identities: Sequence[str]) -> dict[str, IncidentRow]:
    if not 2 <= len(set(identities)) == len(identities) <= GROUP_AT_MOST:
        raise BadInput("Choose two reports or more, each once.")
    rows = duplicates.incidents_of(session, identities)
    if any(one not in rows or rows[one].duplicate_of is not None for one in identities):
        raise BadInput(
            "One of these has been decided already, perhaps by somebody else. Look at the list again."
        )
    return rows


def _with_followers(session: Session, identities: Sequence[str]) -> list[str]:
    """Reports and those that repeat them, which follow to what they are joined to."""
    return [one for kept in identities for one in (kept, *duplicates.repeats_of(session, kept))]


def _recount(session: Session, imports: Sequence[int]) -> None:
    session.flush()
    for import_id in imports:
        reports.recount_import(session, import_id)


def _report(row: IncidentRow) -> PartnersReport:
    return PartnersReport(
        row.identity,
        row.partner,
        row.category,
        row.youth_related,
        row.start,
        row.end,
        row.time_kind,
        row.place_text,
        row.radius_m,
    )
