"""Builds the application context from the settings. Nothing else opens a database or a catalogue."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from forewarn.settings import Settings
from monitor import catalogue
from monitor.catalogue import Catalogue
from monitor.errors import ConfigurationError
from monitor.source import Source
from storage.database import Database
from storage.stores import Stores


@dataclass(frozen=True, slots=True, kw_only=True)
class AppContext:
    """What one process works with. `sources`: the catalogue by id."""

    settings: Settings
    catalogue: Catalogue
    sources: Mapping[str, Source]
    stores: Stores


@contextmanager
def open_context(settings: Settings, *, migrate: bool = False) -> Iterator[AppContext]:
    """The context over an open database; a new database gets its tables first."""
    database = Database(settings.database_url.get_secret_value())
    try:
        if migrate or not database.revision():
            database.upgrade()
        database.require_current()
        loaded = load_catalogue(settings)
        yield AppContext(
            settings=settings,
            catalogue=loaded,
            sources={source.id: source for source in loaded.sources},
            stores=Stores(database),
        )
    finally:
        database.close()


def load_catalogue(settings: Settings) -> Catalogue:
    """The catalogue; ConfigurationError when not one source of it is right."""
    loaded = catalogue.load(settings.catalogue)
    if not loaded.sources:
        raise (
            loaded.problems[0] if loaded.problems else ConfigurationError("the catalogue is empty")
        )
    return loaded
