"""Reports in: saved profiles and imports."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy.orm import Session

from geodata.errors import BadInput
from geodata.gazetteer import Gazetteer
from geodata.geocode.namer import name_point
from geodata.location import Alternative
from models.week import date_words
from planner.intake import (
    Duplicate,
    Intake,
    bring_in,
    join_duplicates,
    parse_profile,
    sha256_of,
)
from planner.intake.steps import DroppedColumn, StepCount
from planner.services.answers import GivenAnswerUseCases
from planner.services.base import COMMAND_LINE, allow
from planner.services.duplicates import DuplicateUseCases, without_decided
from planner.services.keeping import keep_intake
from planner.services.views import Account, ImportSummary, Role
from planner.store import duplicates, people, provenance, reports
from planner.store import settings as settings_store
from planner.store.report_tables import ImportRow

# The step that needs the store: what it knows already, and what other partners had reported.
KNOWN_STEP = ("known", "reports that are here already, or that another partner had made, counted once")
Progress = Callable[[int, int | None, str], None]


class ReportUseCases(GivenAnswerUseCases, DuplicateUseCases):
    """Bring files in whole or not at all."""

    def save_profile(
        self, name: str, toml_text: str, by: str = COMMAND_LINE, *, synthetic: bool = False
    ) -> None:
        """Keep a partner's mapping under a name; BadInput says what is wrong with it."""
        parse_profile(toml_text, name)
        with self.store.transaction() as session:
            settings_store.save_profile(session, name, toml_text, by, synthetic)
            people.write_audit(session, by, "saved profile", name=name)

    def profile_names(self) -> tuple[str, ...]:
        """The saved profiles, by name."""
        with self.store.reading() as session:
            return tuple(row.name for row in settings_store.all_profiles(session))

    def profile_text(self, name: str) -> str:
        """A saved profile as it was written."""
        with self.store.reading() as session:
            row = settings_store.get_profile(session, name)
        if row is None:
            known = ", ".join(self.profile_names()) or "none yet"
            raise BadInput(f"There is no profile called {name!r}. Saved profiles: {known}.")
        return row.toml

    def import_file(
        self,
        path: Path,
        profile_name: str | None = None,
        *,
        dry_run: bool = False,
        by: str = COMMAND_LINE,
        progress: Progress | None = None,
        synthetic: bool = False,
    ) -> Intake:
        """Bring one file in, in one transaction: all of it is kept, or nothing.

        The same file a second time changes nothing: all of its rows are duplicates.

        Raises
        ------
        BadInput
            When the file cannot be read as reports, or must not be kept.
        """
        area = self.need_area()
        before = self._imported_before(path)
        if before is not None:
            return before
        intake = bring_in(
            path,
            None if profile_name is None else parse_profile(self.profile_text(profile_name), profile_name),
            saved=[parse_profile(self.profile_text(name), name) for name in self.profile_names()],
            geocoder=self.geocoder(),
            area=area,
            progress=progress,
            answers=self.remembered_answers(area),
            today=self.today(),
        )
        name_alternatives = partial(self._name_alternatives, self.gazetteer())
        areas = self.area_columns(intake.incidents["lon"].tolist(), intake.incidents["lat"].tolist())
        with self.store.transaction() as session:
            row = keep_intake(session, intake, areas, by, synthetic, name_alternatives)
            self._under_agreement(session, row)
            self._replace_months(session, row, intake.incidents)
            provenance.join_same_identity(session, row.id)
            self._join_across_partners(session, row)
            intake = _with_duplicates(intake, provenance.joined_rows(session, row.id))
            row.steps = [asdict(step) for step in intake.steps]
            row.dropped = [asdict(column) for column in intake.dropped]
            people.write_audit(session, by, "imported", file=row.file, rows=row.rows, sha256=row.sha256)
            if dry_run:
                # All of it was tried on the real store, so that the sums are those of the real import.
                session.rollback()
        return intake

    def _imported_before(self, path: Path) -> Intake | None:
        sha256 = sha256_of(path)
        with self.store.reading() as session:
            row = reports.find_import(session, sha256)
        if row is None:
            return None
        return Intake(
            file=path.name,
            sha256=sha256,
            profile=row.profile,
            rows=row.rows,
            incidents=pd.DataFrame({"row": pd.Series(dtype=int)}),
            duplicates=tuple(Duplicate(n, "an earlier import") for n in range(1, row.rows + 1)),
            review=(),
            rejected=(),
            dropped_columns=tuple(row.dropped_columns),
            headings=(),
            notes=(
                f"This file was brought in on {date_words(row.made_at)} by {row.made_by}; nothing has changed.",
            ),
        )

    def _join_across_partners(self, session: Session, row: ImportRow) -> None:
        """Join what partners reported twice.

        What was here first is kept: only incidents of this file are joined to others.
        """
        if not reports.any_timed(session, row.id):
            reports.recount_import(session, row.id)
            return
        own = reports.identities_of_import(session, row.id)
        frame = reports.incidents_frame(session, references=True)
        joined = join_duplicates(frame, known=frozenset(frame["incident_id"]) - own)
        joined = without_decided(joined, duplicates.pairs_apart(session))
        reports.join_duplicates(session, joined.items())
        reports.recount_import(session, row.id)

    def _name_alternatives(
        self, gazetteer: Gazetteer, alternatives: Sequence[Alternative]
    ) -> list[list[Any]]:
        """Label, lon, lat and radius of each; stretches of one street are told apart by what they are near."""
        matched = [one.matched for one in alternatives]
        return [
            [
                name_point(gazetteer, one.lon, one.lat) if matched.count(one.matched) > 1 else one.matched,
                one.lon,
                one.lat,
                one.radius_m,
            ]
            for one in alternatives
        ]

    def imports(self, viewer: Account | None = None) -> tuple[ImportSummary, ...]:
        """Every import, newest first."""
        allow(viewer, Role.MANAGER, Role.ANALYST, Role.ADMIN)
        with self.store.reading() as session:
            return tuple(_as_summary(row) for row in reports.all_imports(session))

    def import_summary(self, viewer: Account | None, import_id: int) -> ImportSummary | None:
        """One import, or None when there is none of that number."""
        allow(viewer, Role.MANAGER, Role.ANALYST, Role.ADMIN)
        with self.store.reading() as session:
            row = provenance.get_import(session, import_id)
        return None if row is None else _as_summary(row)


