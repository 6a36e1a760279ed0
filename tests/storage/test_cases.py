"""Lawsuits, as dockets, lists of cases and press report them: one case for a docket of a court."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from monitor.audience import Frequency
from monitor.cases import Stage
from monitor.catalogue import load
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
from storage.queries.cases import CaseFilter, Cases
from storage.tracker import Tracker
from tests.lab import rss

ORDER = "SEALED TEMPORARY RESTRAINING ORDER signed by the judge on 11/3/2026."
NOW = datetime(2026, 11, 2, tzinfo=UTC)
OLD = ("Old notice", "Nothing to see.")
CAPTION = "Lantern Watches Ltd. v. The Partnerships and Unincorporated Associations Identified on Schedule A"
CATALOGUE = Path(__file__).parents[2] / "catalogue"
COURTLISTENER = "courtlistener-schedule-a-ilnd"


def feed(name: str, url: str = "", language: str = "en") -> Source:
    return Source(
        id=name,
        organisation=name,
        title=name,
        category="court-domain-seizure",
        kind=Kind.FEED,
        url=url or f"https://{name}.example.org/feed",
        language=language,
    )


def take(database: Database, source: Source, body: bytes, mime: str, hours: int) -> None:
    snapshot = Snapshot(
        source_id=source.id,
        url=source.url,
        fetched_at=NOW,
        status=200,
        headers=(("Content-Type", mime),),
        body=body,
        sha256=sha256(body),
    )
    Tracker(SqlArchive(database)).take(Fetched(source, snapshot), NOW + timedelta(hours=hours))


def publish(database: Database, source: Source, *entries: tuple[str, str], hours: int) -> None:
    take(database, source, rss(*entries).body, "application/rss+xml", hours)


def pacer(court: str) -> Source:
    return feed(f"pacer-rss-{court}", f"https://ecf.{court}.uscourts.gov/cgi-bin/rss_outside.pl")


def docketed(*descriptions: str, number: int = 4211) -> dict[str, object]:
    """A docket as CourtListener's search API gives it."""
    return {
        "caseName": CAPTION,
        "court": "District Court, N.D. Illinois",
        "cause": "15:1114 Trademark Infringement",
        "suitNature": "840 Trademark",
        "dateFiled": "2026-11-02",
        "docketNumber": f"1:26-cv-{number:05d}",
        "docket_absolute_url": f"/docket/{number}/lantern-watches/",
        "docket_id": number,
        "firm": ["Greer, Burns & Crain, Ltd."],
        "party": ["Lantern Watches Ltd.", "The Partnerships Identified on Schedule A"],
        "recap_documents": [{"description": text} for text in descriptions],
    }


def search(database: Database, *dockets: dict[str, object], hours: int) -> None:
    source = next(one for one in load(CATALOGUE).sources if one.id == COURTLISTENER)
    body = json.dumps({"count": len(dockets), "results": dockets}).encode()
    take(database, source, body, "application/json", hours)


def test_a_docket_opens_a_case_and_its_new_entries_raise_the_stage(database: Database) -> None:
    cases = Cases(database)
    old = docketed("COMPLAINT filed by Lantern Watches Ltd.", number=4000)
    search(database, old, hours=0)
    first = "COMPLAINT filed by Lantern Watches Ltd."
    search(database, docketed(first), old, hours=1)
    [case] = cases.listed(CaseFilter()).cases

    assert (case.docket, case.court, case.law_firm) == ("1:26-cv-04211", "ilnd", "gbc")
    assert (case.plaintiff, case.brand) == ("Lantern Watches Ltd.", "Lantern Watches")
    assert case.stage is Stage.COMPLAINT

    order = "SEALED TEMPORARY RESTRAINING ORDER signed by the judge on 11/3/2026."
    search(database, docketed(first, order), old, hours=2)
    [case] = cases.listed(CaseFilter()).cases

    assert case.stage is Stage.TRO
    assert [entry.stage for entry in cases.entries(case.id)] == [Stage.COMPLAINT, Stage.TRO]


