"""A later notice of an event is told to whoever heard of it: in short, under the first message."""

import json

from forewarn.wiring import AppContext
from monitor.audience import Frequency
from monitor.cases import Stage
from monitor.language import Language
from runtime.clock import now
from tests.delivery.test_delivery import deliver
from tests.doubles.bot_api import BotApi
from tests.relay.test_relay import Receiver, receiver
from tests.storage.test_events import DOCKET, OLD, PRESS, publish

__all__ = ["receiver"]


def publish_feed(
    context: AppContext,
    name: str,
    *entries: tuple[str, str],
    stage: Stage | None = None,
    language: str = "en",
) -> None:
    """A court or a paper lists these, the newest first."""
    database = context.stores.database
    publish(database, name, *entries, hours=0, stage=stage, language=language)


def invite(context: AppContext, *chat_ids: int) -> None:
    for chat_id in chat_ids:
        subscriber = context.stores.subscribers.welcome(chat_id, Language.EN, now())
        context.stores.subscribers.subscribe(
            subscriber.id, "court-domain-seizure", Frequency.INSTANT
        )
    for name in ("court", "press", "paper"):
        publish_feed(context, name, OLD)


async def test_a_later_notice_answers_the_first_message(
    context: AppContext, bot_api: BotApi
) -> None:
    invite(context, 1, 2)
    publish_feed(context, "court", DOCKET, OLD)
    await deliver(context)
    publish_feed(context, "press", PRESS, OLD, stage=Stage.TRO)
    await deliver(context)

    for chat_id in (1, 2):
        first, second = [m for m in bot_api.sent if m["chat_id"] == chat_id]
        assert (first["reply_to"], second["reply_to"]) == (0, first["message_id"])
        assert "↪ More on: 1:26-cv-04211 Lantern Watches v. The Partnerships" in second["text"]
        assert "/change_1" in second["text"]
        assert "⚖ <b>New step in the case: Restraining order issued</b>" in second["text"]
        assert "Lantern Watches closes 58 web shops" in second["text"]


async def test_two_notices_that_wait_together_are_told_in_their_order(
    context: AppContext, bot_api: BotApi
) -> None:
    invite(context, 1)
    publish_feed(context, "court", DOCKET, OLD)
    publish_feed(context, "press", PRESS, OLD, stage=Stage.TRO)
    await deliver(context)
    first, second = bot_api.sent

    assert second["reply_to"] == first["message_id"]


async def test_who_never_heard_of_the_event_is_told_in_full(
    context: AppContext, bot_api: BotApi
) -> None:
    invite(context, 1)
    publish_feed(context, "court", DOCKET, OLD)
    await deliver(context)
    late = context.stores.subscribers.welcome(2, Language.EN, now())
    context.stores.subscribers.subscribe(late.id, "court-domain-seizure", Frequency.INSTANT)
    publish_feed(context, "press", PRESS, OLD, stage=Stage.TRO)
    await deliver(context)
    (message,) = [m for m in bot_api.sent if m["chat_id"] == 2]

    assert message["reply_to"] == 0
    assert "↪" not in message["text"]


async def test_a_first_message_that_was_deleted_stops_nothing(
    context: AppContext, bot_api: BotApi
) -> None:
    invite(context, 1)
    publish_feed(context, "court", DOCKET, OLD)
    await deliver(context)
    bot_api.sent[0]["chat_id"] = 99
    publish_feed(context, "press", PRESS, OLD, stage=Stage.TRO)
    await deliver(context)

    assert [m["reply_to"] for m in bot_api.sent] == [0, 0]
    assert "↪ More on" in bot_api.to(1)[0]


async def test_a_relay_gets_the_follow_up_too(context: AppContext, receiver: Receiver) -> None:
    subscriber = context.stores.subscribers.add_relay(receiver.url, "", Language.EN, "UTC", now())
    context.stores.subscribers.subscribe(subscriber.id, "court-domain-seizure", Frequency.INSTANT)
    for name in ("court", "press"):
        publish_feed(context, name, OLD)
    publish_feed(context, "court", DOCKET, OLD)
    publish_feed(context, "press", PRESS, OLD, stage=Stage.TRO)
    await deliver(context)
    first, second = [json.loads(body) for _, body in receiver.got]

    assert "follow_up_of" not in first
    assert second["follow_up_of"] == first["changes"][0]["id"]
