"""What a kept run says, as its pages show it."""

from __future__ import annotations

from datetime import date
from typing import Any

from planner.lab.judging import compare, judge
from planner.lab.settings import LabSettings
from planner.services.lab_views import Flatness, RunPage, RunSummary, TriedSetting
from planner.store.lab_tables import LabRunRow


def as_summary(row: LabRunRow) -> RunSummary:
    """A run in the list."""
    document = row.document
    origins = [date.fromisoformat(day) for day in document["origins"]]
    percent = float(max(document["settings"]["coverage"]))
    metric = f"hit_rate_{percent:g}"
    return RunSummary(
        id=row.id,
        made_at=row.made_at,
        made_by=row.made_by,
        labels=tuple(document["settings_of"]),
        live=document["live"],
        first=origins[0],
        last=origins[-1],
        weeks=len(origins),
        cell_m=float(document["settings"]["cell_m"]),
        fingerprint=row.fingerprint["sha256"][:12],
        rows=int(row.fingerprint["rows"]),
        hit_rates={
            label: document["metrics"][label]["mean"][metric] or 0.0 for label in document["settings_of"]
        },
        percent=percent,
        synthetic=row.synthetic,
    )


def as_page(row: LabRunRow, live: LabSettings) -> RunPage:
    """A run with all it found, judged against what is live now."""
    document = row.document
    return RunPage(
        summary=as_summary(row),
        fingerprint=dict(row.fingerprint),
        tried=tuple(_tried(document, label, live) for label in document["settings_of"]),
        seen_hours=tuple(document["seen"]["hours"]),
        seen_cells=tuple(document["seen"]["cells"]),
    )


def _tried(document: dict[str, Any], label: str, live: LabSettings) -> TriedSetting:
    plots = document["plots"][label]
    return TriedSetting(
        label=label,
        settings=LabSettings.from_json(document["settings_of"][label]),
        figures=document["metrics"][label]["mean"],
        against_live=compare(document, label),
        judgement=judge(document, label, live),
        curve=tuple((percent, share) for percent, share in plots["curve"]),
        calibration=tuple((expected, seen, int(cells)) for expected, seen, cells in plots["calibration"]),
        flatness=tuple(
            Flatness(one["what"], tuple(one["tenths"]), one["p_value"]) for one in plots.get("flatness", ())
        ),
        hours=tuple(plots["hours"]),
        cells=tuple(plots["cells"]),
    )
