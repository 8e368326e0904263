"""What came of a file, as the store's rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd
from sqlalchemy.orm import Session

from geodata.location import Alternative
from geodata.names import name_key
from planner.intake import Intake, Rejected, ReviewEntry
from planner.services.neighbourhoods import COLUMNS as AREA_COLUMNS
from planner.services.review_views import Asks
from planner.store import reports
from planner.store.report_tables import ImportRow

BATCH_ROWS = 20_000
Namer = Callable[[Sequence[Alternative]], list[list[Any]]]


def keep_intake(
    session: Session,
    intake: Intake,
    areas: Sequence[dict[str, str | None]],
    by: str,
    synthetic: bool,
    name_alternatives: Namer,
) -> ImportRow:
    """Keep what came of a file: its record, its incidents with their areas, and every row set aside."""
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
    for columns in _incidents(intake, areas, row.id):
        reports.add_incident_columns(session, columns)
    reports.add_set_aside(session, _set_aside(intake, row.id, name_alternatives))
    return row


def _incidents(
    intake: Intake, areas: Sequence[dict[str, str | None]], import_id: int
) -> Iterator[dict[str, Sequence[Any]]]:
    """The columns of the store's incidents, a batch of rows at a time."""
    frame = intake.incidents.rename(columns={"incident_id": "identity"})
    for first in range(0, len(frame), BATCH_ROWS):
        part, near = frame.iloc[first : first + BATCH_ROWS], areas[first : first + BATCH_ROWS]
        columns: dict[str, Sequence[Any]] = {str(name): _cells(part[name]) for name in part.columns}
        columns |= {name: [one[name] for one in near] for name in AREA_COLUMNS}
        yield columns | {"import_id": [import_id] * len(part), "duplicate_of": [None] * len(part)}


def _cells(column: pd.Series[Any]) -> list[Any]:
    """A column's values as Python has them, None where there is none; each different one is made once."""
    codes, distinct = pd.factorize(column)
    known = list(distinct.to_pydatetime() if isinstance(distinct, pd.DatetimeIndex) else distinct.tolist())
    known.append(None)  # what is missing has the code -1
    return [known[code] for code in codes.tolist()]


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
            "identity": None,
            "partner": "",
            "text_key": "",
            "asks": "",
            "answer_id": None,
        }

    rows = [entry("duplicate", row, member, "", f"Repeats {of}") for row, of, member in intake.duplicates]
    rows += [
        entry("rejected", r.row, r.member, r.column, r.reason) | _answered_before(r) for r in intake.rejected
    ]
    rows += [
        entry("review", r.row, r.member, r.column, r.reason) | _to_answer(r, name_alternatives)
        for r in intake.review
    ]
    return rows


def _to_answer(waiting: ReviewEntry, name_alternatives: Namer) -> dict[str, Any]:
    """What a person who answers it is shown, and what the store needs to make it an incident then."""
    asks = Asks.OTHER if waiting.draft is None else Asks.WHICH if waiting.alternatives else Asks.WHERE
    return {
        "location_text": waiting.location_text,
        "alternatives": name_alternatives(waiting.alternatives) if waiting.alternatives else [],
        "draft": None if waiting.draft is None else dict(waiting.draft),
        "identity": None if waiting.draft is None else waiting.draft["incident_id"],
        "partner": waiting.partner,
        "text_key": name_key(waiting.location_text) if waiting.by_words else "",
        "asks": asks.value,
    }


def _answered_before(refused: Rejected) -> dict[str, Any]:
    """What is kept of a row that an answer turned away, so that it can wait again when the answer is taken back."""
    if refused.answer_id is None or refused.draft is None:
        return {}
    return {
        "answer_id": refused.answer_id,
        "location_text": refused.location_text,
        "draft": dict(refused.draft),
        "partner": refused.draft["partner"],
        "text_key": name_key(refused.location_text),
        "asks": Asks.WHERE.value,
    }
