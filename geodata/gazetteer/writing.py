"""Changes to the gazetteer's file: sources noted, replaced and removed, all inside the caller's transaction."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from geodata.gazetteer.prepare import box_around, place_postcodes
from geodata.gazetteer.rows import PostcodeRow
from geodata.gazetteer.schema import SCHEMA_VERSION, next_generation, read_meta, write_meta
from geodata.postcodes import packaged_vintage, postcodes_within
from geodata.study_area import StudyArea

PACKAGED = "packaged-postcodes"


def packaged_rows(area: StudyArea) -> list[PostcodeRow]:
    """The packaged postcodes in and near an area; none outside Great Britain."""
    if not area.crs.is_british:
        return []
    box = box_around(area)
    table = postcodes_within(box.west, box.south, box.east, box.north)
    return [
        PostcodeRow(str(name), float(x), float(y))
        for name, x, y in zip(table.postcode, table.x, table.y, strict=True)
    ]


def is_built_for(connection: sqlite3.Connection, area_json: str) -> bool:
    """Whether the file has its tables and was made for this very area."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return version == SCHEMA_VERSION and read_meta(connection, "area") == area_json


def start(connection: sqlite3.Connection, area: StudyArea, rows: Sequence[PostcodeRow]) -> None:
    """Note the area and its packaged postcodes, and drop what was loaded for quite another one."""
    former = read_meta(connection, "area")
    if former is not None:
        before = StudyArea.from_json(former)
        if before.crs != area.crs or not before.metric_boundary.intersects(area.metric_boundary):
            for (source,) in connection.execute("SELECT id FROM source").fetchall():
                delete_source(connection, source)
    postcodes = place_postcodes(list(rows), area)
    if postcodes:
        source = new_source(connection, PACKAGED, PACKAGED, packaged_vintage(), len(postcodes))
        insert_postcodes(connection, source, postcodes)
    write_meta(connection, "area", area.to_json())
    next_generation(connection)


def new_source(
    connection: sqlite3.Connection,
    file: str,
    kind: str,
    vintage: str,
    count: int,
    *,
    skipped: Counter[str] | None = None,
    synthetic: bool = False,
) -> int:
    """Note a source and forget what it brought before; its number."""
    for (former,) in connection.execute(
        "SELECT id FROM source WHERE file = ? AND kind = ?", (file, kind)
    ).fetchall():
        delete_source(connection, former)
    cursor = connection.execute(
        "INSERT INTO source (file, kind, vintage, added, entries, skipped, synthetic) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            file, kind, vintage, datetime.now(UTC).isoformat(timespec="seconds"), count,
            json.dumps(skipped or {}), int(synthetic),
        ),
    )  # fmt: skip
    return int(cursor.lastrowid or 0)


def delete_source(connection: sqlite3.Connection, source: int) -> None:
    """Forget a source and all it brought."""
    for table in ("entry", "postcode", "zone"):
        connection.execute(f"DELETE FROM {table} WHERE source = ?", (source,))  # noqa: S608
    connection.execute("DELETE FROM source WHERE id = ?", (source,))


def insert_postcodes(
    connection: sqlite3.Connection, source: int, rows: Sequence[tuple[str, float, float, int | None, int]]
) -> None:
    """Keep a source\'s postcodes."""
    connection.executemany(
        "INSERT OR REPLACE INTO postcode VALUES (?, ?, ?, ?, ?, ?)",
        [(name, source, x, y, live, inside) for name, x, y, live, inside in rows],
    )


def postcode_points(connection: sqlite3.Connection) -> list[tuple[str, float, float]]:
    """(postcode, x, y) of every postcode loaded."""
    return connection.execute("SELECT postcode, x, y FROM postcode").fetchall()
