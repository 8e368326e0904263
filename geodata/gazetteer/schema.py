"""The gazetteer's own SQLite file: its tables, and how a connection is opened."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from geodata.errors import BadInput

# A file of another number is made anew: everything in it comes from files that can be added again.
SCHEMA_VERSION = 1

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE source (
    id INTEGER PRIMARY KEY, file TEXT NOT NULL, kind TEXT NOT NULL, vintage TEXT NOT NULL,
    added TEXT NOT NULL, entries INTEGER NOT NULL, skipped TEXT NOT NULL, synthetic INTEGER NOT NULL,
    UNIQUE (file, kind)
);
CREATE TABLE entry (
    source INTEGER NOT NULL REFERENCES source (id), name TEXT NOT NULL, key TEXT NOT NULL, kind TEXT NOT NULL,
    x REAL NOT NULL, y REAL NOT NULL, lon REAL NOT NULL, lat REAL NOT NULL, radius_m REAL,
    locality TEXT NOT NULL, postcode TEXT NOT NULL, alt_keys TEXT NOT NULL
);
CREATE INDEX entry_source ON entry (source);
CREATE TABLE postcode (
    postcode TEXT NOT NULL, source INTEGER NOT NULL REFERENCES source (id),
    x REAL NOT NULL, y REAL NOT NULL, live INTEGER, inside INTEGER NOT NULL,
    PRIMARY KEY (postcode, source)
) WITHOUT ROWID;
CREATE TABLE zone (
    source INTEGER NOT NULL REFERENCES source (id), layer TEXT NOT NULL, code TEXT NOT NULL,
    name TEXT NOT NULL, shape BLOB NOT NULL
);
"""


@contextmanager
def connect(path: Path, *, write: bool = False) -> Iterator[sqlite3.Connection]:
    """A connection for one piece of work; a writing one commits at the end or leaves nothing behind.

    Raises
    ------
    BadInput
        When the file is not a gazetteer.
    """
    try:
        with closing(sqlite3.connect(path, timeout=60, isolation_level=None)) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
    except sqlite3.DatabaseError as error:
        raise BadInput(
            f"{path.name} cannot be used as a gazetteer ({error}): move it away and try again"
        ) from error


def prepare(connection: sqlite3.Connection) -> None:
    """Make the tables in a new file; empty one of another schema."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == SCHEMA_VERSION:
        return
    for table in ("zone", "postcode", "entry", "source", "meta"):
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    for statement in _TABLES.split(";"):
        if statement.strip():
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def read_meta(connection: sqlite3.Connection, key: str) -> str | None:
    """A setting of the file, or None."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])


def write_meta(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Set a setting of the file."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def next_generation(connection: sqlite3.Connection) -> None:
    """Count a change, so that whoever keeps what was read knows to read again."""
    write_meta(connection, "generation", str(int(read_meta(connection, "generation") or 0) + 1))
