"""Every kind of source against a real server: what is followed, what is kept, when it stops."""

import json
import zlib

import pytest
from sqlalchemy import func, select

from forewarn.demo.site import Answer, Site, SiteRequest
from monitor.model import Document
from storage.tables.sources import RequestRow
from tests.lab import Lab, page
from tests.pdfs import pdf

NOTICE = "The association reported {} shops that sell copied gowns to the marketplaces."
JSON = {"Content-Type": "application/json"}


def listed(*numbers: int, more: str = "") -> str:
    items = "".join(
        f"<li><a href='/news/{n}?utm_source=list'>Notice number {n} on copied gowns</a>"
        f"<span>{n} March 2026</span></li>"
        for n in numbers
    )
    return f"<html><body><nav><a href=/>Home</a></nav><main><h1>News</h1><ul>{items}</ul>{more}</main></body></html>"


def publish(lab: Lab, *numbers: int) -> None:
    for n in numbers:
        lab.site.put(f"/news/{n}", page(NOTICE.format(n), heading=f"Notice number {n}"))


def documents(lab: Lab, source_id: str) -> dict[str, Document]:
    with lab.context() as context:
        found = context.stores.history.versions(source_id)
        versions = [context.stores.history.version(source_id, line.number) for line in found]
    return {version.document.title: version.document for version in versions if version}


def requests(lab: Lab, prefix: str) -> list[str]:
    return [request.path for request in lab.site.requests if request.path.startswith(prefix)]


def test_a_list_s_new_entries_are_followed_and_told(lab: Lab) -> None:
    publish(lab, 1, 2, 3)
    lab.watch("news", kind="listing", category="association-notice")
    lab.site.put("/news", listed(2, 1))

    assert lab.crawl()["news"]["outcome"] == "first"
    lab.site.put("/news", listed(3, 2, 1))
    assert lab.crawl()["news"]["outcome"] == "changed"
    notice = documents(lab, "news")["Notice number 3 on copied gowns"]
    assert "reported 3 shops" in notice.text
    assert (notice.url, f"{notice.published_at:%Y-%m-%d}") == (
        f"{lab.site.url}/news/3",
        "2026-03-03",
    )
    assert [change["summary"] for change in lab.changes()] == ["Notice number 3 on copied gowns"]


def test_a_known_entry_is_never_fetched_again(lab: Lab) -> None:
    publish(lab, 1, 2)
    lab.watch("news", kind="listing")
    lab.site.put("/news", listed(1))
    lab.crawl()
    lab.site.put("/news", listed(2, 1))
    lab.crawl()

    assert requests(lab, "/news/") == ["/news/1", "/news/2"]
    lab.site.put("/news", listed(2, 1, more="<p>Read by 7 people</p>"))
    assert lab.crawl()["news"]["outcome"] == "unchanged"


def test_paging_stops_at_the_first_known_entry(lab: Lab) -> None:
    publish(lab, *range(1, 8))
    lab.watch("news", kind="listing", listing={"entry": "li", "next": "a.next", "pages": 9})
    lab.site.put("/news", listed(1))
    lab.crawl()
    following = "<a class=next href='/news?page={}'>Older</a>"
    lab.site.put("/news", listed(7, 6, more=following.format(2)))
    lab.site.put("/news?page=2", listed(5, 4, more=following.format(3)))
    lab.site.put("/news?page=3", listed(3, 2, 1, more=following.format(4)))
    lab.crawl()

    assert requests(lab, "/news?page") == ["/news?page=2", "/news?page=3"]
    assert len(documents(lab, "news")) == 7


def test_paging_that_loops_ends(lab: Lab) -> None:
    publish(lab, 1, 2)
    lab.watch("news", kind="listing", listing={"next": "a.next", "pages": 50})
    lab.site.put("/news", listed(1))
    lab.crawl()
    lab.site.put("/news", listed(2, more="<a class=next href='/news?page=2'>Older</a>"))
    lab.site.put("/news?page=2", listed(2, more="<a class=next href='/news'>Older</a>"))

    assert lab.crawl()["news"]["outcome"] == "changed"
    assert len(requests(lab, "/news?page=2")) == 1


