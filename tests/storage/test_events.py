"""Notices of several sources on one event: one event, none of them lost to any reader."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

from monitor.audience import ChannelName, Coverage, Frequency
from monitor.cases import Stage
from monitor.digest import Period, build
from monitor.language import Language
from monitor.model import Snapshot
from monitor.ports import Fetched
from monitor.source import Kind, Source
from monitor.text import sha256
from storage.archive.events import Events
from storage.archive.sql_archive import SqlArchive
from storage.database import Database
from storage.delivery.digests import Digests
from storage.delivery.outbox import Outbox
from storage.delivery.subscribers import Subscribers
from storage.queries.history import History
from storage.tracker import Tracker
from tests.lab import rss
from tests.staged import staged

NOW = datetime(2026, 11, 2, tzinfo=UTC)
OLD = ("Old notice", "Nothing to see.")
DOCKET = (
    "1:26-cv-04211 Lantern Watches v. The Partnerships",
    "Sealed motion for a restraining order.",
)
PRESS = ("Lantern Watches closes 58 web shops", "The court ordered it in case 26-cv-04211.")
STRANGER = (
    "1:26-cv-04299 Gold Rings v. The Partnerships",
    "Sealed motion for a restraining order.",
)


def feed(name: str, language: str = "en") -> Source:
    return Source(
        id=name,
        organisation=name,
        title=name,
        category="court-domain-seizure",
        kind=Kind.FEED,
        url=f"https://{name}.example.org/feed",
        language=language,
    )


def publish(
    database: Database,
    name: str,
    *entries: tuple[str, str],
    hours: int,
    stage: Stage | None = None,
    language: str = "en",
) -> None:
    with staged(stage):
        take(database, name, *entries, hours=hours, language=language)


def take(
    database: Database, name: str, *entries: tuple[str, str], hours: int, language: str = "en"
) -> None:
    body = rss(*entries).body
    snapshot = Snapshot(
        source_id=name,
        url=f"https://{name}.example.org/feed",
        fetched_at=NOW,
        status=200,
        headers=(("Content-Type", "application/rss+xml"),),
        body=body,
        sha256=sha256(body),
    )
    fetched = Fetched(feed(name, language), snapshot)
    Tracker(SqlArchive(database)).take(fetched, NOW + timedelta(hours=hours))


def test_every_notice_of_an_event_is_owed_and_they_stand_together(database: Database) -> None:
    subscribers = Subscribers(database)
    subscriber = subscribers.welcome(1, Language.EN, NOW)
    subscribers.subscribe(subscriber.id, "court-domain-seizure", Frequency.INSTANT)
    for name in ("court", "press"):
        publish(database, name, OLD, hours=0)
    publish(database, "court", DOCKET, OLD, hours=1)
    publish(database, "press", PRESS, OLD, hours=2)
    publish(database, "court", STRANGER, DOCKET, OLD, hours=3)
    changes = History(database).changes()
    (event,) = Events(database).latest(9)

    assert [source for _, source, _ in event.members] == ["court", "press"]
    assert Outbox(database).counts() == {"pending": 2}
    assert Digests(database).waiting() == {
        (subscriber.id, Frequency.DAILY): [event.members[1].change_id]
    }
    assert Events(database).others(event.members[0][0]) == [event.members[1]]
    assert Events(database).others(changes[0].id) == []
    period = Period(local_date=NOW.date(), weekly=False, since=NOW, until=NOW)
    seen = Coverage(watched=0, checked=0, failing=())
    made = build(subscriber, period, changes=changes, coverage=seen)
    assert [c.source_id for c in made.changes] == ["court", "press", "court"]
    assert list(made.follows) == [event.members[1][0]]


def test_a_later_stage_is_owed_at_once_to_whoever_heard_of_the_event(database: Database) -> None:
    subscribers = Subscribers(database)
    subscriber = subscribers.welcome(1, Language.EN, NOW)
    subscribers.subscribe(subscriber.id, "court-domain-seizure", Frequency.INSTANT)
    for name in ("court", "press"):
        publish(database, name, OLD, hours=0)
    publish(database, "court", DOCKET, OLD, hours=1, stage=Stage.COMPLAINT)
    outbox, events = Outbox(database), Events(database)
    outbox.sent(outbox.claim([ChannelName.TELEGRAM], NOW + timedelta(hours=2), 9), "17", NOW)
    publish(database, "press", PRESS, OLD, hours=3, stage=Stage.TRO)
    (later,) = outbox.claim([ChannelName.TELEGRAM], NOW + timedelta(hours=4), 9)
    (event,) = events.latest(9)
    (notice,) = events.notified(subscriber.id, [event.id])

    assert later.change_id == event.members[1][0]
    assert (notice.change_id, notice.receipt) == (event.members[0][0], "17")
    assert notice.channel is ChannelName.TELEGRAM


def test_workers_that_read_one_docket_at_the_same_time_open_one_event(database: Database) -> None:
    names = [f"court-{number}" for number in range(6)]
    for name in names:
        publish(database, name, OLD, hours=0)
    ready = Barrier(len(names))

    def read(name: str) -> None:
        ready.wait()
        take(database, name, DOCKET, OLD, hours=1)

    with ThreadPoolExecutor(len(names)) as workers:
        list(workers.map(read, names))

    (event,) = Events(database).latest(9)
    assert len(event.members) == len(names)
