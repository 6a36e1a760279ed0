"""Locks of roles on a database: one process holds a role; another takes it when the holder dies.

PostgreSQL keeps the lock on a connection, SQLite on a file beside the database; both release it
when the holder dies, in whatever way. A restarted server has lost its locks, so the holder of a
role checks its lock regularly.
"""

import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from monitor.errors import ConfigurationError, StorageError
from storage.database import Database
from storage.dialects import plainly

# Any number that nothing else in the database locks.
_LOCK = 0x466F7265
# The server notices within half a minute that a holder's machine is gone (PostgreSQL
# documentation, "Connection Settings"): 10 s of silence, then two probes 5 s apart.
_KEEPALIVES = (
    "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 2"
)


class Role(StrEnum):
    """What only one process at a time may do on a database."""

    TIMERS = "timers"
    BOT = "bot"


class RoleLock:
    """The lock of one role, held or requested by this process."""

    def __init__(self, database: Database, role: Role) -> None:
        self._database = database
        self._role = role
        self._connection: Connection | None = None
        self._file: IO[str] | None = None

    def hold(self) -> bool:
        """Take the role, or check that it is still held; StorageError when the server is away."""
        if self._database.engine.dialect.name == "sqlite":
            return self._hold_file(self._database.engine.url.database or "")
        return self._is_alive() or self._lock()

    def release(self) -> None:
        """Release the role to the next process."""
        if self._file:
            self._file.close()
        self._drop()

    def _hold_file(self, path: str) -> bool:
        if self._file or path in {"", ":memory:"}:
            return True
        file = Path(f"{path}.{self._role}.lock").open("w")  # noqa: SIM115 - held open, as the lock
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    def _is_alive(self) -> bool:
        if self._connection is None:
            return False
        try:
            self._connection.execute(text("SELECT 1"))
        except DBAPIError:
            self._drop()
            return False
        return True

    def _lock(self) -> bool:
        # Outside of a transaction, which would stay open for as long as the role is held.
        engine = self._database.engine.execution_options(isolation_level="AUTOCOMMIT")
        # Two services in two schemas of one database do not share locks.
        lock = text("SELECT pg_try_advisory_lock(:n, hashtext(current_schema() || :role))")
        try:
            connection = engine.connect()
            # The lock belongs to the connection, which is closed at the end, not pooled.
            connection.detach()
            connection.exec_driver_sql(_KEEPALIVES)
            self._connection = connection
            is_held = bool(connection.scalar(lock, {"n": _LOCK, "role": self._role}))
        except DBAPIError as error:
            self._drop()
            raise StorageError(f"the database refused: {plainly(error)}") from error
        if not is_held:
            self._drop()
        return is_held

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


@contextmanager
def role_locks(database: Database, *roles: Role) -> Iterator[tuple[RoleLock, ...]]:
    """Hold these roles; ConfigurationError when another process holds one."""
    with ExitStack() as stack:
        locks = tuple(RoleLock(database, role) for role in roles)
        for role_lock in locks:
            stack.callback(role_lock.release)
            if not role_lock.hold():
                raise ConfigurationError(
                    "another `forewarn run`, `schedule` or `bot` works on this database; stop it first"
                )
        yield locks
