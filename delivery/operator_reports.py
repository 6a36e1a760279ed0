"""Tells the operators what broke, what healed, and what is proposed for the catalogue."""

import asyncio

from bot.operator_messages import report_message
from delivery.context import DeliveryContext
from monitor.audience import Subscriber
from monitor.health import OperatorReport, operator_report
from monitor.language import Language
from monitor.ports import Channel
from runtime.clock import now
from storage.archive.proposals import OpenProposal


async def tell_operators(context: DeliveryContext, telegram: Channel) -> None:
    """One message to each chat of FOREWARN_ADMIN_CHAT_IDS, however many sources there are."""
    chats = context.operators
    report, proposed = await asyncio.to_thread(_unreported, context)
    if not chats or not (report or report.joined or proposed):
        return
    if report or proposed:
        for chat_id in chats:
            operator = await asyncio.to_thread(_operator, context, chat_id)
            told = report_message(report, [p.proposal for p in proposed], operator.language)
            await telegram.send(operator, told)
    await asyncio.to_thread(_note, context, report, proposed)


def _unreported(context: DeliveryContext) -> tuple[OperatorReport, list[OpenProposal]]:
    watched = {source.id for source in context.catalogue.enabled}
    healths = [h for h in context.stores.health.everything() if h.source_id in watched]
    return operator_report(healths, now()), context.stores.proposals.untold()


def _note(context: DeliveryContext, report: OperatorReport, proposed: list[OpenProposal]) -> None:
    context.stores.health.told(report, now())
    context.stores.proposals.told(p.id for p in proposed)


def _operator(context: DeliveryContext, chat_id: int) -> Subscriber:
    """The operator as a reader; one who never wrote to the bot is spoken to in English."""
    return context.stores.subscribers.of_chat(chat_id) or Subscriber(
        id=0,
        language=Language.EN,
        timezone="UTC",
        digest_hour=0,
        chat_id=chat_id,
        email="",
        active=True,
        created_at=now(),
    )
