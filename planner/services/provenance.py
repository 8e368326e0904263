"""Where reports come from: agreements, undoing an import whole, and deleting what has been kept long enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pandas as pd
from sqlalchemy.orm import Session

from geodata.errors import BadInput
from models.week import date_words
from planner.intake import join_duplicates
from planner.intake.versions import replaced_rows
from planner.services.base import UseCases, allow, name_of
from planner.services.duplicates import without_decided
from planner.services.views import Account, Role
from planner.store import duplicates, people, provenance, reports
from planner.store import settings as settings_store
from planner.store.report_tables import ImportRow, SharingAgreementRow

WORDS_AT_MOST = 200
YEARS_AT_MOST = 10


@dataclass(frozen=True, slots=True)
class Agreement:
    """Why, and under which agreement, the files of one profile are here. `keep_days` is None for no end."""

    profile: str
    purpose: str
    agreement: str
    owner: str
    keep_days: int | None = None


class ProvenanceUseCases(UseCases):
    """Know of every report why it is here and until when, and take it out again whole."""

    def agreements(self, viewer: Account | None = None) -> tuple[Agreement, ...]:
        """What is recorded, by profile."""
        allow(viewer, Role.MANAGER, Role.ANALYST, Role.ADMIN)
        with self.store.reading() as session:
            return tuple(
                Agreement(row.profile, row.purpose, row.agreement, row.owner, row.keep_days)
                for row in provenance.all_agreements(session)
            )

    def profiles_in_use(self) -> tuple[str, ...]:
        """The profiles that are saved or have been used, by name."""
        with self.store.reading() as session:
            saved = {row.name for row in settings_store.all_profiles(session)}
            return tuple(sorted(saved | {row.profile for row in reports.all_imports(session)}))

    def save_agreement(self, viewer: Account | None, agreement: Agreement) -> None:
        """Record under which agreement a profile's next files come in; those brought in before keep theirs.

        Raises
        ------
        BadInput
            When something of it is missing or out of bounds.
        """
        allow(viewer, Role.MANAGER, Role.ADMIN)
        words = [
            _words(text, what)
            for text, what in (
                (agreement.profile, "which profile it is for"),
                (agreement.purpose, "what the reports are used for"),
                (agreement.agreement, "the name of the sharing agreement, or the licence"),
                (agreement.owner, "who at the partner answers for the reports, by role"),
            )
        ]
        days = agreement.keep_days
        if days is not None and not 1 <= days <= 366 * YEARS_AT_MOST:
            raise BadInput(f"Keep reports for 1 day to {YEARS_AT_MOST} years, or leave it empty for no end.")
        profile, purpose, name, owner = words
        with self.store.transaction() as session:
            provenance.save_agreement(
                session,
                SharingAgreementRow(
                    profile=profile,
                    purpose=purpose,
                    agreement=name,
                    owner=owner,
                    keep_days=days,
                    made_at=datetime.now(UTC),
                    made_by=name_of(viewer),
                ),
            )
            people.write_audit(session, name_of(viewer), "recorded an agreement", profile=profile)

    def undo_import(self, viewer: Account | None, import_id: int) -> None:
        """Take an import out whole: the store is as if the file had never come, but for the line that says so.

        Reports that this file stood for (an earlier version of its month, the same report in another file) count
        again. Published weeks stay as they are.
        """
        allow(viewer, Role.MANAGER, Role.ANALYST)
        with self.store.transaction() as session:
            row = provenance.get_import(session, import_id)
            if row is None or row.ended_how:
                raise BadInput("That import is not there any more, perhaps undone by somebody else.")
            self._end(session, row, "undone", name_of(viewer))

    def purge(self, viewer: Account | None = None, *, dry_run: bool = False) -> tuple[str, ...]:
        """Delete the imports whose time is over; the files' names, with their last days."""
        allow(viewer, Role.ADMIN)
        with self.store.transaction() as session:
            due = provenance.imports_to_delete(session, self.today())
            for row in () if dry_run else due:
                self._end(session, row, "deleted", name_of(viewer))
            return tuple(
                f"{row.file} (to be deleted by {date_words(row.delete_by)})" for row in due if row.delete_by
            )

    def _end(self, session: Session, row: ImportRow, how: str, by: str) -> None:
        again = provenance.take_back(session, row.id)
        provenance.end_import(session, row, how, by)
        for import_id in self._join_anew(session, again):
            reports.recount_import(session, import_id)
        people.write_audit(session, by, f"{how} an import", file=row.file, rows=row.rows, sha256=row.sha256)

    def _join_anew(self, session: Session, identities: frozenset[str]) -> frozenset[int]:
        """Join incidents that count again to what other partners say of the same; the imports they are of."""
        if not identities:
            return frozenset()
        frame = reports.incidents_frame(session, references=True)
        joined = join_duplicates(frame, known=frozenset(frame["incident_id"]) - identities)
        joined = without_decided(joined, duplicates.pairs_apart(session))
        reports.join_duplicates(session, joined.items())
        return provenance.imports_with(session, joined)

    def _under_agreement(self, session: Session, row: ImportRow) -> None:
        """Write into a new import's record why it is here and until when."""
        kept = provenance.get_agreement(session, row.profile)
        if kept is None:
            return
        row.purpose, row.agreement, row.owner = kept.purpose, kept.agreement, kept.owner
        row.delete_by = _delete_by(self.today(), kept.keep_days)

    def _replace_months(self, session: Session, row: ImportRow, incidents: pd.DataFrame) -> None:
        """Let a month that is published again stand for its own earlier version."""
        months = incidents.loc[incidents["time_kind"] == "month", "start"].drop_duplicates()
        if months.empty:
            return
        earlier = provenance.months_kept(
            session, row.profile, row.id, [month.to_pydatetime() for month in months]
        )
        replaced = replaced_rows(earlier, incidents)
        provenance.mark_replaced(session, replaced, row.id)
        for import_id in earlier.loc[earlier["id"].isin(replaced), "import_id"].unique():
            reports.recount_import(session, int(import_id))


def _delete_by(today: date, keep_days: int | None) -> date | None:
    return None if keep_days is None else today + timedelta(days=keep_days)


def _words(text: str, what: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise BadInput(f"Say {what}.")
    if len(words) > WORDS_AT_MOST:
        raise BadInput(f"Say {what} in at most {WORDS_AT_MOST} letters.")
    return words
