"""Whatever worlds are like: a change that matches a subscription is owed, and will be told."""

from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, or_, select

from monitor.audience import ChannelName, Frequency, Quiet
from monitor.cases import Stage
from monitor.digest import Period
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
from monitor.ports import ChangeSet, CheckOutcome, NewChange, NewVersion
from monitor.source import Kind, Source
from storage.archive.events import Events
from storage.archive.sql_archive import SqlArchive
from storage.database import Database
from storage.delivery.confirmations import Confirmations
from storage.delivery.digests import Digests, Planned
from storage.delivery.mutes import Mutes
from storage.delivery.outbox import Outbox
from storage.delivery.subscribers import Subscribers
from storage.tables.delivery import DigestItemRow, OutboxRow
from storage.tables.subscribers import SubscriberRow
from tests.staged import staged

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def source(name: str, organisation: str, category: str, place: str, language: str = "en") -> Source:
    return Source(
        id=name, organisation=organisation, title=name, category=category, kind=Kind.FEED,
        url=f"https://{name}.example.org/feed", language=language, jurisdiction=place,
    )  # fmt: skip


SOURCES = (
    source("docket", "District Court", "court-domain-seizure", "US"),
    source("paper", "Daily Paper", "court-domain-seizure", "US/global", "zh"),
    source("rules", "Harbour Market", "platform-policy", "global"),
    source("border", "Customs House", "customs-border", "EU"),
)
# What each source's changes are always found by, as the documentation tells it.
ALWAYS = {
    "docket": {"docket", "court-domain-seizure", "organisation:district-court", "jurisdiction:us"},
    "paper": {
        "paper", "court-domain-seizure", "organisation:daily-paper", "jurisdiction:us", "jurisdiction:global",
    },
    "rules": {"rules", "platform-policy", "organisation:harbour-market", "jurisdiction:global"},
    "border": {"border", "customs-border", "organisation:customs-house", "jurisdiction:eu"},
}  # fmt: skip
TOPICS = ("batteries", "jewellery", "toys")
TITLES = (
    "1:26-cv-04211 Lantern Watches v. The Partnerships",
    "Lantern Watches closes 58 web shops (26-cv-04211)",
    "1:26-cv-04211 Lantern Watches v. The Partnerships: order to freeze accounts",
    "1:26-cv-07700 Copper Kettles v. Doe",
    "Fees for storage",
)
TEXTS = ("Every lithium battery needs a report.", "The accounts are frozen.", "平衡车同样适用。")
WORDS = {
    "word:lithium battery": "lithium battery",
    "word:frozen": "frozen",
    "word:平衡车": "平衡车",
    "word:lantern watches": "lantern watches",
}
PAIRS = {
    "pair:organisation:district-court+toys": ("organisation:district-court", "toys"),
    "pair:jurisdiction:us+court-domain-seizure": ("jurisdiction:us", "court-domain-seizure"),
    "pair:jewellery+platform-policy": ("jewellery", "platform-policy"),
    "pair:batteries+toys": ("batteries", "toys"),
}
TARGETS = sorted({*set().union(*ALWAYS.values()), *TOPICS, *WORDS, *PAIRS})
NAMES = ("copper kettles", "frozen", "fees")
LEASTS = st.sampled_from([Severity.MINOR, Severity.MAJOR])


class Wish(NamedTuple):
    """A subscription."""

    target: str
    frequency: Frequency
    min_severity: Severity | None


class Reader(NamedTuple):
    """A reader to be; the mutes are over or not when the changes come."""

    in_chat: bool
    by_mail: bool
    by_relay: bool
    min_severity: Severity
    digest_frequency: Frequency
    language: Language
    quiet: bool
    wishes: list[Wish]
    mutes: dict[str, bool]
    name: str | None


class Publication(NamedTuple):
    """What a source brings."""

    source: Source
    kind: ChangeKind
    severity: Severity
    topics: tuple[str, ...]
    title: str
    text: str
    stage: Stage | None


SUBSCRIBERS = st.lists(
    st.builds(
        Reader,
        in_chat=st.booleans(),
        by_mail=st.booleans(),
        by_relay=st.booleans(),
        min_severity=LEASTS,
        digest_frequency=st.sampled_from([Frequency.DAILY, Frequency.WEEKLY]),
        language=st.sampled_from([Language.EN, Language.ZH]),
        quiet=st.booleans(),
        name=st.none() | st.sampled_from(NAMES),
        wishes=st.lists(
            st.builds(
                Wish, st.sampled_from(TARGETS), st.sampled_from(Frequency), st.none() | LEASTS
            ),
            min_size=1,
            max_size=4,
            unique_by=lambda wish: wish.target,
        ),
        mutes=st.dictionaries(st.sampled_from(TARGETS), st.booleans(), max_size=1),
    ),
    min_size=1,
    max_size=4,
)
NEWS = st.builds(
    Publication,
    source=st.sampled_from(SOURCES),
    kind=st.sampled_from(ChangeKind),
    severity=st.sampled_from(Severity),
    topics=st.lists(st.sampled_from(TOPICS), max_size=2, unique=True).map(tuple),
    title=st.sampled_from(TITLES),
    text=st.sampled_from(TEXTS),
    stage=st.none() | st.sampled_from(Stage),
)
# Between two changes the readers may be told, get digests, and choose anew how they hear.
STEPS = st.lists(
    NEWS | st.sampled_from(["send", "refuse", "digest", "all at once", "no mail"]),
    min_size=1,
    max_size=8,
)


