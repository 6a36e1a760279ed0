"""The tracker over a real archive: versions, changes, alerts, silence."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from monitor.audience import ChannelName, Frequency
from monitor.check_reason import CheckReason
from monitor.decision.quarantine import PERSISTS
from monitor.language import Language
from monitor.model import FetchFailure, Outcome, Severity, Snapshot, Validators, VersionReason
from monitor.ports import CheckResult, Fetched, FetchFailed, NotModified
from monitor.source import Kind, Source
from monitor.text import sha256
from storage.archive.health import SourceHealth
from storage.archive.sql_archive import SqlArchive
from storage.database import Database
from storage.delivery.outbox import Outbox
from storage.delivery.subscribers import Subscribers
from storage.queries.history import History
from storage.tables.changes import SnapshotRow
from storage.tracker import Tracker
from tests.lab import page, rss

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
LONG = "Sellers keep an invoice for each brand. " * 80
OLD = page("Rings may be listed freely.", LONG)
NEW = page("Rings must not be listed without a certificate.", LONG)
BLOCK_PAGE = page("Please sign in to continue.")


class WatchedSource:
    """One source, one reader, a clock that is set by hand."""

    def __init__(self, database: Database, kind: Kind = Kind.PAGE, **more: object) -> None:
        self.database = database
        self.source = Source(
            id="ring-rules",
            organisation="Harbour Market",
            title="Ring rules",
            category="platform-policy",
            kind=kind,
            url="https://harbour.example.org/rings",
            language="en",
            **more,  # type: ignore[arg-type]
        )
        self.history = History(database)
        self.health = SourceHealth(database)
        self.now = NOW
        subscribers = Subscribers(database)
        self.subscriber = subscribers.welcome(1, Language.EN, NOW)
        subscribers.subscribe(self.subscriber.id, "platform-policy", Frequency.INSTANT)
        self._tracker = Tracker(SqlArchive(database))

    def sees(
        self, body: str | bytes, *, status: int = 200, etag: str = "", url: str = ""
    ) -> CheckResult:
        snapshot = self.capture(body, status=status, etag=etag, url=url)
        self.now += timedelta(hours=1)
        return self._tracker.take(Fetched(self.source, snapshot), self.now)

    def capture(
        self, body: str | bytes, *, status: int = 200, etag: str = "", url: str = ""
    ) -> Snapshot:
        raw = body.encode() if isinstance(body, str) else body
        return Snapshot(
            source_id=self.source.id,
            url=url or self.source.url,
            fetched_at=self.now,
            status=status,
            headers=(("Content-Type", "text/html; charset=utf-8"),),
            body=raw,
            sha256=sha256(raw),
            validators=Validators(etag=etag),
        )

    def still(self) -> CheckResult:
        self.now += timedelta(hours=1)
        return self._tracker.take(NotModified(self.source), self.now)

    def misses(self, reason: str) -> CheckResult:
        failure = FetchFailure(
            source_id=self.source.id, failed_at=self.now, reason=CheckReason(reason, "-")
        )
        self.now += timedelta(hours=1)
        return self._tracker.take(FetchFailed(self.source, failure), self.now)

    def accepts(self) -> CheckResult | None:
        return self._tracker.accept(self.source, self.now)

    def alerts(self) -> int:
        return len(Outbox(self.database).claim([ChannelName.TELEGRAM], self.now, 100))

    def reasons(self) -> list[VersionReason]:
        return [version.reason for version in self.history.versions(self.source.id)]


@pytest.fixture
def watched(database: Database) -> WatchedSource:
    return WatchedSource(database)


def test_the_first_reading_alerts_nobody(watched: WatchedSource) -> None:
    assert watched.sees(OLD).outcome is Outcome.FIRST
    assert watched.alerts() == 0


def test_a_change_is_a_version_a_change_and_an_alert(watched: WatchedSource) -> None:
    watched.sees(OLD)
    result = watched.sees(NEW)
    (change,) = watched.history.changes()

    assert (result.outcome, result.version, result.change) == (Outcome.CHANGED, 2, change.id)
    assert (change.from_version, change.to_version) == (1, 2)
    assert change.assessment.severity is Severity.MAJOR
    assert watched.alerts() == 1


def test_identical_bytes_make_nothing_new(watched: WatchedSource) -> None:
    watched.sees(OLD)

    assert watched.sees(OLD).outcome is Outcome.UNCHANGED
    with watched.database.read() as session:
        assert session.scalar(select(func.count()).select_from(SnapshotRow)) == 1


def test_boilerplate_around_the_same_text_is_unchanged(watched: WatchedSource) -> None:
    watched.sees(OLD)

    assert (
        watched.sees(OLD.replace("<nav>", "<nav><a href=/new>New</a>")).outcome is Outcome.UNCHANGED
    )


def test_a_cosmetic_change_is_recorded_and_silent(watched: WatchedSource) -> None:
    watched.sees(OLD.replace("invoice", "licence"))
    result = watched.sees(OLD.replace("invoice", "license"))

    assert result.outcome is Outcome.COSMETIC
    assert watched.reasons() == [VersionReason.FIRST, VersionReason.COSMETIC]
    assert watched.history.changes() == []
    assert len(watched.history.changes(min_severity=Severity.COSMETIC)) == 1
    assert watched.alerts() == 0


def test_flapping_back_is_recorded_and_silent(watched: WatchedSource) -> None:
    watched.sees(OLD)
    watched.sees(NEW)
    results = [watched.sees(body) for body in (OLD, NEW, OLD, NEW)]

    assert {result.outcome for result in results} == {Outcome.COSMETIC}
    assert watched.reasons()[2:] == [VersionReason.RETURNED] * 4
    assert watched.alerts() == 1


@pytest.mark.parametrize("how", ["same bytes", "other bytes", "not modified"])
def test_a_return_that_stays_is_a_revert_and_told_once(watched: WatchedSource, how: str) -> None:
    watched.sees(OLD)
    watched.sees(NEW)
    assert watched.sees(OLD).outcome is Outcome.COSMETIC
    watched.now += timedelta(days=3)
    look = {
        "same bytes": lambda: watched.sees(OLD),
        "other bytes": lambda: watched.sees(OLD + f"<!-- {watched.now} -->"),
        "not modified": watched.still,
    }[how]

    assert look().outcome is Outcome.CHANGED
    assert look().outcome in {Outcome.UNCHANGED, Outcome.NOT_MODIFIED}
    assert watched.reasons()[-2:] == [VersionReason.RETURNED, VersionReason.CONTENT]
    assert watched.alerts() == 2


def test_what_flaps_is_never_a_revert(watched: WatchedSource) -> None:
    for body in (OLD, NEW, OLD, NEW, OLD):
        watched.sees(body)
    watched.now += timedelta(days=5)

    assert watched.sees(OLD).outcome is Outcome.UNCHANGED
    assert watched.alerts() == 1


def test_a_return_after_a_season_is_news(watched: WatchedSource) -> None:
    watched.sees(OLD)
    watched.sees(NEW)
    watched.now += timedelta(days=90)

    assert watched.sees(OLD).outcome is Outcome.CHANGED


@pytest.mark.parametrize(
    "body", [BLOCK_PAGE, "", "<html></html>", page("404"), b"\x00\xff\xfe" * 9]
)
def test_a_false_capture_is_stored_refused_and_forgotten(
    watched: WatchedSource, body: str | bytes
) -> None:
    watched.sees(OLD, etag='"1"')
    result = watched.sees(body, etag='"wall"')

    assert result.outcome is Outcome.REJECTED
    assert result.reason
    assert watched.reasons() == [VersionReason.FIRST]
    assert watched.health.validators([watched.source])["ring-rules"].etag == '"1"'
    assert watched.sees(OLD).outcome is Outcome.UNCHANGED


def test_bytes_are_kept_even_when_they_are_refused(watched: WatchedSource) -> None:
    watched.sees(BLOCK_PAGE)
    with watched.database.read() as session:
        row = session.scalars(select(SnapshotRow)).one()

    assert row.body == BLOCK_PAGE.encode()
    assert row.verdict == "sign-in"


def clauses(*numbers: int, title: str = "Seller rules") -> str:
    texts = (
        f"Clause {n}: sellers keep invoice number {n} for each brand that they list."
        for n in numbers
    )
    return page(*texts, title=title, heading=title)


def test_a_lost_part_waits_and_is_silent_when_it_comes_back(watched: WatchedSource) -> None:
    watched.sees(clauses(*range(50)))

    assert str(watched.sees(clauses(*range(30))).reason).startswith("shrunk: 4")
    assert watched.sees(clauses(*range(50))).outcome is Outcome.UNCHANGED
    assert watched.alerts() == 0


def test_a_lost_part_is_told_when_it_stays_lost(watched: WatchedSource) -> None:
    watched.sees(clauses(*range(50)))
    watched.sees(clauses(*range(30)))
    watched.now += PERSISTS

    assert watched.sees(clauses(*range(30))).outcome is Outcome.CHANGED


def test_a_counter_does_not_keep_a_held_page_waiting(watched: WatchedSource) -> None:
    watched.sees(clauses(*range(50)))
    short = clauses(*range(30))
    watched.sees(short.replace("Seller rules</h1>", "Seller rules</h1><p>Seen 7 times</p>"))
    watched.now += PERSISTS
    later = short.replace("Seller rules</h1>", "Seller rules</h1><p>Seen 99 times</p>")

    assert watched.sees(later).outcome is Outcome.CHANGED


def test_another_page_waits_but_a_rewrite_under_the_same_title_is_told(
    watched: WatchedSource,
) -> None:
    watched.sees(clauses(*range(50)))

    refused = watched.sees(clauses(*range(100, 150), title="Careers"))
    assert refused.reason.code == "another-page"
    assert watched.sees(clauses(*range(100, 150))).outcome is Outcome.CHANGED


def test_a_collapse_is_accepted_when_it_stays(watched: WatchedSource) -> None:
    watched.sees(OLD)
    short = page("Rings may no longer be listed at all, by anyone, anywhere.")

    assert watched.sees(short).reason.code == "collapsed"
    watched.now += PERSISTS
    assert watched.sees(short).outcome is Outcome.CHANGED
    assert watched.alerts() == 1


def test_a_collapse_that_heals_leaves_no_trace(watched: WatchedSource) -> None:
    watched.sees(OLD)
    watched.sees(page("Rings may be listed by nobody until we have thought about it."))

    assert watched.sees(OLD).outcome is Outcome.UNCHANGED
    assert watched.reasons() == [VersionReason.FIRST]


def test_a_failure_leaves_everything_as_it_was(watched: WatchedSource) -> None:
    watched.sees(OLD)
    for _ in range(3):
        assert watched.misses("timeout").outcome is Outcome.FAILED
    health = watched.health.of(["ring-rules"])["ring-rules"]

    assert (health.failures, str(health.reason)) == (3, "timeout: -")
    assert watched.sees(NEW).outcome is Outcome.CHANGED
    assert watched.health.of(["ring-rules"])["ring-rules"].failures == 0


def test_a_new_selector_is_a_technical_version_and_alerts_nobody(database: Database) -> None:
    watched = WatchedSource(database)
    html = OLD.replace("<p>Rings", "<p class=intro>Welcome to our rules.</p><p>Rings")
    watched.sees(html)
    watched.source = WatchedSource(database, remove=(".intro",)).source

    assert watched.sees(html).outcome in {Outcome.COSMETIC, Outcome.UNCHANGED}
    assert watched.reasons() == [VersionReason.FIRST, VersionReason.TECHNICAL]
    assert watched.alerts() == 0
    assert watched.sees(html).outcome is Outcome.UNCHANGED


def test_a_page_that_changes_with_its_selector_tells_its_own_change_only(
    database: Database,
) -> None:
    watched = WatchedSource(database)
    intro = "<p class=intro>Welcome to our rules.</p><p>Rings"
    watched.sees(OLD.replace("<p>Rings", intro))
    watched.source = WatchedSource(database, remove=(".intro",)).source
    watched.sees(NEW.replace("<p>Rings", intro))
    (change,) = watched.history.changes()

    assert len(change.edits) == 1
    assert "Welcome" not in change.edits[0].before


def test_old_entries_of_a_feed_are_no_news_and_new_ones_are(database: Database) -> None:
    watched = WatchedSource(database, Kind.FEED)
    old = ("Members' meeting", "We met.")
    new = ("58 domain names seized", "The court froze the accounts of counterfeit shops.")

    assert watched.sees(rss(old).body).outcome is Outcome.FIRST
    assert watched.alerts() == 0
    assert watched.sees(rss(new, old).body).outcome is Outcome.CHANGED
    (change,) = watched.history.changes()
    assert (change.kind, change.summary, change.from_version) == (
        "notice",
        "58 domain names seized",
        None,
    )
    assert watched.alerts() == 1


def test_an_entry_that_left_the_feed_is_no_change(database: Database) -> None:
    watched = WatchedSource(database, Kind.FEED)
    first, second = ("One notice", "Text."), ("Another notice", "More text.")
    watched.sees(rss(first, second).body)

    assert watched.sees(rss(second).body).outcome is Outcome.UNCHANGED


def test_an_empty_feed_that_fills_up_is_news(database: Database) -> None:
    watched = WatchedSource(database, Kind.FEED)

    assert watched.sees(rss().body).outcome is Outcome.FIRST
    assert (
        watched.sees(rss(("Recall of power banks", "They burn.")).body).outcome is Outcome.CHANGED
    )


def test_versions_chain_so_that_a_forged_one_shows(watched: WatchedSource) -> None:
    watched.sees(OLD)
    watched.sees(NEW)
    first, second = (watched.history.version("ring-rules", n) for n in (1, 2))
    assert first is not None
    assert second is not None

    assert second.chain_sha256 == sha256(
        first.chain_sha256 + second.text_sha256 + second.snapshot_sha256
    )


def test_a_version_gives_back_what_was_read(watched: WatchedSource) -> None:
    watched.sees(NEW)
    version = watched.history.version("ring-rules")

    assert version is not None
    assert version.document.blocks[0].text == "Seller rules"
    assert version.document.text.endswith(LONG.strip())


def test_an_entry_under_a_new_identity_is_no_news(database: Database) -> None:
    watched = WatchedSource(database, Kind.FEED)
    feed = rss(("Recall of power banks", "They burn.")).body
    watched.sees(feed)

    assert watched.sees(
        feed.replace(b"<guid isPermaLink='false'>", b"<guid isPermaLink='false'>s-2-")
    ).outcome is (Outcome.UNCHANGED)
