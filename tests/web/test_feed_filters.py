"""Feeds take the filters of the pages, keep their language, and come in pages."""

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import feedparser
import pytest
from lxml import etree

from forewarn.wiring import AppContext
from monitor.language import Language
from monitor.vocabulary import name_of
from tests.lab import page, publish
from tests.web.conftest import RULES, Visitor

ATOM = "{http://www.w3.org/2005/Atom}"


def link(parsed: feedparser.FeedParserDict, rel: str) -> str:
    return next((one.href for one in parsed.feed.links if one.rel == rel), "")


async def entries(visitor: Visitor, query: str) -> list[str]:
    answer = await visitor.get(f"/feeds/all.atom?{query}")
    assert answer.status == 200, answer.text
    return [urlsplit(entry.link).path for entry in feedparser.parse(answer.body).entries]


@pytest.mark.usefixtures("world")
async def test_each_filter_of_the_pages_narrows_a_feed(visitor: Visitor) -> None:
    for query, count in (
        ("", 2),
        ("category=platform-policy", 1),
        ("topic=batteries", 1),
        ("topic=batteries,toys", 2),
        ("jurisdiction=us", 1),
        ("source=ring-rules", 1),
        ("organisation=harbour-market", 2),
        ("severity=information", 2),
        ("level=information", 0),
        ("targets=batteries", 1),
        ("q=锂电池", 1),
        ("since=2100-01-01", 0),
        ("until=2000-01-01", 0),
        ("effective_from=2027-03-01", 1),
        ("effective_from=2027-03-02", 0),
        ("effective_until=2027-03-01", 1),
        ("effective_until=2027-02-28", 0),
        ("source=ring-rules&jurisdiction=us&organisation=Harbour+Market&q=UN", 1),
    ):
        assert len(await entries(visitor, query)) == count, query


@pytest.mark.usefixtures("world")
async def test_a_filter_that_is_unknown_or_invalid_is_named(visitor: Visitor) -> None:
    for query, named in (
        ("category=x", "category: x"),
        ("topic=batteries,x", "topic: x"),
        ("jurisdiction=atlantis", "jurisdiction: atlantis"),
        ("organisation=nobody", "organisation: nobody"),
        ("source=nothing", "source: nothing"),
        ("severity=huge", "severity: huge"),
        ("level=huge", "level: huge"),
        ("since=yesterday", "since: yesterday"),
        ("effective_from=soon", "effective_from: soon"),
        ("kategorie=x", "kategorie?"),
        ("category=<script>alert(1)</script>", "category: &lt;script&gt;alert(1)&lt;/script&gt;"),
    ):
        answer = await visitor.get(f"/feeds/all.atom?{query}")
        assert answer.status == 400, query
        assert named in answer.text
        assert "<script>alert" not in answer.text
    twice = await visitor.get("/feeds/categories/customs-border.atom?category=tax-tariff")
    assert twice.status == 400
    assert (await visitor.get("/feeds/cases.atom?level=act")).status == 400
    assert (await visitor.get("/feeds/all.rss")).status == 404


@pytest.mark.usefixtures("world")
async def test_every_link_of_a_feed_keeps_its_language_and_filters(visitor: Visitor) -> None:
    path = "/feeds/all.atom?lang=zh&severity=major&category=platform-policy"
    parsed = feedparser.parse((await visitor.get(path)).body)
    assert parsed.feed.language == "zh"
    assert parsed.feed.title == "Forewarn · 平台规则 · 影响经营及以上"
    for rel, of_link in (("self", "/feeds/all.atom"), ("alternate", "/changes")):
        parts = urlsplit(link(parsed, rel))
        assert parts.path == of_link
        assert parse_qs(parts.query) == {
            "lang": ["zh"], "severity": ["major"], "category": ["platform-policy"],
        }  # fmt: skip
    assert [entry.link.partition("?")[2] for entry in parsed.entries] == ["lang=zh"]
    of_category = await visitor.get("/feeds/categories/platform-policy.atom?lang=zh")
    shown = link(feedparser.parse(of_category.body), "alternate")
    assert shown == f"{visitor.base}/changes?category=platform-policy&lang=zh"
    cases = feedparser.parse((await visitor.get("/feeds/cases.atom?lang=zh&open=1")).body)
    assert link(cases, "self") == f"{visitor.base}/feeds/cases.atom?open=1&lang=zh"


