"""The part of the test double that answers about reports: imports, uploads, what was reported twice."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from geodata.errors import BadInput
from planner.intake import PreviewRow, propose_profile
from planner.intake.editing import Edits, edited
from planner.intake.steps import DroppedColumn, StepCount
from planner.services.duplicates import JoinedReports, PartnersReport, PossibleDuplicate
from planner.services.provenance import Agreement
from planner.services.squares import CountedSquare, CountedSquares
from planner.services.uploads import ReadUpload
from planner.services.views import (
    Account,
    ImportSummary,
)
from tests.web.fake_places import HOSTILE_NAMES, UPLOAD

if TYPE_CHECKING:
    from tests.web.fakes import FakeOutreach


class FakeReports:
    """Imports, agreements, uploads and duplicates, from memory."""

    def imports(self: FakeOutreach, viewer: Account | None = None) -> tuple[ImportSummary, ...]:
        made_at = datetime(2026, 11, 20, 9, 5, tzinfo=UTC)
        one = ImportSummary(
            1,
            "council.csv",
            "council",
            made_at,
            "manager",
            1200,
            1100,
            60,
            30,
            10,
            self.synthetic,
            steps=(StepCount("place", "places found", 1200, 1160, review=30, rejected=10),),
            dropped=(DroppedColumn(self.place_names[0], "free text", 1200),),
        )
        return () if self.empty else (one,)

    def possible_duplicates(self: FakeOutreach, viewer: Account | None) -> tuple[PossibleDuplicate, ...]:
        if self.empty:
            return ()
        pair = (self._partners_report("a1", "Housing"), self._partners_report("b1", "Shops"))
        return (PossibleDuplicate(pair, 0.62, ("Their times overlap.",)),)

    def joined_reports(
        self, viewer: Account | None, page: int = 1, per_page: int = 25
    ) -> tuple[tuple[JoinedReports, ...], int]:
        if self.empty:
            return (), 0
        kept, repeat = self._partners_report("a2", "Housing"), self._partners_report("b2", "Shops")
        return (JoinedReports(kept, (repeat,), None),), 26

    def _partners_report(self: FakeOutreach, identity: str, partner: str) -> PartnersReport:
        start = datetime(2026, 11, 20, 18)
        return PartnersReport(
            identity, partner, "asb-nuisance", "yes", start, None, "exact", self.place_names[0], 80
        )

    def join_reports(self: FakeOutreach, viewer: Account | None, identities: list[str]) -> None:
        self.asked.append(("join_reports", *identities))

    def keep_apart(self: FakeOutreach, viewer: Account | None, identities: list[str]) -> None:
        self.asked.append(("keep_apart", *identities))

    def take_apart(self: FakeOutreach, viewer: Account | None, kept: str) -> None:
        if kept != "a2":
            raise BadInput("Nothing is joined to that report any more, perhaps by somebody else's hand.")
        self.asked.append(("take_apart", kept))

    def import_summary(self: FakeOutreach, viewer: Account | None, import_id: int) -> ImportSummary | None:
        return next((one for one in self.imports(viewer) if one.id == import_id), None)

    def knows_postcodes_alone(self: FakeOutreach) -> bool:
        return self.empty

    def import_squares(self: FakeOutreach, viewer: Account | None, import_id: int) -> CountedSquares:
        ring = ((-0.11, 51.37), (-0.1, 51.37), (-0.1, 51.38), (-0.11, 51.38))
        return CountedSquares(250.0, () if self.empty else (CountedSquare(ring, 3),))

    def undo_import(self: FakeOutreach, viewer: Account | None, import_id: int) -> None:
        self.asked.append(("undo_import", import_id))

    def agreements(self: FakeOutreach, viewer: Account | None = None) -> tuple[Agreement, ...]:
        return () if self.empty else (Agreement("council", "Planning", HOSTILE_NAMES[0], "Data lead", 730),)

    def profiles_in_use(self: FakeOutreach) -> tuple[str, ...]:
        return () if self.empty else self.profile_names()

    def save_agreement(self: FakeOutreach, viewer: Account | None, agreement: Agreement) -> None:
        if agreement.keep_days == 0:
            raise BadInput("Keep reports for 1 day to 10 years, or leave it empty for no end.")
        self.asked.append(("save_agreement", agreement))

    def profile_names(self: FakeOutreach) -> tuple[str, ...]:
        return ("council", "buses")

    def keep_upload(self: FakeOutreach, viewer: Account | None, path: Path, filename: str) -> str:
        self.asked.append(("keep_upload", filename, path.read_bytes()))
        return UPLOAD

    def upload_is_known(self: FakeOutreach, viewer: Account | None, upload: str) -> bool:
        return not self.unknown_headings

    def read_upload(
        self: FakeOutreach, viewer: Account | None, upload: str, edits: Edits | None = None
    ) -> ReadUpload:
        if upload != UPLOAD:
            raise BadInput("That file is not there any more: uploads are kept for a day. Choose it again.")
        path = self.data_dir / "unknown.csv"
        path.write_text(
            "Ref,Seen on,Street,Type,Caller name\n"
            + "".join(
                f"U{n},{n + 1:02}/11/2026 18:00,{self.place_names[n % len(self.place_names)]},Noise,Jo Bloggs\n"
                for n in range(12)
            ),
            encoding="utf-8",
        )
        proposal = propose_profile(path)
        rows = tuple(
            PreviewRow(
                n + 2,
                (
                    ("Seen on", f"{n + 1:02}/11/2026 18:00"),
                    ("Street", self.place_names[n % len(self.place_names)]),
                ),
                "incident" if n else "review",
                "" if n else "Two places have this name.",
                datetime(2026, 11, n + 1, 18),
                place_text=self.place_names[n % len(self.place_names)],
                lon=0.01,
                lat=52.0,
                radius_m=80,
                category="asb-nuisance",
                youth_related="unknown",
            )
            for n in range(12)
        )
        try:
            return ReadUpload(upload, path.name, edited(proposal, edits) if edits else proposal, rows, "")
        except BadInput as problem:
            return ReadUpload(upload, path.name, proposal, (), str(problem))

    def save_new_profile(self: FakeOutreach, viewer: Account | None, name: str, toml_text: str) -> None:
        if name in self.profile_names():
            raise BadInput(f"There is a mapping called {name} already. Choose another name.")
        self.asked.append(("save_new_profile", name, toml_text))

    def drop_upload(self: FakeOutreach, viewer: Account | None, upload: str) -> None:
        self.asked.append(("drop_upload", upload))

    def start_kept_import(
        self: FakeOutreach, viewer: Account | None, upload: str, profile: str | None
    ) -> str:
        self.asked.append(("import", upload, profile))
        return "task2"
