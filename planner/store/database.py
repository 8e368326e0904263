"""The database: opened, brought up to date, and handed out one transaction at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from geodata.errors import BadInput

FILE_NAME = "outreach.sqlite"


class Store:
    """The tables behind one data folder, SQLite in WAL mode unless a URL names another database."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._reading_engine = engine.execution_options(outreach_reading=True)

    @classmethod
    def open(cls, data_dir: Path, database_url: str | None = None) -> Store:
        """Open the store of a data folder, making or migrating it where needed.

        Raises
        ------
        BadInput
            When the folder or the database cannot be used, with what to do.
        """
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadInput(
                f"The data folder {data_dir} cannot be made ({error.strerror}). Name another with --data-dir."
            ) from error
        engine = _make_engine(data_dir, database_url)
        with FileLock(data_dir / "migrate.lock"):
            _migrate(engine)
        return cls(engine)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose work is kept whole, or not at all when the block raises."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads: it sees one state of the store and holds nobody up."""
        with Session(self._reading_engine, expire_on_commit=False) as session:
            yield session

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def _make_engine(data_dir: Path, database_url: str | None) -> Engine:
    try:
        url = make_url(database_url or f"sqlite:///{data_dir / FILE_NAME}")
    except ArgumentError:
        raise BadInput(
            "OUTREACH_DATABASE_URL is not a database address. Write one like postgresql+psycopg://user@host/name."
        ) from None
    try:
        engine = create_engine(url)
    except (ModuleNotFoundError, ArgumentError) as error:
        raise BadInput(f"The database {url.render_as_string()} cannot be opened: {error}.") from error
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    # Transactions begin where we say (BEGIN IMMEDIATE below), not where the driver guesses.
    connection.isolation_level = None
    cursor = connection.cursor()
    # The cache (64 MB) holds the indexes of a large import while it is written.
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "busy_timeout=30000",
        "cache_size=-65536",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # Taking the write lock at once turns "database is locked" in the middle of a transaction into a short wait.
    reading = connection.get_execution_options().get("outreach_reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _migrate(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["engine"] = engine
    newest = ScriptDirectory.from_config(config).get_current_head()
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
        if current != newest:
            command.upgrade(config, "head")
    except OperationalError as error:
        raise BadInput(f"The database cannot be opened: {error.orig}.") from error
    except SQLAlchemyError as error:
        raise BadInput(f"{engine.url.database} is not a store of Outreach Planner: {error}.") from error