def _with_duplicates(intake: Intake, joined: Mapping[tuple[str, int], str]) -> Intake:
    """The file as it stands in the store, where some of its rows repeat what was there."""
    if not joined:
        return intake
    frame = intake.incidents
    places = zip(frame["member"], frame["row"], strict=True)
    repeats = pd.Series([place in joined for place in places], index=frame.index, dtype=bool)
    waiting = tuple(entry for entry in intake.review if (entry.member, entry.row) not in joined)
    again = tuple(Duplicate(row, of, member) for (member, row), of in joined.items())
    no_longer_waiting = len(intake.review) - len(waiting)
    step = StepCount(
        *KNOWN_STEP,
        rows_in=len(frame),
        rows_out=int((~repeats).sum()),
        duplicates=len(again),
        review=-no_longer_waiting,
    )
    return replace(
        intake,
        incidents=frame[~repeats],
        review=waiting,
        duplicates=(*intake.duplicates, *again),
        steps=(*intake.steps, step) if intake.steps else (),
    )


def _as_summary(row: ImportRow) -> ImportSummary:
    return ImportSummary(
        row.id,
        row.file,
        row.profile,
        row.made_at,
        row.made_by,
        row.rows,
        row.incidents,
        row.duplicates,
        row.review,
        row.rejected,
        row.synthetic,
        row.sha256,
        tuple(row.dropped_columns),
        row.purpose,
        row.agreement,
        row.owner,
        row.delete_by,
        tuple(StepCount(**step) for step in row.steps or ()),
        tuple(DroppedColumn(**column) for column in row.dropped or ()),
        row.ended_how,
        row.ended_at,
        row.ended_by,
    )
