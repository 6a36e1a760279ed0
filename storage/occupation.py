"""One `forewarn run` on a database at a time: the second is told, and stops.

PostgreSQL keeps the lock on a connection, SQLite on a file beside the database; both let go when
their holder dies, however it dies.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from monitor.errors import ConfigurationError
from storage.database import Database

# Any number that nothing else in the database locks.
_LOCK = 0x466F7265
_TAKEN = "another `forewarn run` works on this database; stop it first"


@contextmanager
def occupied(database: Database) -> Iterator[None]:
    """Hold the database as its one service; ConfigurationError when another holds it."""
    if database.engine.dialect.name == "sqlite":
        with _file_lock(database.engine.url.database or ""):
            yield
    else:
        with _server_lock(database):
            yield


@contextmanager
def _file_lock(path: str) -> Iterator[None]:
    if path in {"", ":memory:"}:
        yield
        return
    with Path(f"{path}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConfigurationError(_TAKEN) from None
        yield


@contextmanager
def _server_lock(database: Database) -> Iterator[None]:
    # Outside of a transaction, which would stay open for as long as the service runs.
    engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    # Two services in two schemas of one database are strangers to each other.
    lock = text("SELECT pg_try_advisory_lock(:n, hashtext(current_schema()))")
    with engine.connect() as connection:
        # The lock is the connection's: it is closed at the end, not put back for others.
        connection.detach()
        if not connection.scalar(lock, {"n": _LOCK}):
            raise ConfigurationError(_TAKEN)
        yield
