"""What an online geocoder answered, kept beside the gazetteer so that no text is sent twice.

The texts themselves are not kept, only what tells one from another.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from geodata.errors import BadInput

FILE = "online-answers.sqlite"
# Places change; an answer is asked for anew after this.
KEPT_DAYS = 180

_TABLE = "CREATE TABLE IF NOT EXISTS answer (question TEXT PRIMARY KEY, results TEXT NOT NULL, asked TEXT NOT NULL)"


class OnlineAnswers:
    """Results by question, in a SQLite file of their own."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def get(self, host: str, area: str, text: str) -> list[dict[str, object]] | None:
        """The results kept for a text, or None when it was not asked lately."""
        since = (datetime.now(UTC) - timedelta(days=KEPT_DAYS)).isoformat()
        with self._open() as connection:
            row = connection.execute(
                "SELECT results FROM answer WHERE question = ? AND asked >= ?",
                (_digest(host, area, text), since),
            ).fetchone()
        return None if row is None else list(json.loads(row[0]))

    def keep(self, host: str, area: str, text: str, results: list[dict[str, object]]) -> None:
        """Keep the results of a text; what is too old goes."""
        now = datetime.now(UTC)
        with self._open() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO answer VALUES (?, ?, ?)",
                (_digest(host, area, text), json.dumps(results), now.isoformat()),
            )
            old = (now - timedelta(days=KEPT_DAYS)).isoformat()
            connection.execute("DELETE FROM answer WHERE asked < ?", (old,))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path, timeout=60)) as connection, connection:
                connection.execute(_TABLE)
                yield connection
        except sqlite3.DatabaseError as error:
            raise BadInput(f"{self.path.name} cannot be used ({error}): move it away") from error


def _digest(host: str, area: str, text: str) -> str:
    question = "\0".join((host, area, " ".join(text.casefold().split())))
    return hashlib.sha256(question.encode("utf-8", "replace")).hexdigest()
