"""Requests that count against a host's quota, kept across restarts."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from monitor.source import Quota
from storage.database import Database
from storage.tables.sources import RequestRow

_KEPT = timedelta(days=1)


class Quotas:
    """The requests of the last day, by host."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, host: str, quota: Quota, now: datetime) -> datetime | None:
        """Count one request and return None, or return when the next one is allowed."""
        with self._database.write() as session:
            session.execute(delete(RequestRow).where(RequestRow.sent_at < now - _KEPT))
            for span, most in quota.limits:
                in_span = (RequestRow.host == host, RequestRow.sent_at > now - span)
                sent = session.scalar(select(func.count()).select_from(RequestRow).where(*in_span))
                if (sent or 0) >= most:
                    oldest = (
                        select(RequestRow.sent_at)
                        .where(*in_span)
                        .order_by(RequestRow.sent_at.desc())
                        .offset(most - 1)
                        .limit(1)
                    )
                    return session.scalars(oldest).one() + span
            session.add(RequestRow(host=host, sent_at=now))
        return None

    def release(self, host: str, counted_at: datetime) -> None:
        """Uncount the request that was counted then: it did not reach the host."""
        one = select(RequestRow.id).filter_by(host=host, sent_at=counted_at).limit(1)
        with self._database.write() as session:
            session.execute(delete(RequestRow).where(RequestRow.id.in_(one)))
