"""Enforcement events: which notices belong together, which were sent to a subscriber."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, literal, or_, select
from sqlalchemy.orm import Session

from monitor.audience import ChannelName, NotifiedNotice
from monitor.cases import Stage
from monitor.events import Event, EventMember, Mark, MarkKind, Notice, event_of, marks_of
from monitor.model import ChangeKind
from monitor.source import Source
from storage.database import Database
from storage.dialects import is_sqlite, one_at_a_time
from storage.tables.changes import ChangeRow, EventMarkRow, EventRow
from storage.tables.delivery import DeliveryRow, DigestItemRow, OutboxRow

# No mark keeps an event open for longer.
_LOOKBACK = timedelta(days=180)
_MOST_MEMBERS = 200
# How long a notice that names a party may join an event without another mark.
_PARTY_OPEN = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """One event with its notices."""

    id: int
    opened_at: datetime
    title: str
    members: tuple[EventMember, ...]


class Events:
    """Queries for events."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, event_id: int) -> EventLine | None:
        """Return one event."""
        with self._database.read() as session:
            row = session.get(EventRow, event_id)
            return _line(session, row) if row else None

    def latest(self, limit: int, before: int | None = None) -> list[EventLine]:
        """Return the newest events with several notices; `before`: only smaller ids."""
        several = (
            select(ChangeRow.event_id)
            .where(ChangeRow.event_id.is_not(None))
            .group_by(ChangeRow.event_id)
            .having(func.count() > 1)
        )
        query = select(EventRow).where(EventRow.id.in_(several)).order_by(EventRow.id.desc())
        query = query.where(EventRow.id < before) if before is not None else query
        with self._database.read() as session:
            return [_line(session, row) for row in session.scalars(query.limit(limit))]

    def others(self, change_id: int) -> list[EventMember]:
        """Return the other notices of a change's event."""
        with self._database.read() as session:
            row = session.get(ChangeRow, change_id)
            if row is None or row.event_id is None:
                return []
            return [m for m in _members(session, row.event_id) if m.change_id != change_id]

    def notified(self, subscriber_id: int, event_ids: Iterable[int]) -> list[NotifiedNotice]:
        """Return the notices of the events that the subscriber was sent, the oldest first."""
        events = ChangeRow.event_id.in_(list(event_ids))
        with self._database.read() as session:
            rows = [
                *session.execute(_sent_as_alerts(subscriber_id).where(events)),
                *session.execute(_sent_in_digests(subscriber_id).where(events)),
            ]
        return [
            NotifiedNotice(
                event_id=event_id,
                change_id=change_id,
                title=title,
                channel=ChannelName(channel) if channel else None,
                receipt=receipt,
                stage=Stage(stage) if stage else None,
            )
            for event_id, change_id, title, channel, receipt, stage in sorted(
                rows, key=lambda row: row[:5]
            )
        ]


def join_event(session: Session, source: Source, row: ChangeRow, text: str) -> None:
    """Assign a notice to an open event or a new one; to none when it has no marks.

    A docket that gets longer is a change of its entry, and tells of the same event as the entry.
    """
    is_notice = row.kind == ChangeKind.NOTICE
    if not (is_notice or source.has_entries):
        return
    marks = marks_of(row.title, text, row.url, source.url)
    if not (marks if is_notice else any(mark.kind is MarkKind.DOCKET for mark in marks)):
        return
    if not is_sqlite(session):
        # Two workers would each open an event for one docket. One lock, for all events: a
        # transaction that records several notices takes it once, so that none waits in a circle.
        session.execute(one_at_a_time("events"))
    notice = Notice(source_id=source.id, title=row.title, at=row.detected_at, marks=marks)
    event_id = _event_before(session, row) or event_of(notice, _candidates(session, notice))
    if event_id is None:
        event = EventRow(opened_at=row.detected_at, title=row.title)
        session.add(event)
        session.flush()
        event_id = event.id
    row.event_id = event_id
    session.add_all(
        EventMarkRow(event_id=event_id, change_id=row.id, kind=mark.kind, value=mark.value[:260])
        for mark in marks
    )


