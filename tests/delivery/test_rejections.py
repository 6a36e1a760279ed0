"""Whatever a channel answers, or does not: counted, tried again later and later, parked in the end."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from bot.channel import TOKEN_REFUSED
from delivery.dispatcher import Dispatcher
from forewarn.channels import open_channels
from forewarn.wiring import AppContext
from monitor.audience import ChannelName, Message, Subscriber
from monitor.errors import LONGEST_PAUSE, SHORTEST_PAUSE, SendError
from runtime.clock import now
from storage.tables.delivery import DeliveryRow, OutboxRow
from storage.tables.subscribers import SubscriberRow
from tests.delivery.test_delivery import change, deliver, invite
from tests.doubles.bot_api import BotApi
from tests.doubles.telegram_rules import Refusal

YEARS = 3 * 365 * 86_400


class Clock:
    """The dispatcher's time, set by the test."""

    def __init__(self) -> None:
        # What the test owes in a moment is due by then.
        self.at = now() + timedelta(minutes=1)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    set_by_hand = Clock()
    monkeypatch.setattr("delivery.dispatcher.now", set_by_hand)
    return set_by_hand


def pending(context: AppContext) -> list[OutboxRow]:
    with context.stores.database.read() as session:
        return list(session.query(OutboxRow).order_by(OutboxRow.id))


def attempts(context: AppContext) -> list[DeliveryRow]:
    with context.stores.database.read() as session:
        return list(session.query(DeliveryRow).order_by(DeliveryRow.id))


async def deliver_again(context: AppContext, clock: Clock, times: int = 100) -> list[timedelta]:
    """The waits between so many attempts, or until nothing is pending."""
    waits: list[timedelta] = []
    while len(waits) < times and context.stores.outbox.counts().get("pending"):
        begun = clock.at
        clock.at = max(
            clock.at, min(row.due_at for row in pending(context) if row.status == "pending")
        )
        waits.append(clock.at - begun)
        await deliver(context)
    return waits


class Broken:
    """A channel with a fault that nobody thought of."""

    def __init__(self) -> None:
        self.calls = 0

    async def send(self, recipient: Subscriber, message: Message) -> str:
        del recipient, message
        self.calls += 1
        raise LookupError("no such thing")


async def test_a_fault_in_a_channel_is_a_failed_attempt_and_is_tried_later(
    context: AppContext, clock: Clock
) -> None:
    invite(context, 1)
    change(context)
    broken = Broken()
    tally = await Dispatcher(context, {ChannelName.TELEGRAM: broken}).deliver_due()
    (row,) = pending(context)

    assert (broken.calls, tally.failed, row.attempts, row.leased_until) == (1, 1, 1, None)
    assert row.due_at > clock.at
    assert "LookupError" in attempts(context)[0].error
    assert "no such thing" not in attempts(context)[0].error


async def test_a_fault_for_one_reader_leaves_the_others_alone(
    context: AppContext, bot_api: BotApi, clock: Clock
) -> None:
    """What Telegram gives back for the first cannot be read."""
    invite(context, 1, 2)
    bot_api.garbled.add(1)
    change(context)
    tally = await deliver(context)
    waits = await deliver_again(context, clock, 2)

    assert (tally.sent, tally.failed, len(bot_api.to(2))) == (1, 1, 1)
    assert [row.attempts for row in pending(context)] == [3, 1]
    assert waits[0] < waits[1]


