"""Opens the application context for a command and prints the faults of the catalogue."""

from collections.abc import Iterator
from contextlib import contextmanager

from forewarn.cli.formatting import warn
from forewarn.settings import Settings
from forewarn.wiring import AppContext, open_context
from monitor.errors import ConfigurationError
from runtime.logs import configure


def load_settings(log_level: str = "WARNING") -> Settings:
    """Load the settings and configure logging by them."""
    settings = Settings.load()
    configure(settings.log_format, settings.secrets(), log_level)
    return settings


@contextmanager
def session(*, migrate: bool = False, log_level: str = "WARNING") -> Iterator[AppContext]:
    """Open the context of a command; print each fault of the catalogue on standard error."""
    with open_context(load_settings(log_level), migrate=migrate) as context:
        for problem in context.catalogue.problems:
            warn(str(problem))
        yield context


@contextmanager
def fleet_session() -> Iterator[AppContext]:
    """Open the context of a scheduler or worker; ConfigurationError on SQLite."""
    require_postgresql(load_settings())
    with session(migrate=True, log_level="INFO") as context:
        yield context


def require_postgresql(settings: Settings) -> None:
    """Raise ConfigurationError on SQLite, which works on one machine only."""
    if not settings.database_url.get_secret_value().startswith("postgresql"):
        raise ConfigurationError(
            "the parts for many machines need PostgreSQL in FOREWARN_DATABASE_URL;"
            " on SQLite `forewarn run` does it all"
        )
