"""The catalogue at work: sources are proposed, listed by state, read anew."""

import json
from typing import Any

import pytest
import yaml

from crawler.middlewares.throttle import next_delay
from forewarn.demo.site import Answer
from tests.lab import Lab, page, rss
from tests.pdfs import pdf

RULE = page("Sellers keep an invoice for each brand and show it within 48 hours. " * 10)
LIST = page(*(f"<a href=/n/{n}>Notice number {n} on copied gowns</a>" for n in range(12)))
CASES = b'{"data": {"cases": [{"id": 7, "title": "Seizure of gowns", "url": "/7", "summary": "58 domains"}]}}'


def added(lab: Lab, path: str) -> dict[str, Any]:
    """What `sources add` writes for a path of the site."""
    lab.forewarn("sources", "add", lab.site.url + path, "--organisation", "Harbour Two")
    written = yaml.safe_load((lab.catalogue / "harbour-two.yaml").read_text("utf-8"))
    entry: dict[str, Any]
    (entry,) = written["sources"].values()
    return entry


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(RULE.encode()), {"kind": "page", "select": "main", "every": "24h"}),
        (Answer(LIST.encode()), {"kind": "listing", "every": "6h"}),
        (rss(("Old notice", "Nothing")), {"kind": "feed"}),
        (Answer(pdf([["Each package bears a label."]])), {"kind": "pdf"}),
        (
            Answer(CASES, headers={"Content-Type": "application/json"}),
            {
                "kind": "api",
                "api": {
                    "entries": "data.cases",
                    "id": "id",
                    "title": "title",
                    "link": "url",
                    "text": "summary",
                },
            },
        ),
    ],
)
def test_the_kind_of_a_new_source_is_seen(
    lab: Lab, answer: Answer, expected: dict[str, Any]
) -> None:
    lab.watch("ring-rules")
    lab.site.pages["/new"] = answer
    entry = added(lab, "/new")

    assert {key: entry.get(key) for key in expected} == expected
    assert "faults found" in lab.forewarn("sources", "check").stdout


def test_a_feed_that_a_page_offers_is_named(lab: Lab) -> None:
    lab.watch("ring-rules")
    offer = "<link rel=alternate type='application/rss+xml' href='/feed.xml'>"
    lab.site.put("/new", RULE.replace("<head>", f"<head>{offer}"))
    output = lab.forewarn("sources", "add", f"{lab.site.url}/new").stdout

    assert f"the page offers a feed: {lab.site.url}/feed.xml" in output


def test_a_page_that_its_scripts_fill_is_seen_for_what_it_is(lab: Lab) -> None:
    lab.watch("ring-rules")
    lab.site.put("/new", "<html><body><div id=root></div><script>x()</script></body></html>")
    output = lab.forewarn("sources", "add", f"{lab.site.url}/new", code=1).stdout

    assert "render: browser" in output


def test_sources_that_are_not_well_are_listed_with_reason_and_since_when(lab: Lab) -> None:
    lab.watch("good")
    lab.watch("gone")
    lab.site.put("/good", RULE)
    lab.crawl(code=1)
    output = lab.forewarn("sources", "list", "--broken").stdout
    states = {
        entry["id"]: entry["state"]
        for line in lab.forewarn("sources", "list", "--json").stdout.splitlines()
        if (entry := json.loads(line))
    }

    assert "gone " in output
    assert "degraded" in output
    assert "http-404: the server answered 404 (since " in output
    assert "never good" in output
    assert "good " not in output.replace("never good", "")
    assert states == {"good": "ok", "gone": "degraded"}


def test_a_new_selector_is_replayed(lab: Lab) -> None:
    lab.watch("ring-rules")
    lab.site.put("/ring-rules", page("<b>Rings</b> need a certificate."))
    lab.crawl()
    lab.watch("ring-rules", select="b")
    first = lab.forewarn("replay", "--json").stdout
    second = lab.forewarn("replay", "ring-rules").stdout

    assert json.loads(first)["outcome"] == "cosmetic"
    assert "technical" in lab.forewarn("history", "ring-rules").stdout
    assert second.startswith("unchanged")
    assert lab.changes("--min-severity", "cosmetic") == []


def test_a_page_that_moved_for_good_is_proposed(lab: Lab) -> None:
    lab.site.pages["/old"] = Answer(b"", 301, {"Location": "/new"})
    lab.site.put("/new", RULE)
    lab.watch("ring-rules", "/old")
    lab.crawl()
    output = lab.forewarn("sources", "proposals").stdout

    assert output.split()[:4] == ["1", "moved", "ring-rules", f"{lab.site.url}/new"]
    assert lab.forewarn("sources", "proposals", "--close", "1").stdout == ""
    assert (
        "there is no proposal 9"
        in lab.forewarn("sources", "proposals", "--close", "9", code=2).stderr
    )


def test_a_feed_of_fifty_thousand_entries_is_bounded(lab: Lab) -> None:
    items = "".join(
        f"<item><title>Notice {n}</title><guid>{n}</guid></item>" for n in range(50_000)
    )
    body = (
        f"<?xml version='1.0'?><rss version='2.0'><channel><title>t</title>{items}</channel></rss>"
    )
    lab.watch("news", kind="feed")
    lab.site.pages["/news"] = Answer(body.encode(), headers={"Content-Type": "application/rss+xml"})

    assert lab.crawl()["news"] == {
        "source": "news", "outcome": "first", "version": 2000, "change": None, "reason": "",
    }  # fmt: skip


def test_entries_without_id_date_or_with_a_date_to_come_are_entries(lab: Lab) -> None:
    item = "<item><title>{}</title><description>Gowns.</description>{}</item>"
    items = (
        item.format("No id", "")
        + item.format("No id", "")
        + item.format("Future", "<pubDate>Fri, 01 Jan 2100 00:00:00 GMT</pubDate>")
    )
    lab.watch("news", kind="feed")
    lab.site.pages["/news"] = Answer(
        f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode(),
        headers={"Content-Type": "application/rss+xml"},
    )

    assert lab.crawl()["news"]["version"] == 2


@pytest.mark.parametrize(
    ("delay", "latency", "status", "expected"),
    [
        (1.0, 0.1, 200, 1.0),
        (1.0, 4.0, 200, 4.5),
        (8.0, 0.1, 200, 4.5),
        (1.0, 0.1, 503, 2.0),
        (40.0, 0.1, 429, 60.0),
        (1.0, 900.0, 200, 60.0),
    ],
)
def test_the_gap_to_a_host_widens_with_its_trouble_and_heals(
    delay: float, latency: float, status: int, expected: float
) -> None:
    assert next_delay(delay, 1.0, latency, status) == expected


def test_links_are_kept_apart_from_the_text(lab: Lab) -> None:
    lab.watch("ring-rules")
    lab.site.put("/ring-rules", page("See <a href='/fees?x=1#top'>the fees</a> for rings."))
    lab.crawl()
    lab.site.put("/ring-rules", page("See <a href='/fees?x=2#top'>the fees</a> for rings."))

    assert lab.crawl()["ring-rules"]["outcome"] == "unchanged"
    output = lab.forewarn("show", "ring-rules", "--links").stdout
    assert "See the fees for rings." in output
    assert f"[the fees] {lab.site.url}/fees?x=1#top" in output
