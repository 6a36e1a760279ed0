"""The short texts that several pages of a host have: menus, footers, notices to visitors."""

from collections import Counter
from collections.abc import Iterable
from itertools import chain, islice

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from monitor.assess.letters import letters
from storage.tables.changes import VersionRow
from storage.tables.sources import HealthRow

_MOST_CHARS = 200
_MOST_SOURCES = 20
_MOST_BLOCKS = 1_000
# A text of this many other pages belongs to the host, not to a page.
_LEAST_SOURCES = 2
# Versions whose texts are kept in memory.
_MOST_KEPT = 100


class SharedTexts:
    """Finds the texts that pages share; a version is loaded once for many pages of its host."""

    def __init__(self) -> None:
        self._kept: dict[int, frozenset[str]] = {}

    def of(self, session: Session, source_id: str, host: str) -> frozenset[str]:
        """Return the letters of the short texts that at least two other sources of a host have."""
        newest = _newest_versions(session, source_id, host)
        if len(newest) < _LEAST_SOURCES:
            return frozenset()
        counted = Counter(chain.from_iterable(self._texts(session, newest)))
        return frozenset(text for text, count in counted.items() if count >= _LEAST_SOURCES)

    def _texts(self, session: Session, versions: list[int]) -> Iterable[frozenset[str]]:
        """Return the short texts of each version."""
        found = {version: kept for version in versions if (kept := self._kept.get(version))}
        missing = [version for version in versions if version not in found]
        if missing:
            query = select(VersionRow.id, VersionRow.blocks).where(VersionRow.id.in_(missing))
            for version, blocks in session.execute(query):
                found[version] = _short_texts(text for _, text, _ in blocks)
            self._keep(found)
        return found.values()

    def _keep(self, found: dict[int, frozenset[str]]) -> None:
        if len(self._kept) > _MOST_KEPT:
            self._kept.clear()
        self._kept |= found


def _newest_versions(session: Session, source_id: str, host: str) -> list[int]:
    """Return the ids of the newest versions of the host's other pages, of a few sources."""
    is_of_host = or_(
        *(
            HealthRow.captured_url.startswith(f"{scheme}://{host}/", autoescape=True)
            for scheme in ("https", "http")
        )
    )
    pages = (
        select(HealthRow.source_id)
        .where(is_of_host, HealthRow.source_id != source_id)
        .order_by(HealthRow.source_id)
        .limit(_MOST_SOURCES)
    )
    query = (
        select(func.max(VersionRow.id))
        .where(VersionRow.source_id.in_(pages.scalar_subquery()), VersionRow.key == "")
        .group_by(VersionRow.source_id)
    )
    return list(session.scalars(query))


def _short_texts(texts: Iterable[str]) -> frozenset[str]:
    """Return the letters of short texts, line by line, as edits are compared."""
    short = (text for text in texts if len(text) <= _MOST_CHARS)
    return frozenset(islice(filter(None, map(letters, short)), _MOST_BLOCKS))
