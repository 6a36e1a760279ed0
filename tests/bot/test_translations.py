"""/translate: on demand, checked, cached; the original is always below."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.application import build, make_bot
from bot.handlers import translate
from bot.pacer import Pacer
from forewarn.bot_context import bot_context_of
from forewarn.model import briefer_of
from forewarn.wiring import AppContext
from monitor.briefs import BriefKind
from runtime.clock import now
from tests.doubles.bot_api import TOKEN, BotApi
from tests.doubles.model_api import ModelApi, Reply, refuses, says
from tests.lab import Lab, page, publish
from tests.talk import Talk

OLD = page("Rings may be listed.", "The deposit is USD 500 for each shop.")
NEW = page("Rings must not be listed from 1 March 2027.", "The deposit is USD 500 for each shop.")
GOOD = says({"texts": ["自2027年3月1日起，戒指不得上架。"]})
WRONG = says({"texts": ["自2027年4月1日起，戒指不得上架。"]})


@pytest.fixture
async def reader(mailing: Lab, bot_api: BotApi, model_api: ModelApi) -> AsyncIterator[Talk]:
    """A seller who reads Chinese, at a service with a model that is always awake."""
    mailing.watch("ring-rules", title_zh="戒指规则")
    with mailing.context(
        **model_api.settings,
        FOREWARN_MODEL_DAILY_CALLS="2",
        FOREWARN_PUBLIC_URL="https://forewarn.example.org",
    ) as context:
        for html in (OLD, NEW):
            publish(context, context.sources["ring-rules"], html)
        known = bot_context_of(context)
        application = build(make_bot(TOKEN, bot_api.url, Pacer(chat_seconds=0.001)), known)
        async with application:
            await application.start()
            working = asyncio.create_task(_work(context))
            yield Talk(application, bot_api, mailing, context)
            working.cancel()
            await application.stop()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translate, "_LOOK_EVERY_SECONDS", 0.01)
    translate._limiter.storage.reset()


async def _work(context: AppContext) -> None:
    """What the timer of a running service does."""
    briefer = briefer_of(context, {})
    assert briefer is not None
    while True:
        await briefer.answer_due()
        await asyncio.sleep(0.01)


async def test_a_translation_stands_above_its_original_and_is_asked_once(
    reader: Talk, model_api: ModelApi
) -> None:
    model_api.otherwise = GOOD
    await reader.says("/translate 1", language="zh-hans")
    await reader.reads("机器翻译")
    await reader.says("/translate 1")
    await reader.reads("机器翻译")
    html = reader.messages[-1]["text"]

    assert "自2027年3月1日起，戒指不得上架。" in html
    assert "<blockquote expandable>Rings must not be listed from 1 March 2027.</blockquote>" in html
    assert "机器翻译 · 以原文为准" in html
    assert "/changes/1/translation" in html
    assert len(model_api.asked) == 1


async def test_a_translation_that_fails_its_check_is_not_shown(
    reader: Talk, model_api: ModelApi
) -> None:
    model_api.otherwise = WRONG
    await reader.writes("/translate 1", language="zh-hans")
    await reader.reads("译文未通过核对，请看原文")

    assert "4月1日" not in str(reader.messages)


@pytest.mark.parametrize(
    ("reply", "words"),
    [(refuses(404, "model_not_found"), "译文还没好"), (Reply(status=400), "译文还没好")],
)
async def test_a_model_that_gives_none_is_told(
    reader: Talk, model_api: ModelApi, reply: Reply, words: str
) -> None:
    model_api.otherwise = reply
    await reader.writes("/translate 1", language="zh-hans")
    await reader.reads(words)


async def test_the_end_of_the_days_budget_is_told(reader: Talk, model_api: ModelApi) -> None:
    briefs = reader.context.stores.briefs
    assert briefs.take_call(BriefKind.TRANSLATION, now().date(), 2)
    await reader.writes("/translate 1", language="zh-hans")
    await reader.reads("今天的翻译次数用完了")

    assert model_api.asked == []


async def test_what_is_no_change_gets_the_usage(reader: Talk) -> None:
    for word in ("", "99", "x", "-1", "9" * 40):
        await reader.writes(f"/translate {word}", language="zh-hans")
        await reader.reads("请写上编号")


async def test_without_a_model_there_is_no_command_and_no_button(talk: Talk) -> None:
    await talk.writes("/translate 1")
    await talk.reads("No machine translation")

    assert talk.context.stores.briefs.counts() == {}
