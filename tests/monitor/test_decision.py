"""The decider, without a database: the same values in, the same outcome out."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.check_reason import CheckReason
from monitor.decision.decide import decide
from monitor.decision.known import Known, Needs
from monitor.decision.needs import needs
from monitor.decision.quarantine import PERSISTS
from monitor.decision.read import Reading, is_read_anew, read
from monitor.decision.reread import read_last, reread
from monitor.extract.key import extraction_key, text_sha256
from monitor.extract.snapshot import extract
from monitor.model import (
    Document,
    FetchFailure,
    Outcome,
    Severity,
    Snapshot,
    Version,
    VersionReason,
)
from monitor.ports import (
    CheckOutcome,
    Fetched,
    FetchFailed,
    Head,
    NotModified,
    Quarantined,
    SourceState,
)
from monitor.source import Kind, Source
from monitor.text import sha256
from tests.lab import page, rss

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
LONG = "Sellers keep an invoice for each brand. " * 80
OLD = page("Rings may be listed freely.", LONG)
NEW = page("Rings must not be listed without a certificate.", LONG)
BLOCK_PAGE = page("Please sign in to continue.")
PAGE = Source(
    id="rules", organisation="Harbour", title="Rules", category="platform-policy",
    kind=Kind.PAGE, url="https://harbour.example.org/rules", language="en",
)  # fmt: skip
FEED = replace(PAGE, kind=Kind.FEED)
OTHER = "https://harbour-rules.example.net/rules"


def snapshot(body: str | bytes, url: str = PAGE.url) -> Snapshot:
    raw = body.encode() if isinstance(body, str) else body
    return Snapshot(
        source_id=PAGE.id, url=url, fetched_at=NOW, status=200,
        headers=(("Content-Type", "text/html"),), body=raw, sha256=sha256(raw),
    )  # fmt: skip


class Past:
    """What a source brought before: its state, and every stored document."""

    def __init__(self, source: Source, *bodies: str | bytes) -> None:
        self.source = source
        self.stored: dict[int, Document] = {}
        self.state = SourceState(heads={})
        for body in bodies:
            self._store(snapshot(body))

    def check(
        self,
        body: str | bytes,
        *,
        url: str = PAGE.url,
        now: datetime = NOW,
        confirmed: bool = False,
    ) -> CheckOutcome:
        reading = self.read(body, url)
        known = self.known(needs(reading, self.state, now))
        return decide(reading, self.state, known, now, confirmed=confirmed)

    def read(self, body: str | bytes, url: str = PAGE.url) -> Reading:
        return read(Fetched(self.source, snapshot(body, url)), self.state)

    def known(self, needed: Needs) -> Known:
        """Exactly what is needed: what else the decider looks up is a fault."""
        return Known(
            documents={number: self.stored[number] for number in needed.compared.values()},
            recent_texts={key: frozenset() for key in needed.compared},
        )

    def _store(self, last: Snapshot) -> None:
        heads = dict(self.state.heads)
        for document in extract(last, self.source):
            number = len(self.stored) + 1
            self.stored[number] = document
            heads[document.key] = head(document, number)
        self.state = SourceState(
            body_sha256=last.sha256,
            captured_url=last.url,
            extraction_key=extraction_key(self.source),
            heads=heads,
        )


def head(
    document: Document, number: int, reason: VersionReason = VersionReason.FIRST, age: int = 9
) -> Head:
    return Head(
        number=number, text_sha256=text_sha256(document), reason=reason,
        recorded_at=NOW - timedelta(days=age), title=document.title, url=document.url,
        published_at=document.published_at,
    )  # fmt: skip


def reasons(outcome: CheckOutcome) -> list[VersionReason]:
    return [version.reason for version in outcome.change_set.versions]


def test_a_first_reading_is_silent() -> None:
    outcome = Past(PAGE).check(OLD)

    assert outcome.change_set.outcome is Outcome.FIRST
    assert reasons(outcome) == [VersionReason.FIRST]
    assert outcome.change_set.versions[0].change is None


def test_a_changed_text_is_a_version_with_its_change() -> None:
    outcome = Past(PAGE, OLD).check(NEW)
    (version,) = outcome.change_set.versions

    assert outcome.change_set.outcome is Outcome.CHANGED
    assert version.change is not None
    assert version.change.assessment.severity is Severity.MAJOR


@pytest.mark.parametrize("body", [OLD, OLD + "<!-- seen again -->"], ids=["bytes", "text"])
def test_what_says_the_same_needs_nothing_and_adds_nothing(body: str) -> None:
    past = Past(PAGE, OLD)

    assert not needs(past.read(body), past.state, NOW)
    assert past.check(body).change_set.outcome is Outcome.UNCHANGED
    assert past.check(body).change_set.versions == ()


def test_known_bytes_are_not_parsed() -> None:
    assert Past(PAGE, OLD).read(OLD).documents is None


def test_an_answer_that_is_refused_unread_needs_nothing() -> None:
    past = Past(PAGE, OLD)
    reading = past.read("")

    assert not needs(reading, past.state, NOW)
    assert past.check("").change_set.outcome is Outcome.REJECTED


def test_a_block_page_is_rejected_unless_an_operator_says_that_it_is_the_page() -> None:
    outcome = Past(PAGE, OLD).check(BLOCK_PAGE)
    assert outcome.change_set.reason.code == "sign-in"
    assert outcome.change_set.quarantined is None
    assert Past(PAGE, OLD).check(BLOCK_PAGE, confirmed=True).change_set.accepted


def quarantined(past: Past, body: str, url: str = PAGE.url) -> Quarantined:
    found = past.check(body, url=url).change_set.quarantined
    assert found is not None
    return found


@pytest.mark.parametrize("url", [PAGE.url, OTHER])
def test_a_doubtful_capture_waits_a_day_or_for_an_operator(url: str) -> None:
    past = Past(PAGE, OLD)
    body = NEW if url == OTHER else page("Rings may no longer be listed at all, by anyone.")
    waits = quarantined(past, body, url)
    past.state = replace(past.state, quarantined=waits)
    later = waits.since + PERSISTS

    early = past.check(body, url=url, now=later - timedelta(seconds=1)).change_set
    assert (early.outcome, early.quarantined) == (Outcome.REJECTED, waits)
    assert past.check(body, url=url, now=later).change_set.outcome is Outcome.CHANGED
    assert past.check(body, url=url, confirmed=True).change_set.outcome is Outcome.CHANGED
    past.state = replace(past.state, refused_sha256=waits.text_sha256)
    assert past.check(body, url=url, now=later).change_set.outcome is Outcome.REJECTED


def test_known_bytes_of_another_site_stay_those_of_the_known_one() -> None:
    outcome = Past(PAGE, OLD).check(OLD, url=OTHER)

    assert str(outcome.change_set.reason).startswith("another-site: ")
    assert outcome.change_set.snapshot is None


def test_a_recent_text_that_comes_back_is_silent() -> None:
    past = Past(PAGE, OLD)
    reading = past.read(NEW)
    (document,) = reading.documents or ()
    known = replace(past.known(needs(reading, past.state, NOW)), recent_texts={"": frozenset({text_sha256(document)})})  # fmt: skip

    assert reasons(decide(reading, past.state, known, NOW)) == [VersionReason.RETURNED]


def versions_of(*bodies: str, reasons: Sequence[VersionReason]) -> tuple[Version, ...]:
    """The newest first."""
    return tuple(
        Version(
            source_id=PAGE.id, number=number, recorded_at=NOW - timedelta(days=9), reason=reason,
            document=document, text_sha256=text_sha256(document), snapshot_sha256="",
            chain_sha256="", extraction_key="",
        )
        for number, (body, reason) in enumerate(zip(bodies, reasons, strict=True), 1)
        for document in extract(snapshot(body), PAGE)
    )[::-1]  # fmt: skip


@pytest.mark.parametrize("age", [1, 9])
@pytest.mark.parametrize("is_flapping", [False, True])
def test_a_return_that_stays_is_a_change_and_flapping_is_none(age: int, is_flapping: bool) -> None:
    returned, content = VersionReason.RETURNED, VersionReason.CONTENT
    newest = versions_of(OLD, NEW, OLD, reasons=[content, returned if is_flapping else content, returned])  # fmt: skip
    state = replace(Past(PAGE, OLD).state, heads={"": head(newest[0].document, 3, returned, age)})
    reading = read(NotModified(PAGE), state)
    needed = needs(reading, state, NOW)
    known = Known(newest=newest if needed.newest else (), last=snapshot(OLD))
    outcome = decide(reading, state, known, NOW)

    assert needed.newest is (age == 9)
    is_told = age == 9 and not is_flapping
    assert reasons(outcome) == ([content] if is_told else [])
    assert outcome.change_set.outcome is (Outcome.CHANGED if is_told else Outcome.NOT_MODIFIED)


def test_a_failure_is_a_failure_and_our_own_quota_is_none() -> None:
    for reason, expected in (("timeout", Outcome.FAILED), ("quota", Outcome.SKIPPED)):
        failure = FetchFailure(source_id=PAGE.id, failed_at=NOW, reason=CheckReason(reason, "-"))
        reading = read(FetchFailed(PAGE, failure), SourceState(heads={}))
        assert not needs(reading, SourceState(heads={}), NOW)
        outcome = decide(reading, SourceState(heads={}), Known(), NOW)
        assert outcome.change_set.outcome is expected


def test_a_new_selector_changes_what_is_known_and_alerts_nobody() -> None:
    intro = "<p class=intro>Welcome to our rules.</p><p>Rings"
    past = Past(PAGE, OLD.replace("<p>Rings", intro))
    source = replace(PAGE, remove=(".intro",))
    last = snapshot(OLD.replace("<p>Rings", intro))
    anew = reread(source, last, read_last(last, source), past.state, {}, NOW)

    assert is_read_anew(source, past.state)
    assert anew is not None
    assert [v.reason for v in anew.change_set.versions] == [VersionReason.TECHNICAL]
    assert anew.state.heads[""].number == 2
    reading = read(Fetched(source, snapshot(NEW.replace("<p>Rings", intro))), anew.state)
    needed = needs(reading, anew.state, NOW)
    known = anew.add_to(Known(recent_texts={key: frozenset() for key in needed.compared}))
    (version,) = decide(reading, anew.state, known, NOW).change_set.versions
    assert version.change is not None
    assert len(version.change.edits) == 1
    # The text of the old way of reading was current until now.
    assert known.recent_texts[""] == {past.state.heads[""].text_sha256}


def entries(*numbers: int, edited: int = -1) -> bytes:
    says = {n: f"What notice {n} says to sellers of rings." for n in numbers}
    if edited in says:
        says[edited] = f"Notice {edited} must be obeyed from now on, by every seller of rings."
    return rss(*((f"Notice {n}", text) for n, text in says.items())).body


@pytest.mark.slow
def test_a_long_feed_needs_only_the_entries_that_differ() -> None:
    many = range(1_500)
    past = Past(FEED, entries(*many))
    reading = past.read(entries(*many, 1_500, edited=7))
    needed = needs(reading, past.state, NOW)
    outcome = past.check(entries(*many, 1_500, edited=7))

    assert list(needed.compared.values()) == [8]
    assert reasons(outcome) == [VersionReason.CONTENT, VersionReason.NOTICE]
    assert not needs(past.read(entries(*many) + b" "), past.state, NOW)


@pytest.mark.parametrize("seed", range(40))
def test_whatever_a_feed_shows_the_needs_are_enough_and_no_entry_is_news_twice(seed: int) -> None:
    """Entries share guids, links and titles, are edited, dropped and named anew."""
    chance = random.Random(seed)
    shown = [_entry(chance) for _ in range(chance.randint(1, 6))]
    past = Past(FEED, _feed(shown))
    now_shown = [_changed(chance, one) for one in shown if chance.random() < 0.8]
    body = _feed([*now_shown, *(_entry(chance) for _ in range(chance.randint(0, 3)))])
    outcome = past.check(body)

    # Known holds what `needs` names and nothing else: a missing document would be a KeyError.
    keys = [version.document.key for version in outcome.change_set.versions]
    assert len(keys) == len(set(keys))
    assert outcome == past.check(body)
    notices = [v for v in outcome.change_set.versions if v.reason is VersionReason.NOTICE]
    assert not {v.document.key for v in notices} & set(past.state.heads)


Entry = tuple[str, str, str, str]


def _entry(chance: random.Random) -> Entry:
    """A guid, a title, a link, a text, each from a few."""
    return (
        chance.choice(["", "urn:all", f"urn:{chance.randint(1, 9)}"]),
        chance.choice(["Weekly report", f"Notice {chance.randint(1, 4)}"]),
        chance.choice(["", "https://harbour.example.org/all", f"https://harbour.example.org/{chance.randint(1, 9)}"]),
        f"What notice {chance.randint(1, 9)} says to sellers.",
    )  # fmt: skip


def _changed(chance: random.Random, entry: Entry) -> Entry:
    place, other = chance.randrange(8), _entry(chance)
    if place >= len(entry):
        return entry
    fields = list(entry)
    fields[place] = other[place]
    guid, title, link, text = fields
    return guid, title, link, text


def _feed(items: Sequence[Entry]) -> str:
    names = ("guid", "title", "link", "description")
    rows = (
        "".join(f"<{name}>{value}</{name}>" for name, value in zip(names, item, strict=True) if value)
        for item in items
    )  # fmt: skip
    body = "".join(f"<item>{row}</item>" for row in rows)
    return f"<rss version='2.0'><channel><title>Gazette</title>{body}</channel></rss>"


CHOSEN = replace(PAGE, select=".policy")
RULES = "".join(f"<p>Clause {n}: the {w} of a lamp is kept for ten years.</p>" for n, w in enumerate(("report", "invoice", "label", "origin")))  # fmt: skip


def test_a_selector_that_matches_nothing_names_the_one_that_would() -> None:
    past = Past(CHOSEN, f"<main><div class=policy>{RULES}</div></main>")
    rebuilt = f"<nav>Home Shop</nav><main><div class='content'>{RULES}</div></main><div class=content>x</div>"
    change_set = past.check(rebuilt).change_set

    assert change_set.outcome is Outcome.REJECTED
    assert str(change_set.reason) == (
        "selector-missing: the selector '.policy' matches nothing; "
        "'main .content' would match now (100% of the known text)"
    )


def test_no_selector_is_proposed_on_a_page_without_the_known_text() -> None:
    past = Past(CHOSEN, f"<main><div class=policy>{RULES}</div></main>")
    reason = past.check("<main><p>We moved to a new home.</p></main>").change_set.reason

    assert reason.code == "selector-missing"
    assert "would match" not in reason.detail


def test_a_first_reading_whose_selector_matches_nothing_proposes_none() -> None:
    reason = Past(CHOSEN).check(f"<main>{RULES}</main>").change_set.reason

    assert reason.code == "selector-missing"
    assert "would match" not in reason.detail
