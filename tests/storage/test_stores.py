"""Subscribers, outbox, digests and jobs keep their promises on both databases."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert

from monitor.model import (
    ChannelName,
    Coverage,
    Digest,
    Language,
    Outcome,
    Owed,
    OwedKind,
    Rhythm,
    Subscriber,
)
from monitor.ports import Result
from storage.database import Database
from storage.digests import Digests
from storage.jobs import CrawlJobs, Origin
from storage.outbox import LEASE, Outbox
from storage.subscribers import Subscribers
from storage.tables import OutboxRow

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
TELEGRAM = [ChannelName.TELEGRAM]


@pytest.fixture
def subscribers(database: Database) -> Subscribers:
    return Subscribers(database)


@pytest.fixture
def reader(subscribers: Subscribers) -> Subscriber:
    return subscribers.welcome(4711, Language.ZH, NOW)


def owe(database: Database, reader: Subscriber, count: int = 1) -> None:
    row = {
        "subscriber_id": reader.id,
        "kind": OwedKind.CONFIRMATION,
        "channel": ChannelName.TELEGRAM,
        "created_at": NOW,
        "due_at": NOW,
    }
    with database.write() as session:
        session.execute(insert(OutboxRow), [row] * count)


def claim_one(outbox: Outbox, at: datetime) -> Owed:
    (owed,) = outbox.claim(TELEGRAM, at, 10)
    return owed


def test_a_chat_is_one_subscriber_however_often_it_starts(
    subscribers: Subscribers, reader: Subscriber
):
    assert subscribers.welcome(4711, Language.EN, NOW) == reader
    assert reader.timezone == "Asia/Shanghai"


def test_subscribing_twice_changes_the_rhythm(subscribers: Subscribers, reader: Subscriber):
    subscribers.subscribe(reader.id, "customs-border", Rhythm.INSTANT)
    subscribers.subscribe(reader.id, "customs-border", Rhythm.DAILY)

    assert [s.rhythm for s in subscribers.subscriptions(reader.id)] == [Rhythm.DAILY]
    assert subscribers.unsubscribe(reader.id, "customs-border") == 1
    assert subscribers.unsubscribe(reader.id, None) == 0


def test_an_address_counts_only_with_its_code(subscribers: Subscribers, reader: Subscriber):
    subscribers.ask_email(reader.id, "li@example.org", NOW)
    address, code = subscribers.pending_email(reader.id)
    wrong = "000000" if code != "000000" else "111111"

    assert address == "li@example.org"
    assert subscribers.confirm_email(reader.id, wrong, NOW) is None
    assert subscribers.confirm_email(reader.id, code, NOW + timedelta(hours=1)) is None
    assert subscribers.confirm_email(reader.id, code, NOW) == "li@example.org"
    assert subscribers.confirm_email(reader.id, code, NOW) is None


def test_a_code_cannot_be_guessed_by_trying(subscribers: Subscribers, reader: Subscriber):
    subscribers.ask_email(reader.id, "li@example.org", NOW)
    _, code = subscribers.pending_email(reader.id)
    for _ in range(5):
        subscribers.confirm_email(reader.id, "abcdef", NOW)

    assert subscribers.confirm_email(reader.id, code, NOW) is None


def test_removing_a_subscriber_removes_what_is_owed(
    database: Database, subscribers: Subscribers, reader: Subscriber
):
    owe(database, reader)
    subscribers.subscribe(reader.id, "customs-border", Rhythm.INSTANT)
    subscribers.remove(reader.id)

    assert subscribers.everyone() == []
    assert Outbox(database).claim(TELEGRAM, NOW, 10) == []


def test_a_claimed_message_is_nobody_else_s_until_its_lease_ends(
    database: Database, reader: Subscriber
):
    owe(database, reader)
    outbox = Outbox(database)
    claim_one(outbox, NOW)

    assert outbox.claim(TELEGRAM, NOW, 10) == []
    assert outbox.claim(TELEGRAM, NOW + LEASE + timedelta(seconds=1), 10) != []


def test_a_message_of_a_channel_that_is_off_is_not_claimed(database: Database, reader: Subscriber):
    owe(database, reader)

    assert Outbox(database).claim([ChannelName.EMAIL], NOW, 10) == []
    assert Outbox(database).waiting(NOW) == {ChannelName.TELEGRAM: 1}


def test_a_sent_message_is_never_claimed_again(database: Database, reader: Subscriber):
    owe(database, reader)
    outbox = Outbox(database)
    outbox.sent(claim_one(outbox, NOW), "17", NOW)

    assert outbox.claim(TELEGRAM, NOW + timedelta(days=9), 10) == []
    assert outbox.counts() == {"sent": 1}


def test_a_refused_message_comes_back_later_and_later_then_dies(
    database: Database, reader: Subscriber
):
    owe(database, reader)
    outbox = Outbox(database)
    at, waits = NOW, []
    while outbox.counts() == {"pending": 1}:
        outbox.later(claim_one(outbox, at), "Telegram cannot be reached", at)
        step = timedelta(seconds=15)
        begin = at
        while outbox.counts() == {"pending": 1} and not outbox.waiting(at):
            at += step
            step *= 2
        waits.append(at - begin)

    assert outbox.counts() == {"dead": 1}
    assert waits[1] < waits[5]


def test_two_claims_at_once_share_the_work(database: Database, reader: Subscriber):
    owe(database, reader, 10)
    outbox = Outbox(database)
    first = {owed.id for owed in outbox.claim(TELEGRAM, NOW, 6)}
    second = {owed.id for owed in outbox.claim(TELEGRAM, NOW, 6)}

    assert (len(first), len(second), first & second) == (6, 4, set())


def test_a_digest_is_made_once_a_day(database: Database, reader: Subscriber):
    digests = Digests(database)
    made = Digest(
        subscriber_id=reader.id,
        local_date=date(2026, 3, 1),
        since=NOW - timedelta(days=1),
        until=NOW,
        groups=(),
        coverage=Coverage(watched=0, checked=0, failing=()),
    )

    assert digests.make(made, ChannelName.TELEGRAM, NOW)
    assert not digests.make(made, ChannelName.TELEGRAM, NOW)
    assert digests.last_until(reader.id) == NOW
    assert len(Outbox(database).claim(TELEGRAM, NOW, 10)) == 1


def test_a_source_has_one_open_check(database: Database):
    jobs = CrawlJobs(database)
    first = jobs.enqueue(["a", "b"], Origin.DUE, NOW)

    assert jobs.enqueue(["b", "c"], Origin.CHAT, NOW)[0] == first[1]
    assert [job.source_id for job in jobs.queued()] == ["c", "a", "b"]


def test_a_check_is_run_by_one_runner_and_saved_from_a_dead_one(database: Database):
    jobs = CrawlJobs(database)
    ids = jobs.enqueue(["a"], Origin.DUE, NOW)

    assert jobs.start(ids, "one", NOW) == ids
    assert jobs.start(ids, "two", NOW) == []
    assert jobs.requeue("one") == 1
    assert jobs.start(ids, "two", NOW) == ids


def test_a_finished_check_tells_what_it_came_to(database: Database):
    jobs = CrawlJobs(database)
    ids = jobs.enqueue(["a"], Origin.CHAT, NOW)
    result = Result(source_id="a", outcome=Outcome.CHANGED, version=2, change=1)
    jobs.finish(result, NOW)

    assert jobs.get(ids)[0].result == result
    assert jobs.last_of("a", Origin.CHAT, NOW - timedelta(minutes=1)) is not None
    assert jobs.last_of("a", Origin.CHAT, NOW) is None
    jobs.forget_done(NOW + timedelta(days=2), timedelta(days=1))
    assert jobs.get(ids) == []
