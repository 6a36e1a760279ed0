"""Tells the operators, once, which sources broke and which healed."""

import asyncio

from bot.messages import operator_news
from forewarn.wiring import Parts, now
from monitor.model import Language, Subscriber
from monitor.ports import Channel
from storage.health import Health

# One failure is weather; three in a row are a broken source.
_LEAST_FAILURES = 3


async def tell_operators(parts: Parts, telegram: Channel) -> None:
    """One message to each chat of FOREWARN_ADMIN_CHAT_IDS, however many sources there are."""
    chats = parts.settings.admin_chat_ids
    broken, healed = await asyncio.to_thread(parts.health.untold, _LEAST_FAILURES)
    if not chats or not (broken or healed):
        return
    for chat_id in chats:
        operator = await asyncio.to_thread(_operator, parts, chat_id)
        news = operator_news(_told(broken), [(h.source_id, "") for h in healed], operator.language)
        await telegram.send(operator, news)
    await asyncio.to_thread(parts.health.told, broken, healed, now())


def _told(broken: list[Health]) -> list[tuple[str, str]]:
    return [(health.source_id, health.reason) for health in broken]


def _operator(parts: Parts, chat_id: int) -> Subscriber:
    """The operator as a reader; one who never wrote to the bot is spoken to in English."""
    return parts.subscribers.of_chat(chat_id) or Subscriber(
        id=0,
        language=Language.EN,
        timezone="UTC",
        digest_hour=0,
        chat_id=chat_id,
        email="",
        active=True,
        created_at=now(),
    )
