"""Databases that have their tables already: copies of one that was migrated once in this process."""

import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from storage.database import Database
from tests.doubles.postgresql import SERVER, schema, schema_of

# In the place of the schema's name.
_NAME = "the_schema"


def fill(url: str) -> None:
    """Make the tables in an empty database; quicker than migrating it."""
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).write_bytes(_file())
    elif script := _script():
        with psycopg.connect(SERVER, autocommit=True) as connection:
            connection.execute(script.replace(_NAME, schema_of(url)).encode())
    else:
        _migrate(url)


@cache
def _file() -> bytes:
    """The file of a migrated database."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "forewarn.db"
        _migrate(f"sqlite:///{file}")
        return file.read_bytes()


@cache
def _script() -> str:
    """The statements that make the tables, and note the revision; '' where there is no pg_dump."""
    program = shutil.which("pg_dump")
    if program is None:
        return ""
    with schema() as url:
        _migrate(url)
        name = schema_of(url)
        command = [program, f"--dbname={SERVER}", f"--schema={name}", "--inserts", "--no-owner"]
        dump = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    # Lines that begin so are for psql.
    lines = [line for line in dump.splitlines() if not line.startswith("\\")]
    script = "\n".join(lines).replace(name, _NAME)
    return script.replace("CREATE SCHEMA", "CREATE SCHEMA IF NOT EXISTS")


def _migrate(url: str) -> None:
    database = Database(url)
    database.upgrade()
    database.close()
