"""Load what deciding a reading needs: a few statements for a source, whatever its size.

A changed page needs its last changes and what other pages of its host share, too.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.assess.places import LEAST_CHANGES
from monitor.decision.known import Known, Needs
from monitor.flapping import RECENT
from monitor.model import Document, Version
from storage.archive.places import past_changes, significant_places
from storage.archive.rows import document_of, version_of
from storage.archive.shared_texts import SharedTexts
from storage.tables.changes import VersionRow

# A text that was current within this time and comes back is flapping, not a new rule.
_RECENT = timedelta(days=30)
# A statement selects at most so many rows: databases limit its parameters.
_MOST_SELECTED = 5_000

_Name = TypeVar("_Name", int, str)


def load_known(
    session: Session, source_id: str, needs: Needs, shared: SharedTexts, now: datetime
) -> Known:
    """Load what a reading of this source is compared with."""
    changes = past_changes(session, source_id, now) if needs.host else ()
    # Too few changes make no place volatile.
    may_be_volatile = len(changes) >= LEAST_CHANGES
    return Known(
        documents=_documents(session, source_id, needs.compared.values()),
        recent_texts=_recent_texts(session, source_id, needs.compared, now),
        newest=newest_versions(session, source_id, "", RECENT) if needs.newest else (),
        past_changes=changes,
        shared_texts=shared.of(session, source_id, needs.host) if needs.host else frozenset(),
        significant_places=significant_places(session, source_id)
        if may_be_volatile
        else frozenset(),
    )


def newest_versions(session: Session, source_id: str, key: str, limit: int) -> tuple[Version, ...]:
    """Return the newest versions of one document, the newest first."""
    query = (
        select(VersionRow)
        .filter_by(source_id=source_id, key=key)
        .order_by(VersionRow.number.desc())
        .limit(limit)
    )
    return tuple(version_of(row) for row in session.scalars(query))


def _documents(session: Session, source_id: str, numbers: Iterable[int]) -> dict[int, Document]:
    found: dict[int, Document] = {}
    for part in _parts(sorted(numbers)):
        query = select(VersionRow).filter_by(source_id=source_id)
        rows = session.scalars(query.where(VersionRow.number.in_(part)))
        found |= {row.number: document_of(row) for row in rows}
    return found


def _recent_texts(
    session: Session, source_id: str, keys: Iterable[str], now: datetime
) -> dict[str, frozenset[str]]:
    """Return the recent texts of each document, without the current one."""
    ordered = sorted(keys)
    recent: dict[str, set[str]] = defaultdict(set)
    for part in _parts(ordered):
        query = (
            select(VersionRow.key, VersionRow.text_sha256, VersionRow.recorded_at)
            .filter_by(source_id=source_id)
            .where(VersionRow.key.in_(part))
            .order_by(VersionRow.key, VersionRow.number)
        )
        for row, successor in pairwise(session.execute(query)):
            if row.key == successor.key and now - successor.recorded_at <= _RECENT:
                recent[row.key].add(row.text_sha256)
    return {key: frozenset(recent[key]) for key in ordered}


def _parts(values: list[_Name]) -> Iterator[list[_Name]]:
    for first in range(0, len(values), _MOST_SELECTED):
        yield values[first : first + _MOST_SELECTED]
