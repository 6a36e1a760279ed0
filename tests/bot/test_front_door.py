"""What a seller may send instead of a command: each gets a useful answer with buttons."""

from typing import Any

import pytest

from monitor.audience import ChannelName
from monitor.model import ProposalKind
from tests.bot.test_conversation import change_rings
from tests.bot.test_groups import GROUP, KEEPER, MEMBER
from tests.talk import Talk, buttons_of

A_LINE_OF_THE_LIST = "/severity"


def targets(talk: Talk) -> list[str]:
    """What the seller follows."""
    chosen = talk.context.stores.subscribers.subscriptions(talk.subscriber.id)
    return [one.target for one in chosen]


@pytest.mark.parametrize(
    ("typed", "answer", "label"),
    [
        ("电池", "关注“电池”？", "即时"),
        ("订阅 电池", "关注“电池”？", "每天"),
        ("關注 電池", "关注“电池”？", "搜索“電池”"),
        ("充电宝", "关注“电池”？", "即时"),
        ("口红", "关注“化妆品”？", "即时"),
        ("关注 Harbour Market 的电池", "可能指以下内容", "Harbour Market × 电池"),
        ("GPSR", "可能指以下内容", "产品安全"),
        ("帮助", "直接打字就行", "选择关注内容"),
        ("你好，怎么用？", "直接打字就行", "我的关注"),
        ("停止", "您还没有关注任何内容", "选择关注内容"),
        ("月球旅行", "没找到“月球旅行”", "按关键词“月球旅行”关注"),
        ("设置", "设置", "✅ 中文"),
        ("/subscrib", "您是不是想发 /subscribe", "选择关注内容"),
        ("/xyzzy", "没有 /xyzzy 这个命令", "选择关注内容"),
        ("123456", "没有等待验证的地址", "我的关注"),
        ("https://nobody.example.net/rules", "没有监测这个页面", "建议收录"),
    ],
)
async def test_plain_chinese_is_answered_with_buttons(
    talk: Talk, typed: str, answer: str, label: str
) -> None:
    shown = await talk.says(typed, "zh-hans")

    assert answer in shown
    assert label in talk.labels
    assert A_LINE_OF_THE_LIST not in shown


@pytest.mark.parametrize(
    ("typed", "answer", "label"),
    [
        ("batteries", "Follow Batteries?", "Right away"),
        ("follow batteries", "Follow Batteries?", "Daily"),
        ("I sell wedding gowns", "Follow Wedding dresses?", "Right away"),
        ("baterries", "Did you mean one of these", "Batteries"),
        ("harbor market", "Did you mean one of these", "Harbour Market"),
        ("hello", "Just write to me", "Choose what to follow"),
        ("what changed at harbour market?", "Nothing has changed yet", "Settings"),
        ("what changed at harbour market today?", "nothing changed today", "Latest"),
        ("unicorns", "couldn't find “unicorns”", "Follow the keyword “unicorns”"),
        ("moonveil-dress.shop", "your own shop or brand: /me", "Search “moonveil-dress.shop”"),
        ("/quite", "Did you mean /quiet?", "Choose what to follow"),
        ("/", "There is no command /", "Choose what to follow"),
        ("stop", "You do not follow anything yet", "Choose what to follow"),
    ],
)
async def test_plain_english_is_answered_with_buttons(
    talk: Talk, typed: str, answer: str, label: str
) -> None:
    await talk.says("/start")
    shown = await talk.says(typed)

    assert answer in shown
    if "Nothing" not in answer:
        assert label in [button["text"] for button in buttons_of(talk.messages[-1])]
    assert A_LINE_OF_THE_LIST not in shown


@pytest.mark.parametrize("kind", ["photo", "voice", "sticker", "document", "location"])
async def test_what_is_no_text_is_answered(talk: Talk, kind: str) -> None:
    file = {"file_id": "a", "file_unique_id": "b"}
    sticker = {**file, "width": 1, "height": 1, "is_animated": False, "is_video": False}
    content: dict[str, Any] = {
        "photo": [{**file, "width": 1, "height": 1}],
        "voice": {**file, "duration": 1},
        "sticker": {**sticker, "type": "regular"},
        "document": file,
        "location": {"latitude": 1.0, "longitude": 1.0},
    }

    assert "请打字" in await talk.says("", "zh-hans", **{kind: content[kind]})
    assert "选择关注内容" in talk.labels


