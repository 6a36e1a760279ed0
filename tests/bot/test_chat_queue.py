"""Chats are served side by side; one that floods or waits holds up no other."""

import asyncio
import threading

import pytest
from telegram import Update

from bot.chat_queue import ChatQueue
from tests.doubles.bot_api import message_of
from tests.lab import PATIENCE
from tests.talk import Talk

# So many updates of one chat are kept until it is their turn, the one at work included.
WAITING = 8


async def hand_over(talk: Talk, chat_id: int, text: str, number: int) -> None:
    """An update, as it comes from Telegram: through the application's own queue."""
    values = {"update_id": number, "message": message_of(chat_id, text)}
    update = Update.de_json(values, talk.application.bot)
    application = talk.application
    await application.update_processor.process_update(update, application.process_update(update))


async def test_a_flood_of_one_chat_is_cut_and_others_are_answered(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    processor = talk.application.update_processor
    assert isinstance(processor, ChatQueue)
    take = processor._take
    monkeypatch.setattr(processor, "_take", lambda n: (n >= 200 or gate.wait(PATIENCE)) and take(n))
    flood = [hand_over(talk, 1, "/latest", number) for number in range(200)]
    tasks = [asyncio.create_task(one) for one in flood]
    try:
        for _ in range(1_000):
            await asyncio.sleep(0)
        assert sum(task.done() for task in tasks) == 200 - WAITING
        await hand_over(talk, 2, "/latest", 1_000)
        assert (len(talk.api.to(2)), len(talk.api.to(1))) == (1, 0)
    finally:
        gate.set()
    await asyncio.gather(*tasks)

    assert len(talk.api.to(1)) == WAITING
    await hand_over(talk, 1, "/help", 1_001)
    assert "All commands" in talk.api.to(1)[-1]


async def test_a_chat_s_words_are_taken_in_order(talk: Talk) -> None:
    words = ["/subscribe batteries", "/unsubscribe batteries", "/subscriptions"]
    await asyncio.gather(*(hand_over(talk, 1, word, n) for n, word in enumerate(words)))

    assert "do not follow anything" in talk.api.to(1)[-1]
