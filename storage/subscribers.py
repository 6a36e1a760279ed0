"""Sellers and what they want to hear of."""

import secrets
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from monitor.model import (
    ChannelName,
    Language,
    OwedKind,
    Rhythm,
    Subscriber,
    Subscription,
)
from storage.database import Database
from storage.rows import subscriber_of
from storage.tables import OutboxRow, SubscriberRow, SubscriptionRow

_DIGEST_HOUR = 8
_CODE_HOLDS = timedelta(minutes=30)
_CODE_TRIES = 5
# The zone of most readers of each language, until they say otherwise.
_ZONES = {Language.ZH: "Asia/Shanghai", Language.EN: "UTC"}


class Subscribers:
    """Subscribers and their subscriptions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def welcome(self, chat_id: int, language: Language, now: datetime) -> Subscriber:
        """The subscriber of a chat, made or woken up."""
        with self._database.write() as session:
            row = _by_chat(session, chat_id)
            if row is None:
                row = _new(language, now, chat_id=chat_id)
                session.add(row)
            row.active = True
            session.flush()
            return subscriber_of(row)

    def of_chat(self, chat_id: int) -> Subscriber | None:
        """The subscriber of a chat, if there is one."""
        with self._database.read() as session:
            row = _by_chat(session, chat_id)
            return subscriber_of(row) if row else None

    def add_email(
        self, email: str, language: Language, timezone: str, hour: int, now: datetime
    ) -> Subscriber:
        """An operator's entry for a reader by mail alone, who agreed elsewhere."""
        with self._database.write() as session:
            row = _by_email(session, email)
            if row is None:
                row = _new(language, now, email=email)
                session.add(row)
            row.language, row.timezone, row.digest_hour, row.active = (
                language,
                timezone,
                hour,
                True,
            )
            session.flush()
            return subscriber_of(row)

    def everyone(self) -> list[Subscriber]:
        """All subscribers, active or not."""
        with self._database.read() as session:
            query = select(SubscriberRow).order_by(SubscriberRow.id)
            return [subscriber_of(row) for row in session.scalars(query)]

    def get(self, subscriber_id: int) -> Subscriber | None:
        """One subscriber."""
        with self._database.read() as session:
            row = session.get(SubscriberRow, subscriber_id)
            return subscriber_of(row) if row else None

    def remove(self, subscriber_id: int) -> None:
        """Erase a subscriber with all that is owed to him."""
        with self._database.write() as session:
            session.execute(delete(SubscriberRow).filter_by(id=subscriber_id))

    def deactivate(self, subscriber_id: int) -> None:
        """Send nothing more until the subscriber comes back."""
        with self._database.write() as session:
            session.get_one(SubscriberRow, subscriber_id).active = False

    def move_chat(self, subscriber_id: int, chat_id: int) -> None:
        """A group became a supergroup and has a new id."""
        with self._database.write() as session:
            session.get_one(SubscriberRow, subscriber_id).chat_id = chat_id

    def set_language(self, subscriber_id: int, language: Language) -> None:
        """Speak that language from now on."""
        with self._database.write() as session:
            session.get_one(SubscriberRow, subscriber_id).language = language

    def set_timezone(self, subscriber_id: int, timezone: str) -> None:
        """Count the subscriber's day in that zone; it must exist."""
        ZoneInfo(timezone)
        with self._database.write() as session:
            session.get_one(SubscriberRow, subscriber_id).timezone = timezone

    def subscribe(self, subscriber_id: int, target: str, rhythm: Rhythm) -> None:
        """Want a target; a second time changes the rhythm."""
        with self._database.write() as session:
            row = SubscriptionRow(subscriber_id=subscriber_id, target=target, rhythm=rhythm)
            session.merge(row)

    def unsubscribe(self, subscriber_id: int, target: str | None) -> int:
        """Want a target no more, or none at all; how many there were."""
        query = select(SubscriptionRow).filter_by(subscriber_id=subscriber_id)
        query = query.filter_by(target=target) if target else query
        with self._database.write() as session:
            rows = session.scalars(query).all()
            for row in rows:
                session.delete(row)
            return len(rows)

    def subscriptions(self, subscriber_id: int) -> list[Subscription]:
        """What a subscriber wants, by target."""
        query = (
            select(SubscriptionRow)
            .filter_by(subscriber_id=subscriber_id)
            .order_by(SubscriptionRow.target)
        )
        with self._database.read() as session:
            return [
                Subscription(
                    subscriber_id=row.subscriber_id,
                    target=row.target,
                    rhythm=Rhythm(row.rhythm),
                )
                for row in session.scalars(query)
            ]

    def ask_email(self, subscriber_id: int, email: str, now: datetime) -> None:
        """Owe a mail with a code to an address that a subscriber named."""
        with self._database.write() as session:
            row = session.get_one(SubscriberRow, subscriber_id)
            row.email_pending = email
            row.email_code = f"{secrets.randbelow(1_000_000):06d}"
            row.email_code_until = now + _CODE_HOLDS
            row.email_code_tries = 0
            session.add(
                OutboxRow(
                    subscriber_id=subscriber_id,
                    kind=OwedKind.CONFIRMATION,
                    channel=ChannelName.EMAIL,
                    created_at=now,
                    due_at=now,
                )
            )

    def pending_email(self, subscriber_id: int) -> tuple[str, str]:
        """The address that waits for its code, and the code; empty when none waits."""
        with self._database.read() as session:
            row = session.get_one(SubscriberRow, subscriber_id)
            return row.email_pending, row.email_code

    def confirm_email(self, subscriber_id: int, code: str, now: datetime) -> str | None:
        """The address, confirmed; None for a wrong, worn out or stale code."""
        with self._database.write() as session:
            row = session.get_one(SubscriberRow, subscriber_id)
            row.email_code_tries += 1
            fresh = row.email_code_until is not None and now <= row.email_code_until
            right = bool(row.email_code) and secrets.compare_digest(row.email_code, code)
            if not (fresh and right and row.email_code_tries <= _CODE_TRIES):
                return None
            owner = _by_email(session, row.email_pending)
            if owner is not None and owner.id != row.id:
                owner.email = None
                session.flush()
            row.email, row.email_pending, row.email_code = row.email_pending, "", ""
            return row.email

    def drop_email(self, subscriber_id: int) -> None:
        """Send no more mail."""
        with self._database.write() as session:
            row = session.get_one(SubscriberRow, subscriber_id)
            row.email, row.email_pending, row.email_code = None, "", ""

    def count(self) -> int:
        """How many active subscribers there are."""
        with self._database.read() as session:
            query = select(func.count()).select_from(SubscriberRow).filter_by(active=True)
            return session.scalar(query) or 0


def _new(
    language: Language,
    now: datetime,
    *,
    chat_id: int | None = None,
    email: str | None = None,
) -> SubscriberRow:
    return SubscriberRow(
        language=language,
        timezone=_ZONES[language],
        digest_hour=_DIGEST_HOUR,
        chat_id=chat_id,
        email=email,
        created_at=now,
    )


def _by_chat(session: Session, chat_id: int) -> SubscriberRow | None:
    return session.scalar(select(SubscriberRow).filter_by(chat_id=chat_id))


def _by_email(session: Session, email: str) -> SubscriberRow | None:
    return session.scalar(select(SubscriberRow).filter_by(email=email))
