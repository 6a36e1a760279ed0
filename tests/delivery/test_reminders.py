"""Reminders go through the outbox: as replies, after quiet hours, at least once, never of what is done."""

from datetime import time, timedelta

import pytest
import time_machine

from forewarn.wiring import AppContext
from monitor.audience import Quiet
from runtime.clock import now
from tests.delivery.test_delivery import change, deliver, invite
from tests.doubles.bot_api import BotApi
from tests.doubles.telegram_rules import Refusal


@pytest.fixture
async def reminded(context: AppContext, bot_api: BotApi) -> int:
    """A seller who was alerted and has a reminder that is due; the id."""
    invite(context, 1)
    change(context)
    await deliver(context)
    subscriber = context.stores.subscribers.of_chat(1)
    assert subscriber is not None
    context.stores.tasks.remind(subscriber.id, 1, now() - timedelta(seconds=1))
    assert len(bot_api.to(1)) == 1
    return subscriber.id


async def test_a_reminder_is_a_reply_to_its_alert(
    context: AppContext, bot_api: BotApi, reminded: int
) -> None:
    context.stores.tasks.take(reminded, 1, "<i>Li</i>")
    assert context.stores.tasks.enqueue_reminders(now()) == 1
    assert (await deliver(context)).sent == 1
    first, second = bot_api.sent

    assert "Reminder" in second["text"]
    assert second["reply_to"] == first["message_id"]
    assert [b["text"] for b in second["reply_markup"]["inline_keyboard"][0]][:2] == [
        "Done",
        "Remind me",
    ]
    assert (await deliver(context)).sent == 0


async def test_what_was_done_meanwhile_is_not_reminded_of(
    context: AppContext, bot_api: BotApi, reminded: int
) -> None:
    context.stores.tasks.enqueue_reminders(now())
    context.stores.tasks.finish(reminded, 1, "", now())
    await deliver(context)

    assert len(bot_api.to(1)) == 1
    assert context.stores.outbox.counts() == {"sent": 1, "dropped": 1}


async def test_a_reminder_waits_for_the_end_of_quiet_hours(
    context: AppContext, bot_api: BotApi, reminded: int
) -> None:
    quiet = Quiet(start=time(0), end=time(23, 59), major_passes=True)
    context.stores.subscribers.set_quiet(reminded, quiet, now())
    with time_machine.travel(now().replace(hour=12, minute=0), tick=True):
        context.stores.tasks.remind(reminded, 1, now() - timedelta(seconds=1))
        context.stores.tasks.enqueue_reminders(now())
        assert (await deliver(context)).sent == 0
        context.stores.subscribers.set_quiet(reminded, None, now())
    with time_machine.travel(now() + timedelta(hours=25), tick=True):
        assert (await deliver(context)).sent == 1


async def test_a_reminder_that_telegram_refuses_is_tried_again(
    context: AppContext, bot_api: BotApi, reminded: int
) -> None:
    bot_api.rejections[1].append(Refusal(500, "Internal Server Error"))
    context.stores.tasks.enqueue_reminders(now())
    assert (await deliver(context)).sent == 0
    with time_machine.travel(now() + timedelta(minutes=2), tick=True):
        assert (await deliver(context)).sent == 1

    assert len(bot_api.to(1)) == 2
