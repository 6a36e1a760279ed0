"""Subscribers, how they are reached, and their subscriptions."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from monitor.audience import ChannelName, Frequency, MessageKind, Quiet, Subscriber, Subscription
from monitor.errors import ConfigurationError
from monitor.language import Language, about
from monitor.model import Severity
from monitor.operators import FORGOTTEN, operator_name
from monitor.parsing import Unreadable
from monitor.parsing.times import read_zone
from storage.database import Database
from storage.delivery.subscriber_rows import subscriber_of
from storage.tables.delivery import OutboxRow
from storage.tables.operators import OperatorActRow
from storage.tables.subscribers import SubscriberRow, SubscriptionRow
from storage.tables.watchlist import WatchMatchRow, WatchTermRow

_DIGEST_HOUR = 8
# An address that permanently refuses so many mails in a row gets no more.
_MOST_HARD_FAILURES = 3


class Subscribers:
    """Subscribers and their subscriptions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def welcome(
        self, chat_id: int, language: Language, now: datetime, thread_id: int = 0
    ) -> Subscriber:
        """Create or reactivate the subscriber of a chat or of a forum's topic."""
        with self._database.write() as session:
            row = _by_chat(session, chat_id, thread_id)
            if row is None:
                row = _new(language, now, chat_id=chat_id)
                row.thread_id = thread_id
                session.add(row)
            row.active = True
            session.flush()
            return subscriber_of(row)

    def of_chat(self, chat_id: int, thread_id: int = 0) -> Subscriber | None:
        """Return the subscriber of a chat or topic, if there is one."""
        with self._database.read() as session:
            row = _by_chat(session, chat_id, thread_id)
            return subscriber_of(row) if row else None

    def operator(self, chat_id: int, now: datetime) -> Subscriber:
        """Return the subscriber of an operator's chat; a new one is sent only reports."""
        with self._database.write() as session:
            row = _by_chat(session, chat_id, 0)
            if row is None:
                row = _new(Language.EN, now, chat_id=chat_id)
                row.active = False
                session.add(row)
            session.flush()
            return subscriber_of(row)

    def add_email(
        self, email: str, language: Language, timezone: str, hour: int, now: datetime
    ) -> Subscriber:
        """Add or update a subscriber by mail alone for an operator; they agreed elsewhere."""
        with self._database.write() as session:
            row = _by_email(session, email)
            if row is None:
                row = _new(language, now, email=email)
                session.add(row)
            row.language, row.timezone = language, timezone
            row.digest_hour, row.active, row.email_stopped = hour, True, ""
            session.flush()
            return subscriber_of(row)

    def add_relay(
        self, address: str, secret: str, language: Language, timezone: str, now: datetime
    ) -> Subscriber:
        """Add or update a team that is reached by chat tool or webhook, for an operator."""
        with self._database.write() as session:
            row = session.scalar(select(SubscriberRow).filter_by(relay=address, chat_id=None))
            if row is None:
                row = _new(language, now)
                session.add(row)
            row.relay, row.relay_secret = address, row.relay_secret or secret
            row.language, row.timezone, row.active = language, timezone, True
            session.flush()
            return subscriber_of(row)

    def set_addresses(self, subscriber_id: int, email: str, relay: str, secret: str) -> None:
        """Set a subscriber's other addresses for an operator; '' leaves one unchanged."""
        with self._database.write() as session:
            if email:
                session.execute(
                    update(SubscriberRow)
                    .where(SubscriberRow.email == email, SubscriberRow.id != subscriber_id)
                    .values(email=None)
                )
                _set(session, subscriber_id, email=email, email_stopped="")
            if relay:
                _set(session, subscriber_id, relay=relay, relay_secret=secret)

    def everyone(self) -> list[Subscriber]:
        """Return all subscribers, active or not."""
        with self._database.read() as session:
            query = select(SubscriberRow).order_by(SubscriberRow.id)
            return [subscriber_of(row) for row in session.scalars(query)]

    def get(self, subscriber_id: int) -> Subscriber | None:
        """Return one subscriber."""
        with self._database.read() as session:
            row = session.get(SubscriberRow, subscriber_id)
            return subscriber_of(row) if row else None

    def remove(self, subscriber_id: int) -> None:
        """Erase a subscriber with all their data and pending messages; their acts lose the name."""
        with self._database.write() as session:
            chat_id = session.scalar(select(SubscriberRow.chat_id).filter_by(id=subscriber_id))
            session.execute(delete(SubscriberRow).filter_by(id=subscriber_id))
            if chat_id is not None:
                own = update(OperatorActRow).filter_by(done_by=operator_name(chat_id))
                session.execute(own.values(done_by=FORGOTTEN))

    def deactivate(self, subscriber_id: int) -> None:
        """Send nothing more until the subscriber comes back."""
        with self._database.write() as session:
            _set(session, subscriber_id, active=False)

    def leave(self, chat_id: int) -> None:
        """Deactivate a chat and all its topics: the bot was blocked or removed."""
        with self._database.write() as session:
            session.execute(update(SubscriberRow).filter_by(chat_id=chat_id).values(active=False))

    def move_chat(self, old_id: int, new_id: int) -> None:
        """Move the subscribers of a group that became a supergroup to its new id.

        A subscriber that the new group already has keeps its own settings and also gets the
        old group's subscriptions.
        """
        with self._database.write() as session:
            for row in session.scalars(select(SubscriberRow).filter_by(chat_id=old_id)).all():
                newer = _by_chat(session, new_id, row.thread_id)
                if newer is None:
                    row.chat_id = new_id
                else:
                    _hand_over(session, row, newer)

    def set_language(self, subscriber_id: int, language: Language) -> None:
        """Set the language of the subscriber."""
        with self._database.write() as session:
            _set(session, subscriber_id, language=language)

    def set_timezone(self, subscriber_id: int, timezone: str) -> None:
        """Set the time zone of the subscriber's day; it must exist."""
        if isinstance(zone := read_zone(timezone), Unreadable):
            raise ConfigurationError(zone.reason)
        with self._database.write() as session:
            _set(session, subscriber_id, timezone=timezone)

    def set_min_severity(self, subscriber_id: int, min_severity: Severity) -> None:
        """Set the lowest severity to send, for subscriptions without their own."""
        with self._database.write() as session:
            _set(session, subscriber_id, min_severity=int(min_severity))

    def set_quiet(self, subscriber_id: int, quiet: Quiet | None, now: datetime) -> None:
        """Defer alerts in those hours; make deferred ones due now, to be decided again."""
        start, end = (quiet.start, quiet.end) if quiet else (None, None)
        passes = quiet is not None and quiet.major_passes
        with self._database.write() as session:
            _set(session, subscriber_id, quiet_start=start, quiet_end=end, quiet_passes=passes)
            _decide_again(session, subscriber_id, now)

    def set_names_pass_quiet(self, subscriber_id: int, passes: bool, now: datetime) -> None:  # noqa: FBT001 - the value that is set
        """Let changes that state an own name pass the quiet hours, or defer them, too."""
        with self._database.write() as session:
            _set(session, subscriber_id, names_pass_quiet=passes)
            _decide_again(session, subscriber_id, now)

    def set_digest(
        self,
        subscriber_id: int,
        *,
        frequency: Frequency | None = None,
        hour: int | None = None,
        empty: bool | None = None,
    ) -> None:
        """Set when digests come; a frequency applies to the mail and to digest subscriptions."""
        values = {"digest_frequency": frequency, "digest_hour": hour, "digest_empty": empty}
        with self._database.write() as session:
            _set(session, subscriber_id, **{k: v for k, v in values.items() if v is not None})
            if frequency:
                session.execute(
                    update(SubscriptionRow)
                    .where(
                        SubscriptionRow.subscriber_id == subscriber_id,
                        SubscriptionRow.frequency != Frequency.INSTANT,
                    )
                    .values(frequency=frequency)
                )

    def subscribe(
        self,
        subscriber_id: int,
        target: str,
        frequency: Frequency,
        min_severity: Severity | None = None,
    ) -> None:
        """Subscribe to a target; a second time changes the frequency and the severity."""
        with self._database.write() as session:
            row = SubscriptionRow(
                subscriber_id=subscriber_id,
                target=target,
                frequency=frequency,
                min_severity=min_severity,
            )
            session.merge(row)

    def unsubscribe(self, subscriber_id: int, target: str | None) -> int:
        """Remove the subscription to a target, or all of them; return how many there were."""
        query = select(SubscriptionRow).filter_by(subscriber_id=subscriber_id)
        query = query.filter_by(target=target) if target else query
        with self._database.write() as session:
            rows = session.scalars(query).all()
            for row in rows:
                session.delete(row)
            return len(rows)

    def subscriptions(self, subscriber_id: int) -> list[Subscription]:
        """Return a subscriber's subscriptions, ordered by target."""
        return self.subscriptions_of([subscriber_id]).get(subscriber_id, [])

    def subscriptions_of(self, ids: Iterable[int]) -> dict[int, list[Subscription]]:
        """Return the subscriptions of each of those subscribers, ordered by target."""
        query = (
            select(SubscriptionRow)
            .where(SubscriptionRow.subscriber_id.in_(list(ids)))
            .order_by(SubscriptionRow.target)
        )
        found: dict[int, list[Subscription]] = {}
        with self._database.read() as session:
            for row in session.scalars(query):
                found.setdefault(row.subscriber_id, []).append(_subscription(row))
        return found

    def mail_refused(self, subscriber_id: int, now: datetime) -> bool:
        """Count a mail that the address refused permanently; return whether mail stops now.

        When it stops, notify a subscriber who has a chat in Telegram.
        """
        with self._database.write() as session:
            row = session.get(SubscriberRow, subscriber_id)
            if row is None or not row.email:
                return False
            row.email_failures += 1
            if row.email_failures < _MOST_HARD_FAILURES:
                return False
            row.email_stopped, row.email_failures = row.email, 0
            row.email = None
            if row.chat_id is not None:
                session.add(_notice(row.id, now))
            return True

    def mail_taken(self, subscriber_id: int) -> None:
        """Reset the count of rejections: the address accepted a mail."""
        failed = update(SubscriberRow).where(
            SubscriberRow.id == subscriber_id, SubscriberRow.email_failures > 0
        )
        with self._database.write() as session:
            session.execute(failed.values(email_failures=0))

    def count(self) -> int:
        """Count the active subscribers."""
        with self._database.read() as session:
            query = select(func.count()).select_from(SubscriberRow).filter_by(active=True)
            return session.scalar(query) or 0


