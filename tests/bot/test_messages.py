"""What the bot says: exact, short enough, inert whatever the page contained."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import alerts, messages, subscriber_messages
from bot.group_messages import Group, group, group_page
from bot.markup import units
from monitor.audience import AlertContext, Coverage, Digest, Failing, Subscriber
from monitor.check_reason import CheckReason
from monitor.events import EventMember
from monitor.health import Health
from monitor.language import Language, languages, texts
from monitor.model import (
    Assessment,
    Change,
    ChangeKind,
    DateKind,
    Edit,
    Op,
    Outcome,
    Reason,
    Severity,
    StatedDate,
)
from monitor.ports import CheckResult
from monitor.source import Kind, Source
from monitor.wording import coverage
from tests.doubles.telegram_rules import check

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
TODAY = NOW.date()
SOURCE = Source(
    id="ring-rules",
    organisation="Harbour & Sons",
    title="Ring <rules>",
    title_zh="戒指规则",
    category="platform-policy",
    kind=Kind.PAGE,
    url="https://harbour.example.org/rings?a=1&b=2",
    language="en",
)
SUBSCRIBER = Subscriber(
    id=1,
    language=Language.EN,
    timezone="Asia/Shanghai",
    digest_hour=8,
    chat_id=1,
    email="",
    active=True,
    created_at=NOW,
)
EDIT = Edit(
    op=Op.MODIFIED,
    path=("Ring rules", "1. Before you list"),
    before="The fee is USD 5 for each ring & chain.",
    after="The fee is USD 7 for each ring & chain.",
    similarity=0.97,
)
FEE = Reason(rule="amount", severity=Severity.MAJOR, words=("fee", "USD 5", "USD 7"))
HOSTILE = st.text(alphabet=st.sampled_from("<>&\"'/abs 中😀\u202e*_`[]()"), max_size=400)


def change(*edits: Edit, **more: object) -> Change:
    values: dict[str, object] = {
        "id": 12,
        "source_id": "ring-rules",
        "category": "platform-policy",
        "kind": ChangeKind.CONTENT,
        "detected_at": NOW,
        "summary": "The fee is USD 7",
        "url": SOURCE.url,
        "title": "Ring rules",
        "from_version": 1,
        "to_version": 2,
        "edits": edits or (EDIT,),
        "assessment": Assessment(
            severity=Severity.MAJOR,
            rules=3,
            topics=("jewellery", "fees"),
            dates=(StatedDate(DateKind.EFFECTIVE, date(2027, 3, 1)),),
            reasons=(FEE, Reason(rule="amount", severity=Severity.MAJOR, words=("usd 7", "usd 5"))),
        ),
    }
    return Change(**{**values, **more})  # type: ignore[arg-type]


def is_taken(html: str) -> bool:
    """Whether Telegram would take it, by the double's strict reading of its rules."""
    return check({"text": html, "parse_mode": "HTML"}) is None


HOW = AlertContext(timezone="Asia/Shanghai", now=NOW, concerns=("Jewellery", "Harbour"))


def test_an_alert_in_english() -> None:
    html = alerts.alert(change(), SOURCE, Language.EN, HOW).html
    steps = next(part for part in html.split("\n\n") if part.startswith("<b>What to do"))

    assert html.replace(f"{steps}\n\n", "") == (
        "🟠 <b>Affects your business · Harbour &amp; Sons: Ring &lt;rules&gt;</b>\n"
        "Fee: <b>USD 5 → USD 7</b>\n"
        "<b>⏰ In force 1 Mar 2027 (in 365 days)</b>\n"
        "You follow: Jewellery · Harbour\n\n"
        "<blockquote expandable><b>Before and after (1 edit)</b>\n"
        "<i>1. Before you list</i>\n"
        "Before: The fee is USD <s>5</s> for each ring &amp; chain.\n"
        "After: The fee is USD <b>7</b> for each ring &amp; chain.</blockquote>\n\n"
        "Found 1 Mar 16:00\n"
        "Details /change_12\n"
        "Original page https://harbour.example.org/rings?a=1&amp;b=2"
    )


