"""Reports in: bring in a file, and what became of each row of those before."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, url_for
from werkzeug.datastructures import FileStorage

from planner.services.views import Role
from web.current import outreach, viewer
from web.forms import UPLOAD_BYTES, UploadForm
from web.permissions import OFFICE, roles

blueprint = Blueprint("reports", __name__, url_prefix="/reports")

FIND_IT = ""
MAY_IMPORT = (Role.MANAGER, Role.ANALYST)
NAME_CHARACTERS = 60  # of up to four bytes each, in the 255 bytes that a disk allows


def _form() -> UploadForm:
    form = UploadForm()
    form.profile.options = [
        (FIND_IT, "Find it by the headings"),
        *((p, p) for p in outreach().profile_names()),
    ]
    return form


def _page(form: UploadForm) -> str:
    return render_template(
        "reports.html",
        imports=outreach().imports(viewer()),
        form=form,
        may_import=viewer().role in MAY_IMPORT,
        postcodes_alone=outreach().knows_postcodes_alone(),
    )


@blueprint.get("")
@roles(*OFFICE)
def index() -> str:
    """Every import with its sum, and the form for the next."""
    return _page(_form())


@blueprint.get("/areas")
@roles(*OFFICE)
def areas() -> str:
    """Incidents by ward, or by postcode sector, and partner."""
    return render_template(
        "areas.html",
        table=outreach().incidents_by_area(viewer()),
        synthetic=outreach().reports_are_synthetic(),
    )


@blueprint.post("")
@roles(*MAY_IMPORT, upload_bytes=UPLOAD_BYTES)
def bring_in() -> Any:
    """Hand the file over to a task; what was uploaded goes as soon as it is read."""
    form = _form()
    if not form.validate_on_submit():
        return _page(form), 400
    upload: FileStorage = form.file.data
    uploads: Path = current_app.config["UPLOADS"]
    uploads.mkdir(parents=True, exist_ok=True)
    with closing(upload), TemporaryDirectory(dir=uploads) as folder:
        path = Path(folder) / "upload"
        upload.save(path)
        name = plain_name(upload.filename or "")
        kept = outreach().keep_upload(viewer(), path, name)
    chosen = form.profile.data or None
    if chosen is None and not outreach().upload_is_known(viewer(), kept):
        return redirect(url_for("wizard.show", upload=kept))
    task = outreach().start_kept_import(viewer(), kept, chosen)
    return redirect(url_for("tasks.show", task_id=task, then=url_for("reports.index")))


def plain_name(filename: str) -> str:
    """The last part of a file's name, without control characters, short enough for any disk, its ending kept."""
    name = "".join(c for c in filename.replace("\\", "/").rsplit("/", 1)[-1] if c.isprintable()).lstrip(".")
    ending = "".join(Path(name).suffixes[-2:])[-12:]
    return name if len(name) <= NAME_CHARACTERS else name[: NAME_CHARACTERS - len(ending)] + ending
