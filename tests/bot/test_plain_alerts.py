"""An alert answers within seconds what changed, whom it concerns, from when, and what to do."""

import re
from dataclasses import replace

import pytest

from bot import alerts, messages
from bot.group_messages import Group, group
from bot.subscriber_messages import nothing_found
from mailer import messages as mail
from monitor.audience import Coverage, Digest, NotifiedNotice
from monitor.cases import Stage
from monitor.check_reason import CheckReason
from monitor.language import Language, option_named
from monitor.model import BlockKind, Change, Outcome
from monitor.ports import CheckResult
from monitor.vocabulary import name_of
from monitor.wording import coverage
from relay import messages as relay
from tests.bot.test_golden_alerts import CHANGES, HOW, NOW, changed
from tests.bot.test_messages import SOURCE, SUBSCRIBER

ZH, EN = Language.ZH, Language.EN
ENGLISH = replace(SOURCE, language="en")


def shown(change: Change, language: Language = ZH) -> str:
    return alerts.alert(change, ENGLISH, language, HOW).text


@pytest.mark.parametrize(
    ("before", "after", "zh", "en"),
    [
        ("Orders ship with tracking.", "Orders ship without tracking.",
         "措辞反转：with（有）→ without（没有）", "Wording reversed: with → without"),
        ("Sellers may list toys if the brand agrees.", "Sellers may list toys unless the brand agrees.",
         "措辞反转：if（如果）→ unless（除非）", "Wording reversed: if → unless"),
        ("Fees include shipping, including returns.", "Fees include shipping, except returns.",
         "措辞反转：including（包括）→ except（除外）", "Wording reversed: including → except"),
        ("Versand mit Sendungsnummer ist Pflicht.", "Versand ohne Sendungsnummer ist Pflicht.",
         "措辞反转：mit（有）→ ohne（没有）", "Wording reversed: mit (with) → ohne (without)"),
    ],
)  # fmt: skip
def test_a_condition_that_turned_round_is_told_as_a_pair(
    before: str, after: str, zh: str, en: str
) -> None:
    change = changed([before], [after])

    assert zh in shown(change)
    assert en in shown(change, EN)


def test_a_new_exception_is_told_by_its_words() -> None:
    change = changed(
        ["Sellers may list toys."], ["Sellers may list toys unless the brand objects."]
    )

    assert "新增条件或例外：unless〔除非〕 the brand objects" in shown(change)
    assert "without〔没有……则〕" not in shown(CHANGES["condition"])


@pytest.mark.parametrize(
    ("head", "before", "after", "zh", "en"),
    [
        ("Allowed", "Yes", "No", "Watches〔手表〕：允许 → 不允许", "Watches: Allowed → Not allowed"),
        ("Certificate required", "No", "Yes", "Watches〔手表〕：不必需 → 必需", "Watches: Not required → Required"),
        ("Eligible", "Yes", "No", "Watches〔手表〕：允许 → 不允许", "Watches: Allowed → Not allowed"),
    ],
)  # fmt: skip
def test_an_answer_is_told_as_what_it_means(
    head: str, before: str, after: str, zh: str, en: str
) -> None:
    change = changed(
        [f"Watches | {before}"], [f"Watches | {after}"], (f"Product | {head}",), BlockKind.ROW
    )

    assert zh in shown(change)
    assert en in shown(change, EN)


def test_what_a_reader_follows_and_what_a_change_is_about_are_told_apart() -> None:
    change = CHANGES["answer"]
    how = replace(HOW, concerns=("Harbour Market", "电池"))
    text = alerts.alert(change, ENGLISH, ZH, how).text

    assert "您关注：Harbour Market · 电池\n本次涉及：手表" in text
    assert "与您有关：" not in text


def test_a_change_to_act_on_says_that_its_text_states_no_date() -> None:
    assert "生效日期：改动处未写明" in shown(CHANGES["ban"])
    assert "Effective date: not stated in the changed text" in shown(CHANGES["percentage"], EN)
    assert "未写明" not in shown(CHANGES["amount"])
    assert "未写明" not in shown(CHANGES["recall"])


def test_a_court_order_ends_so_long_after_it_was_issued() -> None:
    assert "自签发起 14 天后失效" in shown(CHANGES["stage"])
    assert "14 days after it is issued" in shown(CHANGES["stage"], EN)


def test_a_case_that_moves_on_has_one_red_heading() -> None:
    earlier = NotifiedNotice(event_id=1, change_id=9, title="Moonveil", channel=None, receipt="")
    how = replace(HOW, stage=Stage.TRO, earlier=earlier)
    chinese = alerts.alert(CHANGES["stage"], ENGLISH, ZH, how).text
    english = alerts.alert(CHANGES["stage"], ENGLISH, EN, how).text

    assert "案件进展：法院已签发 TRO" in chinese
    assert "New step in the case: " in english
    assert chinese.count("🔴") == english.count("🔴") == 1


def test_another_standard_is_no_new_document() -> None:
    text = shown(CHANGES["document"])

    assert "标准：UL 2056 → UL 2054 or IEC 62133-2" in text
    assert "新增材料" not in text