async def test_entries_show_the_edits_with_their_marks(
    context: AppContext, visitor: Visitor
) -> None:
    ring = context.sources["ring-rules"]
    more = [f"Rule {n}: parcel {n} is sent in 3 days." for n in range(17)]
    publish(context, ring, page(*RULES, *more))
    changed = [text.replace("3 days", "9 days") for text in more]
    publish(
        context, ring, page(*RULES, *changed, "&lt;script&gt;alert(1)&lt;/script&gt; is banned")
    )
    answer = await visitor.get("/feeds/all.atom")
    [entry] = feedparser.parse(answer.body, sanitize_html=False).entries
    html = entry.content[0].value
    root = etree.fromstring(f"<div>{html}</div>", etree.XMLParser(resolve_entities=False))

    assert entry.content[0].type == "text/html"
    assert "<ins>9</ins>" in html
    assert "<del>3</del>" in html
    assert len(root.findall("blockquote")) == 5
    assert "13 more edits" in html
    assert "<script" not in html
    assert len(html) < 6_000


@pytest.mark.usefixtures("world")
async def test_an_entry_says_what_and_when(visitor: Visitor) -> None:
    answer = await visitor.get("/feeds/sources/ring-rules.atom?lang=zh")
    [entry] = etree.fromstring(answer.body).findall(f"{ATOM}entry")
    labels = {one.get("term"): one.get("label") for one in entry.findall(f"{ATOM}category")}

    assert labels["platform-policy"] == "平台规则"
    assert labels["batteries"] == "电池"
    assert entry.findtext(f"{ATOM}published") == entry.findtext(f"{ATOM}updated")
    assert answer.headers["last-modified"].endswith(" GMT")


@pytest.mark.usefixtures("world")
async def test_an_id_is_the_same_in_all_languages_feeds_and_formats(visitor: Visitor) -> None:
    atom = feedparser.parse((await visitor.get("/feeds/all.atom")).body)
    zh = feedparser.parse((await visitor.get("/feeds/all.atom?lang=zh")).body)
    of_json = json.loads((await visitor.get("/feeds/all.json")).body)

    ids = [entry.id for entry in atom.entries]
    assert len(set(ids)) == 2
    assert [entry.id for entry in zh.entries] == ids == [item["id"] for item in of_json["items"]]
    assert atom.feed.id != zh.feed.id


async def test_pages_of_a_feed_follow_each_other(context: AppContext, visitor: Visitor) -> None:
    now = datetime.now(UTC) - timedelta(days=1)
    for number in range(54):
        data = page(f"Every brand must pay {number} dollars.", "Parcels are sent in 3 days.")
        publish(context, context.sources["ring-rules"], data, now + timedelta(seconds=number))
    seen: list[str] = []
    address = "/feeds/sources/ring-rules.atom?severity=information&lang=zh"
    while address:
        parsed = feedparser.parse((await visitor.get(address)).body)
        assert not seen or link(parsed, "self") == address
        seen += [entry.id for entry in parsed.entries]
        address = link(parsed, "next")

    assert len(seen) == len(set(seen)) == 53


@pytest.mark.usefixtures("world")
async def test_a_json_feed_says_the_same(visitor: Visitor) -> None:
    answer = await visitor.get("/feeds/all.json?lang=zh&category=platform-policy")
    feed = json.loads(answer.body)
    [item] = feed["items"]

    assert answer.headers["content-type"] == "application/feed+json; charset=utf-8"
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{visitor.base}/feeds/all.json?category=platform-policy&lang=zh"
    assert feed["language"] == "zh"
    assert "next_url" not in feed
    assert set(item) == {
        "id", "url", "title", "summary", "date_published", "date_modified", "tags", "content_html",
        "external_url",
    }  # fmt: skip


