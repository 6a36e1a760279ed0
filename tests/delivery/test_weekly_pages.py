"""The page of a week: five lines first, then the list; in the chat, by mail and by relay."""

from datetime import UTC, datetime, timedelta

import pytest

from delivery.digests import make_due, next_digest, weekly_digest
from forewarn.wiring import AppContext
from monitor.audience import Frequency, Subscriber
from monitor.digest_wording import week_lines
from monitor.language import Language
from runtime.clock import now
from tests.delivery.test_delivery import deliver, publish
from tests.delivery.test_one_day import FEES, change_some, reader_of
from tests.doubles.bot_api import BotApi
from tests.doubles.smtp import MailServer, body_of


def lines_of(context: AppContext, subscriber: Subscriber) -> list[str]:
    made = weekly_digest(context, subscriber)
    return week_lines(made, context.sources, Language.EN, "UTC")


async def test_the_five_lines_say_what_changed_and_what_is_open_and_done(
    context: AppContext, bot_api: BotApi
) -> None:
    subscriber = reader_of(context, 1, platform_policy=Frequency.INSTANT)
    change_some(context, 3)
    await deliver(context)
    tasks = context.stores.tasks
    tasks.finish(subscriber.id, 1, "Wang", now())
    tasks.take(subscriber.id, 2, "Li <b>")
    changed, is_open, done, coming, covered = lines_of(context, subscriber)

    assert changed == "Changed: 3 (Affects your business 3)"
    assert is_open == "Open: 2 (Li <b> 1)"
    assert done == "Done: 1 (Wang 1)"
    assert coming == "Next 30 days: no dates"
    assert "of 1 " in covered


def test_what_only_digests_tell_is_open_too(context: AppContext) -> None:
    subscriber = reader_of(context, 1, platform_policy=Frequency.DAILY)
    change_some(context, 2)
    context.stores.tasks.finish(subscriber.id, 1, "", now())

    assert lines_of(context, subscriber)[1:3] == ["Open: 1", "Done: 1"]


@pytest.mark.parametrize("target", [Frequency.INSTANT, Frequency.WEEKLY])
async def test_a_weekly_reader_gets_the_page_of_the_whole_week(
    context: AppContext, bot_api: BotApi, target: Frequency
) -> None:
    subscriber = reader_of(context, 1, platform_policy=target)
    context.stores.subscribers.set_digest(subscriber.id, frequency=Frequency.WEEKLY)
    change_some(context, 2)
    await deliver(context)
    make_due(context, now().replace(hour=23))
    await deliver(context)
    page = bot_api.to(1)[-1]

    assert page.startswith("<b>Weekly digest, ")
    assert "• Changed: 2" in page
    assert page.index("• Open: 2") < page.index("Marketplace rules")
    assert page.count("sent to you at once") == (3 if target is Frequency.INSTANT else 0)


async def test_a_quiet_week_of_a_weekly_reader_brings_nothing(
    context: AppContext, bot_api: BotApi
) -> None:
    subscriber = reader_of(context, 1, platform_policy=Frequency.INSTANT)
    context.stores.subscribers.set_digest(subscriber.id, frequency=Frequency.WEEKLY)
    make_due(context, now().replace(hour=23))
    await deliver(context)

    assert bot_api.to(1) == []


async def test_the_mail_of_a_week_begins_with_the_same_lines(
    context: AppContext, mail_server: MailServer
) -> None:
    subscriber = context.stores.subscribers.add_email(
        "li@example.org", Language.ZH, "UTC", 0, now() - timedelta(days=9)
    )
    context.stores.subscribers.subscribe(subscriber.id, "platform-policy", Frequency.WEEKLY)
    change_some(context, 2)
    make_due(context, now().replace(hour=23))
    await deliver(context)
    (mail,) = mail_server.mails
    text = body_of(mail)

    assert str(mail["Subject"]).startswith("周报【2 条影响经营】")
    assert text.index("- 未处理：2 条") < text.index("== 平台规则 ==")


def test_a_daily_digest_is_a_day_even_on_a_monday(context: AppContext) -> None:
    subscriber = reader_of(context, 1, platform_policy=Frequency.DAILY)
    monday = datetime(2026, 11, 30, 12, tzinfo=UTC)
    publish(context, "Rings may be listed.", monday - timedelta(hours=2))
    publish(context, "Rings must not be listed.", monday - timedelta(hours=1))
    publish(context, "Fees may rise.", monday - timedelta(hours=2), FEES)
    (due,) = make_due(context, monday)

    assert due.period.weekly
    assert next_digest(context, subscriber).frequency is Frequency.DAILY
