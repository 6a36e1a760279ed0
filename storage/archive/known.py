"""Loads what deciding a reading needs: two statements for a source, however many its entries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.decision.known import Known, Needs
from monitor.flapping import RECENT
from monitor.model import Document, Version
from storage.archive.rows import document_of, version_of
from storage.tables.changes import VersionRow

# A text that was current this lately and comes back is flapping, not a new rule.
_RECENT = timedelta(days=30)
# A statement names so many rows and no more: databases bound their parameters.
_MOST_NAMED = 5_000

_Name = TypeVar("_Name", int, str)


def load_known(session: Session, source_id: str, needs: Needs, now: datetime) -> Known:
    """What a reading of this source is compared with."""
    return Known(
        documents=_documents(session, source_id, needs.compared.values()),
        recent_texts=_recent_texts(session, source_id, needs.compared, now),
        newest=newest_versions(session, source_id, "", RECENT) if needs.newest else (),
    )


def newest_versions(session: Session, source_id: str, key: str, limit: int) -> tuple[Version, ...]:
    """The newest versions of one document, the newest first."""
    query = (
        select(VersionRow)
        .filter_by(source_id=source_id, key=key)
        .order_by(VersionRow.number.desc())
        .limit(limit)
    )
    return tuple(version_of(row) for row in session.scalars(query))


def _documents(session: Session, source_id: str, numbers: Iterable[int]) -> dict[int, Document]:
    found: dict[int, Document] = {}
    for some in _parts(sorted(numbers)):
        query = select(VersionRow).filter_by(source_id=source_id)
        rows = session.scalars(query.where(VersionRow.number.in_(some)))
        found |= {row.number: document_of(row) for row in rows}
    return found


def _recent_texts(
    session: Session, source_id: str, keys: Iterable[str], now: datetime
) -> dict[str, frozenset[str]]:
    """The texts that each document had lately, without the one that it has."""
    wanted = sorted(keys)
    recent: dict[str, set[str]] = defaultdict(set)
    for some in _parts(wanted):
        query = (
            select(VersionRow.key, VersionRow.text_sha256, VersionRow.recorded_at)
            .filter_by(source_id=source_id)
            .where(VersionRow.key.in_(some))
            .order_by(VersionRow.key, VersionRow.number)
        )
        for row, successor in pairwise(session.execute(query)):
            if row.key == successor.key and now - successor.recorded_at <= _RECENT:
                recent[row.key].add(row.text_sha256)
    return {key: frozenset(recent[key]) for key in wanted}


def _parts(values: list[_Name]) -> Iterator[list[_Name]]:
    for first in range(0, len(values), _MOST_NAMED):
        yield values[first : first + _MOST_NAMED]
