"""Search what is stored for an own name: the first texts and the changes of the last months."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.model import ChangeKind, VersionReason
from monitor.watchlist import NameMatch, WatchTerm
from monitor.watchlist.finding import Searched, WatchedText, may_hold
from monitor.watchlist.letters import squeezed
from monitor.watchlist.passages import PlacedText, passages_of_edits, passages_of_text
from storage.archive.rows import edit_of
from storage.database import Database
from storage.delivery.watchlists import MatchRecord, OwnName, record_matches
from storage.tables.changes import ChangeRow, VersionRow

# Texts in memory at a time.
_PART = 200
_WHOLE = (VersionReason.FIRST, VersionReason.NOTICE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A stored text that states a name. `change_id`: the change that brought it, or None."""

    match: NameMatch
    source_id: str
    title: str
    url: str
    at: datetime
    change_id: int | None


class Sightings:
    """The names in what was stored before they were entered."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def search(
        self, subscriber_id: int, name: OwnName, since: datetime, limit: int
    ) -> list[Sighting]:
        """Return the newest texts recorded after `since` that state a name; record their changes."""
        with self._database.read() as session:
            found = [
                *_in_texts(session, name.term, since, limit),
                *_in_edits(session, name.term, since, limit),
            ]
        found.sort(key=lambda one: one.at, reverse=True)
        self._record(subscriber_id, name, found[:limit])
        return found[:limit]

    def _record(self, subscriber_id: int, name: OwnName, found: list[Sighting]) -> None:
        stated = [
            MatchRecord(name.id, subscriber_id, one.change_id, one.match)
            for one in found
            if one.change_id is not None
        ]
        # Two texts may belong to one change.
        unique = {record.change_id: record for record in reversed(stated)}
        if unique:
            with self._database.write() as session:
                record_matches(session, list(unique.values()))


def _in_texts(session: Session, term: WatchTerm, since: datetime, limit: int) -> Iterator[Sighting]:
    """Yield the notices and the first texts of pages that state a term, the newest first."""
    query = (
        select(
            VersionRow.source_id,
            VersionRow.number,
            VersionRow.title,
            VersionRow.url,
            VersionRow.recorded_at,
            VersionRow.blocks,
        )
        .where(VersionRow.recorded_at > since, VersionRow.reason.in_(_WHOLE))
        .order_by(VersionRow.recorded_at.desc(), VersionRow.id.desc())
    )
    found = []
    for row in session.execute(query.execution_options(yield_per=_PART)):
        blocks = [PlacedText(tuple(path), text) for path, text, _ in row.blocks]
        match = _find(term, passages_of_text(row.title, blocks))
        if match:
            found.append((row.source_id, row.number, row.title, row.url, row.recorded_at, match))
        if len(found) == limit:
            break
    for source_id, number, title, url, at, match in found:
        change = select(ChangeRow.id).filter_by(source_id=source_id, to_version=number)
        yield Sighting(
            match=match,
            source_id=source_id,
            title=title,
            url=url,
            at=at,
            change_id=session.scalar(change),
        )


def _in_edits(session: Session, term: WatchTerm, since: datetime, limit: int) -> Iterator[Sighting]:
    """Yield the changes of pages that brought a term, the newest first."""
    query = (
        select(
            ChangeRow.id,
            ChangeRow.source_id,
            ChangeRow.title,
            ChangeRow.url,
            ChangeRow.detected_at,
            ChangeRow.edits,
        )
        .where(ChangeRow.detected_at > since, ChangeRow.kind == ChangeKind.CONTENT)
        .order_by(ChangeRow.detected_at.desc(), ChangeRow.id.desc())
    )
    count = 0
    for row in session.execute(query.execution_options(yield_per=_PART)):
        match = _find(term, passages_of_edits(map(edit_of, row.edits)))
        if match:
            count += 1
            yield Sighting(
                match=match,
                source_id=row.source_id,
                title=row.title,
                url=row.url,
                at=row.detected_at,
                change_id=row.id,
            )
        if count == limit:
            return


def _find(term: WatchTerm, passages: list[WatchedText]) -> NameMatch | None:
    """Return where the passages state the term; most are sorted out by a look at their letters."""
    letters = squeezed("\n".join(passage.text for passage in passages))
    return Searched(passages).find(term) if may_hold(term, letters) else None