def test_an_entry_whose_page_is_gone_is_told_by_its_list(lab: Lab) -> None:
    publish(lab, 1)
    lab.watch("news", kind="listing")
    lab.site.put("/news", listed(1))
    lab.crawl()
    lab.site.put("/news", listed(9, 1))
    results = lab.crawl()

    assert results["news"]["outcome"] == "changed"
    assert "9 March 2026" in documents(lab, "news")["Notice number 9 on copied gowns"].text


def test_a_list_without_entries_was_rebuilt(lab: Lab) -> None:
    lab.watch("news", kind="listing", listing={"entry": ".gone"})
    lab.site.put("/news", listed(1))

    assert lab.crawl(code=1)["news"]["reason"].startswith("no-entries: ")


def answer(*numbers: int, more: str | None = None) -> Answer:
    rows = ",".join(f'{{"no": {n}, "name": "Case {n}", "filed": "2026-03-0{n}"}}' for n in numbers)
    following = f', "next": "{more}"' if more else ""
    return Answer(
        f'{{"total": {len(numbers)}, "cases": [{rows}]{following}}}'.encode(), headers=JSON
    )


API = {"entries": "cases", "count": "total", "id": "no", "title": "name", "date": "filed"}


def test_an_api_is_paged_until_what_is_known(lab: Lab) -> None:
    lab.watch("cases", kind="api", api={**API, "next": "next", "pages": 9})
    lab.site.pages["/cases"] = answer(1)
    lab.crawl()
    lab.site.pages["/cases"] = answer(5, 4, more="/cases?page=2")
    lab.site.pages["/cases?page=2"] = answer(3, 1, more="/cases?page=3")
    lab.site.pages["/cases?page=3"] = answer(2)
    lab.crawl()

    assert requests(lab, "/cases?page") == ["/cases?page=2"]
    assert {change["summary"] for change in lab.changes()} == {"Case 3", "Case 4", "Case 5"}


def test_an_api_that_sends_us_to_another_host_is_not_followed(lab: Lab) -> None:
    lab.watch("cases", kind="api", api={**API, "next": "next"})
    lab.site.pages["/cases"] = answer(1)
    lab.crawl()
    lab.site.pages["/cases"] = answer(2, more="http://localhost:1/steal")

    assert lab.crawl()["cases"]["outcome"] == "changed"


def test_an_error_in_an_answer_s_clothes_is_named(lab: Lab) -> None:
    lab.watch("cases", kind="api", api=API)
    lab.site.pages["/cases"] = Answer(b'{"error": "query too wide"}', headers=JSON)

    assert (
        lab.crawl(code=1)["cases"]["reason"]
        == 'api-error: the answer holds no entries: "query too wide"'
    )


def test_a_key_goes_in_its_header_and_follows_no_redirect(lab: Lab) -> None:
    key = {"env": "SOURCE_KEY_TEST", "header": "Authorization", "prefix": "Token "}
    lab.watch("cases", kind="api", api={**API, "key": key})
    lab.site.pages["/cases"] = answer(1)
    lab.crawl(SOURCE_KEY_TEST="s3cret")
    sent = [request.headers.get("Authorization") for request in lab.site.requests]
    lab.site.pages["/cases"] = Answer(b"", 302, {"Location": "/elsewhere"})
    lab.site.pages["/elsewhere"] = answer(2)
    result = lab.crawl(code=1, SOURCE_KEY_TEST="s3cret")["cases"]

    assert sent == [None, "Token s3cret"]
    assert result["reason"].startswith("http-302")
    assert "cases" in lab.stored()
    assert "s3cret" not in lab.stored()


def test_a_check_that_shows_no_change_spares_the_large_answer(lab: Lab) -> None:
    check = {"url": f"{lab.site.url}/release", "value": "name"}
    lab.watch("lines", kind="api", api={**API, "table": True, "check": check})
    lab.site.pages["/release"] = Answer(b'{"name": "rev 1"}', headers=JSON)
    lab.site.pages["/lines"] = answer(1, 2)
    first, second = lab.crawl(), lab.crawl()
    lab.site.pages["/release"] = Answer(b'{"name": "rev 2"}', headers=JSON)
    lab.site.pages["/lines"] = answer(1, 2, 3)
    third = lab.crawl()

    assert [r["lines"]["outcome"] for r in (first, second, third)] == [
        "first",
        "not-modified",
        "changed",
    ]
    assert len(requests(lab, "/lines")) == 2


