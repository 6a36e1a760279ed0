"""What the archive remembers of sources at work: due times, hosts, quotas, proposals, replays."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.check_reason import CheckReason
from monitor.health import OperatorReport
from monitor.model import FetchFailure, Outcome, ProposalKind, Snapshot, VersionReason
from monitor.ports import ChangeSet, CheckOutcome, Fetched, FetchFailed
from monitor.source import Hours, Kind, Quota, Source
from monitor.text import sha256
from storage.archive.health import SourceHealth
from storage.archive.proposals import Proposals
from storage.archive.sql_archive import SqlArchive
from storage.database import Database
from storage.delivery.outbox import Outbox
from storage.jobs.quotas import Quotas
from storage.queries.history import History
from storage.tracker import Tracker
from tests.lab import page

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
QUOTA = Quota(minute=2, day=3)


def source(name: str = "rule", host: str = "a.example.org", **more: object) -> Source:
    known = Source(
        id=name,
        organisation="Harbour",
        title="Rule",
        category="platform-policy",
        kind=Kind.PAGE,
        url=f"https://{host}/{name}",
        language="en",
        every=timedelta(hours=6),
    )
    return replace(known, **more)  # type: ignore[arg-type]


def fails(database: Database, failing: Source, reason: str, at: datetime) -> None:
    failure = FetchFailure(source_id=failing.id, failed_at=at, reason=CheckReason(reason, "-"))
    Tracker(SqlArchive(database)).take(FetchFailed(failing, failure), at)


def sees(database: Database, seen: Source, body: str, at: datetime, moved_to: str = "") -> Outcome:
    snapshot = Snapshot(
        source_id=seen.id,
        url=seen.url,
        fetched_at=at,
        status=200,
        headers=(("Content-Type", "text/html"),),
        body=body.encode(),
        sha256=sha256(body),
        moved_to=moved_to,
    )
    return Tracker(SqlArchive(database)).take(Fetched(seen, snapshot), at).outcome


def test_the_other_sources_of_a_host_that_fails_rest_with_it(database: Database) -> None:
    one, two, other = source("one"), source("two"), source("other", "b.example.org")
    fails(database, one, "timeout", NOW)
    health = SourceHealth(database)

    assert health.due([one, two, other], NOW + timedelta(minutes=1)) == [other]
    assert two in health.due([one, two, other], NOW + timedelta(minutes=6))


def test_after_a_downtime_a_host_s_sources_come_in_batches(database: Database) -> None:
    crowd = [source(f"s{n}") for n in range(25)] + [source("other", "b.example.org")]
    due = SourceHealth(database).due(crowd, NOW)

    assert len([one for one in due if one.host == "a.example.org"]) == 10
    assert due[-1].id == "other"


def test_a_twin_comes_along_and_closed_hours_keep_away(database: Database) -> None:
    twin = source("twin", url="https://a.example.org/rule")
    night = source("night", hours=Hours(start=NOW.time(), end=NOW.time(), timezone="UTC"))
    sees(database, twin, page("One rule."), NOW)

    assert [one.id for one in SourceHealth(database).due([source(), twin, night], NOW)] == [
        "rule",
        "twin",
    ]


def test_a_quota_frees_itself_when_its_span_is_over(database: Database) -> None:
    quotas = Quotas(database)
    taken = [quotas.take("a", QUOTA, NOW + timedelta(seconds=n)) for n in range(3)]
    later = NOW + timedelta(minutes=2)

    assert taken == [None, None, NOW + timedelta(minutes=1)]
    assert quotas.take("b", QUOTA, NOW) is None
    assert quotas.take("a", QUOTA, later) is None
    assert quotas.take("a", QUOTA, later) == NOW + timedelta(days=1)
    assert quotas.take("a", QUOTA, NOW + timedelta(days=1, minutes=3)) is None


def test_a_request_that_is_given_back_is_free_again(database: Database) -> None:
    quotas = Quotas(database)
    first, second = NOW, NOW + timedelta(seconds=1)
    assert [quotas.take("a", QUOTA, at) for at in (first, second)] == [None, None]
    quotas.release("b", first)
    quotas.release("a", first)
    quotas.release("a", first)

    assert quotas.take("a", QUOTA, second) is None
    assert quotas.take("a", QUOTA, second) is not None


def test_operators_hear_of_a_failure_until_it_heals(database: Database) -> None:
    health, rule = SourceHealth(database), source()
    fails(database, rule, "http-410", NOW)
    health.mark_notified(OperatorReport(broken=(health.everything()[0],)), NOW)
    notified = health.everything()[0]
    sees(database, rule, page("One rule."), NOW + timedelta(hours=1))
    well = health.everything()[0]
    health.mark_notified(OperatorReport(healed=(well,)), NOW)

    assert (notified.notified_count, notified.notified_cause, notified.notified_at) == (
        1,
        "http-410",
        NOW,
    )
    assert (well.notified_count, well.healed_at) == (1, NOW + timedelta(hours=1))
    assert health.everything()[0].notified_count == 0


def test_a_page_that_moved_and_a_page_newly_linked_are_proposed_once(database: Database) -> None:
    index = source(discover=True)
    links = "<a href='/rule-{0}'>Rule number {0}</a>"
    proposals = Proposals(database)
    sees(database, index, page("Our rules:", links.format(1)), NOW)
    assert proposals.waiting() == []

    for _ in range(2):
        sees(
            database,
            index,
            page("Our rules:", links.format(1), links.format(2)),
            NOW,
            "https://a.example.org/new",
        )
    found = {(p.proposal.kind, p.proposal.url) for p in proposals.unnotified()}
    assert found == {
        (ProposalKind.LINKED, "https://a.example.org/rule-2"),
        (ProposalKind.MOVED, "https://a.example.org/new"),
    }
    proposals.mark_notified(p.id for p in proposals.unnotified())
    assert proposals.unnotified() == []
    assert proposals.close(proposals.waiting()[0].id)
    assert len(proposals.waiting()) == 1


def test_a_new_selector_is_replayed_over_what_is_stored_and_alerts_nobody(
    database: Database,
) -> None:
    body = page("Rings need a certificate.") + "<div class=late>Bracelets, too.</div>"
    sees(database, source(), body, NOW)
    chosen = source(select=".late")
    result = Tracker(SqlArchive(database)).replay(chosen, NOW)
    again = Tracker(SqlArchive(database)).replay(chosen, NOW)
    reasons = [version.reason for version in History(database).versions("rule")]

    assert (result.outcome, again.outcome) == (Outcome.COSMETIC, Outcome.UNCHANGED)
    assert reasons == [VersionReason.FIRST, VersionReason.TECHNICAL]
    assert History(database).version("rule").document.text == "Bracelets, too."  # type: ignore[union-attr]
    assert Outbox(database).counts() == {}
    assert sees(database, chosen, body, NOW + timedelta(hours=1)) is Outcome.UNCHANGED


def test_a_capture_that_a_wrong_selector_refused_is_judged_anew(database: Database) -> None:
    rule = source(select="#old")
    sees(database, rule, "<div id=old>Rings may be listed.</div>", NOW)
    rebuilt = "<div id=new>Rings must not be listed.</div>"
    assert sees(database, rule, rebuilt, NOW + timedelta(hours=1)) is Outcome.REJECTED

    result = Tracker(SqlArchive(database)).replay(source(select="#new"), NOW + timedelta(hours=2))
    assert result.outcome is Outcome.CHANGED
    assert len(History(database).changes()) == 1


def test_reading_again_is_no_check_of_the_source(database: Database) -> None:
    sees(database, source(), page("Rings need a certificate."), NOW)
    fails(database, source(), "timeout", NOW + timedelta(hours=1))
    Tracker(SqlArchive(database)).replay(source(select="p"), NOW + timedelta(hours=2))
    (health,) = SourceHealth(database).everything()

    assert (health.failures, health.checked_at) == (1, NOW + timedelta(hours=1))


def test_what_was_skipped_only_waits(database: Database) -> None:
    wish = NOW + timedelta(hours=3)
    failure = FetchFailure(
        source_id="rule", failed_at=NOW, reason=CheckReason("quota", "-"), retry_at=wish
    )
    skipped = CheckOutcome(source(), ChangeSet(outcome=Outcome.SKIPPED, failure=failure))
    SqlArchive(database).record([skipped], NOW)
    (health,) = SourceHealth(database).everything()

    assert (health.due_at, health.failures, health.checked_at) == (wish, 0, None)


def test_a_first_failure_after_a_good_reading_is_no_page_that_cannot_be_read(
    database: Database,
) -> None:
    often, seldom = source("often", "a.example.org"), source("seldom", "b.example.org")
    often, seldom = (replace(one, every=timedelta(days=7)) for one in (often, seldom))
    text = page("Every ring must be certified.")
    sees(database, often, text, NOW - timedelta(minutes=3))
    sees(database, seldom, text, NOW - timedelta(days=6))
    health, day = SourceHealth(database), timedelta(days=1)
    before = health.coverage([often, seldom], NOW, day)
    for one in (often, seldom):
        fails(database, one, "timeout", NOW)
    after = health.coverage([often, seldom], NOW, day)

    assert (before.checked, before.slow, before.failing) == (2, 1, ())
    assert (after.checked, after.slow) == (1, 0)
    assert [one.source_id for one in after.failing] == ["seldom"]


def test_what_was_not_read_yet_is_not_what_cannot_be_read(database: Database) -> None:
    names = ("well", "down", "paused", "late", "new")
    watched = [source(name, f"{name}.example.org") for name in names]
    well, down, paused, late, _ = watched
    notified = page("Every ring must be certified.")
    sees(database, well, notified, NOW)
    fails(database, down, "timeout", NOW)
    sees(database, paused, notified, NOW)
    SourceHealth(database).pause(paused.id, "asked to", NOW)
    sees(database, late, notified, NOW - timedelta(days=9))
    seen = SourceHealth(database).coverage(watched, NOW, timedelta(days=1))

    assert (seen.watched, seen.checked, seen.unread) == (5, 1, 1)
    assert [one.source_id for one in seen.failing] == ["down"]
    assert [one.source_id for one in seen.overdue] == ["paused", "late"]
