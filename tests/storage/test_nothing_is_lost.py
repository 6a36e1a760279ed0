"""Whatever worlds are like: a change that matches a subscription is owed, and will be told."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, or_, select

from monitor.audience import ChannelName, Frequency
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
from storage.archive.sql_archive import SqlArchive
from storage.database import Database
from storage.delivery.confirmations import Confirmations
from storage.delivery.digests import Digests, Planned
from storage.delivery.mutes import Mutes
from storage.delivery.outbox import Outbox
from storage.delivery.subscribers import Subscribers
from storage.tables.delivery import DigestItemRow, OutboxRow
from storage.tables.subscribers import SubscriberRow

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def source(name: str, organisation: str, category: str, place: str) -> Source:
    return Source(
        id=name, organisation=organisation, title=name, category=category, kind=Kind.FEED,
        url=f"https://{name}.example.org/feed", language="en", jurisdiction=place,
    )  # fmt: skip


SOURCES = (
    source("docket", "District Court", "court-domain-seizure", "US"),
    source("paper", "Daily Paper", "court-domain-seizure", "US/global"),
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
TARGETS = sorted({*set().union(*ALWAYS.values()), *TOPICS, *WORDS})
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
    wishes: list[Wish]
    mutes: dict[str, bool]


class Publication(NamedTuple):
    """What a source brings."""

    source: Source
    kind: ChangeKind
    severity: Severity
    topics: tuple[str, ...]
    title: str
    text: str


SUBSCRIBERS = st.lists(
    st.builds(
        Reader,
        in_chat=st.booleans(),
        by_mail=st.booleans(),
        by_relay=st.booleans(),
        min_severity=LEASTS,
        digest_frequency=st.sampled_from([Frequency.DAILY, Frequency.WEEKLY]),
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
)
# Between two changes the readers may be told, get digests, and choose anew how they hear.
STEPS = st.lists(
    NEWS | st.sampled_from(["send", "refuse", "digest", "all at once", "no mail"]),
    min_size=1,
    max_size=8,
)


class World:
    """A database with those readers; `wanted`: each change with whom it matches."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.subscribers, self.digests = Subscribers(database), Digests(database)
        self.readers: dict[int, Reader] = {}
        self.wanted: set[tuple[int, int]] = set()
        self.now = NOW
        with database.write() as session:
            session.execute(delete(SubscriberRow))

    def invite(self, number: int, subscriber: Reader) -> None:
        """A chat that left, or never was, may still have a mail address or a relay."""
        known = self.subscribers.welcome(number, Language.EN, NOW - timedelta(days=30))
        relay = f"https://hooks.example.org/{number}" if subscriber.by_relay else ""
        mail = f"reader{number}@example.org" if subscriber.by_mail else ""
        self.subscribers.set_addresses(known.id, mail, relay, "whsec_a")
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
            change = self.record(step)
            self.wanted |= {(change, n) for n in self.readers if self.matches(n, step)}
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
        (done,) = SqlArchive(self.database).record(
            [CheckOutcome(publication.source, change_set)], self.now
        )
        assert done.change is not None
        return done.change

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
            else:
                Confirmations(self.database).drop(number, ChannelName.EMAIL)
                self.readers[number] = subscriber._replace(by_mail=False)

    def matches(self, number: int, publication: Publication) -> bool:
        """The rule as a reader knows it, written out once more."""
        subscriber = self.readers[number]
        text = f"{publication.title}\n{publication.text}".casefold()
        concerns = {*ALWAYS[publication.source.id], *publication.topics}
        concerns |= {target for target, word in WORDS.items() if word in text}
        muted = {target for target, holds in subscriber.mutes.items() if holds}
        return (
            publication.severity is not Severity.COSMETIC
            and (subscriber.in_chat or subscriber.by_mail or subscriber.by_relay)
            and not muted & concerns
            and any(
                wish.target in concerns
                and publication.severity >= (wish.min_severity or subscriber.min_severity)
                for wish in subscriber.wishes
            )
        )

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
    waiting = {subscriber for subscriber, _ in world.digests.waiting()}
    have_digests = {subscriber.id for subscriber, _ in world.digests.recipients()}
    assert waiting & world.reached() <= have_digests
