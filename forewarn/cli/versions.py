"""Finds the versions that a command line names; raises an error that explains a missing one."""

from forewarn.wiring import AppContext
from monitor import sections
from monitor.errors import ConfigurationError
from monitor.model import Version
from monitor.parsing import Unreadable
from monitor.parsing.numbers import read_whole
from monitor.sections import SectionVersion
from storage.queries.history import VersionLine

# The database stores version numbers in four bytes.
LAST_VERSION = 2**31 - 1


def list_versions(context: AppContext, source_id: str) -> list[VersionLine]:
    """List all versions of a source; ConfigurationError when it has none."""
    found = context.stores.history.versions(source_id)
    if not found:
        context.catalogue.find(source_id)
        raise ConfigurationError(f"{source_id} has no version yet; run: forewarn crawl {source_id}")
    return found


def find_version(context: AppContext, source_id: str, number: int | None = None) -> Version:
    """Find one version, or the newest; ConfigurationError when it does not exist."""
    found = context.stores.history.version(source_id, number)
    if found is None:
        last = list_versions(context, source_id)[-1].number
        raise ConfigurationError(f"{source_id} has no version {number}; the last is {last}")
    return found


def section_history(context: AppContext, source_id: str, words: str) -> tuple[SectionVersion, ...]:
    """List the states of a section in all versions; ConfigurationError when no version has it."""
    numbers = [line.number for line in list_versions(context, source_id)]
    documents = [(number, find_version(context, source_id, number).document) for number in numbers]
    found = sections.history(documents, words)
    if not found:
        raise ConfigurationError(f"no version of {source_id} has a section called {words!r}")
    return found


def parse_version(word: str) -> tuple[str, int | None]:
    """Parse SOURCE or SOURCE@N."""
    source_id, _, number = word.partition("@")
    found = read_whole(number, most=LAST_VERSION) if number else None
    if isinstance(found, Unreadable):
        raise ConfigurationError(f"{word[:160]!r} is no version; write {source_id[:120]}@2")
    return source_id, found