def test_an_invited_client_is_no_crawler(lab: Lab) -> None:
    lab.site.pages["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /\n")
    lab.watch("open", "/cases", kind="api", api={**API, "invited": True}, note="its API is open")
    lab.watch("closed", "/cases?x=1", kind="api", api=API)
    lab.site.pages["/cases"] = answer(1)
    results = lab.crawl(code=1)

    assert results["open"]["outcome"] == "first"
    assert results["closed"]["reason"].startswith("robots-disallowed")


def test_a_quota_holds_across_restarts_and_is_no_failure(lab: Lab) -> None:
    lab.watch("cases", kind="api", api=API, quota={"day": 2})
    lab.site.pages["/cases"] = answer(1)
    outcomes = [lab.crawl()["cases"]["outcome"] for _ in range(3)]
    with lab.context() as context:
        health = context.stores.health.of(["cases"])["cases"]

    assert outcomes == ["first", "unchanged", "skipped"]
    assert len(requests(lab, "/cases")) == 2
    assert health.failures == 0
    assert health.due_at is not None
    assert health.checked_at is not None
    assert (health.due_at - health.checked_at).total_seconds() > 80_000


@pytest.mark.parametrize(
    ("url", "reason"),
    [("http://nobody.invalid/cases", "dns: "), ("http://127.0.0.1:9/cases", "refused: ")],
)
def test_what_reaches_no_host_uses_no_quota_up(lab: Lab, url: str, reason: str) -> None:
    """Not the tries of a crawl, and not those of the next one: then the host answers."""
    lab.watch("cases", kind="api", api={**API, "invited": True}, quota={"day": 2}, url=url)
    failed = [lab.crawl(code=1)["cases"] for _ in range(2)]
    with lab.context() as context, context.stores.database.read() as session:
        counted = session.scalar(select(func.count()).select_from(RequestRow))

    assert [result["outcome"] for result in failed] == ["failed", "failed"]
    assert all(result["reason"].startswith(reason) for result in failed)
    assert counted == 0


def test_what_reaches_the_host_uses_its_quota_up_though_it_fails(lab: Lab) -> None:
    lab.watch("cases", kind="api", api=API, quota={"day": 5})
    lab.site.pages["/cases"] = Answer(b"", 500)
    lab.crawl(code=1)
    with lab.context() as context, context.stores.database.read() as session:
        counted = session.scalar(select(func.count()).select_from(RequestRow))

    assert counted == len(requests(lab, "/cases")) == 3


def test_a_host_that_asked_for_a_pause_uses_no_quota_up_meanwhile(lab: Lab) -> None:
    for number in range(5):
        lab.watch(f"cases-{number}", kind="api", api=API, quota={"day": 9})
        lab.site.pages[f"/cases-{number}"] = Answer(b"", 429, headers={"Retry-After": "3600"})
    lab.crawl(code=1)
    with lab.context() as context, context.stores.database.read() as session:
        counted = session.scalar(select(func.count()).select_from(RequestRow))

    assert counted == len(requests(lab, "/cases"))
    assert counted < 5


def test_two_sources_of_one_address_cost_one_fetch(lab: Lab) -> None:
    lab.watch("rule-one", "/rule")
    lab.watch("rule-two", "/rule", select="main")
    lab.site.put("/rule", page("Sellers keep an invoice for each brand."))
    results = lab.crawl()

    assert {result["outcome"] for result in results.values()} == {"first"}
    assert len(requests(lab, "/rule")) == 1


def test_robots_txt_that_moved_is_followed_and_read_to_500_kib(lab: Lab) -> None:
    padding = b"# " + b"x" * 300_000 + b"\n"
    lab.site.pages["/robots.txt"] = Answer(b"", 301, {"Location": "/robots-2.txt"})
    lab.site.pages["/robots-2.txt"] = Answer(padding + b"User-agent: *\nDisallow: /rule\n")
    lab.watch("rule")

    assert lab.crawl(code=1)["rule"]["reason"].startswith("robots-disallowed")


