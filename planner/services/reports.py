"""Reports in: saved profiles, imports, and the queue of rows that wait for a person."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy.orm import Session

from geodata.errors import BadInput
from geodata.geocode.namer import name_point
from geodata.location import Alternative
from planner import tasks
from planner.intake import Duplicate, Intake, bring_in, join_duplicates, parse_profile, sha256_of
from planner.services.base import COMMAND_LINE, UseCases, allow, name_of
from planner.services.views import Account, ImportSummary, ReviewRow, Role
from planner.store import people, reports
from planner.store import settings as settings_store
from planner.store.tables import ImportRow, SetAsideRow

UPLOADS = "uploads"
Progress = Callable[[int, int | None, str], None]
Namer = Callable[[Sequence[Alternative]], list[list[Any]]]


class ReportUseCases(UseCases):
    """Bring files in whole or not at all, and put right what could not be read."""

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
        with self.store.reading() as session:
            known = reports.known_keys(session)
        intake = bring_in(
            path,
            None if profile_name is None else parse_profile(self.profile_text(profile_name), profile_name),
            saved=[parse_profile(self.profile_text(name), name) for name in self.profile_names()],
            geocoder=self.geocoder(),
            area=area,
            progress=progress,
            known_keys=known,
            today=self.today(),
        )
        if dry_run:
            return intake
        with self.store.transaction() as session:
            row = _keep(session, intake, by, synthetic, self._name_alternatives)
            joined = self._join_across_partners(session, row)
            people.write_audit(session, by, "imported", file=row.file, rows=row.rows, sha256=row.sha256)
        frame = intake.incidents
        repeats = frame["incident_id"].isin(set(joined))
        again = frame.loc[repeats, ["row", "incident_id", "member"]].to_numpy().tolist()
        return replace(
            intake,
            incidents=frame[~repeats],
            duplicates=(
                *intake.duplicates,
                *(Duplicate(row, joined[incident], member) for row, incident, member in again),
            ),
        )

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
                f"This file was brought in on {row.made_at:%d %B %Y} by {row.made_by}; nothing has changed.",
            ),
        )

    def _join_across_partners(self, session: Session, row: ImportRow) -> dict[str, str]:
        """Join what partners reported twice: this file's repeats, each with the incident it repeats.

        What was here first is kept: only incidents of this file are joined to others.
        """
        own = reports.identities_of_import(session, row.id)
        frame = reports.incidents_frame(session)
        joined = join_duplicates(frame, known=frozenset(frame["incident_id"]) - own)
        reports.join_duplicates(session, joined.items())
        reports.recount_import(session, row.id)
        return joined

    def _name_alternatives(self, alternatives: Sequence[Alternative]) -> list[list[Any]]:
        """Label, lon, lat and radius of each; stretches of one street are told apart by what they are near."""
        gazetteer = self.gazetteer()
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

    def review_queue(
        self, viewer: Account | None, page: int = 1, per_page: int = 25
    ) -> tuple[tuple[ReviewRow, ...], int]:
        """One page of the rows that wait for a person, and how many wait in all."""
        allow(viewer, Role.MANAGER, Role.ANALYST, Role.ADMIN)
        with self.store.reading() as session:
            rows, total = reports.review_page(session, (max(page, 1) - 1) * per_page, per_page)
        return tuple(_as_review_row(row, file) for row, file in rows), total

    def review_place(self, viewer: Account | None, review_id: int, choice: int) -> None:
        """Put a row where one of its alternatives is: it becomes an incident."""
        allow(viewer, Role.MANAGER, Role.ANALYST)
        area = self.need_area()
        with self.store.transaction() as session:
            row = _open_row(session, review_id)
            if row.draft is None or not 0 <= choice < len(row.alternatives):
                raise BadInput("That place is not among the choices for this row. Choose one of those shown.")
            label, lon, lat, radius_m = row.alternatives[choice]
            if not area.contains(lon, lat):
                raise BadInput(f"{label} is outside {area.name}. Reject the row, or choose another place.")
            x, y = area.crs.to_metres(lon, lat)
            incident = _revive(row.draft) | {
                "import_id": row.import_id,
                "row": row.row,
                "lon": lon,
                "lat": lat,
                "x": float(x),
                "y": float(y),
                "radius_m": radius_m,
                "confidence": 1.0,
                "method": "chosen by a person",
                "place_text": label,
            }
            reports.add_incidents(session, [incident])
            session.delete(row)
            session.flush()
            reports.recount_import(session, row.import_id)
            people.write_audit(session, name_of(viewer), "placed a row", review=review_id, choice=choice)

    def review_reject(self, viewer: Account | None, review_id: int, reason: str) -> None:
        """Reject a row that waits, with a reason."""
        allow(viewer, Role.MANAGER, Role.ANALYST)
        reason = " ".join(reason.split())[:200]
        if not reason:
            raise BadInput("Say why the row is rejected, in a few words.")
        with self.store.transaction() as session:
            row = _open_row(session, review_id)
            row.kind, row.state, row.settled_by = "rejected", "settled", name_of(viewer)
            row.reason = f"{row.reason} Rejected by a person: {reason}"
            session.flush()
            reports.recount_import(session, row.import_id)
            people.write_audit(session, name_of(viewer), "rejected a row", review=review_id)

    def start_import(self, viewer: Account, path: Path, filename: str, profile: str | None) -> str:
        """Bring an uploaded file in beside the web; return the task's id. The upload is moved and later removed."""
        allow(viewer, Role.MANAGER, Role.ANALYST)
        folder = self.data_dir / UPLOADS / uuid.uuid4().hex
        folder.mkdir(parents=True)
        kept = folder / (Path(filename.replace("\\", "/")).name or "upload")
        shutil.move(path, kept)
        return tasks.start(self, "import", viewer.username, {"path": str(kept), "profile": profile})  # type: ignore[arg-type]


