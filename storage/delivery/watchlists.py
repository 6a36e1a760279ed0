"""Own names of subscribers, and the changes that name them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from monitor.model import Change, ChangeKind
from monitor.watchlist import NameMatch, TermKind, WatchTerm
from monitor.watchlist.entry import MOST_TERMS
from monitor.watchlist.finding import Searched, keys_of
from monitor.watchlist.letters import head_of
from monitor.watchlist.passages import PlacedText, passages_of
from monitor.watchlist.terms import NAME_KINDS
from storage.database import Database
from storage.delivery.sealing import Sealer, sealer_of
from storage.dialects import as_rows
from storage.tables.changes import VersionRow
from storage.tables.subscribers import SubscriberRow
from storage.tables.watchlist import WatchKeyRow, WatchMatchRow, WatchTermRow


@dataclass(frozen=True, slots=True)
class OwnName:
    """A term of a subscriber, with its number."""

    id: int
    term: WatchTerm


class _Candidate(NamedTuple):
    """A term whose key may stand in a text."""

    id: int
    subscriber_id: int
    term: WatchTerm


class MatchRecord(NamedTuple):
    """A change that states a term of a subscriber."""

    term_id: int
    subscriber_id: int
    change_id: int
    match: NameMatch


class Watchlists:
    """The own names of each subscriber."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def require_key(self) -> None:
        """Raise ConfigurationError when the key does not open what is stored."""
        with self._database.read() as session:
            sealed = session.scalar(select(WatchTermRow.text).limit(1))
            if sealed is not None:
                sealer_of(session).open(sealed)

    def of(self, subscriber_id: int) -> list[OwnName]:
        """Return a subscriber's names, in the order of the kinds and then as they were added."""
        query = select(WatchTermRow).filter_by(subscriber_id=subscriber_id)
        order = list(TermKind)
        with self._database.read() as session:
            rows = session.scalars(query.order_by(WatchTermRow.id)).all()
            sealer = sealer_of(session) if rows else None
            names = [OwnName(row.id, _term(row.kind, row.text, sealer)) for row in rows if sealer]
        return sorted(names, key=lambda name: (order.index(name.term.kind), name.id))

    def add(self, subscriber_id: int, term: WatchTerm, now: datetime) -> OwnName | None:
        """Add a name and return it, as it was if it is there; None when there is no room."""
        stored = self.of(subscriber_id)
        if same := next((name for name in stored if _is_same(name.term, term)), None):
            return same
        if len(stored) >= MOST_TERMS:
            return None
        with self._database.write() as session:
            if session.get(SubscriberRow, subscriber_id) is None:
                return None
            sealer = sealer_of(session)
            row = WatchTermRow(
                subscriber_id=subscriber_id,
                kind=term.kind,
                text=sealer.seal(term.text),
                added_at=now,
            )
            session.add(row)
            session.flush()
            session.add_all(_key_rows(row.id, term, sealer))
            return OwnName(row.id, term)

    def remove(self, subscriber_id: int, term_id: int) -> bool:
        """Remove a name of that subscriber; return whether it was there."""
        owned = delete(WatchTermRow).filter_by(id=term_id, subscriber_id=subscriber_id)
        with self._database.write() as session:
            return session.scalar(owned.returning(WatchTermRow.id)) is not None

    def matches(
        self, subscriber_id: int, change_ids: Iterable[int]
    ) -> Mapping[int, tuple[NameMatch, ...]]:
        """Return where those changes state names of the subscriber, by change."""
        query = (
            select(WatchMatchRow, WatchTermRow.kind, WatchTermRow.text)
            .join(WatchTermRow, WatchTermRow.id == WatchMatchRow.term_id)
            .where(
                WatchMatchRow.subscriber_id == subscriber_id,
                WatchMatchRow.change_id.in_(list(change_ids)),
            )
            .order_by(WatchMatchRow.term_id)
        )
        found: dict[int, tuple[NameMatch, ...]] = defaultdict(tuple)
        with self._database.read() as session:
            rows = session.execute(query).all()
            sealer = sealer_of(session) if rows else None
            for row, kind, text in rows:
                if sealer:
                    found[row.change_id] += (_match(row, _term(kind, text, sealer), sealer),)
        return dict(found)

    def last_matched(self, subscriber_id: int, limit: int) -> list[int]:
        """Return the changes that state names of the subscriber, the newest first."""
        query = (
            select(WatchMatchRow.change_id)
            .where(WatchMatchRow.subscriber_id == subscriber_id)
            .distinct()
            .order_by(WatchMatchRow.change_id.desc())
            .limit(limit)
        )
        with self._database.read() as session:
            return [*session.scalars(query)]

    def count(self) -> int:
        """Count the names of all subscribers."""
        with self._database.read() as session:
            return session.scalar(select(func.count()).select_from(WatchTermRow)) or 0


