"""What can be done with an alert: done, taken, reminded of, forwarded, refused; by button and typed."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.channel import TelegramChannel
from delivery.dispatcher import Dispatcher
from monitor.audience import ChannelName, Frequency
from monitor.language import Language
from monitor.written_days import written_day
from runtime.clock import now
from tests.lab import page, publish
from tests.talk import Talk, buttons_of

GROUP = -1001
KEEPER, MEMBER = 11, 12
FAR = (now() + timedelta(days=200)).date()
BEFORE = "Rings may be listed."
AFTER = f"Sellers must submit a test report for each ring by {FAR:%d %B %Y}. Batteries are banned."


async def alerted(talk: Talk, language: Language = Language.EN) -> Talk:
    """A chat that was sent an alert."""
    subscribers = talk.context.stores.subscribers
    subscriber = subscribers.welcome(talk.chat_id, language, now())
    subscribers.subscribe(subscriber.id, "ring-rules", Frequency.INSTANT)
    for text in (BEFORE, AFTER):
        publish(talk.context, talk.context.sources["ring-rules"], page(text, "The fee is USD 5."))
    await deliver(talk)
    return talk


async def deliver(talk: Talk) -> None:
    """Send what is pending."""
    channels = {ChannelName.TELEGRAM: TelegramChannel(talk.application.bot)}
    await Dispatcher(talk.context, channels).deliver_due()


@pytest.fixture
async def seller(talk: Talk) -> Talk:
    return await alerted(talk)


@pytest.fixture
async def group(talk: Talk) -> Talk:
    talk.api.administrators.add((GROUP, KEEPER))
    return await alerted(talk.other(GROUP, KEEPER), Language.ZH)


def in_words(day: date) -> str:
    return written_day(day, Language.EN)


def rows(talk: Talk) -> list[list[str]]:
    markup = talk.messages[0]["reply_markup"]
    return [[button["text"] for button in row] for row in markup["inline_keyboard"]]


def data_of(talk: Talk) -> list[str]:
    return [
        b["callback_data"] for m in talk.messages for b in buttons_of(m) if "callback_data" in b
    ]


async def test_an_alert_in_english_offers_what_to_do(seller: Talk) -> None:
    assert rows(seller) == [
        ["Done", "Remind me", "Forward"],
        ["What to do", "Full change", "Original page"],
        ["Not for me", "Mute 7 days"],
    ]
    assert "What to do: New document demanded" in seller.shown
    assert "not legal advice" in seller.shown
    assert "Details https://forewarn.example.org/changes/1\nOriginal page http" in seller.shown


async def test_an_alert_in_a_chinese_group_offers_it_too(group: Talk) -> None:
    assert rows(group) == [
        ["已处理", "提醒我", "转发"],
        ["我来处理"],
        ["怎么办", "查看全文", "原网页"],
        ["与我无关", "静音 7 天"],
    ]
    assert "怎么办：要求提交新材料" in group.shown
    assert "不是法律意见" in group.shown
    assert "详情 https://forewarn.example.org/changes/1\n原网页 http" in group.shown


async def test_done_and_undone_by_button(seller: Talk) -> None:
    text = seller.shown
    await seller.taps("Done")
    assert seller.api.nods[-1] == "Marked as done."
    assert rows(seller)[0] == ["✓ Done", "Undo"]
    assert "Nothing is open" in await seller.says("/open")
    await seller.taps("Undo")

    assert rows(seller)[0][0] == "Done"
    assert seller.shown != text
    assert "1 open" in await seller.says("/open")


async def test_done_and_undone_by_typing(seller: Talk) -> None:
    assert (await seller.says("/done 1")).startswith("✓ Done:")
    assert "Nothing is open" in await seller.says("/open")
    assert "Open again" in await seller.says("/done 1 off")
    assert "1 open" in await seller.says("/open")
    await seller.taps("Done 1")
    assert "Nothing is open" in seller.shown


async def test_every_member_takes_it_and_marks_it_done(group: Talk) -> None:
    member = group.other(GROUP, MEMBER)
    await member.taps("我来处理")
    assert group.api.nods[-1] == "Li 在处理。"
    assert rows(group)[1] == ["🙋 Li"]
    assert "🙋 Li" in await member.says("/open")
    assert "Li 来处理" in await member.says("/take 1")
    await member.sends("done:1", group.messages[0])
    assert rows(group)[0] == ["✓ 已处理 · Li", "撤销"]
    await member.sends("undo:1", group.messages[0])
    assert "暂时没有人处理" in await member.says("/take 1 off")


async def test_members_neither_mute_nor_refuse_nor_set_reminders(group: Talk) -> None:
    member = group.other(GROUP, MEMBER)
    for data in ("mute:1", "not_useful:1", "remind:1", "remind_on:1:off", "no_goods:1:batteries"):
        await member.sends(data, group.messages[0])
        assert group.api.nods[-1] == "只有群管理员可以更改设置。"
    assert group.context.stores.mutes.of(group.subscriber.id, now()) == []


async def test_a_name_from_telegram_is_inert(group: Talk) -> None:
    hostile: Any = {"id": MEMBER, "is_bot": False, "first_name": "<b>x</b>&" + "y" * 90}
    reply = await group.other(GROUP, MEMBER).says("/take 1", **{"from": hostile})

    assert "<b>x</b>&y" in reply
    assert "y" * 40 not in reply


async def test_a_reminder_is_set_and_cancelled_by_button(seller: Talk) -> None:
    await seller.taps("Remind me")
    days = [FAR - timedelta(days=n) for n in (1, 3, 7)]
    assert [row[0] for row in rows(seller)] == [
        f"1 day before · {in_words(days[0])}", f"3 days before · {in_words(days[1])}", f"7 days before · {in_words(days[2])}", "Back",
    ]  # fmt: skip
    await seller.taps("3 days before")
    assert (
        seller.api.nods[-1]
        == f"Reminder set for {written_day(days[1], Language.EN, now().date())}."
    )
    assert rows(seller)[0][1] == f"⏰ {written_day(days[1], Language.EN, days[1])}"
    await seller.taps("⏰")
    await seller.taps("No reminder")
    assert rows(seller)[0][1] == "Remind me"
    await seller.taps("Remind me")
    await seller.taps("Back")
    assert rows(seller)[0] == ["Done", "Remind me", "Forward"]


async def test_a_reminder_is_set_by_typing(seller: Talk) -> None:
    day = FAR - timedelta(days=3)
    shown = written_day(day, Language.EN, now().date())
    assert f"Reminder set for {shown}" in await seller.says("/remind 1 3d")
    assert f"Reminder set for {shown}" in await seller.says(f"/remind 1 {day}")
    assert "No reminder" in await seller.says("/remind 1 off")
    assert "is not a day still ahead" in await seller.says("/remind 1 2020-01-01")
    assert "is not a day still ahead" in await seller.says("/remind 1 <b>")
    assert "When do you want a reminder" in await seller.says("/remind 1")
    assert "/remind 12 3d" in await seller.says("/remind")


async def test_the_whole_list_by_button_and_by_typing(seller: Talk) -> None:
    await seller.taps("What to do")
    by_button = seller.shown
    assert "5. " in by_button
    assert "Official sources" in by_button
    assert "Reviewed 28 Nov 2026." in by_button
    assert await seller.says("/steps 1") == by_button
    assert "/steps 12" in await seller.says("/steps x")


async def test_a_change_without_a_checklist_says_so(talk: Talk) -> None:
    for text in ("Write to us by post.", "Write to us by post or call us on any day."):
        publish(talk.context, talk.context.sources["ring-rules"], page(text, "The fee is USD 5."))

    assert "no reviewed checklist" in await talk.says("/steps 1")


async def test_forwarding_shares_the_address_of_the_change(seller: Talk) -> None:
    (url,) = [b["url"] for b in buttons_of(seller.messages[0]) if b["text"] == "Forward"]
    parts = urlsplit(url)
    shared = parse_qs(parts.query)

    assert (parts.netloc, parts.path) == ("t.me", "/share/url")
    assert shared["url"] == ["https://forewarn.example.org/changes/1"]
    assert shared["text"][0]


async def test_not_for_me_offers_more_and_is_undone(seller: Talk) -> None:
    await seller.taps("Not for me")
    assert "Noted" in seller.api.nods[-1]
    assert rows(seller)[2:] == [["Undo", "Mute 7 days"], ["No more of Batteries"]]
    assert "Nothing is open" in await seller.says("/open")
    await seller.sends("no_goods:1:batteries", seller.messages[0])
    assert [m.target for m in seller.context.stores.mutes.of(seller.subscriber.id, now())] == [
        "batteries"
    ]
    await seller.taps("Unmute")
    assert seller.context.stores.mutes.of(seller.subscriber.id, now()) == []
    await seller.sends("useful:1", seller.messages[0])
    assert "1 open" in await seller.says("/open")


async def test_a_mute_is_undone_by_button(seller: Talk) -> None:
    await seller.taps("Mute 7 days")
    assert rows(seller)[2] == ["Unmute"]
    await seller.taps("Unmute")

    assert seller.context.stores.mutes.of(seller.subscriber.id, now()) == []
    assert rows(seller)[2] == ["Not for me", "Mute 7 days"]


async def test_the_full_view_has_history_and_a_calendar_entry(seller: Talk) -> None:
    await seller.taps("Full change")

    assert len(seller.messages) == 2
    (url,) = [b["url"] for b in buttons_of(seller.messages[-1]) if b["text"] == "Calendar entry"]
    assert url == "https://forewarn.example.org/changes/1.ics"
    assert "History" in seller.labels


async def test_forged_and_unknown_numbers_do_nothing(seller: Talk) -> None:
    for name in ("done", "undo", "take", "remind", "remind_on", "steps", "not_useful", "useful", "no_goods",
                 "unmute", "open", "open_done", "mute"):  # fmt: skip
        for more in ("", "999", "x", "1:x:y", "9" * 30, "999:batteries", "1:ring-rules"):
            await seller.sends(f"{name}:{more}", seller.messages[0])
    for command in (
        "/done",
        "/done 999",
        "/take",
        "/take x",
        "/remind 999 3d",
        "/steps 999",
        "/done ²",
    ):
        assert "Write " in await seller.says(command), command
    assert not seller.context.stores.tasks.get(seller.subscriber.id, 999).is_done


async def test_taking_is_for_groups(seller: Talk) -> None:
    assert "/take is for groups" in await seller.says("/take 1")


async def test_the_list_of_open_ones_has_pages(seller: Talk) -> None:
    for number in range(2, 10):
        text = f"Sellers must submit report {number} for each ring. Batteries are banned."
        publish(
            seller.context, seller.context.sources["ring-rules"], page(text, "The fee is USD 5.")
        )
        await deliver(seller)
    shown = await seller.says("/open")
    assert "open, the most urgent first" in shown
    first = seller.shown
    await seller.taps("▶")
    assert seller.shown != first
    assert all(1 <= len(data.encode()) <= 64 for data in data_of(seller))


async def test_the_buttons_of_a_channel_and_of_long_ids_fit(group: Talk) -> None:
    await group.taps("与我无关")
    await group.sends("useful:1", group.messages[0])
    await group.taps("提醒我")

    assert all(1 <= len(data.encode()) <= 64 for data in data_of(group))


async def test_each_change_of_a_group_is_marked_as_done_by_its_own_button(talk: Talk) -> None:
    reader = talk.context.stores.subscribers.welcome(talk.chat_id, Language.EN, now())
    talk.context.stores.subscribers.subscribe(reader.id, "ring-rules", Frequency.INSTANT)
    for count in range(1, 7):
        publish(talk.context, talk.context.sources["ring-rules"], page(BEFORE, f"Pay USD {count}."))
    await deliver(talk)
    labels = [button["text"] for button in buttons_of(talk.messages[-1])]
    assert labels == ["1 ✓", "2 ✓", "3 ✓", "4 ✓", "5 ✓"]

    await talk.taps("2 ✓")
    assert (talk.api.nods[-1], talk.shown.count("✅")) == ("Marked as done.", 1)
    assert "2 ↩" in talk.labels
    assert len(talk.context.stores.tasks.open(reader.id, now())) == 4
    await talk.taps("2 ↩")
    assert "✅" not in talk.shown
    other = talk.other(4712)
    await other.says("/start")
    await other.sends(data_of(talk)[0])
    assert talk.context.stores.tasks.get(reader.id, 1).is_done is False
