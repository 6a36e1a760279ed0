"""What is owed arrives: once, in time, whatever the channel answers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from forewarn.channels import open_channels
from forewarn.digests import due_digests, make_due
from forewarn.dispatcher import Dispatcher, Tally
from forewarn.operators import tell_operators
from forewarn.wiring import Parts, now
from monitor.digest import due_date
from monitor.model import (
    ChannelName,
    FetchFailure,
    Language,
    Rhythm,
    Snapshot,
    Subscriber,
)
from monitor.source import Kind, Source
from monitor.text import sha256
from monitor.tracker import Tracker
from tests.doubles.bot_api import BotApi, Refusal
from tests.doubles.smtp import MailServer
from tests.lab import Lab, page

SOURCE = Source(
    id="ring-rules", organisation="Harbour", title="Ring rules", category="platform-policy", kind=Kind.PAGE,
    url="https://harbour.example.org/rings", language="en",
)  # fmt: skip


@pytest.fixture
def parts(chatting: Lab, mailing: Lab) -> Iterator[Parts]:
    chatting.watch("ring-rules")
    with chatting.parts() as opened:
        yield opened


def publish(parts: Parts, text: str, at: datetime | None = None) -> None:
    """The page says this now."""
    at = at or now()
    body = page(text, "The deposit is USD 500 for each shop.").encode()
    snapshot = Snapshot(
        source_id=SOURCE.id, url=SOURCE.url, fetched_at=at, status=200,
        headers=(("Content-Type", "text/html"),), body=body, sha256=sha256(body),
    )  # fmt: skip
    Tracker(parts.archive).track(snapshot, SOURCE, at)


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


async def test_a_mail_that_is_refused_for_ever_is_parked(parts: Parts, mail_server: MailServer):
    reader = parts.subscribers.add_email("li@example.org", Language.EN, "UTC", 0, now())
    parts.subscribers.subscribe(reader.id, "platform-policy", Rhythm.DAILY)
    mail_server.refuse["li@example.org"] = "550 no such user"
    change(parts)
    make_due(parts, now())
    tally = await deliver(parts)

    assert tally.dead == 1
    assert parts.outbox.counts() == {"dead": 1}


def noon(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 10, day, hour, tzinfo=UTC)


async def test_a_digest_comes_once_a_day_however_often_we_look(
    parts: Parts, mail_server: MailServer
):
    reader = parts.subscribers.add_email("li@example.org", Language.EN, "UTC", 8, noon(1))
    parts.subscribers.subscribe(reader.id, "platform-policy", Rhythm.DAILY)
    publish(parts, "Rings may be listed.", noon(1))
    publish(parts, "Rings must not be listed.", noon(2))

    assert make_due(parts, noon(3, 7)) == []
    assert len(make_due(parts, noon(3, 8))) == 1
    assert make_due(parts, noon(3, 9)) == []
    await deliver(parts)
    await deliver(parts)
    assert len(mail_server.mails) == 1


def test_days_that_were_missed_are_one_digest(parts: Parts):
    reader = parts.subscribers.add_email("li@example.org", Language.EN, "UTC", 8, noon(1))
    parts.subscribers.subscribe(reader.id, "platform-policy", Rhythm.DAILY)
    make_due(parts, noon(2))
    publish(parts, "Rings may be listed.", noon(2, 13))
    publish(parts, "Rings must not be listed.", noon(3))
    (due,) = make_due(parts, noon(9))

    assert len(due.digest.changes) == 1
    assert due.digest.since == noon(2)


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Shanghai", "UTC"]
)
@pytest.mark.parametrize("hour", [0, 2, 3, 8, 23])
def test_a_year_of_hours_has_one_digest_a_local_day(zone: str, hour: int):
    """Both DST days included: judged by the pure rule, as the service asks it each hour."""
    reader = Subscriber(
        id=1, language=Language.EN, timezone=zone, digest_hour=hour, chat_id=1, email="", active=True, created_at=noon(1),
    )  # fmt: skip
    made: dict[str, datetime] = {}
    last: datetime | None = None
    at = datetime(2026, 1, 1, tzinfo=UTC)
    while at < datetime(2027, 1, 1, tzinfo=UTC):
        day = due_date(reader, last, at)
        if day and str(day) not in made:
            made[str(day)] = last = at
        at += timedelta(minutes=30)
    days = {
        str((datetime(2026, 1, 2, 12, tzinfo=ZoneInfo(zone)) + timedelta(days=i)).date())
        for i in range(363)
    }

    assert days <= set(made)


def test_an_empty_day_makes_no_mail_but_is_not_asked_again(parts: Parts):
    reader = parts.subscribers.add_email("li@example.org", Language.EN, "UTC", 8, noon(1))
    parts.subscribers.subscribe(reader.id, "platform-policy", Rhythm.DAILY)
    (due,) = make_due(parts, noon(2))

    assert due.channel is None
    assert due_digests(parts, noon(2, 13)) == []
    assert parts.outbox.counts() == {}


async def test_a_daily_subscription_without_an_address_comes_in_telegram(
    parts: Parts, bot_api: BotApi
):
    reader = parts.subscribers.welcome(1, Language.EN, now())
    parts.subscribers.subscribe(reader.id, "platform-policy", Rhythm.DAILY)
    change(parts)
    assert (await deliver(parts)).sent == 0
    make_due(parts, now().replace(hour=23))
    await deliver(parts)

    (told,) = bot_api.to(1)
    assert "<b>Marketplace rules</b>" in told
    assert "/change 1" in told


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
            tracker.fail(failure, SOURCE, now())
            await tell_operators(watched, telegram)
        publish(parts, "Rings may be listed.")
        await tell_operators(watched, telegram)
        await tell_operators(watched, telegram)

    broke, healed = bot_api.to(99)
    assert "1 sources cannot be read" in broke
    assert "ring-rules: timeout: &lt;no answer&gt;" in broke
    assert "can be read again" in healed