def text_of(publication: Publication) -> str:
    return f"{publication.title}\n{publication.text}".casefold()


class World:
    """A database with those readers; `wanted`: each change with whom it matches."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.subscribers, self.digests = Subscribers(database), Digests(database)
        self.readers: dict[int, Reader] = {}
        self.wanted: set[tuple[int, int]] = set()
        self.publications: dict[int, Publication] = {}
        self.now = NOW
        with database.write() as session:
            session.execute(delete(SubscriberRow))

    def invite(self, number: int, subscriber: Reader) -> None:
        """A chat that left, or never was, may still have a mail address or a relay."""
        known = self.subscribers.welcome(number, subscriber.language, NOW - timedelta(days=30))
        relay = f"https://hooks.example.org/{number}" if subscriber.by_relay else ""
        mail = f"reader{number}@example.org" if subscriber.by_mail else ""
        self.subscribers.set_addresses(known.id, mail, relay, "whsec_a")
        hours = Quiet(start=time(0), end=time(23, 59)) if subscriber.quiet else None
        self.subscribers.set_quiet(known.id, hours, NOW)
        self.subscribers.set_min_severity(known.id, subscriber.min_severity)
        self.subscribers.set_digest(known.id, frequency=subscriber.digest_frequency)
        for wish in subscriber.wishes:
            self.subscribers.subscribe(known.id, wish.target, wish.frequency, wish.min_severity)
        for target, holds in subscriber.mutes.items():
            until = NOW + timedelta(days=400 if holds else -1)
            Mutes(self.database).mute(known.id, target, until)
        if not subscriber.in_chat:
            self.subscribers.leave(number)
        self.readers[known.id] = subscriber

    def take(self, step: Publication | str) -> None:
        self.now += timedelta(hours=1)
        if isinstance(step, Publication):
            told = {n: self.told(n) for n in self.readers}
            change = self.record(step)
            self.publications[change] = step
            named = {n for n in self.readers if self.names(n, step)}
            wishes = {n: self.matching(n, step) for n in self.readers}
            self.wanted |= {(change, n) for n in self.readers if wishes[n] or n in named}
            for n in self.readers:
                at_once = any(wish.frequency is Frequency.INSTANT for wish in wishes[n])
                is_news = at_once and self.is_news(n, change, told[n])
                self.check(change, n, is_named=n in named, is_at_once=is_news)
        elif step == "send":
            outbox = Outbox(self.database)
            outbox.sent(outbox.claim(list(ChannelName), self.now, 100), "7", self.now)
        elif step == "refuse":
            outbox = Outbox(self.database)
            outbox.dead(outbox.claim(list(ChannelName), self.now, 100), "refused", self.now)
        elif step == "digest":
            self.make_digests()
        else:
            self.choose_anew(step)

    def record(self, publication: Publication) -> int:
        edit = Edit(op=Op.ADDED, path=(), before="", after=publication.text, similarity=0.0)
        change = NewChange(
            kind=publication.kind,
            summary=publication.title,
            edits=(edit,),
            assessment=Assessment(severity=publication.severity, topics=publication.topics),
        )
        is_notice = publication.kind is ChangeKind.NOTICE
        version = NewVersion(
            document=Document(
                title=publication.title, blocks=(), key=f"{self.now}" if is_notice else ""
            ),
            reason=VersionReason.NOTICE if is_notice else VersionReason.CONTENT,
            text_sha256=f"{self.now}",
            change=change,
        )
        change_set = ChangeSet(outcome=Outcome.CHANGED, versions=(version,))
        own = {n: () for n in self.readers if self.names(n, publication)}
        with (
            staged(publication.stage),
            patch("storage.delivery.routing.match_names", lambda *_: own),
        ):
            (done,) = SqlArchive(self.database).record(
                [CheckOutcome(publication.source, change_set)], self.now
            )
        assert done.change is not None
        return done.change

    def names(self, number: int, publication: Publication) -> bool:
        reader = self.readers[number]
        is_reached = reader.in_chat or reader.by_mail or reader.by_relay
        return is_reached and reader.name is not None and reader.name in text_of(publication)

    def told(self, number: int) -> set[int]:
        """The changes that a reader was told or will be."""
        alerts = select(OutboxRow.change_id).where(OutboxRow.status.in_(["pending", "sent"]))
        items = select(DigestItemRow.change_id)
        with self.database.read() as session:
            found = [
                *session.scalars(alerts.where(OutboxRow.subscriber_id == number)),
                *session.scalars(items.where(DigestItemRow.subscriber_id == number)),
            ]
        return {change for change in found if change is not None}

    def is_news(self, number: int, change: int, told: set[int]) -> bool:
        """Whether a reader is told at once: not of what they heard of, in other words."""
        event = {m.change_id for m in Events(self.database).others(change)} & told
        if not event:
            return True
        publication, before = (
            self.publications[change],
            [self.publications[other] for other in event],
        )
        language = self.readers[number].language
        is_later = (publication.stage or 0) > max(other.stage or 0 for other in before)
        languages = {other.source.language for other in before}
        return is_later or (publication.source.language == language and language not in languages)

    def check(self, change: int, number: int, *, is_named: bool, is_at_once: bool) -> None:
        """At once on every channel that can, and no digest on a channel that told it."""
        reader = self.readers[number]
        instant = {ChannelName.TELEGRAM: reader.in_chat, ChannelName.RELAY: reader.by_relay}
        reached = {channel for channel, can in instant.items() if can}
        if is_named and not reached:
            reached = {ChannelName.EMAIL}
        rows = select(OutboxRow.channel, OutboxRow.named).where(
            OutboxRow.subscriber_id == number, OutboxRow.change_id == change
        )
        with self.database.read() as session:
            alerts = dict(session.execute(rows).all())
            has_item = session.get(DigestItemRow, (number, change)) is not None
        assert alerts.keys() == (reached if is_named or is_at_once else set())
        assert set(alerts.values()) <= {is_named}
        digest = ChannelName.EMAIL if reader.by_mail else None
        assert not has_item or not alerts or (digest and digest not in alerts)

    def make_digests(self) -> None:
        for subscriber, _ in self.digests.recipients():
            day = NOW.date() + timedelta(days=self.now.hour + 24 * self.now.day)
            period = Period(local_date=day, weekly=True, since=NOW, until=self.now)
            by_mail = self.readers[subscriber.id].by_mail
            channel = ChannelName.EMAIL if by_mail else ChannelName.TELEGRAM
            plan = Planned(subscriber_id=subscriber.id, period=period, channel=channel)
            self.digests.make([plan], self.now)

    def choose_anew(self, step: str) -> None:
        for number, subscriber in self.readers.items():
            if step == "all at once":
                for wish in subscriber.wishes:
                    self.subscribers.subscribe(
                        number, wish.target, Frequency.INSTANT, wish.min_severity
                    )
                wishes = [wish._replace(frequency=Frequency.INSTANT) for wish in subscriber.wishes]
                self.readers[number] = subscriber._replace(wishes=wishes)
            else:
                Confirmations(self.database).drop(number, ChannelName.EMAIL)
                self.readers[number] = subscriber._replace(by_mail=False)

    def matching(self, number: int, publication: Publication) -> list[Wish]:
        """The rule as a reader knows it, written out once more."""
        subscriber = self.readers[number]
        concerns = {*ALWAYS[publication.source.id], *publication.topics}
        concerns |= {target for target, word in WORDS.items() if word in text_of(publication)}
        concerns |= {target for target, both in PAIRS.items() if concerns.issuperset(both)}
        muted = {target for target, holds in subscriber.mutes.items() if holds}
        is_reached = subscriber.in_chat or subscriber.by_mail or subscriber.by_relay
        if publication.severity is Severity.COSMETIC or not is_reached or muted & concerns:
            return []
        return [
            wish
            for wish in subscriber.wishes
            if wish.target in concerns
            and publication.severity >= (wish.min_severity or subscriber.min_severity)
        ]

    def pending(self) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
        """Who is or was owed which change: at once, and by digest."""
        alerts = select(OutboxRow.change_id, OutboxRow.subscriber_id).where(
            OutboxRow.change_id.is_not(None)
        )
        items = select(DigestItemRow.change_id, DigestItemRow.subscriber_id)
        with self.database.read() as session:
            return (
                {(change, n) for change, n in session.execute(alerts) if change is not None},
                {(change, n) for change, n in session.execute(items)},
            )

    def orphans(self) -> int:
        """How many items wait for a digest that nobody will send."""
        query = (
            select(func.count())
            .select_from(DigestItemRow)
            .outerjoin(OutboxRow, OutboxRow.digest_id == DigestItemRow.digest_id)
            .where(
                DigestItemRow.digest_id.is_not(None),
                or_(OutboxRow.id.is_(None), OutboxRow.status == "dead"),
            )
        )
        with self.database.read() as session:
            return session.scalar(query) or 0

    def reached(self) -> set[int]:
        return {n for n, r in self.readers.items() if r.in_chat or r.by_mail or r.by_relay}


@given(SUBSCRIBERS, STEPS)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_change_that_matches_ends_without_an_alert_or_an_item(
    database: Database, readers: list[Reader], steps: list[Publication | str]
) -> None:
    world = World(database)
    for number, subscriber in enumerate(readers, 1):
        world.invite(number, subscriber)
    for step in steps:
        world.take(step)
    alerts, items = world.pending()

    assert alerts | items == world.wanted
    assert world.orphans() == 0
    world.take("digest")
    assert not {subscriber for subscriber, _ in world.digests.waiting()} & world.reached()
