"""Subscribers, outbox, digests and jobs keep their promises on both databases."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select

from monitor.audience import ChannelName, Frequency, MessageKind, PendingMessage, Subscriber
from monitor.digest import Period
from monitor.language import Language
from storage.database import Database
from storage.delivery.announcements import Announcements
from storage.delivery.confirmations import Confirmations
from storage.delivery.digests import Digests, Planned
from storage.delivery.mutes import Mutes
from storage.delivery.outbox import LEASE, Outbox
from storage.delivery.personal_data import PersonalData
from storage.delivery.subscribers import Subscribers
from storage.jobs.crawl_jobs import CrawlJobs
from storage.keys import Keys
from storage.tables.delivery import DeliveryRow, OutboxRow

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
TELEGRAM = [ChannelName.TELEGRAM]
MAIL = ChannelName.EMAIL


@pytest.fixture
def subscribers(database: Database) -> Subscribers:
    return Subscribers(database)


@pytest.fixture
def subscriber(subscribers: Subscribers) -> Subscriber:
    return subscribers.welcome(4711, Language.ZH, NOW)


def enqueue(database: Database, subscriber: Subscriber, count: int = 1) -> None:
    row = {
        "subscriber_id": subscriber.id,
        "kind": MessageKind.CONFIRMATION,
        "channel": ChannelName.TELEGRAM,
        "created_at": NOW,
        "due_at": NOW,
    }
    with database.write() as session:
        session.execute(insert(OutboxRow), [row] * count)


def claim_one(outbox: Outbox, at: datetime) -> PendingMessage:
    (pending,) = outbox.claim(TELEGRAM, at, 10)
    return pending


def test_a_chat_is_one_subscriber_however_often_it_starts(
    subscribers: Subscribers, subscriber: Subscriber
) -> None:
    assert subscribers.welcome(4711, Language.EN, NOW) == subscriber
    assert subscriber.timezone == "Asia/Shanghai"


def test_subscribing_twice_changes_the_rhythm(
    subscribers: Subscribers, subscriber: Subscriber
) -> None:
    subscribers.subscribe(subscriber.id, "customs-border", Frequency.INSTANT)
    subscribers.subscribe(subscriber.id, "customs-border", Frequency.DAILY)

    assert [s.frequency for s in subscribers.subscriptions(subscriber.id)] == [Frequency.DAILY]
    assert subscribers.unsubscribe(subscriber.id, "customs-border") == 1
    assert subscribers.unsubscribe(subscriber.id, None) == 0


def test_an_address_counts_only_with_its_code(database: Database, subscriber: Subscriber) -> None:
    confirmations = Confirmations(database)
    confirmations.request_code(subscriber.id, MAIL, "li@example.org", NOW)
    pending = confirmations.unconfirmed(subscriber.id, MAIL)
    assert pending is not None
    wrong = "000000" if pending.code != "000000" else "111111"

    assert pending.address == "li@example.org"
    assert confirmations.confirm(subscriber.id, MAIL, wrong, NOW) is None
    assert (
        confirmations.confirm(subscriber.id, MAIL, pending.code, NOW + timedelta(hours=1)) is None
    )
    assert confirmations.confirm(subscriber.id, MAIL, pending.code, NOW) == "li@example.org"
    assert confirmations.confirm(subscriber.id, MAIL, pending.code, NOW) is None
    assert confirmations.recent_requests(subscriber.id, NOW) == 1


def test_a_code_cannot_be_guessed_by_trying(database: Database, subscriber: Subscriber) -> None:
    confirmations = Confirmations(database)
    confirmations.request_code(subscriber.id, MAIL, "li@example.org", NOW)
    pending = confirmations.unconfirmed(subscriber.id, MAIL)
    assert pending is not None
    for _ in range(5):
        confirmations.confirm(subscriber.id, MAIL, "abcdef", NOW)

    assert confirmations.confirm(subscriber.id, MAIL, pending.code, NOW) is None


def test_an_address_belongs_to_who_proved_it_last(
    database: Database, subscribers: Subscribers, subscriber: Subscriber
) -> None:
    other = subscribers.add_email("li@example.org", Language.EN, "UTC", 8, NOW)
    confirmations = Confirmations(database)
    confirmations.request_code(subscriber.id, MAIL, "li@example.org", NOW)
    pending = confirmations.unconfirmed(subscriber.id, MAIL)
    assert pending is not None
    confirmations.confirm(subscriber.id, MAIL, pending.code, NOW)

    assert [s.email for s in subscribers.everyone()] == ["li@example.org", ""]
    assert subscribers.get(other.id) is not None


def test_an_address_that_refuses_three_times_in_a_row_is_given_up(
    database: Database, subscribers: Subscribers, subscriber: Subscriber
) -> None:
    subscribers.set_addresses(subscriber.id, "li@example.org", "", "")
    assert not subscribers.mail_refused(subscriber.id, NOW)
    assert not subscribers.mail_refused(subscriber.id, NOW)
    subscribers.mail_taken(subscriber.id)
    assert [subscribers.mail_refused(subscriber.id, NOW) for _ in range(3)] == [False, False, True]
    known = subscribers.get(subscriber.id)

    assert known is not None
    assert (known.email, known.email_stopped) == ("", "li@example.org")
    assert claim_one(Outbox(database), NOW).kind is MessageKind.EMAIL_STOPPED


def test_removing_a_subscriber_removes_what_is_owed(
    database: Database, subscribers: Subscribers, subscriber: Subscriber
) -> None:
    enqueue(database, subscriber)
    subscribers.subscribe(subscriber.id, "customs-border", Frequency.INSTANT)
    subscribers.remove(subscriber.id)

    assert subscribers.everyone() == []
    assert Outbox(database).claim(TELEGRAM, NOW, 10) == []


def test_a_claimed_message_is_nobody_else_s_until_its_lease_ends(
    database: Database, subscriber: Subscriber
) -> None:
    enqueue(database, subscriber)
    outbox = Outbox(database)
    claim_one(outbox, NOW)

    assert outbox.claim(TELEGRAM, NOW, 10) == []
    assert outbox.claim(TELEGRAM, NOW + LEASE + timedelta(seconds=1), 10) != []


def test_a_message_of_a_channel_that_is_off_is_not_claimed(
    database: Database, subscriber: Subscriber
) -> None:
    enqueue(database, subscriber)

    assert Outbox(database).claim([ChannelName.EMAIL], NOW, 10) == []
    assert Outbox(database).waiting(NOW) == {ChannelName.TELEGRAM: 1}


def test_a_sent_message_is_never_claimed_again(database: Database, subscriber: Subscriber) -> None:
    enqueue(database, subscriber)
    outbox = Outbox(database)
    outbox.sent([claim_one(outbox, NOW)], "17", NOW)

    assert outbox.claim(TELEGRAM, NOW + timedelta(days=9), 10) == []
    assert outbox.counts() == {"sent": 1}


def test_a_refused_message_comes_back_later_and_later_then_dies(
    database: Database, subscriber: Subscriber
) -> None:
    enqueue(database, subscriber)
    outbox = Outbox(database)
    at, waits = NOW, []
    while outbox.counts() == {"pending": 1}:
        outbox.later([claim_one(outbox, at)], "Telegram cannot be reached", at)
        step = timedelta(seconds=15)
        begin = at
        while outbox.counts() == {"pending": 1} and not outbox.waiting(at):
            at += step
            step *= 2
        waits.append(at - begin)

    assert outbox.counts() == {"dead": 1}
    assert waits[1] < waits[5]


def test_two_claims_at_once_share_the_readers(database: Database, subscribers: Subscribers) -> None:
    for chat_id in range(10):
        enqueue(database, subscribers.welcome(chat_id + 1, Language.EN, NOW))
    outbox = Outbox(database)
    first = {pending.id for pending in outbox.claim(TELEGRAM, NOW, 6)}
    second = {pending.id for pending in outbox.claim(TELEGRAM, NOW, 6)}

    assert (len(first), len(second), first & second) == (6, 4, set())


def test_all_that_one_reader_is_owed_is_claimed_together(
    database: Database, subscriber: Subscriber
) -> None:
    enqueue(database, subscriber, 7)

    assert len(Outbox(database).claim(TELEGRAM, NOW, 1)) == 7
    assert Outbox(database).claim(TELEGRAM, NOW, 9, busy={subscriber.id}) == []


def test_who_was_erased_in_the_middle_of_a_send_leaves_nothing(
    database: Database, subscribers: Subscribers, subscriber: Subscriber
) -> None:
    enqueue(database, subscriber)
    outbox = Outbox(database)
    pending = claim_one(outbox, NOW)
    subscribers.remove(subscriber.id)
    outbox.sent([pending], "17", NOW)
    outbox.later([pending], "late", NOW)

    assert outbox.counts() == {}
    assert outbox.attempts(NOW - timedelta(days=1)) == {}


def test_a_pause_that_a_chat_asks_for_holds_all_it_is_owed(
    database: Database, subscriber: Subscriber
) -> None:
    enqueue(database, subscriber, 2)
    outbox = Outbox(database)
    outbox.defer_chat(4711, ChannelName.TELEGRAM, NOW + timedelta(seconds=60))

    assert outbox.claim(TELEGRAM, NOW + timedelta(seconds=59), 10) == []
    assert len(outbox.claim(TELEGRAM, NOW + timedelta(seconds=60), 10)) == 2


def plan(
    subscriber: Subscriber, day: int, channel: ChannelName | None = ChannelName.TELEGRAM
) -> Planned:
    period = Period(
        local_date=date(2026, 3, day), weekly=False, since=NOW - timedelta(days=1), until=NOW
    )
    return Planned(subscriber_id=subscriber.id, period=period, channel=channel)


def test_a_digest_is_made_once_a_day(database: Database, subscriber: Subscriber) -> None:
    digests = Digests(database)

    assert digests.make([plan(subscriber, 1)], NOW) == [plan(subscriber, 1)]
    assert digests.make([plan(subscriber, 1)], NOW) == []
    # The clock went on to the next day and came back: the day still has its one digest.
    assert digests.make([plan(subscriber, 2)], NOW) != []
    assert digests.make([plan(subscriber, 1)], NOW) == []
    assert len(Outbox(database).claim(TELEGRAM, NOW, 10)) == 2


def test_a_day_without_news_is_asked_once(
    database: Database, subscribers: Subscribers, subscriber: Subscriber
) -> None:
    digests = Digests(database)
    subscribers.subscribe(subscriber.id, "customs-border", Frequency.WEEKLY)
    digests.make([plan(subscriber, 1, None)], NOW)
    ((known, last),) = digests.recipients()

    assert known.id == subscriber.id
    assert (last.day, last.at, last.weekly) == (date(2026, 3, 1), NOW, None)
    assert Outbox(database).counts() == {}


def test_everything_that_is_stored_on_a_reader_is_shown_and_erased(
    database: Database, subscribers: Subscribers, subscriber: Subscriber
) -> None:
    enqueue(database, subscriber)
    outbox = Outbox(database)
    outbox.sent([claim_one(outbox, NOW)], "17", NOW)
    subscribers.subscribe(subscriber.id, "customs-border", Frequency.INSTANT)
    Mutes(database).mute(subscriber.id, "batteries", NOW + timedelta(days=1))
    Confirmations(database).request_code(subscriber.id, MAIL, "li@example.org", NOW)
    CrawlJobs(database).request("ring-rules", subscriber.id, NOW)
    Digests(database).make([plan(subscriber, 1)], NOW)
    stored = PersonalData(database).of(subscriber.id)

    for table in (
        "subscribers",
        "subscriptions",
        "mutes",
        "confirmations",
        "outbox",
        "digests",
        "crawl_requesters",
    ):
        assert stored[table], table
    assert [row["receipt"] for row in stored["deliveries"]] == ["17"]
    subscribers.remove(subscriber.id)
    assert not any(PersonalData(database).of(subscriber.id).values())
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(DeliveryRow)) == 0


def test_a_group_that_moved_keeps_its_topics_and_a_newer_chat_its_settings(
    subscribers: Subscribers,
) -> None:
    old, topic = (subscribers.welcome(-5, Language.EN, NOW, thread) for thread in (0, 7))
    newer = subscribers.welcome(-1005, Language.ZH, NOW)
    subscribers.subscribe(old.id, "customs-border", Frequency.DAILY)
    subscribers.move_chat(-5, -1005)
    known = subscribers.of_chat(-1005)
    moved = subscribers.of_chat(-1005, 7)

    assert known is not None
    assert moved is not None
    assert (known.id, known.language, moved.id) == (newer.id, Language.ZH, topic.id)
    assert [s.target for s in subscribers.subscriptions(newer.id)] == ["customs-border"]
    assert subscribers.of_chat(-5) is None


def test_an_announcement_reaches_everyone_once(
    database: Database, subscribers: Subscribers
) -> None:
    subscribers.welcome(1, Language.EN, NOW)
    subscribers.add_email("li@example.org", Language.EN, "UTC", 8, NOW)
    left = subscribers.welcome(2, Language.EN, NOW)
    subscribers.deactivate(left.id)
    announcements = Announcements(database)

    assert announcements.make("Two minutes of rest tonight.", NOW) == 2
    assert announcements.make("Two minutes of rest tonight.", NOW) == 0
    pending = Outbox(database).claim(list(ChannelName), NOW, 10)
    assert {one.channel for one in pending} == {ChannelName.TELEGRAM, MAIL}
    assert announcements.text(pending[0].announcement_id or 0) == "Two minutes of rest tonight."


def test_a_key_stays_the_same(database: Database) -> None:
    assert Keys(database).get("links") == Keys(database).get("links")
    assert Keys(database).get("links") != Keys(database).get("webhook")


def test_a_lease_is_held_on_for_what_is_still_in_hand(
    database: Database, subscribers: Subscribers
) -> None:
    for chat_id in (1, 2):
        enqueue(database, subscribers.welcome(chat_id, Language.EN, NOW))
    outbox = Outbox(database)
    kept, given_back = outbox.claim(TELEGRAM, NOW, 2)
    outbox.release([given_back])
    later = NOW + LEASE - timedelta(seconds=1)
    outbox.renew([kept, given_back], later)

    assert [one.id for one in outbox.claim(TELEGRAM, later + timedelta(seconds=5), 9)] == [
        given_back.id
    ]


def test_a_server_that_is_down_for_four_days_loses_nothing(
    database: Database, subscriber: Subscriber
) -> None:
    enqueue(database, subscriber)
    outbox = Outbox(database)
    at, tries = NOW, 0
    while at < NOW + timedelta(days=4):
        for pending in outbox.claim(TELEGRAM, at, 10):
            outbox.later([pending], "the mail server cannot be reached", at)
            tries += 1
        at += timedelta(minutes=10)

    assert outbox.counts() == {"pending": 1}
    assert 15 < tries < 40
    assert claim_one(outbox, at + timedelta(hours=6)).attempts == tries


@pytest.mark.parametrize("ahead", [timedelta(hours=30), timedelta(days=400)])
def test_what_a_clock_that_was_ahead_has_leased_or_put_off_is_free_again(
    database: Database, subscribers: Subscribers, ahead: timedelta
) -> None:
    for chat_id in (1, 2, 3):
        enqueue(database, subscribers.welcome(chat_id, Language.EN, NOW))
    outbox = Outbox(database)
    _, later, held = outbox.claim(TELEGRAM, NOW + ahead, 3)
    outbox.later([later], "Telegram cannot be reached", NOW + ahead)
    outbox.defer([held], NOW + ahead + timedelta(hours=8))

    assert len(outbox.claim(TELEGRAM, NOW, 10)) == 3