def _event_before(session: Session, row: ChangeRow) -> int | None:
    """Return the event of the change that brought an entry's version before."""
    if row.from_version is None:
        return None
    query = select(ChangeRow.event_id)
    return session.scalar(
        query.filter_by(source_id=row.source_id, to_version=row.from_version).limit(1)
    )


def _sent_as_alerts(subscriber_id: int) -> Select[int | None, int, str, str, str, int | None]:
    columns = ChangeRow.event_id, ChangeRow.id, ChangeRow.title
    return (
        select(*columns, OutboxRow.channel, DeliveryRow.receipt, ChangeRow.stage)
        .join(OutboxRow, OutboxRow.change_id == ChangeRow.id)
        .join(DeliveryRow, DeliveryRow.outbox_id == OutboxRow.id)
        .where(OutboxRow.subscriber_id == subscriber_id, DeliveryRow.outcome == "sent")
    )


def _sent_in_digests(subscriber_id: int) -> Select[int | None, int, str, str, str, int | None]:
    columns = ChangeRow.event_id, ChangeRow.id, ChangeRow.title
    return (
        select(*columns, literal(""), literal(""), ChangeRow.stage)
        .join(DigestItemRow, DigestItemRow.change_id == ChangeRow.id)
        .where(DigestItemRow.subscriber_id == subscriber_id, DigestItemRow.digest_id.is_not(None))
    )


def _candidates(session: Session, notice: Notice) -> list[Event]:
    """Return events that share a mark, or that tell of parties in the last 7 days and may match."""
    since = notice.at - _LOOKBACK
    shared = or_(
        *(
            (EventMarkRow.kind == kind) & EventMarkRow.value.in_(notice.of(kind))
            for kind in MarkKind
            if notice.of(kind) and kind is not MarkKind.COURT
        )
    )
    parties = (EventMarkRow.kind == MarkKind.PARTY) & (
        ChangeRow.detected_at >= notice.at - _PARTY_OPEN
    )
    query = (
        select(EventMarkRow.event_id)
        .join(ChangeRow, ChangeRow.id == EventMarkRow.change_id)
        .where(ChangeRow.detected_at >= since, or_(shared, parties))
        .distinct()
    )
    ids = set(session.scalars(query.limit(_MOST_MEMBERS)))
    if notice.of(MarkKind.PARTY):
        ids |= set(session.scalars(_with_titles(notice).limit(_MOST_MEMBERS)))
    return [Event(event_id, tuple(_notices(session, event_id))) for event_id in sorted(ids)]


def _with_titles(notice: Notice) -> Select[int | None]:
    """Select the events of the last 7 days with a title that names the party: press is early."""
    title = func.lower(ChangeRow.title)
    named = (title.contains(party, autoescape=True) for party in notice.of(MarkKind.PARTY))
    since = ChangeRow.detected_at >= notice.at - _PARTY_OPEN
    return (
        select(ChangeRow.event_id)
        .where(since, ChangeRow.event_id.is_not(None), or_(*named))
        .distinct()
    )


def _notices(session: Session, event_id: int) -> list[Notice]:
    query = (
        select(ChangeRow, EventMarkRow.kind, EventMarkRow.value)
        .join(EventMarkRow, EventMarkRow.change_id == ChangeRow.id)
        .where(EventMarkRow.event_id == event_id)
    )
    marks: dict[int, set[Mark]] = defaultdict(set)
    rows: dict[int, ChangeRow] = {}
    for row, kind, value in session.execute(query):
        rows[row.id] = row
        marks[row.id].add(Mark(MarkKind(kind), value))
    return [
        Notice(
            source_id=row.source_id,
            title=row.title,
            at=row.detected_at,
            marks=frozenset(marks[row.id]),
        )
        for row in rows.values()
    ]


def _members(session: Session, event_id: int) -> list[EventMember]:
    query = select(ChangeRow.id, ChangeRow.source_id, ChangeRow.title)
    found = session.execute(query.filter_by(event_id=event_id).order_by(ChangeRow.id))
    return [EventMember(*row) for row in found]


def _line(session: Session, row: EventRow) -> EventLine:
    return EventLine(
        id=row.id,
        opened_at=row.opened_at,
        title=row.title,
        members=tuple(_members(session, row.id)),
    )