def test_an_alert_in_chinese() -> None:
    html = alerts.alert(change(), SOURCE, Language.ZH, replace(HOW, concerns=("珠宝首饰",))).html
    steps = next(part for part in html.split("\n\n") if part.startswith("<b>怎么办"))

    assert html.replace(f"{steps}\n\n", "") == (
        "🟠 <b>影响经营 · Harbour &amp; Sons · 戒指规则</b>\n"
        "费用：<b>USD 5 → USD 7</b>\n"
        "<b>⏰ 2027 年 3 月 1 日起生效（还有 365 天）</b>\n"
        "您关注：珠宝首饰\n\n"
        "<blockquote expandable><b>原文对照（1 处）</b>\n"
        "<i>1. Before you list</i>\n"
        "修改前：The fee is USD <s>5</s> for each ring &amp; chain.\n"
        "修改后：The fee is USD <b>7</b> for each ring &amp; chain.</blockquote>\n\n"
        "发现于 3 月 1 日 16:00\n"
        "详情 /change_12\n"
        "原网页 https://harbour.example.org/rings?a=1&amp;b=2"
    )


def test_an_alert_has_the_permalink_in_its_text_and_names_no_rule() -> None:
    shown = alerts.alert(
        change(), SOURCE, Language.ZH, replace(HOW, link="https://f.example/changes/12")
    )

    assert "详情 https://f.example/changes/12\n原网页 https://harbour.example.org/" in shown.text
    assert "依据" not in shown.text
    assert "usd 7" not in shown.text


def test_an_alert_tells_as_many_edits_as_fit_and_how_many_more() -> None:
    edits = tuple(
        Edit(op=Op.ADDED, path=(), before="", after=f"Rule {i} must be kept.", similarity=0.0)
        for i in range(11)
    )
    html = alerts.alert(change(*edits), SOURCE, Language.EN).html

    assert html.count("must be kept") == 8
    assert "Before and after (8 of 11 edits)" in html


def test_a_notice_is_told_by_its_title_and_text() -> None:
    added = Edit(
        op=Op.ADDED, path=("58 domains",), before="", after="The court ordered it.", similarity=0.0
    )
    notice = change(added, kind=ChangeKind.NOTICE, title="58 domains", from_version=None)
    html = alerts.alert(notice, SOURCE, Language.EN).html

    assert html.startswith(
        "🟠 <b>Affects your business · Harbour &amp; Sons: Ring &lt;rules&gt; · New notice</b>\n<b>58 domains</b>"
    )
    assert "<b>Text of the notice</b>\nThe court ordered it.</blockquote>" in html


def test_an_urgent_alert_always_says_what_to_do() -> None:
    judged = change(assessment=Assessment(severity=Severity.URGENT))

    assert "What to do: read the marked passages" in alerts.alert(judged, None, Language.EN).text
    assert "怎么办：对照标出的原文" in alerts.alert(judged, None, Language.ZH).text


def test_a_link_that_is_no_web_address_is_no_link() -> None:
    shown = alerts.alert(change(url="javascript:alert(1)"), SOURCE, Language.EN)

    assert "javascript" not in shown.html
    urls = [button.url for row in shown.buttons for button in row if button.url]
    assert urls[-1] == SOURCE.url
    assert not any(
        b.url for row in alerts.alert(change(url="x:y"), None, Language.EN).buttons for b in row
    )


@given(HOSTILE, HOSTILE, st.integers(1, 40))
@settings(max_examples=150, deadline=None)
def test_whatever_a_page_contains_telegram_takes_the_alert(
    before: str, after: str, count: int
) -> None:
    edit = Edit(
        op=Op.MODIFIED,
        path=(after, before),
        before=before * count,
        after=after * count,
        similarity=0.6,
    )
    shown = alerts.alert(
        change(edit, edit, title=after, summary=before, url=after), None, Language.ZH
    )

    assert is_taken(shown.html)
    assert units(shown.html) <= 4096