def test_a_docket_that_gets_longer_tells_of_the_event_of_its_case(database: Database) -> None:
    subscribers = Subscribers(database)
    subscriber = subscribers.welcome(1, Language.EN, NOW)
    subscribers.subscribe(subscriber.id, "court-domain-seizure", Frequency.INSTANT)
    first, known = "COMPLAINT filed by Lantern Watches Ltd.", docketed("COMPLAINT", number=4000)
    search(database, known, hours=0)
    for hours, entries in enumerate((("",), ("", ORDER), ("", ORDER, "EXHIBIT 4 to motion"))):
        search(database, docketed(first, *filter(None, entries)), known, hours=1 + hours)
    [case] = Cases(database).listed(CaseFilter()).cases
    members = [entry.change_id for entry in Cases(database).entries(case.id)]
    event = Events(database).get(case.event_id)

    assert event is not None
    assert [one.change_id for one in event.members] == members
    assert len(members) == 3
    assert Outbox(database).counts() == {"pending": 2}  # the exhibit waits for the digest
    assert Digests(database).waiting() == {(subscriber.id, Frequency.DAILY): members[2:]}


def test_a_docket_that_was_there_at_first_opens_its_event_with_its_first_change(
    database: Database,
) -> None:
    search(database, docketed("COMPLAINT"), hours=0)
    search(database, docketed("COMPLAINT", ORDER), hours=1)
    [case] = Cases(database).listed(CaseFilter()).cases
    event = Events(database).get(case.event_id)

    assert event is not None
    assert len(event.members) == 1


def test_court_list_and_press_on_one_docket_are_one_case(database: Database) -> None:
    court, chinese = pacer("ilnd"), feed("tro-list", language="zh")
    for source in (court, chinese):
        publish(database, source, OLD, hours=0)
    publish(database, court, (f"1:26-cv-04211 {CAPTION}", "[Complaint] ( 1 )"), OLD, hours=1)
    notice = (
        "Lantern 品牌发案，187名被告",
        "案号 26-cv-4211，法院：伊利诺伊北区，律所：GBC。法院已签发TRO，冻结卖家账户。",
    )
    publish(database, chinese, notice, OLD, hours=2)
    [case] = Cases(database).listed(CaseFilter()).cases

    assert case.docket == "1:26-cv-04211"
    assert (case.law_firm, case.defendant_count) == ("gbc", 187)
    assert case.stage is Stage.ASSET_FREEZE
    assert [entry.source_id for entry in Cases(database).entries(case.id)] == [court.id, "tro-list"]


def test_press_that_is_earlier_than_the_docket_belongs_to_the_case(database: Database) -> None:
    press, court = feed("press"), pacer("ilnd")
    for source in (press, court):
        publish(database, source, OLD, hours=0)
    report = ("Lantern Watches sues 187 sellers in Chicago", "The court issued a TRO, it says.")
    publish(database, press, report, OLD, hours=1)
    assert Cases(database).listed(CaseFilter()).cases == ()
    publish(database, court, (f"1:26-cv-04211 {CAPTION}", "[Complaint] ( 1 )"), OLD, hours=30)
    [case] = Cases(database).listed(CaseFilter()).cases

    assert [one.source_id for one in Cases(database).entries(case.id)] == ["press", court.id]
    assert case.stage is Stage.TRO


def test_one_number_in_two_courts_is_two_cases(database: Database) -> None:
    for court in ("ilnd", "flsd"):
        publish(database, pacer(court), OLD, hours=0)
        publish(database, pacer(court), (f"1:26-cv-04211 {CAPTION}", "[Complaint]"), OLD, hours=1)

    assert [c.court for c in Cases(database).listed(CaseFilter()).cases] == ["flsd", "ilnd"]
    assert len(Cases(database).of_docket("26-cv-04211")) == 2
    publish(database, pacer("ilnd"), (f"1:26-cv-04211 {CAPTION}", ORDER), OLD, hours=2)
    florida, illinois = Cases(database).listed(CaseFilter()).cases
    assert (florida.stage, illinois.stage) == (Stage.COMPLAINT, Stage.TRO)
    members = [Events(database).get(case.event_id) for case in (florida, illinois)]
    assert [len(event.members) for event in members if event] == [1, 2]