def match_names(session: Session, change: Change) -> Mapping[int, tuple[NameMatch, ...]]:
    """Return the own names that a change states, by subscriber, and record them with the change."""
    if session.scalar(select(WatchKeyRow.head).limit(1)) is None:
        return {}
    sealer = sealer_of(session)
    searched = Searched(passages_of(change, _blocks(session, change)))
    found: dict[int, tuple[NameMatch, ...]] = defaultdict(tuple)
    rows: list[MatchRecord] = []
    for candidate in _candidates(session, searched, sealer):
        if match := searched.find(candidate.term):
            found[candidate.subscriber_id] += (match,)
            rows.append(MatchRecord(candidate.id, candidate.subscriber_id, change.id, match))
    record_matches(session, rows)
    return dict(found)


def record_matches(session: Session, found: Sequence[MatchRecord]) -> None:
    """Record which changes state which names; each once, however often it is found."""
    if not found:
        return
    sealer = sealer_of(session)
    terms = {one.term_id for one in found}
    query = select(WatchMatchRow.term_id, WatchMatchRow.change_id)
    stored = set(map(tuple, session.execute(query.where(WatchMatchRow.term_id.in_(terms)))))
    rows = [
        {
            "term_id": one.term_id,
            "change_id": one.change_id,
            "subscriber_id": one.subscriber_id,
            "quote": sealer.seal(one.match.quote),
            "place": sealer.seal(one.match.place),
        }
        for one in found
        if (one.term_id, one.change_id) not in stored
    ]
    if rows:
        session.execute(insert(WatchMatchRow), rows)


def _blocks(session: Session, change: Change) -> list[PlacedText]:
    """Return the whole text of a notice: its edits are its beginning only."""
    if change.kind is not ChangeKind.NOTICE:
        return []
    query = select(VersionRow.blocks).filter_by(
        source_id=change.source_id, number=change.to_version
    )
    return [PlacedText(tuple(path), text) for path, text, _ in session.scalar(query) or ()]


def _candidates(session: Session, searched: Searched, sealer: Sealer) -> Iterator[_Candidate]:
    """Yield the terms whose keys begin as words of the text do, each once."""
    heads = {sealer.fingerprint(head): head for head in searched.heads()}
    if not heads:
        return
    _, wanted = as_rows(session, list(heads))
    query = (
        select(
            WatchKeyRow.head,
            WatchKeyRow.length,
            WatchTermRow.id,
            WatchTermRow.subscriber_id,
            WatchTermRow.kind,
            WatchTermRow.text,
        )
        .select_from(wanted.table)
        .join(WatchKeyRow, WatchKeyRow.head == wanted)
        .join(WatchTermRow, WatchTermRow.id == WatchKeyRow.term_id)
        .order_by(WatchTermRow.id)
    )
    seen: set[int] = set()
    for head, length, term_id, subscriber_id, kind, text in session.execute(query).all():
        if term_id not in seen and searched.may_name(heads[head], length):
            seen.add(term_id)
            yield _Candidate(term_id, subscriber_id, _term(kind, text, sealer))


def _key_rows(term_id: int, term: WatchTerm, sealer: Sealer) -> list[WatchKeyRow]:
    """Return the rows by which a term is looked up: a name by its head, a code as it is."""
    is_name = term.kind in NAME_KINDS
    keys = {(head_of(key), len(key)) if is_name else (key, 0) for key in keys_of(term)}
    return [
        WatchKeyRow(head=sealer.fingerprint(head), length=length, term_id=term_id)
        for head, length in sorted(keys)
    ]


def _term(kind: str, sealed: bytes, sealer: Sealer) -> WatchTerm:
    return WatchTerm(TermKind(kind), sealer.open(sealed))


def _match(row: WatchMatchRow, term: WatchTerm, sealer: Sealer) -> NameMatch:
    return NameMatch(term=term, quote=sealer.open(row.quote), place=sealer.open(row.place))


def _is_same(one: WatchTerm, other: WatchTerm) -> bool:
    keys = keys_of(one)
    is_equal = keys == keys_of(other) if keys else one.text.casefold() == other.text.casefold()
    return one.kind is other.kind and is_equal
