"""Open the database, migrate it, open transactions."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    column,
    create_engine,
    event,
    inspect,
    make_url,
    select,
    table,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import Session

from monitor.errors import ConfigurationError, StorageError
from storage.dialects import plainly

_BUSY_SECONDS = 30
# The name under which each session carries the key of own names.
WATCHLIST_KEY = "watchlist_key"
_MIGRATIONS = Path(__file__).parent / "migrations"
# Alembic's own table.
_REVISION = table("alembic_version", column("version_num"))


class Database:
    """One database, for any number of short transactions."""

    def __init__(self, url: str, watchlist_key: str = "") -> None:
        """Open the database. `watchlist_key`: see `storage.delivery.sealing`."""
        self.engine = _engine(url)
        self._info = {WATCHLIST_KEY: watchlist_key}

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open a transaction that takes the write lock at once.

        SQLite refuses, without waiting, to upgrade a read lock while another connection
        writes, so a writer begins with BEGIN IMMEDIATE.
        """
        with self._session("IMMEDIATE") as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a transaction that only reads."""
        with self._session("DEFERRED") as session:
            yield session

    @contextmanager
    def _session(self, mode: str) -> Iterator[Session]:
        try:
            with self.engine.connect() as connection:
                bound = connection.execution_options(forewarn_begin=mode)
                with (
                    Session(bound, expire_on_commit=False, info=self._info) as session,
                    session.begin(),
                ):
                    yield session
        except DBAPIError as error:
            raise StorageError(f"the database refused: {plainly(error)}") from error

    def upgrade(self) -> tuple[str, str]:
        """Bring the tables to the newest revision; return the revisions before and after."""
        from storage.migrate import migrate  # noqa: PLC0415 - Alembic takes 0.1 s to import

        before = self.revision()
        migrate(self.engine)
        return before, self.revision()

    def revision(self) -> str:
        """Return the revision of the tables, or '' when there are none."""
        try:
            with self.engine.connect() as connection:
                if not inspect(connection).has_table(_REVISION.name):
                    return ""
                return connection.scalar(select(_REVISION.c.version_num)) or ""
        except DBAPIError as error:
            raise StorageError(f"cannot open the database: {plainly(error)}") from error
        except ValueError as error:  # the address has an invalid option
            raise ConfigurationError(f"FOREWARN_DATABASE_URL: {error}") from error

    def newest_revision(self) -> str:
        """Return the revision that this program needs."""
        return max(path.name.partition("_")[0] for path in _MIGRATIONS.glob("versions/0*.py"))

    def require_current(self) -> None:
        """Raise StorageError unless the tables are at the revision that this program needs."""
        if self.revision() != self.newest_revision():
            raise StorageError(
                "the database is not at this program's version; run: forewarn db upgrade"
            )

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def existing(url: str) -> Database | None:
    """Return the database if it exists at this program's revision; never create one."""
    database = Database(url)
    path = database.engine.url.database or ""
    is_file = database.engine.dialect.name == "sqlite"
    if not (is_file and not Path(path).is_file()):
        with suppress(StorageError):
            if database.revision() == database.newest_revision():
                return database
    database.close()
    return None


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            engine = create_engine(parsed, connect_args={"timeout": _BUSY_SECONDS})
            event.listen(engine, "connect", _tune_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        return create_engine(parsed, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise ConfigurationError(
            "FOREWARN_DATABASE_URL is no database address; write sqlite:///forewarn.db"
        ) from error
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"FOREWARN_DATABASE_URL needs the package {error.name}; install forewarn[postgresql]"
        ) from error


def _tune_sqlite(connection: Any, record: object) -> None:
    del record
    # `_begin_sqlite` begins transactions: the driver would begin too late, and not IMMEDIATE.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get("forewarn_begin", "IMMEDIATE")
    connection.exec_driver_sql(f"BEGIN {mode}")