async def test_an_offer_is_taken_up_by_one_tap(talk: Talk) -> None:
    await talk.says("batteries")
    assert "Following Batteries. Alerts come right away." in await talk.taps("Right away")
    await talk.says("unicorns")
    assert "Following “unicorns”" in await talk.taps("keyword")
    await talk.says("harbour market wedding dresses")
    await talk.taps("Harbour Market × Wedding dresses")

    assert sorted(targets(talk)) == [
        "batteries", "pair:organisation:harbour-market+wedding-dresses", "word:unicorns",
    ]  # fmt: skip
    await talk.says("toys")
    assert "once a day" in await talk.taps("Daily")


async def test_forged_buttons_do_nothing(talk: Talk) -> None:
    await talk.says("batteries")
    for data in (
        "follow:instant:nobody", "follow:hourly:batteries", "follow:", "follow:instant:word:X", "follow:instant:#00+11",
        "unfollow:x", "news:x", "find:", "restore:99", "restore:x", "zone:Mars", "mute_target:x", "unmute_target:", "suggest:",
        "history_of:x",
    ):  # fmt: skip
        await talk.sends(data)

    assert targets(talk) == []
    assert talk.context.stores.proposals.waiting() == []


async def test_a_question_shows_what_changed(talk: Talk) -> None:
    change_rings(talk, "Rings may be listed.", "Rings must not be listed.")

    assert "/change_1" in await talk.says("What changed at Harbour Market this week?")
    assert "/change_1" in await talk.says("有什么变化", "zh-hans")
    assert "/change_1" in await talk.says("search rings")
    await talk.says("Harbour Market")
    assert "/change_1" in await talk.taps("Latest")


async def test_an_address_of_a_watched_page_leads_to_its_source(talk: Talk) -> None:
    url = talk.context.sources["ring-rules"].url

    assert "We watch this page: Harbour Market: Ring rules" in await talk.says(f"look: {url}")
    assert talk.labels == ["Latest", "Follow", "Check now"]
    await talk.taps("Follow")
    assert targets(talk) == ["ring-rules"]
    assert "its terms forbid" in await talk.says(talk.context.sources["temu-rules"].url)


async def test_a_page_is_suggested_to_the_operators_once(talk: Talk) -> None:
    for _ in range(2):
        await talk.says("is https://nobody.example.net/rules?x=1 watched?")
        assert "Our operators will look" in await talk.taps("Suggest this page")

    (waiting,) = talk.context.stores.proposals.waiting()
    assert (waiting.proposal.kind, waiting.proposal.url) == (
        ProposalKind.SUGGESTED,
        "https://nobody.example.net/rules?x=1",
    )


async def test_a_bare_code_confirms_what_waits_for_it(talk: Talk) -> None:
    await talk.says("/email li@example.org")
    pending = talk.context.stores.confirmations.unconfirmed(talk.subscriber.id, ChannelName.EMAIL)
    assert pending is not None
    wrong = "000000" if pending.code != "000000" else "111111"

    assert "not right" in await talk.says(wrong)
    assert "goes to li@example.org" in await talk.says(f"{pending.code[:3]} {pending.code[3:]}")
    assert "no address that waits" in await talk.says(pending.code)


async def test_what_was_ended_is_brought_back_by_a_button(talk: Talk) -> None:
    await talk.says("/subscribe batteries daily act")
    await talk.says("/subscribe toys")
    before = talk.context.stores.subscribers.subscriptions(talk.subscriber.id)
    await talk.says("/unsubscribe all")
    assert "Unfollowed all 2 things" in await talk.taps("Yes, unfollow everything")
    assert "You follow all 2 again" in await talk.taps("Undo")
    assert talk.context.stores.subscribers.subscriptions(talk.subscriber.id) == before

    await talk.says("取消关注 电池")
    assert "no longer follow Batteries" in await talk.taps("Batteries")
    assert targets(talk) == ["toys"]
    await talk.taps("Undo")
    await talk.sends("restore:1")
    assert "can no longer be undone" in talk.shown
    assert sorted(targets(talk)) == ["batteries", "toys"]


async def test_an_undo_belongs_to_whom_it_is_offered(talk: Talk) -> None:
    await talk.says("/subscribe toys")
    await talk.says("/unsubscribe toys")
    other = talk.other(4712)
    await other.says("/start")
    await other.sends("restore:1")

    assert targets(other) == []
    await talk.taps("Undo")
    assert targets(talk) == ["toys"]


