"""A real PostgreSQL server of a test's own, that may be killed and started again."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

import psycopg
import pytest

from tests.doubles.smtp import free_port

# PostgreSQL refuses to run as root.
_USER = "postgres" if os.geteuid() == 0 else None


SERVER = os.environ.get("TEST_POSTGRESQL", "postgresql://root@127.0.0.1:5432/test")
_SEARCH_PATH = "-csearch_path%3D"


@contextmanager
def schema() -> Iterator[str]:
    """The address of an empty schema on the server that TEST_POSTGRESQL names; it goes at the end."""
    with psycopg.connect(SERVER, autocommit=True, connect_timeout=30) as connection:
        name = f"t{uuid4().hex[:12]}"
        connection.execute(f"CREATE SCHEMA {name}")
        yield f"{SERVER}?options={_SEARCH_PATH}{name}"
        connection.execute(f"DROP SCHEMA {name} CASCADE")


def schema_of(url: str) -> str:
    """The name of the schema that such an address names."""
    return url.partition(_SEARCH_PATH)[2].partition("%20")[0]


@contextmanager
def database_url(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty database of that kind: a file in the folder, or a schema."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'forewarn.db'}"
        return
    with schema() as url:
        yield url


class PostgresServer:
    """The server. `url` stays the same over restarts."""

    def __init__(self) -> None:
        self._port = free_port()
        self._folder = Path(mkdtemp(prefix="forewarn-postgresql-"))
        self.url = f"postgresql://owner@127.0.0.1:{self._port}/postgres"

    def __enter__(self) -> "PostgresServer":
        if _USER:
            shutil.chown(self._folder, _USER)
        self._do("initdb", "-A", "trust", "-U", "owner", "--no-sync", "-D", self._data)
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        """Start, and wait until it answers."""
        options = f"-p {self._port} -h 127.0.0.1 -k ''"
        self._do("pg_ctl", "-w", "-D", self._data, "-o", options, "-l", self._log, "start")

    def kill(self) -> None:
        """End at once, as in a crash."""
        self._do("pg_ctl", "-w", "-D", self._data, "-m", "immediate", "stop", check=False)

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    @property
    def _log(self) -> str:
        return str(self._folder / "server.log")

    def _do(self, program: str, *words: str, check: bool = True) -> None:
        path = Path(_programs()) / program
        subprocess.run(
            [path, *words],
            user=_USER,
            cwd=self._folder,
            check=check,
            # A server that inherits a pipe would keep it open.
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def _programs() -> str:
    """Where Debian keeps the server's programs; the test is skipped where there are none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return str(found[-1].parent)
    if named := shutil.which("initdb"):
        return str(Path(named).parent)
    if os.environ.get("CI"):
        raise FileNotFoundError("CI needs the programs of PostgreSQL: initdb, pg_ctl")
    pytest.skip("the programs of PostgreSQL (initdb, pg_ctl) are not installed")
