"""Figures over weeks, for charts: what changed, what was silenced, how fast alerts went out."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from monitor.audience import MessageKind
from monitor.model import Severity, VersionReason
from storage.database import Database
from storage.tables.changes import ChangeRow, VersionRow
from storage.tables.delivery import DeliveryRow, OutboxRow

WEEKS = 26
_SILENT = (VersionReason.COSMETIC, VersionReason.RETURNED, VersionReason.TECHNICAL)
# Delays are read from so many of the last attempts.
_DELIVERIES = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Trends:
    """Figures of the last half year. A week is named by its Monday, in UTC.

    `changes`: by week, category and severity. `silenced`: versions without alerts, by week.
    `alerts`: those that were sent, by the week of their change. `delays`: seconds from a change
    to its alert's arrival, of the last deliveries, sorted.
    """

    weeks: tuple[date, ...]
    changes: Mapping[tuple[date, str, Severity], int]
    silenced: Mapping[date, int]
    alerts: Mapping[date, int]
    delays: tuple[float, ...]


def trends(database: Database, now: datetime) -> Trends:
    """Return the current figures."""
    this = monday(now)
    weeks = tuple(this - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1))
    since = datetime.combine(weeks[0], datetime.min.time(), now.tzinfo)
    with database.read() as session:
        return Trends(
            weeks=weeks,
            changes=_changes(session, since),
            silenced=_silenced(session, since),
            alerts=_sent(session, since),
            delays=_delays(session),
        )


def monday(at: datetime) -> date:
    """Return the Monday of a time's week."""
    return at.date() - timedelta(days=at.weekday())


def _changes(session: Session, since: datetime) -> Mapping[tuple[date, str, Severity], int]:
    columns = ChangeRow.detected_at, ChangeRow.category, ChangeRow.severity
    query = select(*columns).where(
        ChangeRow.detected_at >= since, ChangeRow.severity >= int(Severity.MINOR)
    )
    return Counter(
        (monday(at), category, Severity(severity))
        for at, category, severity in session.execute(query)
    )


def _silenced(session: Session, since: datetime) -> Mapping[date, int]:
    query = select(VersionRow.recorded_at).where(
        VersionRow.recorded_at >= since, VersionRow.reason.in_(_SILENT)
    )
    return Counter(monday(at) for at in session.scalars(query))


def _sent(session: Session, since: datetime) -> Mapping[date, int]:
    query = (
        select(ChangeRow.detected_at, func.count(OutboxRow.id))
        .join(OutboxRow, OutboxRow.change_id == ChangeRow.id)
        .where(ChangeRow.detected_at >= since, OutboxRow.status == "sent")
        .group_by(ChangeRow.id, ChangeRow.detected_at)
    )
    counts: Counter[date] = Counter()
    for at, count in session.execute(query):
        counts[monday(at)] += count
    return counts


def _delays(session: Session) -> tuple[float, ...]:
    latest = session.scalar(select(func.max(DeliveryRow.id))) or 0
    query = (
        select(OutboxRow.created_at, DeliveryRow.attempted_at)
        .join(DeliveryRow, DeliveryRow.outbox_id == OutboxRow.id)
        .where(
            DeliveryRow.id > latest - _DELIVERIES,
            DeliveryRow.outcome == "sent",
            OutboxRow.kind == MessageKind.ALERT,
        )
    )
    rows = session.execute(query)
    return tuple(sorted((sent_at - created_at).total_seconds() for created_at, sent_at in rows))