@given(HOSTILE, st.integers(1, 60))
@settings(max_examples=100, deadline=None)
def test_a_change_in_full_takes_as_many_pages_as_it_needs(text: str, count: int) -> None:
    edit = Edit(op=Op.ADDED, path=(), before="", after=text * 9 + "!", similarity=0.0)
    pages = alerts.change_pages(change(*[edit] * count), SOURCE, Language.EN)

    assert all(is_taken(page) for page in pages)


def test_the_latest_changes_are_listed() -> None:
    html = messages.latest([change(), change(id=13)], {"ring-rules": SOURCE}, Language.EN, TODAY)

    assert "/change_12" in html
    assert "/change_13" in html
    assert is_taken(html)


def test_nothing_yet_is_said() -> None:
    assert messages.latest([], {}, Language.EN, TODAY) == texts("bot", Language.EN)["nothing_yet"]


def test_a_digest_has_categories_and_says_what_was_looked_at() -> None:
    made = Digest(
        subscriber_id=1,
        local_date=date(2026, 3, 1),
        since=NOW,
        until=NOW,
        groups=(("platform-policy", (change(),)),),
        coverage=Coverage(
            watched=5,
            checked=4,
            failing=(Failing(source_id="ring-rules", since=NOW - timedelta(days=2)),),
        ),
    )
    (html,) = messages.digest_pages(made, {"ring-rules": SOURCE}, SUBSCRIBER)

    assert "<b>Marketplace rules</b>" in html
    assert (
        "4 of 5 pages checked in the last 24 h. Could not read 1 of them: Harbour &amp; Sons: Ring &lt;rules&gt; (since 27 Feb 16:00)."
        in html
    )
    assert is_taken(html)


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        (Language.EN, "1 of 5 pages checked in the last 24 h. 1 not checked lately: ring-rules (since 27 Feb 08:00). 3 not read yet."),
        (Language.ZH, "24 小时内检查了 5 个页面中的 1 个；1 个最近没有检查：ring-rules（2 月 27 日 08:00 起）；3 个尚未读取。"),
    ],
)  # fmt: skip
def test_what_was_not_read_yet_is_never_called_unreadable(language: Language, shown: str) -> None:
    late = Failing(source_id="ring-rules", since=NOW - timedelta(days=2))
    seen = Coverage(watched=5, checked=1, failing=(), overdue=(late,), unread=3)

    assert coverage(seen, {}, language, "UTC", NOW) == shown


def test_the_history_of_a_source_says_how_it_fares() -> None:
    known = Health(
        source_id="ring-rules", outcome="failed", reason=CheckReason("timeout", "45 s"), failures=2, checked_at=NOW, failing_since=NOW - timedelta(days=1)
    )  # fmt: skip
    new = subscriber_messages.history(SOURCE, [], [], None, SUBSCRIBER, TODAY)
    failing = subscriber_messages.history(SOURCE, [], [], known, SUBSCRIBER, TODAY)

    assert "Not read yet." in new
    assert "Not read yet." not in failing
    assert "Not readable since 28 Feb 16:00: the site does not answer." in failing


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("language", languages())
def test_every_outcome_of_a_check_is_told(outcome: Outcome, language: Language) -> None:
    result = CheckResult(
        source_id="ring-rules", outcome=outcome, change=12, reason=CheckReason("captcha", "<b>")
    )

    assert is_taken(messages.outcome(result, SOURCE, language))


def test_an_alert_that_is_too_long_tells_fewer_edits_never_a_broken_one() -> None:
    long = Edit(
        op=Op.MODIFIED,
        path=("x" * 600, "y" * 90),
        before="word " * 400,
        after="term " * 400,
        similarity=0.0,
    )
    shown = alerts.alert(change(*[long] * 7, title="t" * 900), SOURCE, Language.EN)

    assert is_taken(shown.html)
    assert "of 7 edits)" in shown.html