async def test_a_mute_is_undone_by_a_button(talk: Talk) -> None:
    assert "已静音 Harbour Market" in await talk.says("/mute Harbour Market 两周", "zh-hans")
    assert "已恢复" in await talk.taps("恢复通知")
    await talk.says("/history ring-rules")
    await talk.taps("静音 7 天")
    assert talk.labels == ["恢复通知"]
    await talk.says("/mute")
    await talk.taps("恢复通知")
    assert "没有静音的内容" in await talk.says("/mute")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("/quiet 晚上10点到早上8点", "北京时间 22:00 到 08:00 免打扰"),
        ("/quiet 22点-8点 影响经营", "影响经营的变化照常通知"),
        ("/quiet 10pm to 8am", "22:00 到 08:00"),
        ("/timezone 北京", "时区已设为北京时间"),
        ("/timezone Los Angeles", "时区已设为洛杉矶时间"),
        ("/timezone 洛杉矶时间", "时区已设为洛杉矶时间"),
        ("/timezone +8", "时区已设为 UTC+8"),
        ("/timezone GMT-5", "时区已设为 UTC−5"),
        ("/digest 每天 8点", "每天北京时间 8:00"),
        ("/digest 每周一 9点", "每周一北京时间 9:00"),
        ("/digest daily at 8am", "每天北京时间 8:00"),
        ("/mute Harbour Market 7天", "已静音 Harbour Market"),
        ("/mute Harbour Market 1 week", "已静音 Harbour Market"),
        ("/severity 立即处理", "只通知需要立即处理的变化"),
        ("/subscribe 充电宝 日报", "每天北京时间 8:00 发日报"),
    ],
)
async def test_times_are_written_as_people_write_them(talk: Talk, typed: str, answer: str) -> None:
    assert answer in await talk.says(typed, "zh-hans")


async def test_a_country_with_several_zones_is_asked_for_one(talk: Talk) -> None:
    await talk.says("/timezone 美国", "zh-hans")
    assert talk.labels == ["纽约时间", "芝加哥时间", "丹佛时间", "洛杉矶时间"]
    assert "洛杉矶时间" in await talk.taps("洛杉矶")
    assert talk.subscriber.timezone == "America/Los_Angeles"
    await talk.says("/timezone", "zh-hans")
    assert "北京时间" in talk.labels


async def test_a_source_is_found_by_the_name_of_its_organisation(talk: Talk) -> None:
    assert "We watch 1 page" in await talk.says("/history Harbour Market")
    assert "Not read yet" in await talk.taps("Ring rules")
    await talk.writes("/check Harbour Market")
    await talk.reads("We watch 1 page")


async def test_a_group_is_answered_only_when_it_mentions_the_bot(talk: Talk) -> None:
    talk.api.administrators.add((GROUP, KEEPER))
    group = talk.other(GROUP, MEMBER)
    name = talk.application.bot.username
    await group.says("电池规则有变化吗")
    await group.says("look at https://nobody.example.net")
    await group.process(
        message={"message_id": 1, "date": 1, "chat": {"id": GROUP, "type": "supergroup"}}
    )
    assert group.messages == []

    assert "Nothing has changed yet" in await group.says(f"@{name} 电池规则有变化吗")
    assert "Follow Batteries?" in await group.says(f"batteries @{name.upper()}")
    await group.taps("Right away")
    assert group.api.nods[-1].startswith("Only administrators")
    await group.other(GROUP, KEEPER).taps("Right away")
    assert targets(group) == ["batteries"]


async def test_what_most_sellers_do_first_takes_at_most_three_taps(talk: Talk) -> None:
    """From the first greeting, or from an answer that any word brings; typed commands count for nothing."""

    async def taps(*labels: str) -> int:
        for label in labels:
            await talk.taps(label)
        return len(labels)

    counted = {}
    await talk.says("/start", "en")
    counted["follow a marketplace"] = await taps("Harbour Market", "Done")
    assert targets(talk) == ["organisation:harbour-market"]
    await talk.says("/start")
    counted["follow goods"] = await taps("Next: goods", "Batteries", "Done")
    assert "batteries" in targets(talk)
    await talk.says("hello")
    counted["see the latest"] = await taps("Latest")
    await talk.says("hello")
    counted["set quiet hours"] = await taps("Settings", "Quiet 22:00")
    assert talk.subscriber.quiet is not None
    await talk.says(talk.context.sources["ring-rules"].url)
    await talk.says("/history ring-rules")
    counted["mute a source and undo"] = await taps("Mute 7 days", "Unmute")
    assert "Nothing is muted" in await talk.says("/mute")

    assert max(counted.values()) <= 3
