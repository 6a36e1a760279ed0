"""Tells the operators what broke, what healed, and what is proposed for the catalogue."""

import asyncio

from bot.operator_messages import operator_news
from forewarn.clock import now
from forewarn.wiring import Parts
from monitor.audience import Subscriber
from monitor.health import News, news
from monitor.language import Language
from monitor.ports import Channel
from storage.proposals import OpenProposal


async def tell_operators(parts: Parts, telegram: Channel) -> None:
    """One message to each chat of FOREWARN_ADMIN_CHAT_IDS, however many sources there are."""
    chats = parts.settings.admin_chat_ids
    heard, proposed = await asyncio.to_thread(_unheard, parts)
    if not chats or not (heard or heard.joined or proposed):
        return
    if heard or proposed:
        for chat_id in chats:
            operator = await asyncio.to_thread(_operator, parts, chat_id)
            told = operator_news(heard, [p.proposal for p in proposed], operator.language)
            await telegram.send(operator, told)
    await asyncio.to_thread(_note, parts, heard, proposed)


def _unheard(parts: Parts) -> tuple[News, list[OpenProposal]]:
    watched = {source.id for source in parts.catalogue.enabled}
    healths = [h for h in parts.health.everything() if h.source_id in watched]
    return news(healths, now()), parts.proposals.untold()


def _note(parts: Parts, heard: News, proposed: list[OpenProposal]) -> None:
    parts.health.told(heard, now())
    parts.proposals.told(p.id for p in proposed)


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