def test_each_period_says_what_it_is_for() -> None:
    lines = shown(CHANGES["many"]).splitlines()

    assert not [line for line in lines if line.startswith("期限：")]
    assert "付款期限 · Rule 0：30 → 10 天" in lines


def test_the_quotation_says_how_many_edits_there_are_and_how_many_it_shows() -> None:
    text = shown(CHANGES["many"])

    assert "原文对照（共 10 处，显示 8 处）" in text
    assert "另有 2 处" not in text
    assert "Before and after (8 of 10 edits)" in shown(CHANGES["many"], EN)


def test_english_goods_and_headings_have_a_gloss_in_every_channel() -> None:
    reader = replace(SUBSCRIBER, language=ZH)
    ban, document = CHANGES["ban"], CHANGES["document"]
    chat = relay.alerts([ban], {SOURCE.id: ENGLISH}, reader, HOW)
    letter = mail.alert(CHANGES["recall"], ENGLISH, reader, HOW, "news@example.org")

    assert "Yo-yo balls〔溜溜球〕" in shown(ban)
    assert "Slime kits〔史莱姆套装〕" in shown(ban)
    assert "Jewelry〔珠宝首饰〕" in shown(CHANGES["cell"])
    assert "Fees〔费用〕" in shown(CHANGES["cell"])
    assert "Yo-yo balls〔溜溜球〕" in chat.subject
    assert (
        "test report〔检测报告〕"
        in relay.alerts([document], {SOURCE.id: ENGLISH}, reader, HOW).text
    )
    assert "recalls〔召回〕" in letter.subject


def test_several_alerts_at_once_each_say_level_whom_and_when() -> None:
    made = Group(
        changes=[CHANGES["amount"], CHANGES["answer"]],
        sources={SOURCE.id: ENGLISH},
        language=ZH,
        today=NOW.date(),
    )
    text = group(made).text

    assert "立即处理" in text
    assert "影响经营" in text
    assert "2027 年 1 月 1 日起生效" in text
    assert "本次涉及：手表" in text
    assert "生效日期：改动处未写明" in text


def test_a_check_that_could_not_read_says_what_happens_next() -> None:
    found = CheckResult(
        source_id=SOURCE.id, outcome=Outcome.REJECTED, change=None, reason=CheckReason("captcha")
    )

    assert "网站要求人机验证，暂时没读到，会自动重试。" in messages.outcome(found, SOURCE, ZH)
    assert "tried again automatically" in messages.outcome(found, SOURCE, EN)


def test_a_check_that_found_a_change_tells_and_links_it() -> None:
    change = CHANGES["period"]
    found = CheckResult(
        source_id=SOURCE.id, outcome=Outcome.CHANGED, change=change.id, reason=CheckReason("")
    )
    text = messages.outcome(found, ENGLISH, ZH, change=change, link="https://f.example/changes/12")

    assert "申诉期限：30 → 14 天" in text
    assert "https://f.example/changes/12" in text


def test_all_pages_checked_is_told_without_a_fraction() -> None:
    seen = Coverage(watched=5, checked=5, failing=())

    assert coverage(seen, {}, ZH, "UTC", NOW) == "24 小时内 5 个页面全部检查过。"
    assert coverage(seen, {}, EN, "UTC", NOW) == "All 5 pages checked in the last 24 h."


def test_nothing_found_names_what_is_spelt_nearly_so() -> None:
    assert "/search hoverboard</code>（平衡车）" in nothing_found("hoverbord", ZH)
    assert "Did you mean" in nothing_found("hoverbord", EN)
    assert "您是不是想找" not in nothing_found("qqqqqq", ZH)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("Temu", "已静音 <b>Temu</b>，到 6 月 1 日为止。"),
        ("亚马逊", "已静音<b>亚马逊</b>，到 6 月 1 日为止。"),
    ],
)
def test_a_space_stands_between_chinese_and_latin_words(target: str, expected: str) -> None:
    assert messages.say(ZH, "muted", target=target, date="6 月 1 日") == expected


def test_the_commands_take_the_words_that_the_screen_shows() -> None:
    for level in ("affects", "act"):
        assert option_named(name_of("severities", level, ZH)) == level
    shown_words = messages.say(ZH, "help") + messages.say(ZH, "check_usage")
    assert not {"customs-border", "fcc-covered-list", "affects", "自己的接口"} & set(
        re.findall(r"[a-z-]+|自己的接口", shown_words)
    )


def test_the_head_of_a_digest_has_no_chain_of_colons() -> None:
    made = Digest(
        subscriber_id=1,
        local_date=NOW.date(),
        since=NOW,
        until=NOW,
        groups=(("platform-policy", (CHANGES["amount"], CHANGES["ban"])),),
        coverage=Coverage(watched=5, checked=5, failing=()),
    )
    reader = replace(SUBSCRIBER, language=ZH)
    text = messages.digest_pages(made, {SOURCE.id: ENGLISH}, reader)[0]

    assert "：" not in text.splitlines()[1]
    assert "月租 $39.99→$44.99" in text.splitlines()[1]
    assert text.count("怎么办：") == 2
