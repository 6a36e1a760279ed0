"""Digests, mails and announcements arrive: once, in time, whatever the channel answers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

from delivery.digests import _stated, content, due_digests, make_due
from forewarn.wiring import AppContext
from monitor.audience import ChannelName, Frequency
from monitor.language import Language
from runtime.clock import now
from storage.delivery.digests import Planned
from tests.delivery.test_delivery import SOURCE, change, deliver, invite, publish
from tests.doubles.bot_api import BotApi
from tests.doubles.smtp import MailServer


def noon(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 10, day, hour, tzinfo=UTC)


async def test_a_mail_that_is_refused_for_ever_is_parked(
    context: AppContext, mail_server: MailServer
) -> None:
    subscriber = context.stores.subscribers.add_email(
        "li@example.org", Language.EN, "UTC", 0, now()
    )
    context.stores.subscribers.subscribe(subscriber.id, "platform-policy", Frequency.DAILY)
    mail_server.refuse["li@example.org"] = "550 no such user"
    change(context)
    make_due(context, now())
    tally = await deliver(context)

    assert tally.dead == 1
    assert context.stores.outbox.counts() == {"dead": 1}


async def test_a_digest_comes_once_a_day_however_often_we_look(
    context: AppContext, mail_server: MailServer
) -> None:
    subscriber = context.stores.subscribers.add_email(
        "li@example.org", Language.EN, "UTC", 8, noon(1)
    )
    context.stores.subscribers.subscribe(subscriber.id, "platform-policy", Frequency.DAILY)
    publish(context, "Rings may be listed.", noon(1))
    publish(context, "Rings must not be listed.", noon(2))

    assert make_due(context, noon(3, 7)) == []
    assert len(make_due(context, noon(3, 8))) == 1
    assert make_due(context, noon(3, 9)) == []
    await deliver(context)
    await deliver(context)
    assert len(mail_server.mails) == 1


def test_days_that_were_missed_are_one_digest(context: AppContext) -> None:
    subscriber = context.stores.subscribers.add_email(
        "li@example.org", Language.EN, "UTC", 8, noon(1)
    )
    context.stores.subscribers.subscribe(subscriber.id, "platform-policy", Frequency.DAILY)
    make_due(context, noon(2))
    publish(context, "Rings may be listed.", noon(2, 13))
    publish(context, "Rings must not be listed.", noon(3))
    (due,) = make_due(context, noon(9))

    assert len(due.changes) == 1
    assert due.period.since == noon(2)


def test_an_empty_day_makes_no_mail_but_is_not_asked_again(context: AppContext) -> None:
    subscriber = context.stores.subscribers.add_email(
        "li@example.org", Language.EN, "UTC", 8, noon(1)
    )
    context.stores.subscribers.subscribe(subscriber.id, "platform-policy", Frequency.DAILY)
    (due,) = make_due(context, noon(2))

    assert due.channel is None
    assert due_digests(context, noon(2, 13)) == []
    assert context.stores.outbox.counts() == {}


async def test_a_daily_subscription_without_an_address_comes_in_telegram(
    context: AppContext, bot_api: BotApi
) -> None:
    subscriber = context.stores.subscribers.welcome(1, Language.EN, now())
    context.stores.subscribers.subscribe(subscriber.id, "platform-policy", Frequency.DAILY)
    change(context)
    assert (await deliver(context)).sent == 0
    make_due(context, now().replace(hour=23))
    await deliver(context)

    publish(context, "Rings must not be listed, and each costs USD 9.")
    make_due(context, now().replace(hour=23) + timedelta(days=1))
    await deliver(context)

    first, *later = bot_api.to(1)
    assert "<b>Marketplace rules</b>" in first
    assert "/change_1" in first
    assert "This is your first daily digest" in first
    assert not any("first daily digest" in one for one in later)


async def test_a_digest_run_that_was_cut_off_is_finished_by_the_next(
    context: AppContext, mail_server: MailServer
) -> None:
    for name in ("a", "b", "c"):
        subscriber = context.stores.subscribers.add_email(
            f"{name}@example.org", Language.EN, "UTC", 0, now()
        )
        context.stores.subscribers.subscribe(subscriber.id, "platform-policy", Frequency.DAILY)
    change(context)
    first, *_ = due_digests(context, now())
    plan = Planned(subscriber_id=first.subscriber.id, period=first.period, channel=first.channel)
    context.stores.digests.make([plan], now())
    await deliver(context)

    assert len(make_due(context, now())) == 2
    assert make_due(context, now()) == []
    await deliver(context)
    assert sorted(str(mail["To"]) for mail in mail_server.mails) == [
        "a@example.org", "b@example.org", "c@example.org",
    ]  # fmt: skip


async def test_who_unsubscribed_since_gets_no_digest_of_it(
    context: AppContext, bot_api: BotApi
) -> None:
    subscriber = context.stores.subscribers.welcome(1, Language.EN, now())
    context.stores.subscribers.subscribe(subscriber.id, "platform-policy", Frequency.DAILY)
    change(context)
    make_due(context, now().replace(hour=23))
    context.stores.subscribers.unsubscribe(subscriber.id, None)
    tally = await deliver(context)

    assert (tally.sent, tally.dead, bot_api.to(1)) == (0, 0, [])


async def test_who_blocked_the_bot_still_gets_the_mail_they_asked_for(
    context: AppContext, bot_api: BotApi, mail_server: MailServer
) -> None:
    subscriber = context.stores.subscribers.welcome(1, Language.EN, now())
    context.stores.subscribers.set_addresses(subscriber.id, "li@example.org", "", "")
    context.stores.subscribers.subscribe(subscriber.id, "platform-policy", Frequency.INSTANT)
    context.stores.subscribers.leave(1)
    change(context)
    make_due(context, now().replace(hour=23))
    await deliver(context)

    assert bot_api.to(1) == []
    assert len(mail_server.mails) == 1


async def test_a_long_digest_is_turned_page_by_page(context: AppContext, bot_api: BotApi) -> None:
    subscriber = context.stores.subscribers.welcome(1, Language.EN, now())
    context.stores.subscribers.subscribe(subscriber.id, "platform-policy", Frequency.DAILY)
    for number in range(40):
        source = replace(SOURCE, id=f"rules-{number}")
        publish(context, "Rings may be listed.", source=source)
        publish(
            context, f"Rings must not be listed in {'far ' * 40} country {number}.", source=source
        )
    make_due(context, now().replace(hour=23))
    await deliver(context)

    (message,) = bot_api.sent
    assert message["reply_markup"]["inline_keyboard"][0][0]["text"].startswith("1/")


async def test_an_address_that_refuses_again_and_again_is_given_up_and_told(
    context: AppContext, mail_server: MailServer, bot_api: BotApi
) -> None:
    subscriber = context.stores.subscribers.welcome(1, Language.EN, noon(1))
    context.stores.subscribers.set_addresses(subscriber.id, "li@example.org", "", "")
    context.stores.subscribers.subscribe(subscriber.id, "platform-policy", Frequency.DAILY)
    mail_server.refuse["li@example.org"] = "550 no such user"
    publish(context, "Rings may be listed.", noon(1))
    for day in range(2, 5):
        publish(context, f"Rings must not be listed in country {day}.", noon(day))
        make_due(context, noon(day, 13))
        await deliver(context)
    known = context.stores.subscribers.get(subscriber.id)

    assert known is not None
    assert (known.email, known.email_stopped) == ("", "li@example.org")
    await deliver(context)
    assert "li@example.org</b> refused our mail" in bot_api.to(1)[-1]


async def test_a_mail_server_that_is_busy_is_asked_again(
    context: AppContext, mail_server: MailServer
) -> None:
    subscriber = context.stores.subscribers.add_email(
        "li@example.org", Language.EN, "UTC", 0, now()
    )
    context.stores.subscribers.subscribe(subscriber.id, "platform-policy", Frequency.DAILY)
    mail_server.refuse["li@example.org"] = "451 4.7.1 greylisted"
    change(context)
    make_due(context, now())
    assert (await deliver(context)).failed == 1
    mail_server.refuse.clear()
    (pending,) = context.stores.outbox.claim([ChannelName.EMAIL], now() + timedelta(minutes=5), 10)
    context.stores.outbox.defer([pending], now())

    assert (await deliver(context)).sent == 1
    assert len(mail_server.mails) == 1


async def test_an_announcement_goes_out_in_the_chat_and_by_mail(
    context: AppContext, bot_api: BotApi, mail_server: MailServer
) -> None:
    invite(context, 1)
    context.stores.subscribers.add_email("li@example.org", Language.ZH, "UTC", 0, now())
    context.stores.announcements.make("Rest <tonight>", now())
    await deliver(context)

    assert bot_api.to(1) == ["Rest <tonight>"]
    assert mail_server.mails[0]["Subject"] == "Forewarn 预警通知"


def test_what_is_coming_is_told_by_target_and_by_word_and_kept_without_its_edits(
    context: AppContext,
) -> None:
    """One copy of it serves all the digests of an hour, in every time zone."""
    publish(context, "Rings may be listed.", noon(1))
    publish(context, "From 20 October 2026 rings must not be listed without a hallmark.", noon(2))
    zones = ["Pacific/Kiritimati", "UTC", "Pacific/Niue"]
    wanted = ["platform-policy", "word:hallmark", "word:platinum"]
    ids = {}
    for number, (zone, target) in enumerate(product(zones, wanted)):
        address = f"reader-{number}@example.org"
        subscriber = context.stores.subscribers.add_email(address, Language.EN, zone, 8, noon(1))
        context.stores.subscribers.subscribe(subscriber.id, target, Frequency.DAILY)
        ids[zone, target] = subscriber.id
    _stated.cache_clear()
    due = {one.subscriber.id: one for one in due_digests(context, noon(3, 22))}
    made = {key: content(context, due[subscriber]).coming for key, subscriber in ids.items()}

    assert [[one.day.day for one in made[zone, wanted[0]]] for zone in zones] == [[20]] * 3
    assert [[one.day.day for one in made[zone, wanted[1]]] for zone in zones] == [[20]] * 3
    assert [made[zone, wanted[2]] for zone in zones] == [()] * 3
    assert all(one.change.edits == () for found in made.values() for one in found)
    assert (_stated.cache_info().misses, _stated.cache_info().currsize) == (1, 1)


def test_what_lies_far_ahead_or_behind_is_not_kept(context: AppContext) -> None:
    days = ["1 October 2026", "3 October 2026", "2 November 2026", "20 December 2027"]
    publish(context, "Rings may be listed.", noon(1))
    for number, day in enumerate(days):
        publish(context, f"From {day} rings must not be listed.", noon(2, number))

    kept = _stated(context.stores.history, noon(3, 22))
    assert {str(one.assessment.effective_date) for one in kept} == {"2026-10-03", "2026-11-02"}
