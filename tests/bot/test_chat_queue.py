"""Chats are served side by side; one that floods or waits holds up no other."""

import asyncio

from telegram import Update

from tests.doubles.bot_api import message_of
from tests.talk import Talk


async def hand_over(talk: Talk, chat_id: int, text: str, number: int) -> None:
    """An update, as it comes from Telegram: through the application's own turns."""
    values = {"update_id": number, "message": message_of(chat_id, text)}
    update = Update.de_json(values, talk.application.bot)
    application = talk.application
    await application.update_processor.process_update(update, application.process_update(update))


async def test_a_flood_of_one_chat_is_cut_and_others_are_answered(talk: Talk) -> None:
    flood = [hand_over(talk, 1, "/latest", number) for number in range(200)]
    tasks = [asyncio.create_task(one) for one in flood]
    await asyncio.sleep(0)
    await hand_over(talk, 2, "/latest", 1_000)
    assert not all(task.done() for task in tasks)
    await asyncio.gather(*tasks)

    assert len(talk.api.to(2)) == 1
    assert 1 <= len(talk.api.to(1)) <= 80
    await hand_over(talk, 1, "/help", 1_001)
    assert "What you can ask" in talk.api.to(1)[-1]


async def test_a_chat_s_words_are_taken_in_order(talk: Talk) -> None:
    words = ["/subscribe batteries", "/unsubscribe batteries", "/subscriptions"]
    await asyncio.gather(*(hand_over(talk, 1, word, n) for n, word in enumerate(words)))

    assert "have not chosen" in talk.api.to(1)[-1]