async def test_a_message_that_cannot_be_made_is_counted_and_parked_after_days(
    context: AppContext, bot_api: BotApi, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    invite(context, 1)
    change(context)
    subscriber = context.stores.subscribers.of_chat(1)
    assert subscriber is not None
    context.stores.announcements.make("Rest tonight", clock.at)

    def broken(*values: object) -> Message:
        raise RecursionError

    monkeypatch.setattr("bot.alerts.alert", broken)
    tally = await deliver(context)
    with context.stores.database.write() as session:
        session.execute(update(OutboxRow).values(attempts=11))
    clock.at += timedelta(days=6)
    await deliver(context)

    assert (tally.sent, tally.failed) == (1, 1)
    assert bot_api.to(1) == ["Rest tonight"]
    assert context.stores.outbox.counts() == {"sent": 1, "dead": 1}
    assert "RecursionError" in context.stores.outbox.parked(1)[0].error


async def test_what_cannot_even_be_read_is_counted_too(
    context: AppContext, bot_api: BotApi, clock: Clock
) -> None:
    """A zone that the machine does not know any more stands before all that a reader is owed."""
    invite(context, 1, 2)
    subscriber = context.stores.subscribers.of_chat(1)
    assert subscriber is not None
    with context.stores.database.write() as session:
        lost = update(SubscriberRow).where(SubscriberRow.id == subscriber.id)
        night = {"quiet_start": clock.at.time(), "quiet_end": clock.at.time()}
        session.execute(lost.values(timezone="Atlantis/City", **night))
    change(context)
    tally = await deliver(context)

    assert (tally.sent, tally.failed, len(bot_api.to(2))) == (1, 1, 1)
    assert [row.attempts for row in pending(context)] == [1, 1]


@pytest.mark.parametrize(
    "pause", [YEARS, 10**18, 0, -5, 0.2, "soon", "90", float("nan"), [1], True]
)
async def test_no_pause_makes_us_spin_or_fall_silent(
    context: AppContext, bot_api: BotApi, clock: Clock, pause: object
) -> None:
    invite(context, 1)
    change(context)
    refusal = Refusal(429, "Too Many Requests: retry after", {"retry_after": pause})
    bot_api.rejections[1].extend([refusal] * 500)
    waits = await deliver_again(context, clock, 8)

    assert len(attempts(context)) == 8
    assert max(waits) <= LONGEST_PAUSE
    assert waits[1] >= SHORTEST_PAUSE
    assert waits[7] > timedelta(minutes=10)


@pytest.mark.parametrize("answer", [[], "no", {"ok": True}, {"ok": False, "parameters": [1]}, None])
async def test_an_answer_that_is_none_is_a_failed_attempt(
    context: AppContext, bot_api: BotApi, answer: object
) -> None:
    invite(context, 1)
    change(context)
    bot_api.answers["sendMessage"] = answer
    tally = await deliver(context)

    assert (tally.sent, tally.failed) == (0, 1)


async def test_a_group_that_moves_to_and_fro_is_no_busy_loop(
    context: AppContext, bot_api: BotApi, clock: Clock
) -> None:
    invite(context, -5)
    change(context)
    for here, there in ((-5, -6), (-6, -5)):
        moved = Refusal(400, "Bad Request: upgraded", {"migrate_to_chat_id": there})
        bot_api.rejections[here].extend([moved] * 200)
    await deliver(context)

    assert len(attempts(context)) == 2
    assert (await deliver_again(context, clock, 3))[-1] >= timedelta(minutes=1)


@pytest.mark.parametrize(
    ("refusal", "text"),
    [
        (Refusal(400, "Bad Request: SOMETHING_NEW"), "Something_new"),
        (Refusal(403, "Forbidden: something new"), "Forbidden: something new"),
    ],
)
async def test_a_refusal_in_unknown_words_is_tried_again_then_parked(
    context: AppContext, bot_api: BotApi, clock: Clock, refusal: Refusal, text: str
) -> None:
    invite(context, 1, 2)
    bot_api.rejections[1].append(refusal)
    bot_api.rejections[2].extend([refusal] * 50)
    change(context)
    tally = await deliver(context)
    waits = await deliver_again(context, clock)
    readers = [context.stores.subscribers.of_chat(chat_id) for chat_id in (1, 2)]

    assert (tally.failed, tally.dead) == (2, 0)
    assert len(bot_api.to(1)) == 1
    assert context.stores.outbox.counts() == {"sent": 1, "dead": 1}
    assert timedelta(minutes=30) < sum(waits, timedelta()) < timedelta(hours=6)
    assert [subscriber.active for subscriber in readers if subscriber] == [True, True]
    assert context.stores.outbox.parked(5)[0].error == f"Telegram refused: {text}"


async def test_a_revoked_token_stops_asking_and_loses_no_attempt(
    context: AppContext, bot_api: BotApi
) -> None:
    invite(context, 1, 2, 3)
    change(context)
    async with open_channels(context.settings) as channels:
        dispatcher = Dispatcher(context, channels)
        bot_api.token_is_revoked = True
        before = len(bot_api.calls)
        tallies = [await dispatcher.deliver_due() for _ in range(5)]
        calls = len(bot_api.calls) - before
    bot_api.token_is_revoked = False
    mended = await deliver(context)

    assert calls <= 3
    assert all(TOKEN_REFUSED in error for tally in tallies for error in tally.errors)
    assert mended.sent == 3
    assert [row.attempts for row in pending(context)] == [1, 1, 1]


@pytest.mark.parametrize("most_units", [4096, 2000])
async def test_what_is_too_long_comes_in_pieces(
    context: AppContext, bot_api: BotApi, most_units: int
) -> None:
    invite(context, 1)
    bot_api.most_units = most_units
    text = "\n".join(f"Line {number}: rest <tonight> & tomorrow 🙂" for number in range(130))
    context.stores.announcements.make(text, now())
    tally = await deliver(context)
    pieces = bot_api.to(1)

    assert tally.sent == 1
    assert len(pieces) > 1
    assert "\n".join(pieces) == text


def test_the_longest_and_the_shortest_pause_bound_every_wish() -> None:
    bounds = [
        SendError("x", retry_after=timedelta(days=900)),
        SendError("x", retry_after=timedelta(-1)),
    ]

    assert [error.retry_after for error in bounds] == [LONGEST_PAUSE, SHORTEST_PAUSE]
