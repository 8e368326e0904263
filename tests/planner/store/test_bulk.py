"""Rows written column by column stand in the table as rows written one by one do."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from planner.store import Store
from planner.store.bulk import insert_columns
from planner.store.report_tables import IncidentRow

ROWS: list[dict[str, Any]] = [
    {
        "identity": f"i{number}", "row": number, "member": "", "partner": "police", "reporter_key": None,
        "lon": -0.1, "lat": 51.4, "x": 532000.0, "y": 165000.5, "radius_m": 50.0, "confidence": 0.9,
        "method": "street", "place_text": "O'Neill \"Way\" ?", "start": datetime(2026, 10, 25, 1, 30),
        "end": None if number else datetime(2026, 10, 25, 2, 30, 15, 250000), "time_kind": "exact",
        "reported": datetime(2026, 10, 26), "category": "noise", "youth_related": "yes",
        "duplicate_of": None, "answer_id": 7 if number else None, "ward": None, "ward_code": None,
        "lsoa": "Croydon 001A", "lsoa_code": None, "sector": "CR0 1",
    }
    for number in range(2)
]  # fmt: skip


def kept(session: Session) -> list[tuple[Any, ...]]:
    names = ", ".join(f'"{name}"' for name in ROWS[0])
    return [tuple(row) for row in session.execute(text(f"SELECT {names} FROM incident ORDER BY id"))]


def test_columns_and_rows_are_kept_alike(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    table = IncidentRow.__table__
    with store.transaction() as session:
        session.execute(text("PRAGMA defer_foreign_keys=ON"))
        rows = [row | {"import_id": 1} for row in ROWS]
        session.connection().execute(insert(table), rows)  # type: ignore[arg-type]
        one_by_one = kept(session)
        session.rollback()
    with store.transaction() as session:
        session.execute(text("PRAGMA defer_foreign_keys=ON"))
        columns = {name: [row[name] for row in rows] for name in rows[0]}
        insert_columns(session, table, columns)  # type: ignore[arg-type]
        assert kept(session) == one_by_one
        session.rollback()
    assert len(one_by_one) == len(ROWS)
    store.close()
