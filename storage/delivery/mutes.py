"""Targets that subscribers muted for a time."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from monitor.audience import MessageKind, Mute
from storage.database import Database
from storage.tables.changes import ChangeRow
from storage.tables.delivery import DigestItemRow, OutboxRow
from storage.tables.subscribers import MuteRow


class Mutes:
    """Mutes; an expired one has no effect."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def mute(self, subscriber_id: int, target: str, until: datetime) -> None:
        """Mute a target until then; of a source, delete what is pending, but no own name."""
        of_source = select(ChangeRow.id).filter_by(source_id=target)
        with self._database.write() as session:
            session.merge(MuteRow(subscriber_id=subscriber_id, target=target, until=until))
            session.execute(
                delete(OutboxRow).where(
                    OutboxRow.subscriber_id == subscriber_id,
                    OutboxRow.kind == MessageKind.ALERT,
                    OutboxRow.status == "pending",
                    OutboxRow.named.is_(False),
                    OutboxRow.change_id.in_(of_source),
                )
            )
            session.execute(
                delete(DigestItemRow).where(
                    DigestItemRow.subscriber_id == subscriber_id,
                    DigestItemRow.digest_id.is_(None),
                    DigestItemRow.change_id.in_(of_source),
                )
            )

    def unmute(self, subscriber_id: int, target: str) -> bool:
        """Unmute a target; return whether it was muted."""
        with self._database.write() as session:
            row = session.get(MuteRow, (subscriber_id, target))
            if row is not None:
                session.delete(row)
            return row is not None

    def of(self, subscriber_id: int, now: datetime) -> list[Mute]:
        """Return the mutes in force, ordered by target."""
        query = (
            select(MuteRow)
            .where(MuteRow.subscriber_id == subscriber_id, MuteRow.until > now)
            .order_by(MuteRow.target)
        )
        with self._database.read() as session:
            return [Mute(target=row.target, until=row.until) for row in session.scalars(query)]


def who_muted(session: Session, targets: frozenset[str], now: datetime) -> frozenset[int]:
    """Return the subscribers who have one of the targets muted now."""
    query = select(MuteRow.subscriber_id).where(MuteRow.target.in_(targets), MuteRow.until > now)
    return frozenset(session.scalars(query))