async def test_a_feed_without_entries_stays_the_same(visitor: Visitor) -> None:
    first, again = [await visitor.get("/feeds/all.atom") for _ in range(2)]
    assert first.headers["etag"] == again.headers["etag"]


@pytest.mark.usefixtures("world")
async def test_a_reader_that_knows_only_dates_is_told_nothing_is_new(visitor: Visitor) -> None:
    first = await visitor.get("/feeds/all.atom")
    at = first.headers["last-modified"]
    again = await visitor.get("/feeds/all.atom", **{"If-Modified-Since": at})
    before = await visitor.get(
        "/feeds/all.atom", **{"If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 GMT"}
    )
    broken = await visitor.get("/feeds/all.atom", **{"If-Modified-Since": "yesterday"})

    assert (again.status, again.body) == (304, b"")
    assert (before.status, broken.status) == (200, 200)


@pytest.mark.usefixtures("world")
async def test_the_lists_of_feeds_are_opml_in_both_languages(
    context: AppContext, visitor: Visitor
) -> None:
    del context
    answer = await visitor.get("/feeds/forewarn.opml?lang=zh")
    root = etree.fromstring(answer.body)
    addresses = [one.get("xmlUrl") for one in root.iter("outline") if one.get("xmlUrl")]

    assert answer.headers["content-type"] == "text/x-opml; charset=utf-8"
    assert root.get("version") == "2.0"
    assert f"{visitor.base}/feeds/categories/customs-border.atom?lang=zh" in addresses
    assert f"{visitor.base}/feeds/sources/ring-rules.atom?lang=zh" in addresses
    assert all(one.get("text") for one in root.iter("outline"))
    assert name_of("categories", "customs-border", Language.ZH) in answer.text
    assert "<b>Hostile" not in answer.text
    for address in addresses[:12]:
        assert (await visitor.get(address)).status == 200, address
    watched = etree.fromstring((await visitor.get("/feeds/watched.opml")).body)
    assert list(watched.iter("outline")) == []


@pytest.mark.usefixtures("world")
async def test_the_page_builds_addresses_that_work_in_the_readers_language(
    visitor: Visitor,
) -> None:
    query = "category=platform-policy&topic=batteries&q=%22%3Cscript%3E"
    html = (await visitor.get(f"/feeds?lang=zh&{query}")).text
    tree = etree.HTML(html)
    fields = [field.get("value") for field in tree.iterfind(".//input[@readonly]")]

    assert len(fields) == 5
    assert all("lang=zh" in address and "category=platform-policy" in address for address in fields)
    assert "<script>&" not in html
    for address in fields:
        assert (await visitor.get(address)).status == 200, address
    hrefs = [a.get("href") for a in tree.iterfind(".//main//a")]
    assert all("lang=zh" in href for href in hrefs)


async def test_the_page_names_an_invalid_filter_and_leaves_it_out(visitor: Visitor) -> None:
    html = (await visitor.get("/feeds?level=huge&organisation=%3Cb%3E&topic=toys")).text
    fields = [f.get("value") for f in etree.HTML(html).iterfind(".//input[@readonly]")]

    assert "Exactly this level" in html
    assert "“huge” is not a choice here" in html
    assert all("topic=toys" in one and "huge" not in one and "%3Cb" not in one for one in fields)


@pytest.mark.usefixtures("world")
async def test_the_list_of_changes_leads_to_the_addresses_of_what_it_shows(
    visitor: Visitor,
) -> None:
    html = (await visitor.get("/changes?source=ring-rules&q=UN&lang=zh")).text
    tree = etree.HTML(html)
    [href] = [a.get("href") for a in tree.iterfind(".//main//a") if "/feeds?" in a.get("href")]

    assert parse_qs(urlsplit(href).query) == {"source": ["ring-rules"], "q": ["UN"]}
    assert "q=UN" in (await visitor.get(href)).text
