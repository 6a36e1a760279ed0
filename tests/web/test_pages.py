"""What people look at: every page answers, in both languages, and shows hostile text harmless."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from html import escape
from urllib.parse import quote

import pytest
from structlog.testing import CapturingLogger

from delivery.links import choices_link, open_link
from forewarn.wiring import AppContext
from monitor.audience import Subscriber
from monitor.check_reason import CheckReason
from monitor.language import Language
from monitor.model import FetchFailure
from monitor.ports import FetchFailed
from storage.tracker import Tracker
from tests.lab import page, publish
from tests.web.conftest import RULES, Visitor

PAGES = (
    "/", "/changes", "/changes/1", "/changes/1?view=inline", "/calendar", "/events", "/sources",
    "/sources/ring-rules", "/sources/ring-rules/versions/1", "/sources/ring-rules/compare",
    "/sources/ring-rules/compare?from=2&to=1", "/sources/ring-rules/sections?q=Seller",
    "/search", "/search?q=brand", "/charts", "/feeds", "/status", "/offline", "/sources?state=new&q=ring",
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.usefixtures("world")
async def test_every_page_answers_in_both_languages(visitor: Visitor, language: str) -> None:
    for path in PAGES:
        answer = await visitor.get(path, **{"Accept-Language": language})

        assert answer.status == 200, (path, answer.text)
        assert f'lang="{"zh-CN" if language == "zh" else "en"}"' in answer.text
        assert ("今日" in answer.text) == (language == "zh"), path


@pytest.mark.usefixtures("world")
async def test_a_chosen_language_is_remembered(visitor: Visitor) -> None:
    answer = await visitor.get("/?lang=zh", **{"Accept-Language": "en"})
    assert "今日" in answer.text
    cookie = answer.headers["set-cookie"].partition(";")[0]
    again = await visitor.get("/changes", **{"Accept-Language": "en", "Cookie": cookie})

    assert "规则变化" in again.text


@pytest.mark.usefixtures("world")
async def test_today_counts_what_changed_and_what_was_checked(visitor: Visitor) -> None:
    content = (await visitor.get("/")).text

    assert re.search(r"<b>[12]</b> (Affects your business|Act now)", content)
    assert "In force 1 Mar 2027" in content
    assert "2 of 2 sources were checked in the last day." in content
    assert re.search(r'href="/changes\?since=[0-9-]+&amp;jurisdiction=us"', content)


@pytest.mark.usefixtures("world")
async def test_a_change_is_shown_side_by_side_with_its_words_marked(visitor: Visitor) -> None:
    listed = (await visitor.get("/changes?source=ring-rules")).text
    number = re.findall(r"/changes/(\d+)", listed)[0]
    content = (await visitor.get(f"/changes/{number}")).text

    assert '<del><mark class="why" title="rate changed">5</mark></del>' in content
    assert '<ins><mark class="why" title="rate changed">8</mark></ins>' in content
    assert re.search(r"⏰ In force (since )?1 Mar( 2027)?", content)
    assert "锂电池必须通过 UN 38.3 测试" in content
    plain = await visitor.get(f"/changes/{number}.txt")
    assert plain.headers["content-type"] == "text/plain; charset=utf-8"
    assert "- Fees are 5 percent.\n+ Fees are 8 percent." in plain.text


@pytest.mark.usefixtures("world")
async def test_a_change_in_another_language_has_its_terms_explained(visitor: Visitor) -> None:
    listed = (await visitor.get("/changes?source=ring-rules")).text
    number = re.findall(r"/changes/(\d+)", listed)[0]
    chinese = (await visitor.get(f"/changes/{number}", **{"Accept-Language": "zh"})).text
    english = (await visitor.get(f"/changes/{number}", **{"Accept-Language": "en"})).text

    assert '<span lang="zh-CN">〔暂停（封禁）〕</span>' in chinese
    assert "依据" not in chinese
    assert "〔" not in english


async def test_a_moved_block_is_drawn_as_moved(world: AppContext, visitor: Visitor) -> None:
    first, *rest = (f"Rule {n}: {word * 12} is asked for." for n, word in enumerate("abcdefgh"))
    publish(world, world.sources["ring-rules"], page(*RULES, first, *rest))
    publish(world, world.sources["ring-rules"], page(*RULES, *rest, first))
    content = (await visitor.get("/sources/ring-rules/compare")).text

    assert 'class="edit moved"' in content
    assert "<del>" not in content
    assert "<ins>" not in content


@pytest.mark.usefixtures("world")
async def test_hostile_text_is_shown_and_does_nothing(visitor: Visitor) -> None:
    for path in ("/", "/changes", "/sources/hostile-rules", "/sources", "/search?q=script",
                 "/sources/hostile-rules/compare", "/sources/hostile-rules/versions/2",
                 "/search?q=%3Cscript%3E%22'", "/sources/ring-rules/sections?q=%3Cscript%3E"):  # fmt: skip
        content = (await visitor.get(path)).text

        assert "<script>alert" not in content, path
        assert "<img" not in content, path
        assert "<b>Hostile" not in content, path
        assert " 49 " not in content, path
    content = (await visitor.get("/sources/hostile-rules/versions/2")).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}}" in content


@pytest.mark.usefixtures("world")
async def test_every_answer_carries_the_security_headers(visitor: Visitor) -> None:
    for path in ("/", "/static/style.css", "/api/v1/sources", "/no-such", "/operator", "/healthz"):
        headers = (await visitor.get(path)).headers
        policy = headers["content-security-policy"]

        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-frame-options"] == "DENY"


@pytest.mark.usefixtures("world")
async def test_no_page_has_an_inline_script_or_style(visitor: Visitor) -> None:
    for path in PAGES:
        content = (await visitor.get(path)).text

        assert not re.search(r"<script(?![^>]*\bsrc=)", content), path
        assert not re.search(r"<[a-z][^<>]*\s(on\w+|style)=|<style", content), path


async def test_what_does_not_exist_is_said_in_one_sentence(
    world: AppContext, visitor: Visitor
) -> None:
    huge = "9" * 30
    for path in ("/changes/999", f"/changes/{huge}", "/changes/x", "/sources/none",
                 "/sources/ring-rules/versions/99", "/sources/ring-rules/captures/999",
                 "/events/5", "/feeds/topics/none.atom", "/export/changes.xls",
                 f"/changes?before={huge}", "/sources/ring-rules/compare?from=x"):  # fmt: skip
        answer = await visitor.get(path)

        assert answer.status == 404, path
        assert "There is nothing at this address." in answer.text
        assert "Traceback" not in answer.text
    del world


@pytest.mark.usefixtures("world")
async def test_lists_are_filtered_and_paged(visitor: Visitor) -> None:
    async def ids(query: str) -> set[str]:
        content = (await visitor.get(f"/changes?{query}")).text
        return set(re.findall(r'class="what"><a href="/changes/(\d+)"', content))

    everything = await ids("")
    assert len(everything) == 2
    assert len(await ids("category=product-safety")) == 1
    assert len(await ids("jurisdiction=us")) == 1
    assert await ids("source=none") == set()
    assert await ids("until=2020-01-01") == set()
    assert await ids("since=9999-12-31&until=0001-01-01") == everything
    assert await ids(f"before={max(map(int, everything))}") == {str(min(map(int, everything)))}


@pytest.mark.usefixtures("world")
async def test_search_finds_rules_and_changes_in_both_languages(visitor: Visitor) -> None:
    english = (await visitor.get("/search?q=brand+registered")).text
    chinese = (await visitor.get("/search?q=%E9%94%82%E7%94%B5%E6%B1%A0&lang=zh")).text
    nothing = (await visitor.get("/search?q=brand&category=tax-tariff")).text

    assert "<mark>brand</mark>" in english
    assert 'href="/sources/ring-rules/versions/2"' in english
    assert "<mark>锂电池</mark>" in chinese
    assert nothing.count("Nothing matches.") == 2


async def test_the_calendar_names_the_days(context: AppContext, visitor: Visitor) -> None:
    day = date.fromordinal(datetime.now(UTC).date().toordinal() + 9)
    content = f"From {day:%d %B %Y} every ring must be certified."
    ring = context.sources["ring-rules"]
    publish(context, ring, page(*RULES))
    publish(context, ring, page(*RULES, content))
    shown = (await visitor.get("/calendar?view=list")).text

    assert f'<time datetime="{day.isoformat()}">' in shown
    assert 'class="kind force">Takes effect</span>' in shown
    assert "Harbour Market: Ring rules" in shown
    assert "Nothing takes effect" in (await visitor.get("/calendar?category=tax-tariff")).text


@pytest.mark.usefixtures("world")
async def test_a_raw_capture_is_a_file_that_no_browser_runs(visitor: Visitor) -> None:
    content = (await visitor.get("/sources/hostile-rules")).text
    [path, *_] = re.findall(r"/sources/hostile-rules/captures/\d+", content)
    answer = await visitor.get(path)

    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert b"<h1>Seller rules</h1>" in answer.body


@pytest.mark.parametrize("link_of", [choices_link, open_link])
async def test_the_log_names_no_secret_address(
    link_of: Callable[[AppContext, Subscriber], str],
    context: AppContext,
    visitor: Visitor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError

    subscriber = context.stores.subscribers.welcome(1, Language.EN, datetime.now(UTC))
    link = link_of(context, subscriber)
    written = CapturingLogger()
    monkeypatch.setattr("web.faults.log", written)
    monkeypatch.setattr(type(context.stores.subscribers), "get", broken)
    assert (await visitor.get(link)).status == 500
    content = str(written.calls)

    assert f"/{link.split('/')[3]}/…" in content
    assert link.rpartition("/")[2] not in content


async def test_a_fault_of_ours_is_one_sentence(
    world: AppContext, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(type(world.stores.browsing), "changes", broken)
    answer = await visitor.get("/changes")

    assert answer.status == 500
    assert "Something went wrong on our side." in answer.text
    assert "secret detail" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_a_source_that_was_not_read_yet_is_not_one_that_cannot_be_read(
    context: AppContext, visitor: Visitor
) -> None:
    failure = FetchFailure(
        source_id="hostile-rules", failed_at=datetime.now(UTC), reason=CheckReason("timeout", "-")
    )
    Tracker(context.stores.archive).take(
        FetchFailed(context.sources["hostile-rules"], failure), datetime.now(UTC)
    )
    first, new, failing = [
        (await visitor.get(path)).text
        for path in ("/", "/sources/ring-rules", "/sources/hostile-rules")
    ]

    assert "1 could not be read" in first
    assert "1 not read yet" in first
    assert "It has not been read yet. Checked every day." in new
    assert "It has never been read successfully." in failing
    assert "It cannot be read now: the site does not answer." in failing
    assert "Off" not in first


async def test_states_and_spans_are_words(context: AppContext, visitor: Visitor) -> None:
    context.stores.health.pause("ring-rules", "", datetime.now(UTC))
    for path in ("/sources", "/charts", "/sources/ring-rules", "/sources?lang=zh"):
        content = (await visitor.get(path)).text

        assert "False" not in content, path
        assert not re.search(r"\b\d+:\d\d:\d\d\b|PT\d", content), path
    assert "Off" in (await visitor.get("/sources?lang=en")).text


@pytest.mark.usefixtures("world")
async def test_a_filter_that_means_nothing_is_named_and_left_out(visitor: Visitor) -> None:
    for path in ("/changes", "/search", "/calendar", "/sources"):
        for name, typed in (("category", "toys?"), ("topic", "<b>"), ("jurisdiction", "mars"),
                            ("severity", "huge"), ("since", "yesterday"), ("until", "2026-02-30"),
                            ("state", "fine")):  # fmt: skip
            content = (await visitor.get(f"{path}?q=brand&{name}={quote(typed)}")).text
            [alert] = re.findall(
                r'<div role="alert"><ul class="plain warn">(.*?)</ul>', content, re.DOTALL
            )

            assert f"“{escape(typed)}” is no" in alert
            assert "It was left out." in alert
        assert 'role="alert"' not in (await visitor.get(f"{path}?q=brand&category=tax-tariff")).text
    content = (await visitor.get("/changes?severity=huge&topic=batteries")).text
    assert '<option value="batteries" selected>' in content
    assert '<option value="us" selected>' in (await visitor.get("/calendar?jurisdiction=us")).text


@pytest.mark.usefixtures("world")
async def test_a_file_is_not_made_of_filters_that_mean_nothing(visitor: Visitor) -> None:
    for path in ("/export/changes.csv", "/export/changes.jsonl", "/calendar.ics"):
        answer = await visitor.get(f"{path}?since=yesterday")

        assert answer.status == 400
        assert "(since: yesterday)" in answer.text
        assert (await visitor.get(f"{path}?since=2026-01-01&category=")).status == 200
