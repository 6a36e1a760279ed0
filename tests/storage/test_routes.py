"""What a change owes to whom: targets, frequencies, severities, words, mutes, positions."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.audience import ChannelName, Frequency, Subscriber
from monitor.language import Language
from monitor.model import (
    Assessment,
    ChangeKind,
    Document,
    Edit,
    Op,
    Outcome,
    Severity,
    VersionReason,
)
from monitor.ports import ChangeSet, CheckOutcome, CheckResult, NewChange, NewVersion
from monitor.source import Kind, Source
from storage.archive.sql_archive import SqlArchive
from storage.database import Database
from storage.delivery.digests import Digests
from storage.delivery.mutes import Mutes
from storage.delivery.outbox import Outbox
from storage.delivery.subscribers import Subscribers
from storage.jobs.crawl_jobs import CrawlJobs

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
SOURCE = Source(
    id="ring-rules", organisation="Harbour Market", title="Ring rules", category="platform-policy",
    kind=Kind.PAGE, url="https://harbour.example.org/rings", language="en", jurisdiction="US/global",
)  # fmt: skip
BATTERIES = Edit(
    op=Op.ADDED,
    path=("Batteries",),
    before="",
    after="Every lithium battery needs a UN 38.3 report. 平衡车同样适用。",
    similarity=0.0,
)


@pytest.fixture
def subscribers(database: Database) -> Subscribers:
    return Subscribers(database)


@pytest.fixture
def subscriber(subscribers: Subscribers) -> Subscriber:
    return subscribers.welcome(1, Language.EN, NOW)


def record(
    database: Database,
    severity: Severity = Severity.MAJOR,
    source: Source = SOURCE,
    at: datetime = NOW,
) -> CheckResult:
    change = NewChange(
        kind=ChangeKind.CONTENT,
        summary="Batteries",
        edits=(BATTERIES,),
        assessment=Assessment(severity=severity, topics=("batteries",)),
    )
    text = f"{source.id} {severity} {at}"
    version = NewVersion(
        document=Document(title="Ring rules", blocks=()),
        reason=VersionReason.CONTENT,
        text_sha256=text,
        change=change,
    )
    change_set = ChangeSet(outcome=Outcome.CHANGED, versions=(version,))
    (result,) = SqlArchive(database).record([CheckOutcome(source, change_set)], at)
    return result


def pending(database: Database, at: datetime = NOW) -> list[tuple[int, str]]:
    claimed = Outbox(database).claim(list(ChannelName), at, 100)
    return [(one.subscriber.id, one.channel) for one in claimed]


@pytest.mark.parametrize(
    "target",
    [
        "platform-policy", "ring-rules", "batteries", "organisation:harbour-market", "jurisdiction:us",
        "jurisdiction:global", "word:lithium battery", "word:un 38.3", "word:平衡车",
    ],
)  # fmt: skip
def test_a_change_is_told_to_who_wants_its(
    database: Database, subscribers: Subscribers, subscriber: Subscriber, target: str
) -> None:
    subscribers.subscribe(subscriber.id, target, Frequency.INSTANT)
    record(database)

    assert pending(database) == [(subscriber.id, "telegram")]


@pytest.mark.parametrize(
    "target", ["customs-border", "jurisdiction:eu", "word:batt", "word:thium", "toys"]
)
def test_a_change_is_not_told_to_who_wants_something_else(
    database: Database, subscribers: Subscribers, subscriber: Subscriber, target: str
) -> None:
    subscribers.subscribe(subscriber.id, target, Frequency.INSTANT)
    record(database)

    assert pending(database) == []


def test_the_least_severity_is_the_reader_s_and_the_subscription_s(
    database: Database, subscribers: Subscribers, subscriber: Subscriber
) -> None:
    subscribers.subscribe(subscriber.id, "platform-policy", Frequency.INSTANT)
    subscribers.set_min_severity(subscriber.id, Severity.MAJOR)
    record(database, Severity.MINOR)
    assert pending(database) == []
    subscribers.subscribe(subscriber.id, "batteries", Frequency.INSTANT, Severity.MINOR)
    record(database, Severity.MINOR)
    assert pending(database) == [(subscriber.id, "telegram")]
    record(database, Severity.COSMETIC)
    assert pending(database) == []


def test_daily_and_weekly_wait_for_their_digests(
    database: Database, subscribers: Subscribers, subscriber: Subscriber
) -> None:
    subscribers.subscribe(subscriber.id, "platform-policy", Frequency.WEEKLY)
    change = record(database).change
    assert pending(database) == []
    assert Digests(database).waiting() == {(subscriber.id, Frequency.WEEKLY): [change]}
    subscribers.subscribe(subscriber.id, "batteries", Frequency.DAILY)
    sooner = record(database).change

    assert Digests(database).waiting(subscriber.id)[subscriber.id, Frequency.DAILY] == [sooner]


def test_the_mail_gathers_what_was_told_at_once(
    database: Database, subscribers: Subscribers, subscriber: Subscriber
) -> None:
    subscribers.subscribe(subscriber.id, "platform-policy", Frequency.INSTANT)
    subscribers.set_addresses(subscriber.id, "li@example.org", "", "")
    subscribers.set_digest(subscriber.id, frequency=Frequency.WEEKLY)
    change = record(database).change

    assert pending(database) == [(subscriber.id, "telegram")]
    assert Digests(database).waiting() == {(subscriber.id, Frequency.WEEKLY): [change]}


def test_a_relay_hears_beside_the_chat(
    database: Database, subscribers: Subscribers, subscriber: Subscriber
) -> None:
    subscribers.set_addresses(subscriber.id, "", "https://hooks.example.org/a", "whsec_a")
    subscribers.subscribe(subscriber.id, "platform-policy", Frequency.INSTANT)
    record(database)

    assert sorted(pending(database)) == [(subscriber.id, "relay"), (subscriber.id, "telegram")]


def test_what_is_muted_is_not_told_until_the_time_is_over(
    database: Database, subscribers: Subscribers, subscriber: Subscriber
) -> None:
    subscribers.subscribe(subscriber.id, "platform-policy", Frequency.INSTANT)
    mutes = Mutes(database)
    mutes.mute(subscriber.id, "ring-rules", NOW + timedelta(days=7))
    record(database)
    assert pending(database) == []
    assert [one.target for one in mutes.of(subscriber.id, NOW)] == ["ring-rules"]
    record(database, at=NOW + timedelta(days=8))

    assert len(pending(database, NOW + timedelta(days=8))) == 1
    assert mutes.of(subscriber.id, NOW + timedelta(days=8)) == []
    assert mutes.unmute(subscriber.id, "ring-rules")


def test_a_mute_takes_back_what_is_queued_of_the_source(
    database: Database, subscribers: Subscribers, subscriber: Subscriber
) -> None:
    subscribers.subscribe(subscriber.id, "platform-policy", Frequency.INSTANT)
    subscribers.subscribe(subscriber.id, "batteries", Frequency.DAILY)
    subscribers.set_addresses(subscriber.id, "li@example.org", "", "")
    record(database)
    other = replace(SOURCE, id="fees")
    record(database, source=other)
    Mutes(database).mute(subscriber.id, "ring-rules", NOW + timedelta(days=7))

    assert len(pending(database)) == 1
    assert [len(ids) for ids in Digests(database).waiting().values()] == [1]


def test_a_later_change_is_not_held_up_by_a_big_fan_out(
    database: Database, subscribers: Subscribers
) -> None:
    for chat_id in range(1, 101):
        subscriber = subscribers.welcome(chat_id, Language.EN, NOW)
        subscribers.subscribe(subscriber.id, "platform-policy", Frequency.INSTANT)
    late = subscribers.welcome(999, Language.EN, NOW)
    subscribers.subscribe(late.id, "fees", Frequency.INSTANT)
    record(database)
    outbox = Outbox(database)
    outbox.sent(outbox.claim([ChannelName.TELEGRAM], NOW, 20), "1", NOW)
    record(database, source=replace(SOURCE, id="fees", category="customs-border"))
    first = outbox.claim([ChannelName.TELEGRAM], NOW, 4)

    assert late.id in {one.subscriber.id for one in first}


def test_the_answer_to_a_check_comes_before_its_alert(
    database: Database, subscribers: Subscribers, subscriber: Subscriber
) -> None:
    other = subscribers.welcome(2, Language.EN, NOW)
    for one in (subscriber, other):
        subscribers.subscribe(one.id, "platform-policy", Frequency.INSTANT)
    jobs, outbox = CrawlJobs(database), Outbox(database)
    jobs.request(SOURCE.id, subscriber.id, NOW)
    change = record(database).change
    assert change is not None

    assert pending(database) == [(other.id, "telegram")]
    (answered,) = outbox.claim_alerts(SOURCE.id, subscriber.id, NOW)
    assert answered.change_id == change
    assert outbox.claim_alerts(SOURCE.id, subscriber.id, NOW) == []
    outbox.sent([answered], "9", NOW)
    assert pending(database, NOW + timedelta(minutes=5)) == [(other.id, "telegram")]


def test_an_answer_that_never_came_leaves_the_alert_to_the_queue(
    database: Database, subscribers: Subscribers, subscriber: Subscriber
) -> None:
    subscribers.subscribe(subscriber.id, "platform-policy", Frequency.INSTANT)
    CrawlJobs(database).request(SOURCE.id, subscriber.id, NOW)
    record(database)

    assert pending(database, NOW + timedelta(seconds=29)) == []
    assert pending(database, NOW + timedelta(seconds=31)) == [(subscriber.id, "telegram")]


def test_alerts_of_a_crawl_are_gathered_while_it_runs(
    database: Database, subscribers: Subscribers, subscriber: Subscriber
) -> None:
    subscribers.subscribe(subscriber.id, "platform-policy", Frequency.INSTANT)
    record(database)
    outbox = Outbox(database)

    assert (
        outbox.claim([ChannelName.TELEGRAM], NOW, 9, settled_before=NOW - timedelta(minutes=2))
        == []
    )
    assert len(outbox.claim([ChannelName.TELEGRAM], NOW, 9, settled_before=NOW)) == 1
