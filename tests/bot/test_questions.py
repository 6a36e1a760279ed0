"""Questions in plain words: each gets an answer with what to tap, and nothing is set before a tap."""

from datetime import time

import pytest

from monitor.language import Language
from monitor.model import Severity
from tests.bot.test_conversation import change_rings
from tests.talk import Talk


@pytest.mark.parametrize(
    ("typed", "answer", "label"),
    [
        ("晚上别发消息", "什么时段不打扰您", "免打扰 22:00–08:00"),
        ("晚上11点到早上7点不要打扰", "什么时段不打扰您", "免打扰 23:00–07:00"),
        ("只看紧急的", "只通知哪些变化", "只看立即处理"),
        ("换成英文", "以后用哪种语言", "English"),
        ("每天早上九点发", "汇总什么时候发", "每天 9:00"),
        ("发到企业微信", "/relay https://", ""),
        ("发到我邮箱", "/email you@example.com", ""),
        ("收费吗", "不用付款", "选择关注内容"),
        ("隐私", "您问的话不保存", ""),
        ("什么时候生效", "未来 30 天没有已知的生效日期", "最近变化"),
        ("怎么退订", "您还没有关注任何内容", "设置"),
        ("我的店被封了怎么办", "账户或资金被冻结", "相关变化：店铺处罚"),
        ("收到TRO怎么办", "临时限制令", "关注：TRO 案件与域名查封"),
        ("我有没有被告", "登记您的店铺", "进行中的诉讼案件"),
        ("今天有什么变化", "今天没有变化", "看全部"),
        ("有冇人告我", "登记您的店铺", "进行中的诉讼案件"),
        ("我的猫咪生病了要怎么弄", "没看懂“我的猫咪生病了要怎么弄”", "选择关注内容"),
    ],
)
async def test_a_question_in_chinese_is_answered(
    talk: Talk, typed: str, answer: str, label: str
) -> None:
    shown = await talk.says(typed, "zh-hans")

    assert answer in shown
    assert not label or label in talk.labels


@pytest.mark.parametrize(
    ("typed", "answer", "label"),
    [
        ("don't message me between 10pm and 7am", "When shall I be silent", "Silent 22:00–07:00"),
        ("only urgent alerts please", "Which changes shall I send", "Act now"),
        ("switch to Chinese", "Which language", "中文"),
        ("send it every morning at 8", "When shall I send the digest", "Daily at 8:00"),
        ("is this free?", "You pay nothing", "Choose what to follow"),
        ("what is your privacy policy?", "questions that you type are not kept", ""),
        ("my account got suspended, what should I do", "Money or account frozen", "Changes:"),
        ("am I being sued", "Register your shop", "Lawsuits that go on"),
        ("anything new this week?", "Nothing changed in the last 7 days", "Show all"),
    ],
)
async def test_a_question_in_english_is_answered(
    talk: Talk, typed: str, answer: str, label: str
) -> None:
    shown = await talk.says(typed)

    assert answer in shown
    assert not label or any(label in one for one in talk.labels)


async def test_a_tap_sets_what_was_asked_for(talk: Talk) -> None:
    await talk.says("晚上11点到早上7点别发消息", "zh-hans")
    assert talk.subscriber.quiet is None
    await talk.taps("免打扰 23:00–07:00")
    await talk.says("每周一早上六点发汇总")
    await talk.taps("每周一 6:00")
    await talk.says("只看紧急的")
    await talk.taps("只看立即处理")
    await talk.says("换成英文")
    await talk.taps("English")

    assert talk.subscriber.quiet
    assert talk.subscriber.quiet.start == time(23)
    assert (talk.subscriber.digest_hour, talk.subscriber.digest_frequency) == (6, "weekly")
    assert talk.subscriber.min_severity is Severity.URGENT
    assert talk.subscriber.language == Language.EN


async def test_forged_hours_set_nothing(talk: Talk) -> None:
    await talk.says("每天早上九点发", "zh-hans")
    hour = talk.subscriber.digest_hour
    for data in ("set:digest:daily:24", "set:digest:daily:x", "set:digest:daily:-1", "set:quiet:x"):
        await talk.sends(data)

    assert talk.subscriber.digest_hour == hour
    assert talk.subscriber.quiet is None


async def test_today_is_the_reader_s_day(talk: Talk) -> None:
    change_rings(talk, "Rings may be listed.", "Rings must not be listed.")

    assert "/change_1" in await talk.says("今天有什么变化", "zh-hans")
    assert "/change_1" in await talk.says("Harbour Market 这周有什么变化")
    assert "昨天没有变化" in await talk.says("昨天改了什么")


async def test_who_wants_to_leave_sees_a_cross_at_each(talk: Talk) -> None:
    await talk.says("batteries", "zh-hans")
    await talk.taps("即时")

    assert "点 ✕ 取消一项" in await talk.says("怎么退订")
    assert "✕" in talk.labels
    assert "点 ✕ 取消一项" in await talk.says("取消关注")
