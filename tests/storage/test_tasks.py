"""Tasks on both databases: done, taken, reminded of once, exported and erased with their owner."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from monitor.audience import ChannelName, MessageKind, Subscriber
from monitor.language import Language
from monitor.model import Severity
from monitor.tasks import ChangeTask
from monitor.watchlist import NameMatch, TermKind, WatchTerm
from storage.database import Database
from storage.delivery.watchlists import MatchRecord, record_matches
from storage.stores import Stores
from storage.tables.changes import ChangeRow
from storage.tables.delivery import DeliveryRow, OutboxRow

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)


@pytest.fixture
def stores(database: Database) -> Stores:
    return Stores(database)


@pytest.fixture
def seller(stores: Stores) -> Subscriber:
    return stores.subscribers.welcome(4711, Language.ZH, NOW)


def alert(
    stores: Stores,
    subscriber: Subscriber,
    number: int,
    *,
    severity: Severity = Severity.MAJOR,
    age: int = 0,
    due: str = "",
    status: str = "sent",
) -> int:
    """A change that the subscriber was alerted of."""
    at = NOW - timedelta(days=age)
    row = {
        "id": number, "source_id": "rules", "category": "platform-policy", "kind": "content", "detected_at": at,
        "severity": int(severity), "summary": "s", "title": "t", "url": "", "topics": [], "reasons": [],
        "dates": [["deadline", due]] if due else [], "edits": [], "to_version": 1,
    }  # fmt: skip
    sent = {
        "subscriber_id": subscriber.id, "kind": MessageKind.ALERT, "channel": ChannelName.TELEGRAM,
        "change_id": number, "status": status, "created_at": at, "due_at": at,
    }  # fmt: skip
    with stores.database.write() as session:
        session.execute(insert(ChangeRow), [row])
        outbox_id = session.scalar(insert(OutboxRow).values(sent).returning(OutboxRow.id))
        receipt = {
            "outbox_id": outbox_id,
            "attempted_at": at,
            "outcome": "sent",
            "receipt": f"9{number},9",
        }
        session.execute(insert(DeliveryRow), [receipt])
    return number


def open_ids(stores: Stores, subscriber: Subscriber) -> list[int]:
    return [change.id for change, _ in stores.tasks.open(subscriber.id, NOW)]


def test_alerts_are_open_until_done(stores: Stores, seller: Subscriber) -> None:
    for number, level in ((1, Severity.MAJOR), (2, Severity.URGENT), (3, Severity.MINOR)):
        alert(stores, seller, number, severity=level)
    alert(stores, seller, 4, status="pending")
    alert(stores, seller, 5, age=70)
    alert(stores, seller, 6, age=70, due="2026-12-10")
    assert open_ids(stores, seller) == [2, 6, 1]

    done = stores.tasks.finish(seller.id, 2, "Li", NOW)
    stores.tasks.finish(seller.id, 2, "Wang", NOW)
    stores.feedback.note(6, seller.id, useful=False, now=NOW)
    assert (
        done
        == stores.tasks.get(seller.id, 2)
        == ChangeTask(change_id=2, is_done=True, done_by="Li")
    )
    assert open_ids(stores, seller) == [1]
    stores.feedback.withdraw(6, seller.id)
    assert not stores.tasks.reopen(seller.id, 2).is_done
    assert open_ids(stores, seller) == [2, 6, 1]


def test_an_own_name_is_open_however_mild_and_stands_first(
    stores: Stores, seller: Subscriber
) -> None:
    term = WatchTerm(TermKind.SHOP, "Moonveil Official")
    name = stores.watchlists.add(seller.id, term, NOW)
    assert name is not None
    for number, severity in ((1, Severity.MINOR), (2, Severity.MINOR), (3, Severity.URGENT)):
        alert(stores, seller, number, severity=severity)
    with stores.database.write() as session:
        record_matches(
            session, [MatchRecord(name.id, seller.id, 1, NameMatch(term=term, quote="Moonveil"))]
        )

    assert open_ids(stores, seller) == [1, 3]


def test_an_alert_by_several_channels_is_one(stores: Stores, seller: Subscriber) -> None:
    alert(stores, seller, 1)
    again = {
        "subscriber_id": seller.id, "kind": MessageKind.ALERT, "channel": ChannelName.RELAY, "change_id": 1,
        "status": "sent", "created_at": NOW, "due_at": NOW,
    }  # fmt: skip
    with stores.database.write() as session:
        session.execute(insert(OutboxRow), [again])

    assert open_ids(stores, seller) == [1]


def test_the_first_who_takes_it_has_it(stores: Stores, seller: Subscriber) -> None:
    alert(stores, seller, 1)
    assert stores.tasks.take(seller.id, 1, "Li").taken_by == "Li"
    assert stores.tasks.take(seller.id, 1, "Wang").taken_by == "Li"
    ((_, task),) = stores.tasks.open(seller.id, NOW)
    assert task.taken_by == "Li"
    assert stores.tasks.release(seller.id, 1).taken_by == ""


def test_a_reminder_is_enqueued_once_when_it_is_due(stores: Stores, seller: Subscriber) -> None:
    alert(stores, seller, 1)
    stores.tasks.remind(seller.id, 1, NOW + timedelta(days=3))
    assert stores.tasks.enqueue_reminders(NOW) == 0
    later = NOW + timedelta(days=3)
    assert stores.tasks.enqueue_reminders(later) == 1
    assert stores.tasks.enqueue_reminders(later) == 0
    (pending,) = stores.outbox.claim([ChannelName.TELEGRAM], later, 10)

    assert (pending.kind, pending.reminds_of, pending.change_id) == (MessageKind.REMINDER, 1, None)
    assert stores.tasks.receipt(seller.id, 1) == "91"
    assert stores.tasks.receipt(seller.id, 2) == ""


def test_what_is_done_or_cancelled_is_not_reminded_of(stores: Stores, seller: Subscriber) -> None:
    for number in (1, 2):
        alert(stores, seller, number)
        stores.tasks.remind(seller.id, number, NOW)
    stores.tasks.finish(seller.id, 1, "", NOW)
    stores.tasks.remind(seller.id, 2, None)

    assert stores.tasks.enqueue_reminders(NOW + timedelta(days=1)) == 0


def test_a_second_reminder_of_one_change_comes_too(stores: Stores, seller: Subscriber) -> None:
    alert(stores, seller, 1)
    for day in (1, 2):
        at = NOW + timedelta(days=day)
        stores.tasks.remind(seller.id, 1, at)
        assert stores.tasks.enqueue_reminders(at) == 1


def test_tasks_are_exported_and_erased(stores: Stores, seller: Subscriber) -> None:
    alert(stores, seller, 1)
    stores.tasks.take(seller.id, 1, "Li")
    stores.tasks.remind(seller.id, 1, NOW)
    stores.tasks.enqueue_reminders(NOW)
    (task,) = stores.personal.of(seller.id)["tasks"]
    assert (task["change_id"], task["taken_by"], task["state"]) == (1, "Li", "open")
    stores.subscribers.remove(seller.id)

    assert not any(stores.personal.of(seller.id).values())


def test_nobody_sees_the_tasks_of_another(stores: Stores, seller: Subscriber) -> None:
    alert(stores, seller, 1)
    other = stores.subscribers.welcome(4712, Language.EN, NOW)
    stores.tasks.finish(other.id, 1, "", NOW)

    assert stores.tasks.open(other.id, NOW) == []
    assert open_ids(stores, seller) == [1]
