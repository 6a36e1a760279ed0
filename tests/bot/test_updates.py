"""What comes in late, twice or malformed; and how Telegram is asked for more."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from structlog.testing import capture_logs
from telegram import Update

from bot.updates import update_of
from forewarn.listening import Listener
from tests.bot.conftest import OPERATOR
from tests.bot.test_chat_queue import hand_over
from tests.doubles.bot_api import BotApi, message_of, tap_of
from tests.doubles.telegram_rules import Refusal
from tests.lab import PATIENCE
from tests.talk import SELLER, Talk

DAY = 86_400


def yesterday() -> int:
    return int(time.time()) - DAY


@pytest.mark.parametrize(
    "words", ["/check ring-rules", "/subscribe batteries", "/forget", "/unsubscribe all"]
)
async def test_what_was_written_yesterday_is_asked_for_again(talk: Talk, words: str) -> None:
    await talk.says("/subscribe drones")
    await talk.writes(words, date=yesterday())
    await talk.reads(f"I did not do this: {words}")
    wanted = talk.context.stores.subscribers.subscriptions(talk.subscriber.id)

    assert [one.target for one in wanted] == ["drones"]
    assert talk.context.stores.jobs.queued() == []


async def test_an_operator_s_pause_of_yesterday_pauses_nothing(talk: Talk) -> None:
    operator = talk.other(OPERATOR)
    assert "I did not do this" in await operator.says("/pause ring-rules", date=yesterday())
    assert talk.context.stores.health.paused() == frozenset()
    assert "is paused" in await operator.says("/pause ring-rules", date=int(time.time()) - 60)


async def test_a_stranger_s_late_word_betrays_no_command(talk: Talk) -> None:
    assert "There is no command /pause" in await talk.says("/pause ring-rules", date=yesterday())


async def test_a_greeting_is_never_too_late(talk: Talk) -> None:
    await talk.says("/language zh")
    assert "没有执行" in await talk.says("/status", date=yesterday())
    assert "没有执行" not in await talk.says("/start", date=yesterday())


async def test_a_tap_that_telegram_calls_too_old_is_not_obeyed(talk: Talk) -> None:
    await talk.says("/start")
    label = talk.labels[0]
    too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    talk.api.tap_refusals.append(Refusal(400, too_old))
    reply = await talk.taps(label)

    assert "too late" in reply
    assert talk.context.stores.subscribers.subscriptions(talk.subscriber.id) == []


async def test_an_update_that_comes_twice_acts_once(talk: Talk) -> None:
    await talk.says("/subscribe")
    button = talk.messages[-1]["reply_markup"]["inline_keyboard"][0][0]
    for _ in range(2):
        await tap_again(talk, button["callback_data"], 7_000)
    once = talk.context.stores.subscribers.subscriptions(talk.subscriber.id)
    await tap_again(talk, button["callback_data"], 7_001)

    assert len(once) == 1
    assert talk.context.stores.subscribers.subscriptions(talk.subscriber.id) == []


async def tap_again(talk: Talk, data: str, number: int) -> None:
    values = {
        "update_id": number,
        "callback_query": tap_of(talk.chat_id, data, talk.messages[-1]),
    }
    await process(talk, values)


async def process(talk: Talk, values: dict[str, Any]) -> None:
    update = Update.de_json(values, talk.application.bot)
    app = talk.application
    await app.update_processor.process_update(update, app.process_update(update))


async def test_two_deliveries_at_once_act_once_and_other_chats_go_on(talk: Talk) -> None:
    await asyncio.gather(*(hand_over(talk, SELLER, "/help", 8_000) for _ in range(4)))
    await hand_over(talk, SELLER + 1, "/help", 8_001)

    assert len(talk.api.to(SELLER)) == 1
    assert len(talk.api.to(SELLER + 1)) == 1


def deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


GOOD = message_of(SELLER, "/help")
CHAT = {"id": SELLER, "type": "private"}


@pytest.mark.parametrize(
    "values",
    [
        None, 5, "x", [], [1], {}, {"message": GOOD}, {"update_id": None}, {"update_id": "1"}, {"update_id": True},
        {"update_id": 1.5}, {"update_id": 2**70}, {"update_id": 1, "message": 5}, {"update_id": 1, "message": [GOOD]},
        {"update_id": 1, "message": {}}, {"update_id": 1, "message": {**GOOD, "chat": "x"}},
        {"update_id": 1, "message": {**GOOD, "chat": {**CHAT, "id": "x"}}}, {"update_id": 1, "message": {**GOOD, "text": 5}},
        {"update_id": 1, "message": {**GOOD, "text": ["/help"]}}, {"update_id": 1, "message": {**GOOD, "date": "now"}},
        {"update_id": 1, "message": {**GOOD, "date": 10**30}}, {"update_id": 1, "message": {**GOOD, "entities": 5}},
        {"update_id": 1, "message": {**GOOD, "entities": [{"type": "bot_command", "offset": "0", "length": 5}]}},
        {"update_id": 1, "message": {**GOOD, "from": {"id": 2**80, "is_bot": False, "first_name": "Li"}}},
        {"update_id": 1, "callback_query": {"id": 1}}, {"update_id": 1, "my_chat_member": {"chat": 1}},
    ],
)  # fmt: skip
async def test_what_is_no_update_is_none(talk: Talk, values: Any) -> None:
    assert update_of(values, talk.application.bot) is None


async def test_what_is_new_to_us_is_an_update_all_the_same(talk: Talk) -> None:
    for values in (
        {"update_id": 1},
        {"update_id": 1, "something_new": deep(50)},
        {"update_id": 1, "message": {**GOOD, "something_new": 5}},
    ):
        assert update_of(values, talk.application.bot) is not None


@asynccontextmanager
async def listening(talk: Talk) -> AsyncIterator[None]:
    stop = asyncio.Event()
    listener = Listener(talk.context, talk.application.bot)
    task = asyncio.create_task(listener.listen(stop))
    try:
        yield
    finally:
        stop.set()
        await task
        await listener.close()


async def requested(api: BotApi, times: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while sum(name == "getUpdates" for name, _ in api.calls) < times:
            await asyncio.sleep(0.01)


async def test_an_update_that_cannot_be_read_hides_no_other(talk: Talk) -> None:
    talk.api.comes(message={"text": 5})
    talk.api.says(SELLER, "/help")
    async with listening(talk):
        await talk.reads("All commands")


async def test_a_revoked_token_is_told_once_and_heard_of_again_when_it_is_mended(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    rests = []

    async def rest(seconds: float, stop: asyncio.Event) -> None:
        del stop
        rests.append(seconds)
        await asyncio.sleep(0)
        if len([one for one in rests if one == 60.0]) == 3:
            talk.api.token_is_revoked = False

    monkeypatch.setattr("bot.polling._rest", rest)
    talk.api.token_is_revoked = True
    talk.api.says(SELLER, "/help")
    with capture_logs() as logs:
        async with listening(talk):
            await talk.reads("All commands")
    events = [entry["event"] for entry in logs]

    assert rests[:3] == [60.0, 60.0, 60.0]
    assert events.count("telegram_token_refused") == 1
    assert events.count("telegram_token_taken") == 1


@pytest.mark.parametrize(
    ("answer", "longest"),
    [
        ({"ok": True, "result": []}, 0.2),
        ({"ok": True, "result": [5, {}, {"update_id": "x"}]}, 0.2),
        ({"ok": True, "result": "no"}, 0.2),
        ({"ok": True}, 30.0),
        ([], 30.0),
    ],
)
async def test_no_answer_makes_us_ask_at_once(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, answer: Any, longest: float
) -> None:
    rests = []

    async def rest(seconds: float, stop: asyncio.Event) -> None:
        del stop
        rests.append(seconds)
        await asyncio.sleep(0)

    monkeypatch.setattr("bot.polling._rest", rest)
    talk.api.answers["getUpdates"] = json.loads(json.dumps(answer))
    async with listening(talk):
        await requested(talk.api, 12)

    assert min(rests) >= 0.2
    assert max(rests) <= longest
