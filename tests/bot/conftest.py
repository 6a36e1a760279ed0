"""The bot with all its parts, over the double."""

from collections.abc import AsyncIterator

import pytest

from bot.application import build, make_bot
from bot.pacer import Pacer
from forewarn.bot_context import bot_context_of
from tests.doubles.bot_api import TOKEN, BotApi
from tests.lab import Lab
from tests.talk import Talk

OPERATOR = 99


@pytest.fixture
async def talk(mailing: Lab, bot_api: BotApi) -> AsyncIterator[Talk]:
    """A seller's private chat."""
    mailing.watch("ring-rules", title_zh="戒指规则")
    mailing.watch("temu-rules", enabled=False, note="its terms forbid crawling")
    with mailing.context(
        FOREWARN_ADMIN_CHAT_IDS=str(OPERATOR), FOREWARN_PUBLIC_URL="https://forewarn.example.org"
    ) as context:
        application = build(
            make_bot(TOKEN, bot_api.url, Pacer(chat_seconds=0.001)), bot_context_of(context)
        )
        async with application:
            await application.start()
            yield Talk(application, bot_api, mailing, context)
            await application.stop()
