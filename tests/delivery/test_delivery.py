"""What is owed arrives: once, in time, whatever the channel answers."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from delivery.dispatcher import Dispatcher, Tally
from delivery.operator_reports import notify_operators
from forewarn.channels import open_channels
from forewarn.wiring import AppContext
from monitor.audience import ChannelName, Frequency, Quiet
from monitor.check_reason import CheckReason
from monitor.language import Language
from monitor.model import FetchFailure, Severity
from monitor.ports import FetchFailed
from monitor.source import Kind, Source
from runtime.clock import now
from storage.tables.delivery import OutboxRow
from storage.tracker import Tracker
from tests import lab
from tests.doubles.bot_api import BotApi
from tests.doubles.telegram_rules import Refusal
from tests.lab import page

SOURCE = Source(
    id="ring-rules", organisation="Harbour", title="Ring rules", category="platform-policy", kind=Kind.PAGE,
    url="https://harbour.example.org/rings", language="en",
)  # fmt: skip


def publish(
    context: AppContext, text: str, at: datetime | None = None, source: Source = SOURCE
) -> None:
    """The page says this now."""
    lab.publish(context, source, page(text, "The deposit is USD 500 for each shop."), at)


def invite(context: AppContext, *chat_ids: int) -> None:
    for chat_id in chat_ids:
        subscriber = context.stores.subscribers.welcome(chat_id, Language.EN, now())
        context.stores.subscribers.subscribe(subscriber.id, "platform-policy", Frequency.INSTANT)


def change(context: AppContext) -> None:
    publish(context, "Rings may be listed.")
    publish(context, "Rings must not be listed.")


async def deliver(context: AppContext) -> Tally:
    async with open_channels(context.settings) as channels:
        return await Dispatcher(context, channels).deliver_due()


async def test_each_reader_gets_one_alert(context: AppContext, bot_api: BotApi) -> None:
    invite(context, 1, 2, 3)
    change(context)

    assert (await deliver(context)).sent == 3
    assert (await deliver(context)).sent == 0
    assert [len(bot_api.to(chat_id)) for chat_id in (1, 2, 3)] == [1, 1, 1]


async def test_several_subscriptions_to_one_change_are_one_alert(
    context: AppContext, bot_api: BotApi
) -> None:
    invite(context, 1)
    subscriber = context.stores.subscribers.of_chat(1)
    assert subscriber is not None
    context.stores.subscribers.subscribe(subscriber.id, "ring-rules", Frequency.INSTANT)
    change(context)
    await deliver(context)

    assert len(bot_api.to(1)) == 1


async def test_the_documented_limits_are_kept(context: AppContext, bot_api: BotApi) -> None:
    bot_api.enforce_limits = True
    invite(context, 1, 2)
    publish(context, "Rings may be listed.")
    for number in range(3):
        publish(context, f"Rings must not be listed in country {number}.")
    tally = await deliver(context)

    assert (tally.sent, bot_api.limit_hits) == (6, 0)


async def test_a_reader_who_blocked_us_is_left_in_peace(
    context: AppContext, bot_api: BotApi
) -> None:
    invite(context, 1, 2)
    bot_api.rejections[1].append(Refusal(403, "Forbidden: bot was blocked by the user"))
    change(context)
    tally = await deliver(context)
    publish(context, "Rings are prohibited.")
    await deliver(context)

    assert (tally.sent, tally.dead) == (1, 1)
    assert bot_api.to(1) == []
    assert len(bot_api.to(2)) == 2


async def test_retry_after_is_obeyed_and_others_go_on(context: AppContext, bot_api: BotApi) -> None:
    invite(context, 1, 2)
    bot_api.rejections[1].append(
        Refusal(429, "Too Many Requests: retry after 120", {"retry_after": 120})
    )
    change(context)

    assert ((await deliver(context)).sent, len(bot_api.to(2))) == (1, 1)
    assert (await deliver(context)).sent == 0
    (pending,) = context.stores.outbox.claim(["telegram"], now() + timedelta(seconds=121), 10)  # type: ignore[list-item]
    assert pending.subscriber.chat_id == 1


async def test_a_group_that_moved_is_followed(context: AppContext, bot_api: BotApi) -> None:
    invite(context, -5)
    moved = Refusal(400, "Bad Request: group chat was upgraded", {"migrate_to_chat_id": -1005})
    bot_api.rejections[-5].append(moved)
    change(context)
    await deliver(context)

    assert len(bot_api.to(-1005)) == 1
    assert context.stores.subscribers.of_chat(-1005) is not None


async def test_markup_that_telegram_refuses_goes_out_plain(
    context: AppContext, bot_api: BotApi
) -> None:
    invite(context, 1)
    bot_api.rejections[1].append(Refusal(400, "Bad Request: can't parse entities: byte offset 7"))
    change(context)

    assert (await deliver(context)).sent == 1
    assert "<b>" not in bot_api.to(1)[0]


async def test_a_server_error_is_tried_again_later(context: AppContext, bot_api: BotApi) -> None:
    invite(context, 1)
    bot_api.rejections[1].append(Refusal(502, "Bad Gateway"))
    change(context)
    tally = await deliver(context)

    assert (tally.sent, tally.failed) == (0, 1)
    assert tally.errors == ["message 1 (telegram): Telegram cannot be reached"]
    assert len(context.stores.outbox.claim(["telegram"], now() + timedelta(minutes=5), 10)) == 1  # type: ignore[list-item]


async def test_many_alerts_of_one_crawl_are_one_message(
    context: AppContext, bot_api: BotApi
) -> None:
    invite(context, 1)
    for number in range(6):
        source = replace(SOURCE, id=f"rules-{number}")
        publish(context, "Rings may be listed.", source=source)
        publish(context, f"Rings must not be listed in country {number}.", source=source)
    tally = await deliver(context)

    (messages,) = bot_api.to(1)
    assert tally.sent == 6
    assert messages.startswith("<b>6 changes</b>")
    assert [f"/change_{number}" in messages for number in range(1, 7)] == [True] * 6


async def test_a_group_that_fails_is_tried_again_whole(
    context: AppContext, bot_api: BotApi
) -> None:
    invite(context, 1)
    for number in range(5):
        source = replace(SOURCE, id=f"rules-{number}")
        publish(context, "Rings may be listed.", source=source)
        publish(context, f"Rings must not be listed in country {number}.", source=source)
    bot_api.rejections[1].append(Refusal(502, "Bad Gateway"))

    assert (await deliver(context)).failed == 5
    assert (
        len(context.stores.outbox.claim([ChannelName.TELEGRAM], now() + timedelta(minutes=5), 10))
        == 5
    )


def quiet_now(*, major_passes: bool = False) -> Quiet:
    """Quiet hours that hold for some hours yet, by a clock of UTC."""
    hour = now().hour
    return Quiet(start=time(hour), end=time((hour + 6) % 24), major_passes=major_passes)


async def test_quiet_hours_hold_alerts_and_send_them_together(
    context: AppContext, bot_api: BotApi
) -> None:
    invite(context, 1)
    subscriber = context.stores.subscribers.of_chat(1)
    assert subscriber is not None
    context.stores.subscribers.set_quiet(subscriber.id, quiet_now(), now())
    for number in range(5):
        source = replace(SOURCE, id=f"rules-{number}")
        publish(context, "Rings may be listed.", source=source)
        publish(context, f"Rings must not be listed in country {number}.", source=source)
    assert (await deliver(context)).sent == 0
    assert context.stores.outbox.claim([ChannelName.TELEGRAM], now() + timedelta(hours=4), 10) == []
    context.stores.subscribers.set_quiet(subscriber.id, None, now())

    assert (await deliver(context)).sent == 5
    assert len(bot_api.to(1)) == 1


async def test_serious_changes_pass_the_quiet_hours_if_the_reader_wishes(
    context: AppContext, bot_api: BotApi
) -> None:
    invite(context, 1)
    subscriber = context.stores.subscribers.of_chat(1)
    assert subscriber is not None
    context.stores.subscribers.set_quiet(subscriber.id, quiet_now(major_passes=True), now())
    change(context)
    publish(context, "Rings must not be listed. Our photographs have a new look.")
    severities = [c.assessment.severity for c in context.stores.history.changes()]
    await deliver(context)

    assert severities == [Severity.MINOR, Severity.MAJOR]
    (messages,) = bot_api.to(1)
    assert "Affects your business" in messages


async def test_a_pause_of_one_chat_is_kept_for_all_it_is_owed(
    context: AppContext, bot_api: BotApi
) -> None:
    bot_api.enforce_limits = True
    invite(context, 1, 2)
    for number in range(2):
        source = replace(SOURCE, id=f"rules-{number}")
        publish(context, "Rings may be listed.", source=source)
        publish(context, "Rings must not be listed.", source=source)
    bot_api.rejections[1].append(
        Refusal(429, "Too Many Requests: retry after 90", {"retry_after": 90})
    )
    await deliver(context)
    await deliver(context)

    assert (bot_api.to(1), len(bot_api.to(2))) == ([], 2)
    assert bot_api.limits.inside_a_pause == 0


async def test_a_topic_that_was_deleted_hears_nothing_more(
    context: AppContext, bot_api: BotApi
) -> None:
    subscriber = context.stores.subscribers.welcome(-5, Language.EN, now(), 7)
    context.stores.subscribers.subscribe(subscriber.id, "platform-policy", Frequency.INSTANT)
    bot_api.gone_threads.add(7)
    change(context)
    await deliver(context)
    known = context.stores.subscribers.get(subscriber.id)

    assert known is not None
    assert not known.active


async def test_a_reader_who_is_erased_gets_nothing_that_was_queued(
    context: AppContext, bot_api: BotApi
) -> None:
    invite(context, 1)
    change(context)
    subscriber = context.stores.subscribers.of_chat(1)
    assert subscriber is not None
    context.stores.subscribers.remove(subscriber.id)

    assert (await deliver(context)).sent == 0
    assert bot_api.to(1) == []


async def test_who_unsubscribed_since_gets_no_alert_of_it(
    context: AppContext, bot_api: BotApi
) -> None:
    invite(context, 1, 2)
    change(context)
    subscriber = context.stores.subscribers.of_chat(1)
    assert subscriber is not None
    context.stores.subscribers.unsubscribe(subscriber.id, "platform-policy")
    tally = await deliver(context)

    assert (tally.sent, tally.dead, bot_api.to(1)) == (1, 0, [])
    assert context.stores.outbox.counts() == {"dropped": 1, "sent": 1}


async def test_operators_hear_once_that_a_source_broke_and_once_that_it_healed(
    context: AppContext, bot_api: BotApi
) -> None:
    settings = context.settings.model_copy(update={"admin_chat_ids": (99,)})
    watched = replace(context, settings=settings)
    tracker = Tracker(context.stores.archive)
    failure = FetchFailure(
        source_id=SOURCE.id, failed_at=now(), reason=CheckReason("timeout", "<no answer>")
    )
    for _ in range(4):
        tracker.take(FetchFailed(SOURCE, failure), now())
        notify_operators(watched)
    await deliver(context)
    publish(context, "Rings may be listed.")
    notify_operators(watched)
    notify_operators(watched)
    await deliver(context)

    broke, healed = bot_api.to(99)
    assert "1 source cannot be read" in broke
    assert "ring-rules: timeout: &lt;no answer&gt;" in broke
    assert "can be read again" in healed


async def test_a_row_whose_change_is_gone_is_never_marked_as_told(
    context: AppContext, bot_api: BotApi
) -> None:
    invite(context, 1)
    subscriber = context.stores.subscribers.of_chat(1)
    assert subscriber is not None
    for number in range(6):
        source = replace(SOURCE, id=f"rules-{number}")
        publish(context, "Rings may be listed.", source=source)
        publish(context, f"Rings must not be listed in country {number}.", source=source)
    with context.stores.database.write() as session:
        session.add(
            OutboxRow(
                subscriber_id=subscriber.id, kind="alert", channel="telegram", change_id=9_999,
                created_at=now(), due_at=now(),
            )
        )  # fmt: skip
    tally = await deliver(context)

    assert tally.sent == 6
    assert context.stores.outbox.counts() == {"sent": 6, "dropped": 1}
    assert len(bot_api.to(1)) == 1


async def test_who_wants_an_organisation_hears_of_a_source_that_left_the_catalogue(
    context: AppContext, bot_api: BotApi
) -> None:
    subscriber = context.stores.subscribers.welcome(1, Language.EN, now())
    context.stores.subscribers.subscribe(subscriber.id, "organisation:harbour", Frequency.INSTANT)
    change(context)
    await deliver(replace(context, sources={}))

    assert len(bot_api.to(1)) == 1
