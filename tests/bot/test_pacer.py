"""Telegram's limits are kept for all that the bot sends, and one flooded chat stops no other."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from telegram import Bot
from telegram.error import RetryAfter

from bot.application import make_bot
from bot.pacer import Pacer
from tests.doubles.bot_api import TOKEN, BotApi
from tests.doubles.telegram_rules import Refusal

pytestmark = pytest.mark.slow


@pytest.fixture
async def bot(bot_api: BotApi) -> AsyncIterator[Bot]:
    bot_api.enforce_limits = True
    made = make_bot(TOKEN, bot_api.url)
    async with made:
        yield made


async def test_a_chat_gets_one_message_a_second_and_all_chats_thirty(
    bot: Bot, bot_api: BotApi
) -> None:
    chats = [1, 1, 1, *range(2, 60)]
    await asyncio.gather(*(bot.send_message(chat_id, "x") for chat_id in chats))

    assert bot_api.limit_hits == 0
    assert len(bot_api.sent) == len(chats)
    # They do not wait for each other: the chat that has three is done long after the rest began.
    assert [message["chat_id"] for message in bot_api.sent].count(1) == 3
    assert bot_api.sent[-1]["chat_id"] == 1


async def test_a_group_gets_twenty_a_minute(bot: Bot, bot_api: BotApi) -> None:
    started = time.monotonic()
    await asyncio.gather(*(bot.send_message(-5, "x") for _ in range(3)))

    assert bot_api.limit_hits == 0
    assert time.monotonic() - started > 5.5


async def test_a_pause_is_waited_out_or_told_but_never_broken(bot: Bot, bot_api: BotApi) -> None:
    bot_api.rejections[1].append(Refusal(429, "Too Many Requests", {"retry_after": 60}))
    bot_api.rejections[2].append(Refusal(429, "Too Many Requests", {"retry_after": 1}))
    for chat_id in (1, 2):
        with pytest.raises(RetryAfter):
            await bot.send_message(chat_id, "x")
    calls = len(bot_api.calls)
    with pytest.raises(RetryAfter):
        await bot.send_message(1, "x")
    assert len(bot_api.calls) == calls
    await bot.send_message(3, "x")
    await bot.send_message(2, "x")

    assert bot_api.limits.inside_a_pause == 0
    assert [message["chat_id"] for message in bot_api.sent] == [3, 2]


async def test_a_chat_in_its_pause_is_not_forgotten_for_others() -> None:
    pacer, called = Pacer(known_chats=1), []

    async def send(chat_id: int) -> None:
        called.append(chat_id)
        if chat_id == 1:
            raise RetryAfter(60)

    async def ask(chat_id: int) -> None:
        data = {"chat_id": chat_id}
        await pacer.process_request(send, [chat_id], {}, "sendMessage", data, None)

    with pytest.raises(RetryAfter):
        await ask(1)
    for chat_id in (2, 3):
        await ask(chat_id)
    with pytest.raises(RetryAfter):
        await ask(1)

    assert called == [1, 2, 3]
