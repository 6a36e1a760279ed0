"""A reader's day is one truth: alerts, /digest, the digest that comes, and what the command prints."""

from dataclasses import replace
from datetime import timedelta

from delivery.digests import due_digests, make_due, next_digest
from forewarn.wiring import AppContext
from monitor.audience import Frequency, Subscriber
from monitor.language import Language
from runtime.clock import now
from tests.delivery.test_delivery import SOURCE, deliver, publish
from tests.delivery.test_follow_ups import publish_feed
from tests.doubles.bot_api import BotApi
from tests.doubles.smtp import MailServer, body_of
from tests.lab import Lab
from tests.storage.test_events import DOCKET, OLD, PRESS, STRANGER

FEES = replace(SOURCE, id="fees", category="payment-risk")


def change_some(context: AppContext, count: int) -> None:
    for number in range(count):
        source = replace(SOURCE, id=f"rules-{number}")
        publish(context, "Rings may be listed.", source=source)
        publish(context, f"Rings must not be listed in country {number}.", source=source)


def reader_of(context: AppContext, chat_id: int, **frequencies: Frequency) -> Subscriber:
    subscriber = context.stores.subscribers.welcome(
        chat_id, Language.EN, now() - timedelta(days=60)
    )
    for target, frequency in frequencies.items():
        context.stores.subscribers.subscribe(subscriber.id, target.replace("_", "-"), frequency)
    return subscriber


async def test_the_digest_so_far_knows_what_was_told_at_once(
    context: AppContext, bot_api: BotApi
) -> None:
    subscriber = reader_of(context, 1, platform_policy=Frequency.INSTANT)
    change_some(context, 3)
    await deliver(context)
    made = next_digest(context, subscriber)

    assert (made.count, len(made.alerted)) == (3, 3)
    assert len(bot_api.to(1)) == 3
    assert due_digests(context, now().replace(hour=23)) == []


async def test_what_is_on_its_way_is_not_marked_as_told(context: AppContext) -> None:
    subscriber = reader_of(context, 1, platform_policy=Frequency.INSTANT)
    change_some(context, 2)
    made = next_digest(context, subscriber)

    assert (made.count, made.alerted) == (2, frozenset())


async def test_a_digest_in_the_chat_marks_what_was_told_at_once(
    context: AppContext, bot_api: BotApi
) -> None:
    reader_of(context, 1, platform_policy=Frequency.INSTANT, payment_risk=Frequency.DAILY)
    change_some(context, 2)
    await deliver(context)
    publish(context, "Rings may be listed.", source=FEES)
    publish(context, "Rings must not be listed.", source=FEES)
    make_due(context, now().replace(hour=23))
    await deliver(context)
    digest = bot_api.to(1)[-1]

    assert "3 changes, 2 of them sent to you at once" in digest
    assert digest.count("✓ sent to you at once") == 2


async def test_a_mail_is_one_with_the_alerts_of_its_day(
    context: AppContext, bot_api: BotApi, mail_server: MailServer
) -> None:
    subscriber = reader_of(context, 1, platform_policy=Frequency.INSTANT)
    context.stores.subscribers.set_addresses(subscriber.id, "li@example.org", "", "")
    change_some(context, 3)
    await deliver(context)
    make_due(context, now().replace(hour=23))
    await deliver(context)
    (mail,) = mail_server.mails

    assert "All 3 changes of today were sent to you at once" in body_of(mail)
    assert next_digest(context, subscriber).count == 0


async def test_the_command_and_the_mail_hold_the_same_list(
    context: AppContext, mailing: Lab, mail_server: MailServer
) -> None:
    subscriber = context.stores.subscribers.add_email(
        "li@example.org", Language.EN, "UTC", 0, now()
    )
    for target in ("court-domain-seizure", "platform-policy"):
        context.stores.subscribers.subscribe(subscriber.id, target, Frequency.DAILY)
    for name in ("court", "press"):
        publish_feed(context, name, OLD)
    publish_feed(context, "court", STRANGER, DOCKET, OLD)
    publish_feed(context, "press", PRESS, OLD)
    change_some(context, 2)
    context.stores.subscribers.unsubscribe(subscriber.id, "platform-policy")
    tried = mailing.forewarn("digest", "--dry-run").stdout
    printed = mailing.forewarn("digest").stdout
    (mail,) = mail_server.mails
    text = body_of(mail)

    assert "li@example.org  3 changes  email" in tried
    assert printed.startswith(tried)
    assert "3 changes" in text
    for title, _ in (STRANGER, DOCKET, PRESS):
        assert title in tried
        assert title in text
    assert "Rings must not be listed" not in tried + text
    assert "↪ More on: 1:26-cv-04211 Lantern Watches v. The Partnerships" in text


async def test_a_digest_of_nothing_that_is_wanted_is_said_not_to_be_sent(
    context: AppContext, mailing: Lab, mail_server: MailServer
) -> None:
    subscriber = context.stores.subscribers.add_email(
        "li@example.org", Language.EN, "UTC", 0, now()
    )
    context.stores.subscribers.subscribe(subscriber.id, "platform-policy", Frequency.DAILY)
    change_some(context, 1)
    context.stores.subscribers.unsubscribe(subscriber.id, None)

    assert "0 changes  not sent" in mailing.forewarn("digest").stdout
    assert mail_server.mails == []


async def test_who_hears_of_everything_at_once_by_now_still_gets_what_waited(
    context: AppContext, bot_api: BotApi
) -> None:
    subscriber = reader_of(context, 1, platform_policy=Frequency.DAILY)
    change_some(context, 1)
    context.stores.subscribers.subscribe(subscriber.id, "platform-policy", Frequency.INSTANT)
    make_due(context, now().replace(hour=23))
    await deliver(context)

    assert "/change_1" in bot_api.to(1)[0]