@pytest.mark.parametrize(
    ("severity", "mark", "english", "chinese"),
    [
        (Severity.COSMETIC, "⚪", "No real change", "无实质变化"),
        (Severity.MINOR, "🟡", "For information", "了解即可"),
        (Severity.MAJOR, "🟠", "Affects your business", "影响经营"),
        (Severity.URGENT, "🔴", "Act now", "立即处理"),
    ],
)
def test_each_level_has_its_words_and_its_mark(
    severity: Severity, mark: str, english: str, chinese: str
) -> None:
    judged = change(assessment=Assessment(severity=severity))

    for language, words in ((Language.EN, english), (Language.ZH, chinese)):
        first, second, *_ = alerts.alert(judged, SOURCE, language).text.splitlines()
        assert first.startswith(f"{mark} {words} · Harbour & Sons")
        assert second == "The fee is USD 7"


def test_many_changes_are_one_message_the_weightiest_first() -> None:
    minor = change(id=13, assessment=Assessment(severity=Severity.MINOR))
    shown = group(
        Group(
            changes=[minor, change()],
            sources={"ring-rules": SOURCE},
            language=Language.EN,
            today=TODAY,
        )
    )

    assert shown.html.startswith("<b>2 changes</b>")
    assert shown.html.index("/change_12") < shown.html.index("/change_13")
    assert is_taken(shown.html)


@given(st.lists(HOSTILE, min_size=10, max_size=10))
@settings(max_examples=50, deadline=None)
def test_a_group_of_ten_is_taken_whatever_it_tells(written: list[str]) -> None:
    many = [change(id=i, summary=text * 9, title=text) for i, text in enumerate(written)]

    assert is_taken(group(Group(changes=many, sources={}, language=Language.ZH, today=TODAY)).html)


def test_the_full_view_of_an_event_lists_all_its_notices() -> None:
    others = [
        EventMember(n, "ring-rules", f"Notice {n} " + "on rings " * 20) for n in range(1, 151)
    ]
    pages = messages.other_notices(others, {SOURCE.id: SOURCE}, Language.EN)

    assert all(is_taken(page) for page in pages)
    assert [n for n in range(1, 151) if f"/change_{n}" not in "\n".join(pages).split()] == []


def test_each_line_of_a_group_has_a_number_and_a_button_that_marks_it_as_done() -> None:
    many = [change(id=number) for number in range(1, 13)]
    made = Group(changes=many, sources={}, language=Language.EN, today=TODAY, number=7, done={3})

    first, buttons = group_page(made, 0)
    last, _ = group_page(made, 1)

    assert "\n3. ✅ 🟠" in first
    assert "\n11. 🟠" in last
    assert [[one.label for one in row] for row in buttons[:2]] == [
        ["1 ✓", "2 ✓", "3 ↩", "4 ✓", "5 ✓"],
        ["6 ✓", "7 ✓", "8 ✓", "9 ✓", "10 ✓"],
    ]
    assert buttons[0][2].data == "group_done:7:0:3"


def test_a_group_without_a_row_has_no_buttons_for_its_lines() -> None:
    made = Group(changes=[change()], sources={}, language=Language.EN, today=TODAY)

    assert group_page(made, 0)[1] == ()


def test_the_goods_are_named_where_no_subscription_names_them() -> None:
    def shown(*concerns: str) -> str:
        how = AlertContext(timezone="UTC", now=NOW, concerns=concerns)
        return alerts.alert(change(), SOURCE, Language.ZH, how).text

    assert "\n您关注：Harbour & Sons\n本次涉及：珠宝首饰\n" in shown("Harbour & Sons")
    assert "本次涉及" not in shown("Harbour & Sons", "珠宝首饰")
