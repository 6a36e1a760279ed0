"""Pages that say what went wrong: a title of their own, both languages, and the way on."""

import re
from datetime import UTC, datetime

import pytest
from limits import parse

from delivery.links import sign_in_link
from forewarn.wiring import AppContext
from tests.web.conftest import KEY, OPERATOR, Visitor
from web import guard

ZH = {"Accept-Language": "zh"}


def headings(content: str) -> list[str]:
    return re.findall(r"<h1>(.*?)</h1>", content)


@pytest.mark.parametrize(
    ("method", "path", "status", "heading", "heading_zh"),
    [
        ("GET", "/changes/999", 404, "Page not found", "页面不存在"),
        ("GET", "/sign-in/bad", 410, "Link expired", "链接已失效"),
        ("GET", "/subscriptions/bad", 410, "Link expired", "链接已失效"),
        ("GET", "/unsubscribe/bad", 410, "Link expired", "链接已失效"),
        ("GET", "/export/changes.csv?category=none", 400, "Request not understood", "请求格式有误"),
        ("GET", "/operator", 401, "For operators only", "仅限管理员"),
        ("POST", "/operator/sources/ring-rules/decide", 403, "For operators only", "仅限管理员"),
        ("POST", "/changes", 405, "Not possible here", "此处不支持该操作"),
    ],
)
async def test_an_error_page_says_what_happened(
    visitor: Visitor, method: str, path: str, status: int, heading: str, heading_zh: str
) -> None:
    english = await visitor.ask(method, path, headers={"Accept-Language": "en"})
    chinese = await visitor.ask(method, path, headers=ZH)

    assert (english.status, chinese.status) == (status, status)
    assert headings(english.text) == [heading]
    assert f"<title>{heading} · Forewarn</title>" in english.text
    assert headings(chinese.text) == [heading_zh]
    assert 'href="/"' in english.text.partition("<main")[2]
    assert "lang=zh" in english.text
    assert '<form method="post"' not in english.text


async def test_the_other_refusals_have_their_pages_too(
    visitor: Visitor, keyed: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign = await visitor.ask("POST", "/sign-out", headers={"Sec-Fetch-Site": "cross-site"})
    long = await visitor.ask("POST", "/sign-out", data=b"x" * 900_000)
    monkeypatch.setattr(guard, "_LIMIT", parse("0/minute"))
    often = await visitor.get("/changes")
    unkeyed = await keyed.get("/api/v1/sources")

    assert [(foreign.status, long.status, often.status)] == [(403, 413, 429)]
    assert headings(foreign.text + long.text + often.text) == [
        "Not from another site", "Too long", "Too many requests",
    ]  # fmt: skip
    assert unkeyed.headers["content-type"] == "application/problem+json"
    assert KEY not in unkeyed.text


async def test_a_refused_method_names_those_that_are_allowed(visitor: Visitor) -> None:
    answer = await visitor.ask("POST", "/changes")

    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}


async def test_a_missing_page_leads_to_the_list_that_it_belongs_to(visitor: Visitor) -> None:
    for path, listed in (("/changes/999", "/changes"), ("/sources/none/versions/3", "/sources"),
                         ("/cases/9", "/cases"), ("/feeds/topics/none.atom", "/feeds")):  # fmt: skip
        main = (await visitor.get(path)).text.partition("<main")[2]

        assert f'href="{listed}"' in main, path
        assert 'action="/search"' in main


async def test_no_path_of_an_error_page_leads_to_another_site(visitor: Visitor) -> None:
    for path in ("//evil.example/x", "/%5Cevil.example", "/%09/evil.example", "/<b>%22"):
        content = (await visitor.get(visitor.base + path)).text

        assert not re.search(r'href="[/\\]\s*[/\\]', content), path
        assert "<b>" not in content


async def test_an_api_error_stays_a_problem(visitor: Visitor) -> None:
    answer = await visitor.get("/api/v1/changes/999")

    assert answer.status == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_good_sign_in_link_still_has_its_button(
    context: AppContext, visitor: Visitor
) -> None:
    link = sign_in_link(context, OPERATOR, datetime.now(UTC))
    offered = await visitor.get(link)
    done = await visitor.ask("POST", link)
    again = await visitor.get(link)

    assert "Sign in</button>" in offered.text
    assert (offered.status, done.status, again.status) == (200, 303, 410)
