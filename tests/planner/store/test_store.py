"""The store opens, migrates, keeps transactions whole, and two people at once do not collide."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from geodata.errors import BadInput
from planner import store as store_package
from planner.store import Store
from planner.store import settings as settings_store
from planner.store.database import FILE_NAME
from planner.store.tables import Table


def test_a_new_folder_gets_every_table_and_wal_mode(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "new" / "folder")
    with store.engine.connect() as connection:
        tables = connection.dialect.get_table_names(connection)
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    store.close()
    assert set(Table.metadata.tables) <= set(tables)


def test_the_migrations_make_exactly_the_tables_of_the_code(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    with store.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Table.metadata)
    store.close()
    assert differences == []


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    store = Store.open(tmp_path)

    def fail_half_way() -> None:
        with store.transaction() as session:
            settings_store.set_setting(session, "first", {"value": 1})
            session.flush()
            raise RuntimeError("stopped")

    with pytest.raises(RuntimeError):
        fail_half_way()
    with store.reading() as session:
        assert settings_store.get_setting(session, "first") is None
    store.close()


def test_a_file_that_is_no_store_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"%PDF-1.7 this is no database at all" * 100)
    with pytest.raises(BadInput, match=r"not a store|cannot be opened"):
        Store.open(tmp_path)


def test_a_folder_that_cannot_be_made_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BadInput, match="--data-dir"):
        Store.open(tmp_path / "file" / "folder")


def test_many_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    store = Store.open(tmp_path)

    def count_up() -> None:
        for _ in range(20):
            with store.transaction() as session:
                now = settings_store.get_setting(session, "count") or {"value": 0}
                settings_store.set_setting(session, "count", {"value": now["value"] + 1})

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as session:
        assert settings_store.get_setting(session, "count") == {"value": 80}
    store.close()


def test_reading_goes_on_while_somebody_writes(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    with store.transaction() as session:
        settings_store.set_setting(session, "seen", {"value": "before"})
    with store.transaction() as writing:
        settings_store.set_setting(writing, "seen", {"value": "after"})
        writing.flush()
        with store.reading() as session:
            assert settings_store.get_setting(session, "seen") == {"value": "before"}
    store.close()


def test_no_table_can_hold_free_text_or_a_reporter(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.close()
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    columns = {
        row[1]
        for table in ("incident", "set_aside", "import")
        for row in connection.execute(f"PRAGMA table_info('{table}')")
    }
    connection.close()
    assert not columns & {
        "detail",
        "description",
        "notes",
        "text",
        "user_name",
        "email",
        "phone",
        "ethnicity",
    }


def test_rows_that_waited_before_answers_were_remembered_say_what_they_ask(tmp_path: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(store_package.__file__).parent / "migrations"))
    engine = create_engine(f"sqlite:///{tmp_path / FILE_NAME}")
    config.attributes["engine"] = engine
    command.upgrade(config, "0001")
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "insert into import values (1, 'a.csv', 'x', 'p', '2026-11-01 00:00:00', 'ama', 3, 0, 0, 3, 0, '[]', 0)"
        )
        for number, alternatives, draft in (
            (1, '[["A", 0.1, 52.0, 50.0]]', '{"partner": "Police"}'),
            (2, "[]", '{"partner": "Police"}'),
            (3, "[]", "null"),
        ):
            connection.exec_driver_sql(
                "insert into set_aside values (?, 1, 'review', 'open', ?, '', 'Where', 'why', 'the kiosk', ?, ?, null)",
                (number, number, alternatives, draft),
            )
    engine.dispose()
    store = Store.open(tmp_path)
    with store.engine.connect() as connection:
        rows = connection.exec_driver_sql("select partner, asks, text_key from set_aside order by id").all()
    store.close()
    assert [tuple(row) for row in rows] == [
        ("Police", "which", ""),
        ("Police", "where", ""),
        ("", "other", ""),
    ]
