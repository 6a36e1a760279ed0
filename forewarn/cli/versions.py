"""Finds the versions that a command line names, or says why there are none."""

from forewarn.wiring import Parts
from monitor import sections
from monitor.errors import ConfigurationError
from monitor.model import Version
from monitor.sections import SectionVersion
from storage.history import VersionLine


def known(parts: Parts, source_id: str) -> list[VersionLine]:
    """All versions of a source; ConfigurationError when it has none."""
    found = parts.history.versions(source_id)
    if not found:
        parts.catalogue.find(source_id)
        raise ConfigurationError(f"{source_id} has no version yet; run: forewarn crawl {source_id}")
    return found


def version(parts: Parts, source_id: str, number: int | None = None) -> Version:
    """One version, or the newest; ConfigurationError when it does not exist."""
    found = parts.history.version(source_id, number)
    if found is None:
        last = known(parts, source_id)[-1].number
        raise ConfigurationError(f"{source_id} has no version {number}; the last is {last}")
    return found


def section_history(parts: Parts, source_id: str, words: str) -> tuple[SectionVersion, ...]:
    """The states of a section; ConfigurationError when no version holds it."""
    numbers = [line.number for line in known(parts, source_id)]
    documents = [(number, version(parts, source_id, number).document) for number in numbers]
    found = sections.history(documents, words)
    if not found:
        raise ConfigurationError(f"no version of {source_id} has a section called {words!r}")
    return found


def parse(word: str) -> tuple[str, int | None]:
    """SOURCE or SOURCE@N."""
    source_id, _, number = word.partition("@")
    if number and not (number.isdecimal() and number.isascii()):
        raise ConfigurationError(f"{word!r} is no version; write {source_id}@2")
    return source_id, int(number) if number else None
