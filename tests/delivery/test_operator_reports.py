"""Each operator hears each report once, whatever the chats of the others answer."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from delivery.digests import due_digests
from delivery.operator_reports import notify_operators
from forewarn.wiring import AppContext
from monitor.audience import Frequency
from monitor.check_reason import CheckReason
from monitor.model import FetchFailure
from monitor.ports import FetchFailed
from runtime.clock import now
from storage.tables.subscribers import SubscriberRow
from storage.tracker import Tracker
from tests.delivery.test_delivery import SOURCE, change, deliver, invite
from tests.doubles.bot_api import BotApi
from tests.doubles.telegram_rules import Refusal

FIRST, SECOND, THIRD = 91, 92, 93
REFUSALS = [
    Refusal(403, "Forbidden: bot was blocked by the user"),
    Refusal(400, "Bad Request: chat not found"),
    Refusal(400, "Bad Request: SOMETHING_NEW"),
    Refusal(429, "Too Many Requests: retry after 60", {"retry_after": 60}),
    Refusal(502, "Bad Gateway"),
]


@pytest.fixture
def watched(context: AppContext) -> AppContext:
    chats = (FIRST, SECOND, THIRD)
    return replace(context, settings=context.settings.model_copy(update={"admin_chat_ids": chats}))


def break_source(context: AppContext) -> None:
    failure = FetchFailure(
        source_id=SOURCE.id, failed_at=now(), reason=CheckReason("timeout", "none")
    )
    for _ in range(3):
        Tracker(context.stores.archive).take(FetchFailed(SOURCE, failure), now())


async def report(context: AppContext, times: int = 1) -> None:
    for _ in range(times):
        notify_operators(context)
        await deliver(context)


@pytest.mark.parametrize("refusal", REFUSALS)
async def test_a_chat_that_refuses_keeps_nothing_from_the_others(
    watched: AppContext, bot_api: BotApi, refusal: Refusal
) -> None:
    bot_api.rejections[FIRST].extend([refusal] * 50)
    bot_api.rejections[THIRD].append(refusal)
    break_source(watched)
    await report(watched, 3)

    assert len(bot_api.to(SECOND)) == 1
    assert "1 source cannot be read" in bot_api.to(SECOND)[0]
    assert (len(bot_api.to(FIRST)), len(bot_api.to(THIRD))) == (0, 0)
    assert 3 <= len(bot_api.calls) < 20


async def test_a_chat_that_was_away_gets_its_report_later(
    watched: AppContext, bot_api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot_api.rejections[FIRST].append(Refusal(502, "Bad Gateway"))
    break_source(watched)
    await report(watched)
    monkeypatch.setattr("delivery.dispatcher.now", lambda: now() + timedelta(minutes=5))
    await deliver(watched)

    assert [len(bot_api.to(chat)) for chat in (FIRST, SECOND, THIRD)] == [1, 1, 1]


async def test_an_operator_who_came_back_hears_the_next_report(
    watched: AppContext, bot_api: BotApi
) -> None:
    bot_api.rejections[FIRST].append(Refusal(403, "Forbidden: bot was blocked by the user"))
    break_source(watched)
    await report(watched)
    change(watched)
    await report(watched)

    assert len(bot_api.to(FIRST)) == 1
    assert "can be read again" in bot_api.to(FIRST)[0]


async def test_who_only_runs_the_service_is_no_subscriber(
    watched: AppContext, bot_api: BotApi
) -> None:
    invite(watched, 1)
    break_source(watched)
    await report(watched)
    watched.stores.announcements.make("Rest tonight", now())
    await deliver(watched)

    assert watched.stores.subscribers.count() == 1
    assert bot_api.to(1) == ["Rest tonight"]
    assert len(bot_api.to(FIRST)) == 1


async def test_what_fails_again_and_again_is_told_once_and_what_a_reader_blocks_is_not(
    watched: AppContext, bot_api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    invite(watched, 1, 2, 3)
    change(watched)
    bot_api.rejections[1].extend([Refusal(400, "Bad Request: SOMETHING_NEW")] * 20)
    bot_api.rejections[2].extend([Refusal(400, "Bad Request: SOMETHING_NEW")] * 20)
    bot_api.rejections[3].append(Refusal(403, "Forbidden: bot was blocked by the user"))
    at = now() + timedelta(minutes=1)
    monkeypatch.setattr("delivery.dispatcher.now", lambda: at)
    for minutes in (0, 1, 2, 4, 8, 16, 32, 64):
        at += timedelta(minutes=minutes)
        await deliver(watched)
        notify_operators(watched)
    at += timedelta(minutes=1)
    await deliver(watched)

    (sent,) = bot_api.to(FIRST)
    assert "2 messages fail again and again" in sent
    assert "telegram: Telegram refused: Something_new (2)" in sent
    assert watched.stores.outbox.counts() == {"dead": 3, "sent": 3}


def test_a_reader_whose_day_cannot_be_counted_keeps_no_digest_from_the_others(
    context: AppContext,
) -> None:
    invite(context, 1, 2)
    for chat_id in (1, 2):
        subscriber = context.stores.subscribers.of_chat(chat_id)
        assert subscriber is not None
        context.stores.subscribers.subscribe(subscriber.id, "platform-policy", Frequency.DAILY)
    with context.stores.database.write() as session:
        lost = update(SubscriberRow).where(SubscriberRow.chat_id == 1)
        session.execute(lost.values(timezone="Atlantis/City"))
    change(context)
    noon = (now() + timedelta(days=2)).replace(hour=12)
    due = due_digests(context, noon)

    assert [one.subscriber.chat_id for one in due] == [2]
