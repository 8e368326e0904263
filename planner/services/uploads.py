"""Files that were uploaded and wait: for a task to read them, or for a person to say how."""

from __future__ import annotations

import json
import re
import shutil
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from geodata.errors import BadInput
from planner import tasks
from planner.intake import BUILT_IN, PreviewRow, ProposedProfile, parse_profile, preview, propose_profile
from planner.intake.editing import Edits, edited
from planner.intake.knowing import headings_are_known
from planner.services.base import allow
from planner.services.reports import ReportUseCases
from planner.services.views import Account, Role

UPLOADS = "uploads"
OWNER_FILE = "owner.json"
KEPT_S = 24 * 3600
NAME_AT_MOST = 60


@dataclass(frozen=True)
class ReadUpload:
    """How a waiting file would be read: the mapping, and its first rows before and after.

    `problem` says why it cannot be read so, "" when it can.
    """

    upload: str
    file: str
    proposal: ProposedProfile
    rows: tuple[PreviewRow, ...]
    problem: str


class UploadUseCases(ReportUseCases):
    """Hold an uploaded file until it is known how to read it, and no longer."""

    def start_import(self, viewer: Account, path: Path, filename: str, profile: str | None) -> str:
        """Bring an uploaded file in beside the web; return the task's id. The upload is moved and later removed."""
        return self.start_kept_import(viewer, self.keep_upload(viewer, path, filename), profile)

    def keep_upload(self, viewer: Account, path: Path, filename: str) -> str:
        """Take over an uploaded file; return the name by which it is asked for. It goes after a day at the latest."""
        allow(viewer, Role.MANAGER, Role.ANALYST)
        self._forget_old_uploads()
        folder = self.data_dir / UPLOADS / uuid.uuid4().hex
        folder.mkdir(parents=True)
        name = Path(filename.replace("\\", "/")).name or "upload"
        (folder / OWNER_FILE).write_text(
            json.dumps({"owner": viewer.username, "file": name}), encoding="utf-8"
        )
        (folder / "file").mkdir()
        shutil.move(path, folder / "file" / name)
        return folder.name

    def drop_upload(self, viewer: Account, upload: str) -> None:
        """Remove a waiting file."""
        shutil.rmtree(self._upload(viewer, upload).parent.parent)

    def upload_is_known(self, viewer: Account, upload: str) -> bool:
        """Whether a profile is known for the headings of a waiting file.

        A file that cannot be read at all counts as known: its import says why.
        """
        path = self._upload(viewer, upload)
        return headings_are_known(
            path, [parse_profile(self.profile_text(name), name) for name in self.profile_names()]
        )

    def read_upload(self, viewer: Account, upload: str, edits: Edits | None = None) -> ReadUpload:
        """Propose how to read a waiting file, with a person's changes, and try it on the first rows.

        Raises
        ------
        BadInput
            When the file holds no table, or is not there.
        """
        path = self._upload(viewer, upload)
        proposal = propose_profile(path, name=path.name, area=self.need_area())
        if proposal.refused:
            return ReadUpload(upload, path.name, proposal, (), f"{path.name}: {proposal.refused}.")
        try:
            if edits is not None:
                proposal = edited(proposal, edits)
            if not proposal.is_complete:
                raise BadInput("Say at least which column tells when, and which tells where.")
            rows = preview(
                path,
                proposal.profile("proposed"),
                geocoder=self.geocoder(),
                area=self.need_area(),
                today=self.today(),
                name=path.name,
            )
        except BadInput as problem:
            return ReadUpload(upload, path.name, proposal, (), str(problem))
        return ReadUpload(upload, path.name, proposal, rows, "")

    def save_new_profile(self, viewer: Account, name: str, toml_text: str) -> None:
        """Keep a mapping under a name that none has yet."""
        allow(viewer, Role.MANAGER, Role.ANALYST)
        name = " ".join(name.split())
        if not 1 <= len(name) <= NAME_AT_MOST:
            raise BadInput(f"Give the mapping a name of 1 to {NAME_AT_MOST} letters.")
        if name in {*self.profile_names(), *(one.name for one in BUILT_IN)}:
            raise BadInput(f"There is a mapping called {name} already. Choose another name.")
        self.save_profile(name, toml_text, viewer.username)

    def start_kept_import(self, viewer: Account, upload: str, profile: str | None) -> str:
        """Bring a waiting file in beside the web with a saved profile, or one known by the headings."""
        path = self._upload(viewer, upload)
        return tasks.start(self, "import", viewer.username, {"path": str(path), "profile": profile})  # type: ignore[arg-type]

    def _upload(self, viewer: Account, upload: str) -> Path:
        """Where a waiting file is; only who uploaded it may have it."""
        allow(viewer, Role.MANAGER, Role.ANALYST)
        folder = self.data_dir / UPLOADS / upload
        gone = "That file is not there any more: uploads are kept for a day. Choose it again."
        if not re.fullmatch(r"[0-9a-f]{32}", upload):
            raise BadInput(gone)
        try:
            kept = json.loads((folder / OWNER_FILE).read_text(encoding="utf-8"))
        except OSError:
            raise BadInput(gone) from None
        path = folder / "file" / str(kept["file"])
        if kept["owner"] != viewer.username or not path.exists():
            raise BadInput(gone)
        return path

    def _forget_old_uploads(self) -> None:
        folder = self.data_dir / UPLOADS
        if not folder.exists():
            return
        for one in folder.iterdir():
            if time.time() - one.stat().st_mtime > KEPT_S:
                shutil.rmtree(one, ignore_errors=True)
