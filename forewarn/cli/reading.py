"""Opens what was recorded, for commands that only look: no catalogue, no logs, nothing heavy."""

from collections.abc import Iterator
from contextlib import contextmanager

from forewarn.settings import Settings
from runtime.secrets import keep_secret
from storage.database import Database
from storage.queries.history import History


@contextmanager
def reading() -> Iterator[History]:
    """The history; a database that is not there yet gets its tables first."""
    settings = Settings.load()
    keep_secret(settings.secrets())
    database = Database(settings.database_url.get_secret_value())
    try:
        if not database.revision():
            database.upgrade()
        database.require_current()
        yield History(database)
    finally:
        database.close()
