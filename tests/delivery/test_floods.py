"""However much one source brings at once: one message a reader, the weightiest on top, the rest a tap away."""

import json
from dataclasses import replace

from delivery.digests import make_due
from forewarn.wiring import AppContext
from monitor.audience import Frequency
from monitor.language import Language
from runtime.clock import now
from storage.delivery.outbox import Outbox
from tests.delivery.test_delivery import SOURCE, deliver
from tests.delivery.test_delivery import publish as publish_page
from tests.doubles.bot_api import BotApi
from tests.doubles.smtp import MailServer, body_of
from tests.relay.test_relay import Receiver, receiver
from tests.storage.test_events import OLD, publish

__all__ = ["receiver"]

MANY = 120
HEAVY = ("Order on frozen funds", "Sellers must not withdraw funds; listings are prohibited.")


def flood(context: AppContext, count: int = MANY, *, name: str = "court") -> None:
    """A list that brings so many new entries at once, one of them grave."""
    publish(context.stores.database, name, OLD, hours=0)
    entries = [(f"Notice {n} of kettles", "A kettle is shown.") for n in range(1, count)]
    publish(context.stores.database, name, *entries, HEAVY, OLD, hours=1)


def invite(context: AppContext, *chat_ids: int, frequency: Frequency = Frequency.INSTANT) -> None:
    for chat_id in chat_ids:
        subscriber = context.stores.subscribers.welcome(chat_id, Language.EN, now())
        context.stores.subscribers.subscribe(subscriber.id, "court-domain-seizure", frequency)
        context.stores.subscribers.subscribe(subscriber.id, "platform-policy", frequency)


async def test_a_flood_is_one_message_with_the_weightiest_on_top(
    context: AppContext, bot_api: BotApi
) -> None:
    invite(context, 1, 2)
    flood(context)
    publish_page(context, "Rings may be listed.")
    publish_page(context, "Rings must not be listed.")
    tally = await deliver(context)
    page, messages = bot_api.to(1)

    assert (tally.sent, tally.errors) == (2 * (MANY + 1), [])
    assert len(bot_api.to(2)) == 2
    assert "Rings" in page
    assert messages.startswith("<b>120 changes</b> · court")
    assert messages.count("/change_") == 10
    assert "Order on frozen funds" in messages.partition("/change_")[0]
    assert context.stores.outbox.counts() == {"sent": 2 * (MANY + 1)}


async def test_a_flood_that_is_refused_is_told_of_in_a_few_lines(
    context: AppContext, bot_api: BotApi
) -> None:
    invite(context, 1)
    flood(context)
    context.stores.subscribers.leave(1)
    tally = await deliver(context)

    assert tally.dead == MANY
    assert len(tally.errors) == 20
    assert bot_api.to(1) == []


async def test_a_flood_by_relay_is_one_message_and_says_how_many(
    context: AppContext, receiver: Receiver
) -> None:
    subscriber = context.stores.subscribers.add_relay(receiver.url, "", Language.EN, "UTC", now())
    context.stores.subscribers.subscribe(subscriber.id, "court-domain-seizure", Frequency.INSTANT)
    flood(context)
    settings = context.settings.model_copy(update={"public_url": "https://news.example.org"})
    await deliver(replace(context, settings=settings))
    ((_, body),) = receiver.got
    messages = json.loads(body)

    assert (messages["count"], len(messages["changes"])) == (MANY, 100)
    assert messages["changes"][0]["title"] == "Order on frozen funds"
    assert messages["rest"] == "https://news.example.org/changes?source=court"


async def test_a_flood_is_a_few_lines_of_a_digest(
    context: AppContext, bot_api: BotApi, mail_server: MailServer
) -> None:
    invite(context, 1, frequency=Frequency.DAILY)
    subscriber = context.stores.subscribers.add_email(
        "li@example.org", Language.EN, "UTC", 0, now()
    )
    context.stores.subscribers.subscribe(subscriber.id, "court-domain-seizure", Frequency.DAILY)
    flood(context)
    make_due(context, now().replace(hour=23))
    settings = context.settings.model_copy(update={"public_url": "https://news.example.org"})
    await deliver(replace(context, settings=settings))
    (mail,) = mail_server.mails
    text = body_of(mail)
    (messages,) = bot_api.to(1)

    assert "120 changes" in text
    assert "110 more: court https://news.example.org/changes?source=court" in text
    assert len(mail.as_bytes()) < 100_000
    assert "Order on frozen funds" in text
    assert messages.count("/change_") == 10
    assert "110 more: court" in messages


async def test_many_changes_of_many_sources_are_one_message_too(
    context: AppContext, bot_api: BotApi
) -> None:
    invite(context, 1)
    for number in range(51):
        source = replace(SOURCE, id=f"rules-{number}")
        publish_page(context, "Rings may be listed.", source=source)
        publish_page(context, f"Rings must not be listed in country {number}.", source=source)
    await deliver(context)
    (message,) = bot_api.sent

    assert message["text"].startswith("<b>51 changes</b>")
    assert [row[0]["text"] for row in message["reply_markup"]["inline_keyboard"]] == [
        "1 ✓",
        "6 ✓",
        "1/6",
    ]


def test_what_one_message_told_is_found_again(context: AppContext) -> None:
    invite(context, 1, 2)
    flood(context, 15)
    outbox = Outbox(context.stores.database)
    pending = outbox.claim(["telegram"], now(), 9)  # type: ignore[list-item]
    first = [one for one in pending if one.subscriber.id == pending[0].subscriber.id]
    outbox.sent(first[:12], "55", now())
    outbox.sent(first[12:], "56", now())

    own = outbox.sent_with(first[3].id, first[0].subscriber.id)
    assert own == sorted(one.change_id or 0 for one in first[:12])
    assert outbox.sent_with(first[3].id, 9_999) == []
    assert outbox.sent_with(9_999, first[0].subscriber.id) == []
