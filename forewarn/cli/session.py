"""Opens the parts for a command and names what is wrong with the catalogue."""

from collections.abc import Iterator
from contextlib import contextmanager

from forewarn.cli.formatting import warn
from forewarn.settings import Settings
from forewarn.wiring import AppContext, open_context
from monitor.errors import ConfigurationError
from runtime.logs import configure


def load_settings(log_level: str = "WARNING") -> Settings:
    """The settings, with logging set up by them."""
    settings = Settings.load()
    configure(settings.log_format, settings.secrets(), log_level)
    return settings


@contextmanager
def session(*, migrate: bool = False, log_level: str = "WARNING") -> Iterator[AppContext]:
    """The parts of one command; each wrong source is one line on standard error."""
    with open_context(load_settings(log_level), migrate=migrate) as context:
        for problem in context.catalogue.problems:
            warn(str(problem))
        yield context


@contextmanager
def fleet_session() -> Iterator[AppContext]:
    """The parts of one of many machines; ConfigurationError on SQLite."""
    require_postgresql(load_settings())
    with session(migrate=True, log_level="INFO") as context:
        yield context


def require_postgresql(settings: Settings) -> None:
    """ConfigurationError on SQLite, which is one machine's own."""
    if not settings.database_url.get_secret_value().startswith("postgresql"):
        raise ConfigurationError(
            "the parts for many machines need PostgreSQL in FOREWARN_DATABASE_URL;"
            " on SQLite `forewarn run` does it all"
        )