def _decide_again(session: Session, subscriber_id: int, now: datetime) -> None:
    """Make deferred alerts due now, so that the quiet hours are applied to them again."""
    deferred = update(OutboxRow).where(
        OutboxRow.subscriber_id == subscriber_id,
        OutboxRow.kind == MessageKind.ALERT,
        OutboxRow.status == "pending",
        OutboxRow.attempts == 0,
    )
    session.execute(deferred.values(due_at=now))


def _set(session: Session, subscriber_id: int, **values: object) -> None:
    """Set columns; do nothing for a subscriber who was erased meanwhile."""
    if values:
        session.execute(update(SubscriberRow).filter_by(id=subscriber_id).values(**values))


def _new(
    language: Language,
    now: datetime,
    *,
    chat_id: int | None = None,
    email: str | None = None,
) -> SubscriberRow:
    return SubscriberRow(
        language=language,
        # The zone of most subscribers with the language, until they set another.
        timezone=about(language)["zone"],
        digest_hour=_DIGEST_HOUR,
        chat_id=chat_id,
        email=email,
        created_at=now,
    )


def _notice(subscriber_id: int, now: datetime) -> OutboxRow:
    return OutboxRow(
        subscriber_id=subscriber_id,
        kind=MessageKind.EMAIL_STOPPED,
        channel=ChannelName.TELEGRAM,
        created_at=now,
        due_at=now,
    )


