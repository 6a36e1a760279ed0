"""Lawsuits on the web: the list with its filters, one case, the feed and the API."""

import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from html import unescape

import feedparser
import pytest

from forewarn.wiring import AppContext
from monitor.source import Kind
from tests.lab import Lab, publish, rss
from tests.web.conftest import Visitor, listening

OLD = ("Old notice", "Nothing to see.")
HOSTILE = "Lantern &amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt; Ltd."
MANY = "The Partnerships and Unincorporated Associations Identified on Schedule A"
COURT = "pacer-rss"


@pytest.fixture
async def context(lab: Lab) -> AsyncIterator[AppContext]:
    """The web part over a court's feed."""
    lab.watch(COURT, kind=Kind.FEED.value, category="court-domain-seizure")
    async with listening(lab) as opened:
        yield opened


@pytest.fixture
def cases(context: AppContext) -> AppContext:
    """A case that goes on, and one that was dismissed."""
    now = datetime.now(UTC)
    hearing = f"[Complaint]. Hearing set for {now + timedelta(days=9):%Y-%m-%d}."
    caption = f"1:26-cv-04211 {HOSTILE} v. {MANY} (N.D. Ill.)"
    notices = [
        (caption, hearing),
        (f"{caption} order", "SEALED TEMPORARY RESTRAINING ORDER signed by the judge."),
        (f"0:26-cv-60001 Gold Rings Inc. v. {MANY} (S.D. Fla.)", "This case is dismissed."),
    ]
    for count in range(len(notices) + 1):
        body = rss(*notices[:count], OLD).body.decode()
        publish(context, context.sources[COURT], body, now - timedelta(hours=5 - count))
    return context


@pytest.mark.usefixtures("cases")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Gold Rings Inc.", "Lantern"]),
        ("?open=1", ["Lantern"]),
        ("?stage=dismissal", ["Gold Rings Inc."]),
        ("?court=ilnd", ["Lantern"]),
        ("?q=gold+60001", ["Gold Rings Inc."]),
        ("?goods=watches", []),
    ],
)
async def test_the_filters_choose_cases(visitor: Visitor, query: str, found: list[str]) -> None:
    shown = (await visitor.get(f"/cases{query}")).text
    named = [name for name in ("Gold Rings Inc.", "Lantern") if f"{name}" in shown]

    assert named == found


async def test_an_empty_list_says_what_comes(visitor: Visitor) -> None:
    for path in ("/cases", "/cases?lang=en"):
        assert "No lawsuit has been reported yet" in (await visitor.get(path)).text
    filtered = (await visitor.get("/cases?open=1")).text

    assert 'Nothing matches. <a href="/cases">All cases</a>' in filtered


@pytest.mark.usefixtures("cases")
async def test_a_wrong_filter_is_named_and_does_not_count(visitor: Visitor) -> None:
    shown = await visitor.get("/cases?stage=nonsense&court=%3Cb%3E")

    assert "nonsense" in shown.text
    assert "&lt;b&gt;" in shown.text
    assert "Gold Rings" in shown.text
    assert (await visitor.get("/feeds/cases.atom?stage=nonsense")).status == 400


@pytest.mark.usefixtures("cases")
async def test_a_case_shows_its_facts_its_stages_and_what_they_mean(visitor: Visitor) -> None:
    english = (await visitor.get("/cases/1?lang=en")).text
    chinese = (await visitor.get("/cases/1?lang=zh")).text

    assert "<script>alert" not in english
    for told in ("1:26-cv-04211", "N.D. Ill.", "Restraining order issued", "Complaint filed"):
        assert told in english
    for told in (
        "伊利诺伊北区",
        "法院已签发 TRO",
        "已起诉",
        "自签发起最多 14 天，可以延长",
        "下一个日期",
    ):
        assert told in chinese
    assert (await visitor.get("/cases/99")).status == 404
    assert (await visitor.get("/cases/nonsense")).status == 404


@pytest.mark.usefixtures("cases")
async def test_changes_and_events_lead_to_their_case(visitor: Visitor) -> None:
    for path in ("/changes/1", "/events/1"):
        assert 'href="/cases/1"' in (await visitor.get(path)).text


@pytest.mark.usefixtures("cases")
async def test_the_feed_has_the_cases_that_the_filters_select(visitor: Visitor) -> None:
    every = feedparser.parse((await visitor.get("/feeds/cases.atom?lang=zh")).body)
    [entry] = feedparser.parse((await visitor.get("/feeds/cases.atom?open=1")).body).entries

    assert not every.bozo
    assert [one.title.partition("]")[0] for one in every.entries] == [
        "[已撤诉或驳回",
        "[法院已签发 TRO",
    ]
    assert entry.id.startswith("urn:uuid:")
    assert entry.link == f"{visitor.base}/cases/1"


@pytest.mark.usefixtures("cases")
async def test_the_api_lists_cases_and_shows_one(visitor: Visitor) -> None:
    page = json.loads((await visitor.get("/api/v1/cases?limit=1")).body)
    rest = json.loads((await visitor.get(f"/api/v1/cases?cursor={page['next']}")).body)
    one = json.loads((await visitor.get("/api/v1/cases/1")).body)

    assert [case["stage"] for case in (*page["items"], *rest["items"])] == ["dismissal", "tro"]
    assert [entry["stage"] for entry in one["entries"]] == ["complaint", "tro"]
    assert (one["court"], one["docket"]) == ("ilnd", "1:26-cv-04211")
    assert (await visitor.get("/api/v1/cases/99")).status == 404
    assert (await visitor.get("/api/v1/cases?stage=nonsense")).status == 422
    assert json.loads((await visitor.get("/api/v1/cases?open=true&court=ilnd")).body)["items"]


@pytest.mark.usefixtures("cases")
@pytest.mark.parametrize(
    "path",
    ["/cases?stage=nonsense&open=1", "/changes?topic=nonsense", "/calendar?category=nonsense"],
)
async def test_a_page_with_a_wrong_filter_leads_to_files_that_open(
    visitor: Visitor, path: str
) -> None:
    shown = (await visitor.get(path)).text
    [link, *_] = re.findall(r'href="(/(?:feeds/cases|export|calendar\.ics)[^"]*)"', shown)

    assert "nonsense" not in link
    assert (await visitor.get(unescape(link))).status == 200


@pytest.mark.usefixtures("cases")
async def test_the_sitemap_lists_cases_and_events(visitor: Visitor) -> None:
    for kind in ("cases", "events"):
        listed = (await visitor.get(f"/sitemaps/{kind}.xml")).text
        addresses = re.findall("<loc>(.*?)</loc>", listed)

        assert f"{visitor.base}/{kind}/1" in addresses
        assert [(await visitor.get(one)).status for one in addresses] == [200] * len(addresses)
