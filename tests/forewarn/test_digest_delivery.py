"""Digests, mails and announcements arrive: once, in time, whatever the channel answers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from forewarn.clock import now
from forewarn.digests import due_digests, make_due
from forewarn.wiring import Parts
from monitor.audience import ChannelName, Rhythm
from monitor.language import Language
from storage.digests import Planned
from tests.doubles.bot_api import BotApi
from tests.doubles.smtp import MailServer
from tests.forewarn.test_delivery import SOURCE, change, deliver, invite, publish


def noon(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 10, day, hour, tzinfo=UTC)


async def test_a_mail_that_is_refused_for_ever_is_parked(parts: Parts, mail_server: MailServer):
    reader = parts.subscribers.add_email("li@example.org", Language.EN, "UTC", 0, now())
    parts.subscribers.subscribe(reader.id, "platform-policy", Rhythm.DAILY)
    mail_server.refuse["li@example.org"] = "550 no such user"
    change(parts)
    make_due(parts, now())
    tally = await deliver(parts)

    assert tally.dead == 1
    assert parts.outbox.counts() == {"dead": 1}


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

    assert len(due.changes) == 1
    assert due.period.since == noon(2)


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
    assert "/change_1" in told


async def test_a_digest_run_that_was_cut_off_is_finished_by_the_next(
    parts: Parts, mail_server: MailServer
):
    for name in ("a", "b", "c"):
        reader = parts.subscribers.add_email(f"{name}@example.org", Language.EN, "UTC", 0, now())
        parts.subscribers.subscribe(reader.id, "platform-policy", Rhythm.DAILY)
    change(parts)
    first, *_ = due_digests(parts, now())
    plan = Planned(subscriber_id=first.subscriber.id, period=first.period, channel=first.channel)
    parts.digests.make([plan], now())
    await deliver(parts)

    assert len(make_due(parts, now())) == 2
    assert make_due(parts, now()) == []
    await deliver(parts)
    assert sorted(str(mail["To"]) for mail in mail_server.mails) == [
        "a@example.org", "b@example.org", "c@example.org",
    ]  # fmt: skip


async def test_who_unsubscribed_since_gets_no_digest_of_it(parts: Parts, bot_api: BotApi):
    reader = parts.subscribers.welcome(1, Language.EN, now())
    parts.subscribers.subscribe(reader.id, "platform-policy", Rhythm.DAILY)
    change(parts)
    make_due(parts, now().replace(hour=23))
    parts.subscribers.unsubscribe(reader.id, None)
    tally = await deliver(parts)

    assert (tally.sent, tally.dead, bot_api.to(1)) == (0, 0, [])


async def test_who_blocked_the_bot_still_gets_the_mail_they_asked_for(
    parts: Parts, bot_api: BotApi, mail_server: MailServer
):
    reader = parts.subscribers.welcome(1, Language.EN, now())
    parts.subscribers.set_addresses(reader.id, "li@example.org", "", "")
    parts.subscribers.subscribe(reader.id, "platform-policy", Rhythm.INSTANT)
    parts.subscribers.leave(1)
    change(parts)
    make_due(parts, now().replace(hour=23))
    await deliver(parts)

    assert bot_api.to(1) == []
    assert len(mail_server.mails) == 1


async def test_a_long_digest_is_turned_page_by_page(parts: Parts, bot_api: BotApi):
    reader = parts.subscribers.welcome(1, Language.EN, now())
    parts.subscribers.subscribe(reader.id, "platform-policy", Rhythm.DAILY)
    for number in range(30):
        source = replace(SOURCE, id=f"rules-{number}")
        publish(parts, "Rings may be listed.", source=source)
        publish(
            parts, f"Rings must not be listed in {'far ' * 40} country {number}.", source=source
        )
    make_due(parts, now().replace(hour=23))
    await deliver(parts)

    (message,) = bot_api.sent
    assert message["reply_markup"]["inline_keyboard"][0][0]["text"].startswith("1/")


async def test_an_address_that_refuses_again_and_again_is_given_up_and_told(
    parts: Parts, mail_server: MailServer, bot_api: BotApi
):
    reader = parts.subscribers.welcome(1, Language.EN, noon(1))
    parts.subscribers.set_addresses(reader.id, "li@example.org", "", "")
    parts.subscribers.subscribe(reader.id, "platform-policy", Rhythm.DAILY)
    mail_server.refuse["li@example.org"] = "550 no such user"
    publish(parts, "Rings may be listed.", noon(1))
    for day in range(2, 5):
        publish(parts, f"Rings must not be listed in country {day}.", noon(day))
        make_due(parts, noon(day, 13))
        await deliver(parts)
    known = parts.subscribers.get(reader.id)

    assert known is not None
    assert (known.email, known.email_stopped) == ("", "li@example.org")
    await deliver(parts)
    assert "li@example.org</b> refused our mail" in bot_api.to(1)[-1]


async def test_a_mail_server_that_is_busy_is_asked_again(parts: Parts, mail_server: MailServer):
    reader = parts.subscribers.add_email("li@example.org", Language.EN, "UTC", 0, now())
    parts.subscribers.subscribe(reader.id, "platform-policy", Rhythm.DAILY)
    mail_server.refuse["li@example.org"] = "451 4.7.1 greylisted"
    change(parts)
    make_due(parts, now())
    assert (await deliver(parts)).failed == 1
    mail_server.refuse.clear()
    (owed,) = parts.outbox.claim([ChannelName.EMAIL], now() + timedelta(minutes=5), 10)
    parts.outbox.hold([owed], now())

    assert (await deliver(parts)).sent == 1
    assert len(mail_server.mails) == 1


async def test_an_announcement_goes_out_in_the_chat_and_by_mail(
    parts: Parts, bot_api: BotApi, mail_server: MailServer
):
    invite(parts, 1)
    parts.subscribers.add_email("li@example.org", Language.ZH, "UTC", 0, now())
    parts.announcements.make("Rest <tonight>", now())
    await deliver(parts)

    assert bot_api.to(1) == ["Rest <tonight>"]
    assert mail_server.mails[0]["Subject"] == "Forewarn 预警通知"
