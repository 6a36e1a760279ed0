"""What is owed arrives: once, in time, whatever the channel answers."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from forewarn.channels import open_channels
from forewarn.clock import now
from forewarn.dispatcher import Dispatcher, Tally
from forewarn.operators import tell_operators
from forewarn.wiring import Parts
from monitor.audience import ChannelName, Quiet, Rhythm
from monitor.language import Language
from monitor.model import FetchFailure, Severity
from monitor.ports import Missed
from monitor.source import Kind, Source
from monitor.tracker import Tracker
from tests import lab
from tests.doubles.bot_api import BotApi
from tests.doubles.telegram_rules import Refusal
from tests.lab import page

SOURCE = Source(
    id="ring-rules", organisation="Harbour", title="Ring rules", category="platform-policy", kind=Kind.PAGE,
    url="https://harbour.example.org/rings", language="en",
)  # fmt: skip


def publish(parts: Parts, text: str, at: datetime | None = None, source: Source = SOURCE) -> None:
    """The page says this now."""
    lab.publish(parts, source, page(text, "The deposit is USD 500 for each shop."), at)


def invite(parts: Parts, *chat_ids: int) -> None:
    for chat_id in chat_ids:
        reader = parts.subscribers.welcome(chat_id, Language.EN, now())
        parts.subscribers.subscribe(reader.id, "platform-policy", Rhythm.INSTANT)


def change(parts: Parts) -> None:
    publish(parts, "Rings may be listed.")
    publish(parts, "Rings must not be listed.")


async def deliver(parts: Parts) -> Tally:
    async with open_channels(parts.settings) as channels:
        return await Dispatcher(parts, channels).deliver_due()


async def test_each_reader_gets_one_alert(parts: Parts, bot_api: BotApi):
    invite(parts, 1, 2, 3)
    change(parts)

    assert (await deliver(parts)).sent == 3
    assert (await deliver(parts)).sent == 0
    assert [len(bot_api.to(chat_id)) for chat_id in (1, 2, 3)] == [1, 1, 1]


async def test_several_subscriptions_to_one_change_are_one_alert(parts: Parts, bot_api: BotApi):
    invite(parts, 1)
    reader = parts.subscribers.of_chat(1)
    assert reader is not None
    parts.subscribers.subscribe(reader.id, "ring-rules", Rhythm.INSTANT)
    change(parts)
    await deliver(parts)

    assert len(bot_api.to(1)) == 1


async def test_the_documented_limits_are_kept(parts: Parts, bot_api: BotApi):
    bot_api.enforce_limits = True
    invite(parts, 1, 2)
    publish(parts, "Rings may be listed.")
    for number in range(3):
        publish(parts, f"Rings must not be listed in country {number}.")
    tally = await deliver(parts)

    assert (tally.sent, bot_api.limit_hits) == (6, 0)


async def test_a_reader_who_blocked_us_is_left_in_peace(parts: Parts, bot_api: BotApi):
    invite(parts, 1, 2)
    bot_api.refusals[1].append(Refusal(403, "Forbidden: bot was blocked by the user"))
    change(parts)
    tally = await deliver(parts)
    publish(parts, "Rings are prohibited.")
    await deliver(parts)

    assert (tally.sent, tally.dead) == (1, 1)
    assert bot_api.to(1) == []
    assert len(bot_api.to(2)) == 2


async def test_retry_after_is_obeyed_and_others_go_on(parts: Parts, bot_api: BotApi):
    invite(parts, 1, 2)
    bot_api.refusals[1].append(
        Refusal(429, "Too Many Requests: retry after 120", {"retry_after": 120})
    )
    change(parts)

    assert ((await deliver(parts)).sent, len(bot_api.to(2))) == (1, 1)
    assert (await deliver(parts)).sent == 0
    (owed,) = parts.outbox.claim(["telegram"], now() + timedelta(seconds=121), 10)  # type: ignore[list-item]
    assert owed.subscriber.chat_id == 1


async def test_a_group_that_moved_is_followed(parts: Parts, bot_api: BotApi):
    invite(parts, -5)
    moved = Refusal(400, "Bad Request: group chat was upgraded", {"migrate_to_chat_id": -1005})
    bot_api.refusals[-5].append(moved)
    change(parts)
    await deliver(parts)

    assert len(bot_api.to(-1005)) == 1
    assert parts.subscribers.of_chat(-1005) is not None


async def test_markup_that_telegram_refuses_goes_out_plain(parts: Parts, bot_api: BotApi):
    invite(parts, 1)
    bot_api.refusals[1].append(Refusal(400, "Bad Request: can't parse entities: byte offset 7"))
    change(parts)

    assert (await deliver(parts)).sent == 1
    assert "<b>" not in bot_api.to(1)[0]


async def test_a_server_error_is_tried_again_later(parts: Parts, bot_api: BotApi):
    invite(parts, 1)
    bot_api.refusals[1].append(Refusal(502, "Bad Gateway"))
    change(parts)
    tally = await deliver(parts)

    assert (tally.sent, tally.failed) == (0, 1)
    assert tally.errors == ["message 1 (telegram): Telegram cannot be reached"]
    assert len(parts.outbox.claim(["telegram"], now() + timedelta(minutes=5), 10)) == 1  # type: ignore[list-item]


async def test_many_alerts_of_one_crawl_are_one_message(parts: Parts, bot_api: BotApi):
    invite(parts, 1)
    for number in range(6):
        source = replace(SOURCE, id=f"rules-{number}")
        publish(parts, "Rings may be listed.", source=source)
        publish(parts, f"Rings must not be listed in country {number}.", source=source)
    tally = await deliver(parts)

    (told,) = bot_api.to(1)
    assert tally.sent == 6
    assert told.startswith("<b>6 changes</b>")
    assert [f"/change_{number}" in told for number in range(1, 7)] == [True] * 6


async def test_a_group_that_fails_is_tried_again_whole(parts: Parts, bot_api: BotApi):
    invite(parts, 1)
    for number in range(5):
        source = replace(SOURCE, id=f"rules-{number}")
        publish(parts, "Rings may be listed.", source=source)
        publish(parts, f"Rings must not be listed in country {number}.", source=source)
    bot_api.refusals[1].append(Refusal(502, "Bad Gateway"))

    assert (await deliver(parts)).failed == 5
    assert len(parts.outbox.claim([ChannelName.TELEGRAM], now() + timedelta(minutes=5), 10)) == 5


def quiet_now(*, major_passes: bool = False) -> Quiet:
    """Quiet hours that hold for some hours yet, by a clock of UTC."""
    hour = now().hour
    return Quiet(start=time(hour), end=time((hour + 6) % 24), major_passes=major_passes)


async def test_quiet_hours_hold_alerts_and_send_them_together(parts: Parts, bot_api: BotApi):
    invite(parts, 1)
    reader = parts.subscribers.of_chat(1)
    assert reader is not None
    parts.subscribers.set_quiet(reader.id, quiet_now(), now())
    for number in range(5):
        source = replace(SOURCE, id=f"rules-{number}")
        publish(parts, "Rings may be listed.", source=source)
        publish(parts, f"Rings must not be listed in country {number}.", source=source)
    assert (await deliver(parts)).sent == 0
    assert parts.outbox.claim([ChannelName.TELEGRAM], now() + timedelta(hours=4), 10) == []
    parts.subscribers.set_quiet(reader.id, None, now())

    assert (await deliver(parts)).sent == 5
    assert len(bot_api.to(1)) == 1


async def test_serious_changes_pass_the_quiet_hours_if_the_reader_wishes(
    parts: Parts, bot_api: BotApi
):
    invite(parts, 1)
    reader = parts.subscribers.of_chat(1)
    assert reader is not None
    parts.subscribers.set_quiet(reader.id, quiet_now(major_passes=True), now())
    change(parts)
    publish(parts, "Rings must not be listed. Our photographs have a new look.")
    severities = [c.assessment.severity for c in parts.history.changes()]
    await deliver(parts)

    assert severities == [Severity.MINOR, Severity.MAJOR]
    (told,) = bot_api.to(1)
    assert "Act on this" in told


async def test_a_pause_of_one_chat_is_kept_for_all_it_is_owed(parts: Parts, bot_api: BotApi):
    bot_api.enforce_limits = True
    invite(parts, 1, 2)
    for number in range(2):
        source = replace(SOURCE, id=f"rules-{number}")
        publish(parts, "Rings may be listed.", source=source)
        publish(parts, "Rings must not be listed.", source=source)
    bot_api.refusals[1].append(
        Refusal(429, "Too Many Requests: retry after 90", {"retry_after": 90})
    )
    await deliver(parts)
    await deliver(parts)

    assert (bot_api.to(1), len(bot_api.to(2))) == ([], 2)
    assert bot_api.limits.inside_a_pause == 0


async def test_a_refusal_that_is_not_known_leaves_the_subscriber(parts: Parts, bot_api: BotApi):
    invite(parts, 1)
    bot_api.refusals[1].append(Refusal(403, "Forbidden: something new"))
    change(parts)
    tally = await deliver(parts)
    reader = parts.subscribers.of_chat(1)

    assert tally.dead == 1
    assert reader is not None
    assert reader.active
    assert [one.error for one in parts.outbox.parked(5)] == [
        "Telegram refused: Forbidden: something new"
    ]


async def test_a_topic_that_was_deleted_hears_nothing_more(parts: Parts, bot_api: BotApi):
    reader = parts.subscribers.welcome(-5, Language.EN, now(), 7)
    parts.subscribers.subscribe(reader.id, "platform-policy", Rhythm.INSTANT)
    bot_api.gone_threads.add(7)
    change(parts)
    await deliver(parts)
    known = parts.subscribers.get(reader.id)

    assert known is not None
    assert not known.active


async def test_a_reader_who_is_erased_gets_nothing_that_was_queued(parts: Parts, bot_api: BotApi):
    invite(parts, 1)
    change(parts)
    reader = parts.subscribers.of_chat(1)
    assert reader is not None
    parts.subscribers.remove(reader.id)

    assert (await deliver(parts)).sent == 0
    assert bot_api.to(1) == []


async def test_who_unsubscribed_since_gets_no_alert_of_it(parts: Parts, bot_api: BotApi):
    invite(parts, 1, 2)
    change(parts)
    reader = parts.subscribers.of_chat(1)
    assert reader is not None
    parts.subscribers.unsubscribe(reader.id, "platform-policy")
    tally = await deliver(parts)

    assert (tally.sent, tally.dead, bot_api.to(1)) == (1, 0, [])
    assert parts.outbox.counts() == {"dropped": 1, "sent": 1}


async def test_operators_hear_once_that_a_source_broke_and_once_that_it_healed(
    parts: Parts, bot_api: BotApi
):
    settings = parts.settings.model_copy(update={"admin_chat_ids": (99,)})
    watched = replace(parts, settings=settings)
    tracker = Tracker(parts.archive)
    failure = FetchFailure(
        source_id=SOURCE.id, failed_at=now(), reason="timeout", detail="<no answer>"
    )
    async with open_channels(settings) as channels:
        telegram = channels[ChannelName.TELEGRAM]
        for _ in range(4):
            tracker.take(Missed(SOURCE, failure), now())
            await tell_operators(watched, telegram)
        publish(parts, "Rings may be listed.")
        await tell_operators(watched, telegram)
        await tell_operators(watched, telegram)

    broke, healed = bot_api.to(99)
    assert "1 sources cannot be read" in broke
    assert "ring-rules: timeout: &lt;no answer&gt;" in broke
    assert "can be read again" in healed