def _keep(session: Session, intake: Intake, by: str, synthetic: bool, name_alternatives: Namer) -> ImportRow:
    row = reports.add_import(
        session,
        ImportRow(
            file=intake.file,
            sha256=intake.sha256,
            profile=intake.profile,
            made_at=datetime.now(UTC),
            made_by=by,
            rows=intake.rows,
            incidents=len(intake.incidents),
            duplicates=len(intake.duplicates),
            review=len(intake.review),
            rejected=len(intake.rejected),
            dropped_columns=list(intake.dropped_columns),
            synthetic=synthetic,
        ),
    )
    reports.add_incidents(session, _incidents(intake, row.id))
    reports.add_set_aside(session, _set_aside(intake, row.id, name_alternatives))
    return row


def _incidents(intake: Intake, import_id: int) -> list[dict[str, Any]]:
    frame = intake.incidents.rename(columns={"incident_id": "identity"}).astype(object)
    frame = frame.where(frame.notna(), None)
    names = [str(column) for column in frame.columns]
    return [
        dict(zip(names, values, strict=True)) | {"import_id": import_id, "duplicate_of": None}
        for values in frame.itertuples(index=False, name=None)
    ]


def _set_aside(intake: Intake, import_id: int, name_alternatives: Namer) -> list[dict[str, Any]]:
    def entry(kind: str, row: int, member: str, column: str, reason: str) -> dict[str, Any]:
        return {
            "import_id": import_id,
            "member": member,
            "kind": kind,
            "state": "open" if kind == "review" else "settled",
            "row": row,
            "column": column,
            "reason": reason,
            "location_text": "",
            "alternatives": [],
            "draft": None,
        }

    rows = [entry("duplicate", row, member, "", f"Repeats {of}") for row, of, member in intake.duplicates]
    rows += [entry("rejected", r.row, r.member, r.column, r.reason) for r in intake.rejected]
    for waiting in intake.review:
        rows.append(
            entry("review", waiting.row, waiting.member, waiting.column, waiting.reason)
            | {
                "location_text": waiting.location_text,
                "alternatives": name_alternatives(waiting.alternatives),
                "draft": None if waiting.draft is None else dict(waiting.draft),
            }
        )
    return rows


def _revive(draft: dict[str, Any]) -> dict[str, Any]:
    """A draft as JSON keeps it, under the store's names and with its times as times again."""
    times = {
        key: datetime.fromisoformat(draft[key]) if draft[key] else None
        for key in ("start", "end", "reported")
    }
    rest = {key: value for key, value in draft.items() if key != "incident_id"}
    return rest | times | {"identity": draft["incident_id"], "duplicate_of": None}


def _open_row(session: Session, review_id: int) -> SetAsideRow:
    row = reports.get_set_aside(session, review_id)
    if row is None or row.kind != "review" or row.state != "open":
        raise BadInput("This row has been settled already, perhaps by somebody else. Go back to the queue.")
    return row


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
    )


def _as_review_row(row: SetAsideRow, file: str) -> ReviewRow:
    choices = tuple((str(label), float(lon), float(lat)) for label, lon, lat, *_ in row.alternatives)
    return ReviewRow(row.id, row.import_id, file, row.row, row.column, row.reason, row.location_text, choices)
