"""The shipped catalogue: every source keeps the rules, and the whole world can be crawled."""

import csv
import json
import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from forewarn.demo.site import Answer, SiteRequest
from monitor import catalogue
from monitor.model import Outcome
from monitor.source import Kind, Source
from monitor.text import cjk_share
from monitor.vocabulary import categories
from tests.crawler.test_apis import moved
from tests.lab import Lab, page, rss
from tests.pdfs import pdf

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "catalogue"
RESEARCHED = ROOT.parent / "shared" / "catalogue.csv"
SOURCES = catalogue.load(FOLDER).sources
# What every seller meets, by a source that is watched: its own pages where they allow it,
# else the news of others on it.
MET = {
    "AliExpress": "amz123-aliexpress-news", "Alibaba": "alibaba-group-news", "Taobao": "taobao-rules-main",
    "Amazon": "amazon-us-bsa", "eBay": "ebay-newsroom-rss", "Etsy": "etsy-creativity-standards",
    "Walmart": "walmart-performance", "Temu": "amz123-temu-news", "SHEIN": "shein-marketplace-corp",
    "TikTok": "tiktok-regulated-goods", "Lazada": "lazada-my-helpcentre", "Shopify": "shopify-aup",
    "IACC": "iacc-media", "ABPIA": "abpia-updates", "FH": "fhs-statistics", "N.D. Ill.": "pacer-rss-ilnd",
    "Schedule A": "courtlistener-schedule-a-ilnd", "DOJ": "doj-news-rss", "domains": "domainnamewire-feed",
    "GoDaddy": "godaddy-utos", "CBP": "cbp-ipr-protection", "EU customs": "eu-taxud-rss",
    "UK": "uk-hmrc-news-atom", "GACC": "gacc-english", "TRIPS": "wto-news-rss", "FCC": "fcc-covered-list",
    "Bluetooth": "bluetooth-tle", "CPSC": "cpsc-recall-api", "Safety Gate": "eu-safety-gate-weekly-xml",
    "batteries": "eu-batteries-page", "drones": "fr-faa-uas", "hoverboards": "cpsc-recall-api-hoverboard",
    "HTS": "usitc-hts-301-export", "Federal Register": "fr-section-301", "USTR": "ustr-rss",
    "VAT": "uk-hmrc-govuk-json", "PayPal": "paypal-user-agreement", "Facebook": "meta-ad-standards",
    "Instagram": "instagram-terms",
}  # fmt: skip


def test_the_catalogue_is_right() -> None:
    assert catalogue.load(FOLDER).problems == ()
    assert len(SOURCES) >= 303


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)
def test_a_source_keeps_the_rules(source: Source) -> None:
    assert source.title
    assert cjk_share(source.title) == 0
    assert re.search("[\u4e00-\u9fff]|[A-Z]", source.title_zh)
    assert source.category in categories()
    assert source.url.startswith(("https://", "http://"))
    assert source.enabled or len(source.note) > 20
    # A page that says nothing would pass unnoticed otherwise.
    assert source.expect.min_chars or not (source.kind is Kind.PAGE and source.enabled)


def test_each_file_is_one_organisation_and_named_so() -> None:
    for file in FOLDER.glob("*.yaml"):
        assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", file.stem)
    names = [
        yaml.safe_load(file.read_text("utf-8"))["organisation"] for file in FOLDER.glob("*.yaml")
    ]

    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_no_address_is_watched_twice() -> None:
    assert [url for url, count in Counter(s.url for s in SOURCES).items() if count > 1] == []


@pytest.mark.skipif(not RESEARCHED.is_file(), reason="the research is not beside this checkout")
def test_every_researched_source_is_here() -> None:
    with RESEARCHED.open(encoding="utf-8", newline="") as lines:
        wanted = {row["id"] for row in csv.DictReader(lines)}

    assert wanted - {source.id for source in SOURCES} == set()


@pytest.mark.parametrize("what", MET)
def test_what_sellers_meet_is_watched(what: str) -> None:
    enabled = {source.id for source in SOURCES if source.enabled}

    assert MET[what] in enabled


def test_a_crawl_of_the_whole_world_gives_every_source_a_contract_s_outcome(lab: Lab) -> None:
    """Each shipped source on our own server, answered as its kind is, or in a wrong way."""
    answers = {
        "page": [Answer(page("Sellers keep an invoice for each brand. " * 20).encode())],
        "listing": [Answer(page(*(f"<a href=/x/{n}>Notice number {n} on gowns</a>" for n in range(3))).encode())],
        "feed": [rss(("Old notice", "Nothing to see."))],
        "pdf": [Answer(pdf([["Each package bears a label."]]))],
        "api": [Answer(b'{"results": [], "count": 0}', headers={"Content-Type": "application/json"})],
    }  # fmt: skip
    wrong = [
        Answer(b"", 404),
        Answer(b"<html>Sign in to continue"),
        Answer(b"\x00\xff"),
        Answer(b""),
    ]
    for number, (source_id, entry) in enumerate(sorted(raw().items())):
        kinds = answers[str(entry["kind"])] * 3 + wrong
        lab.site.pages[f"/{source_id}"] = kinds[number % len(kinds)]
        entry = moved(entry, lab.site.url)  # noqa: PLW2901 - the same source on our own site
        lab.sources[source_id] = {**entry, "url": f"{lab.site.url}/{source_id}", "enabled": True}
    lab.write()
    done = lab.forewarn("crawl", "--json", code=1)
    results = [json.loads(line) for line in done.stdout.splitlines()]

    assert len(results) == len(SOURCES), done.stderr
    assert {result["outcome"] for result in results} <= {str(outcome) for outcome in Outcome}
    assert sum(result["outcome"] == "first" for result in results) > 80
    assert all(
        result["reason"] for result in results if result["outcome"] in {"failed", "rejected"}
    )
    assert {urlsplit(f"//{request.headers['Host']}").hostname for request in lab.site.requests} == {
        "127.0.0.1"
    }


def raw() -> dict[str, dict[str, object]]:
    """The YAML of the shipped sources; what needs a browser is read without one."""
    entries: dict[str, dict[str, object]] = {}
    for file in FOLDER.glob("*.yaml"):
        entries |= yaml.safe_load(file.read_text("utf-8"))["sources"]
    return {name: {k: v for k, v in e.items() if k != "render"} for name, e in entries.items()}


def test_asked_is_kept_with_its_body(lab: Lab) -> None:
    """An API that is asked by POST is given the declared body."""
    received: list[SiteRequest] = []

    def answer(request: SiteRequest) -> Answer:
        received.append(request)
        return Answer(
            b'{"rows": [{"id": 1, "title": "One"}]}', headers={"Content-Type": "application/json"}
        )

    lab.watch(
        "flash",
        kind="api",
        api={"entries": "rows", "id": "id", "title": "title", "body": {"page": 1}},
    )
    lab.site.pages["/flash"] = answer
    lab.crawl()

    assert [json.loads(request.body) for request in received] == [{"page": 1}]