def _hand_over(session: Session, old: SubscriberRow, newer: SubscriberRow) -> None:
    """Move the old group's subscriptions, own names and pending messages to the newer one."""
    subscriptions_of_old = select(SubscriptionRow).filter_by(subscriber_id=old.id)
    for row in session.scalars(subscriptions_of_old).all():
        if session.get(SubscriptionRow, (newer.id, row.target)) is None:
            session.add(
                SubscriptionRow(
                    subscriber_id=newer.id,
                    target=row.target,
                    frequency=row.frequency,
                    min_severity=row.min_severity,
                )
            )
    for table in (WatchTermRow, WatchMatchRow):
        owned = update(table).where(table.subscriber_id == old.id)
        session.execute(owned.values(subscriber_id=newer.id))
    enqueued = select(OutboxRow.change_id).filter_by(subscriber_id=newer.id)
    known = set(session.scalars(enqueued))
    for pending in session.scalars(
        select(OutboxRow).filter_by(subscriber_id=old.id, status="pending")
    ).all():
        if pending.change_id not in known:
            pending.subscriber_id = newer.id
    session.flush()
    session.execute(delete(SubscriberRow).filter_by(id=old.id))


def _subscription(row: SubscriptionRow) -> Subscription:
    return Subscription(
        subscriber_id=row.subscriber_id,
        target=row.target,
        frequency=Frequency(row.frequency),
        min_severity=None if row.min_severity is None else Severity(row.min_severity),
    )


def _by_chat(session: Session, chat_id: int, thread_id: int) -> SubscriberRow | None:
    return session.scalar(select(SubscriberRow).filter_by(chat_id=chat_id, thread_id=thread_id))


def _by_email(session: Session, email: str) -> SubscriberRow | None:
    return session.scalar(select(SubscriberRow).filter_by(email=email))