def test_a_dismissal_ends_a_case_and_a_later_entry_does_not_reopen_it(database: Database) -> None:
    court, title = pacer("ilnd"), f"1:26-cv-04211 {CAPTION}"
    publish(database, court, OLD, hours=0)
    publish(database, court, (title, "This case is dismissed with prejudice."), OLD, hours=1)
    publish(database, court, (f"{title} ", "TEMPORARY RESTRAINING ORDER signed."), OLD, hours=2)
    [case] = Cases(database).listed(CaseFilter()).cases

    assert case.stage is Stage.DISMISSAL
    assert Cases(database).listed(CaseFilter(is_open=True)).cases == ()


@pytest.mark.parametrize(
    "notice",
    [
        ("1:18-cv-03019 S. v. TP-Link USA Corporation", "[Complaint] ( 1 )"),
        ("1:26-cv-01111 Strike 3 Holdings, LLC v. Doe", "[Complaint]"),
        ("TRO 获批，多家店铺被冻结", "本周多家卖家被起诉。"),
        ("Two cases", "Sellers were sued in 26-cv-04211 and in 26-cv-04299, N.D. Ill."),
    ],
)
def test_an_ordinary_suit_and_an_article_without_a_docket_are_no_case(
    database: Database, notice: tuple[str, str]
) -> None:
    publish(database, feed("press"), OLD, hours=0)
    publish(database, feed("press"), notice, OLD, hours=1)

    assert Cases(database).listed(CaseFilter()).cases == ()


def test_filters_choose_and_a_cursor_turns_the_page(database: Database) -> None:
    court = pacer("ilnd")
    publish(database, court, OLD, hours=0)
    notices = [
        (f"1:26-cv-0421{n} {name} v. The Partnerships Identified on Schedule A", "[Complaint]")
        for n, name in enumerate(("Gold Rings Inc.", "Lantern Watches Ltd.", "100%_Real LLC"))
    ]
    for hours, notice in enumerate(notices, 1):
        publish(database, court, notice, OLD, hours=hours)
    cases = Cases(database)
    page = cases.listed(CaseFilter(), limit=2)

    assert [case.brand for case in page.cases] == ["100%_Real", "Lantern Watches"]
    assert [case.brand for case in cases.listed(CaseFilter(), page.next).cases] == ["Gold Rings"]
    for words, found in ((("lantern",), 1), (("%",), 1), (("1:26-cv-04210",), 1), (("gbc",), 0)):
        assert len(cases.listed(CaseFilter(words=words)).cases) == found
    assert len(cases.listed(CaseFilter(court="ilnd", stage=Stage.COMPLAINT)).cases) == 3
    assert cases.listed(CaseFilter(court="flsd")).cases == ()
    assert len(cases.listed(CaseFilter(since=NOW + timedelta(hours=2))).cases) == 1
    assert cases.updated(CaseFilter(), 1)[0].brand == "100%_Real"


def test_a_hearing_is_the_next_date_and_a_case_is_found_by_its_event(database: Database) -> None:
    court = pacer("ilnd")
    publish(database, court, OLD, hours=0)
    text = "MOTION hearing set for 11/17/2026 at 9:30 AM."
    publish(database, court, (f"1:26-cv-04211 {CAPTION}", text), OLD, hours=1)
    cases = Cases(database)
    [case] = cases.listed(CaseFilter()).cases
    [entry] = cases.entries(case.id)

    assert case.next_date == date(2026, 11, 17)
    assert cases.of_event(case.event_id) == cases.of_change(entry.change_id) == cases.get(case.id)
    assert cases.get(case.id + 1) is None
