"""Opens the parts for a command, tells what is wrong with the catalogue."""

from collections.abc import Iterator
from contextlib import contextmanager

from forewarn.cli.output import warn
from forewarn.logs import configure
from forewarn.settings import Settings
from forewarn.wiring import Parts, open_parts


def load_settings(log_level: str = "WARNING") -> Settings:
    """The settings, with logging set up by them."""
    settings = Settings.load()
    configure(settings.log_format, settings.secrets(), log_level)
    return settings


@contextmanager
def session(*, migrate: bool = False, log_level: str = "WARNING") -> Iterator[Parts]:
    """The parts of one command; each wrong source is one line on standard error."""
    with open_parts(load_settings(log_level), migrate=migrate) as parts:
        for problem in parts.catalogue.problems:
            warn(str(problem))
        yield parts
