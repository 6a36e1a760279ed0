"""Messages that could not be sent, and relays that an operator pauses."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from monitor.audience import ChannelName, MessageKind
from monitor.language import Language
from storage.database import Database
from storage.delivery.outbox import Outbox
from storage.delivery.parked import ParkedMessages
from storage.delivery.relays import RelayCounts, Relays
from storage.delivery.subscribers import Subscribers
from storage.tables.delivery import DeliveryRow, OutboxRow
from storage.tables.subscribers import SubscriberRow

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
Attempts = tuple[tuple[str, str], ...]


@pytest.fixture
def reader(database: Database) -> int:
    """A reader with a team chat."""
    found = Subscribers(database).welcome(1, Language.EN, NOW)
    with database.write() as session:
        session.get_one(SubscriberRow, found.id).relay = "https://hooks.slack.com/services/T/B/x"
    return found.id


def message(
    database: Database,
    reader: int,
    attempts: Attempts,
    channel: ChannelName = ChannelName.RELAY,
    kind: MessageKind = MessageKind.REMINDER,
) -> int:
    """A message with these attempts, an hour apart; its status is the outcome of the last."""
    status = attempts[-1][0] if attempts else "pending"
    row = OutboxRow(
        subscriber_id=reader, kind=kind, channel=channel, created_at=NOW, due_at=NOW,
        status="pending" if status == "failed" else status, attempts=len(attempts),
    )  # fmt: skip
    with database.write() as session:
        session.add(row)
        session.flush()
        session.add_all(
            DeliveryRow(outbox_id=row.id, attempted_at=NOW + HOUR * n, outcome=outcome, error=error)
            for n, (outcome, error) in enumerate(attempts)
        )
        return row.id


def test_a_message_is_parked_for_the_reason_of_its_last_attempt(
    database: Database, reader: int
) -> None:
    parked = ParkedMessages(database)
    gone = message(database, reader, (("failed", "busy"), ("dead", "gone")))
    message(database, reader, (("failed", "busy"),))
    message(database, reader, (("sent", ""),))

    assert [(one.id, one.error) for one in parked.latest(5)] == [(gone, "gone")]
    assert parked.latest(5, before=gone) == []
    assert [(one.error, one.count) for one in parked.causes()] == [("gone", 1)]
    assert parked.ids_of("relay", "gone", 5) == [gone]
    assert parked.ids_of("telegram", "gone", 5) == []
    assert parked.count() == 1


def test_it_is_due_again_as_if_it_were_never_tried(database: Database, reader: int) -> None:
    parked, outbox = ParkedMessages(database), Outbox(database)
    gone = message(database, reader, (("dead", "gone"),))
    digest = message(database, reader, (("dead", "gone"),), kind=MessageKind.DIGEST)

    assert parked.retry([gone, digest], NOW) == [gone]
    assert parked.retry([gone], NOW) == []
    (pending,) = outbox.claim([ChannelName.RELAY], NOW, 5)
    assert (pending.id, pending.attempts) == (gone, 0)


def test_it_is_dropped_once_and_comes_back_as_it_was(database: Database, reader: int) -> None:
    parked = ParkedMessages(database)
    gone = message(database, reader, (("dead", "gone"),))
    sent = message(database, reader, (("sent", ""),))

    assert parked.drop([gone, sent], NOW) == [gone]
    assert parked.drop([gone], NOW) == []
    assert parked.count() == 0
    assert parked.restore([gone, sent]) == [gone]
    assert [one.error for one in parked.latest(5)] == ["gone"]


def test_a_relay_fails_since_its_first_failure_after_a_success(
    database: Database, reader: int
) -> None:
    relays = Relays(database)
    message(database, reader, (("failed", "old"), ("sent", "")))
    assert relays.counts() == RelayCounts(1, 0, 0)
    message(
        database, reader, (("failed", "old"), ("failed", "old"), ("failed", "x"), ("dead", "y"))
    )
    message(database, reader, (("failed", "z"),), ChannelName.TELEGRAM)
    (one,) = relays.all()

    assert (one.kind, one.host) == ("slack", "hooks.slack.com/…")
    assert (one.sent_at, one.failing_since) == (NOW + HOUR, NOW + 2 * HOUR)
    assert (one.error, one.waiting) == ("y", 0)


def test_a_paused_relay_keeps_what_is_for_it_and_no_more(database: Database, reader: int) -> None:
    relays, outbox = Relays(database), Outbox(database)
    kept = message(database, reader, ())
    code = message(database, reader, (), kind=MessageKind.CONFIRMATION)
    chat = message(database, reader, (), ChannelName.TELEGRAM)
    both = [ChannelName.RELAY, ChannelName.TELEGRAM]

    assert relays.pause(reader, NOW)
    assert not relays.pause(reader, NOW)
    assert relays.counts() == RelayCounts(1, 0, 1)
    assert [one.id for one in outbox.claim(both, NOW, 5)] == [code, chat]
    assert relays.resume(reader)
    assert not relays.resume(reader)
    assert [one.id for one in outbox.claim(both, NOW, 5)] == [kept]


def test_what_waits_for_a_paused_relay_is_not_due(database: Database, reader: int) -> None:
    outbox = Outbox(database)
    message(database, reader, ())
    Relays(database).pause(reader, NOW)

    assert outbox.oldest(NOW) is None
    assert outbox.waiting(NOW) == {}
    assert outbox.due_channels(list(ChannelName), NOW) == []


def test_who_has_no_relay_has_none_to_pause(database: Database, reader: int) -> None:
    with database.write() as session:
        session.execute(update(SubscriberRow).values(relay=""))

    assert not Relays(database).pause(reader, NOW)
    assert Relays(database).all() == []