def test_a_pdf_is_read_under_its_headings(lab: Lab) -> None:
    lab.watch("manual", kind="pdf")
    lab.site.pages["/manual"] = Answer(
        pdf([["# Labels", "Each package bears a label."], ["Batteries are marked."]])
    )
    lab.crawl()
    lab.site.pages["/manual"] = Answer(
        pdf([["# Labels", "Each package must bear two labels."], ["Batteries are marked."]])
    )
    result = lab.crawl()["manual"]
    (document,) = documents(lab, "manual").values()

    assert result["outcome"] == "changed"
    assert [(block.path, block.text) for block in document.blocks][1:] == [
        (("Labels",), "Each package must bear two labels."),
        (("Labels",), "Batteries are marked."),
    ]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<html>not a PDF</html>", "not-a-pdf"),
        (b"%PDF-1.7 broken", "broken-pdf"),
        (pdf([[]]), "scanned-pdf"),
        (pdf([["secret text"]], password="x"), "encrypted-pdf"),
    ],
)
def test_a_pdf_that_cannot_be_read_says_why(lab: Lab, body: bytes, reason: str) -> None:
    lab.watch("manual", kind="pdf")
    lab.site.pages["/manual"] = Answer(body)

    assert lab.crawl(code=1)["manual"]["reason"].partition(":")[0] == reason


def test_a_json_feed_is_a_feed(lab: Lab) -> None:
    feed = '{"version": "https://jsonfeed.org/version/1.1", "items": [%s]}'
    item = '{"id": "%d", "title": "Seizure %d", "content_html": "<p>Of goods</p>"}'
    lab.watch("news", kind="feed")
    lab.site.pages["/news"] = Answer((feed % (item % (1, 1))).encode(), headers=JSON)
    lab.crawl()
    lab.site.pages["/news"] = Answer(
        (feed % ",".join(item % (n, n) for n in (2, 1))).encode(), headers=JSON
    )

    assert lab.crawl()["news"]["outcome"] == "changed"
    assert [change["summary"] for change in lab.changes()] == ["Seizure 2"]


def test_bombs_and_bottomless_pages_are_bounded(lab: Lab) -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">' + b"".join(
        b'<!ENTITY %c "%s">' % (99 + n, b"&%c;" % (98 + n) * 40) for n in range(12)
    ) + b"]><root><case><no>&m;</no><name>n</name></case></root>"  # fmt: skip
    bomb = zlib.compress(b"0" * 200_000_000)

    def drown(request: SiteRequest) -> Answer:
        del request
        return Answer(bomb, headers={"Content-Type": "text/html", "Content-Encoding": "deflate"})

    lab.watch("laughs", kind="api", api={"entries": "case", "id": "no", "title": "name"})
    lab.watch("bomb", "/bomb")
    lab.site.pages["/laughs"] = Answer(laughs, headers={"Content-Type": "application/xml"})
    lab.site.pages["/bomb"] = drown
    results = lab.crawl(code=1)

    assert results["laughs"]["outcome"] == "rejected"
    assert results["bomb"]["reason"].startswith("too-large")


def test_a_key_and_an_invitation_hold_for_the_source_s_own_host_alone(lab: Lab) -> None:
    """An answer may lead to another host: it gets no key, and its robots.txt is asked."""
    key = {"env": "SOURCE_KEY_TEST", "header": "Authorization", "prefix": "Token "}
    detail = {"link": "more", "text": ["name"]}
    with Site() as other:
        other.pages["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /closed\n")
        for path in ("/open", "/closed"):
            other.pages[path] = Answer(b'{"name": "Detail"}', headers=JSON)
        rows = [
            {"no": n, "name": f"Case {n}", "more": other.url + p}
            for n, p in enumerate(("/open", "/closed"), 1)
        ]
        lab.site.pages["/cases"] = Answer(json.dumps({"cases": rows}).encode(), headers=JSON)
        lab.watch(
            "cases",
            kind="api",
            api={**API, "key": key, "detail": detail, "invited": True},
            note="open",
        )
        lab.crawl(SOURCE_KEY_TEST="s3cret")

    assert [request.path for request in other.requests] == ["/robots.txt", "/open"]
    assert {request.headers.get("Authorization") for request in other.requests} == {None}
    assert requests(lab, "/robots.txt") == []
