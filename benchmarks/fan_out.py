"""One change to many subscribers: how fast it is queued, how evenly it is sent, in what memory.

    .venv/bin/python -m benchmarks.fan_out [--subscribers=10000] [--send=1000]

The Bot API double counts each message that comes sooner than Telegram's documented limits
allow. The rival is python-telegram-bot's own limiter (AIORateLimiter), which sends the same
messages to the same double: to many chats, and 5 to one chat.
"""

import asyncio
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import insert
from telegram.error import RetryAfter
from telegram.ext import AIORateLimiter, ExtBot

from delivery.dispatcher import Dispatcher
from forewarn.channels import open_channels
from forewarn.settings import Settings
from forewarn.wiring import AppContext, open_context
from monitor.audience import ChannelName, Frequency
from monitor.source import Source
from runtime.clock import now
from runtime.logs import configure
from storage.tables.subscribers import SubscriberRow, SubscriptionRow
from tests.doubles.bot_api import TOKEN, BotApi
from tests.lab import page, publish


def main() -> None:
    """Print the figures."""
    configure("console", (), "CRITICAL")
    given = dict(word[2:].split("=") for word in sys.argv[1:])
    subscribers, send = int(given.get("subscribers", 10_000)), int(given.get("send", 1_000))
    with BotApi(enforce_limits=True) as telegram, opened(telegram) as context:
        invite(context, subscribers)
        queue(context, subscribers)
        asyncio.run(deliver(context, telegram, send))
    with BotApi(enforce_limits=True) as telegram:
        asyncio.run(rival(telegram, min(send, 200)))


@contextmanager
def opened(telegram: BotApi) -> Iterator[AppContext]:
    """A new database, one source."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "catalogue.yaml").write_text(
            "organisation: Harbour\nsources:\n  rules:\n    {title: Rules, category: platform-policy,"
            " kind: page, url: 'https://harbour.example.org/', language: en}\n",
            "utf-8",
        )
        settings = Settings(
            database_url=SecretStr(f"sqlite:///{folder / 'fan.db'}"),
            catalogue=folder / "catalogue.yaml",
            telegram_token=SecretStr(TOKEN),
            telegram_api_url=telegram.url,
        )
        with open_context(settings) as context:
            yield context


def invite(context: AppContext, count: int) -> None:
    """So many chats, each subscribed to the category."""
    rows = [
        {"id": n, "chat_id": n, "language": "zh" if n % 2 else "en", "timezone": "UTC",
         "digest_hour": 8, "created_at": now()}
        for n in range(1, count + 1)
    ]  # fmt: skip
    wanted = [
        {"subscriber_id": n, "target": "platform-policy", "frequency": Frequency.INSTANT}
        for n in range(1, count + 1)
    ]
    with context.stores.database.write() as session:
        session.execute(insert(SubscriberRow), rows)
        session.execute(insert(SubscriptionRow), wanted)


def queue(context: AppContext, subscribers: int) -> None:
    """Record the change with all its outbox rows: one transaction."""
    source: Source = context.catalogue.find("rules")
    publish(context, source, page("Rings may be listed.", "The deposit is USD 500."))
    started = time.monotonic()
    publish(context, source, page("Rings must not be listed.", "The deposit is USD 500."))
    seconds = time.monotonic() - started
    queued = context.stores.outbox.waiting(now())[ChannelName.TELEGRAM]
    print(f"{subscribers} subscribers x 1 change: {queued} rows queued in {seconds:.2f} s")


async def deliver(context: AppContext, telegram: BotApi, count: int) -> None:
    """Send so many, and stop."""
    async with open_channels(context.settings) as channels:
        dispatcher = Dispatcher(context, channels)
        await until_sent(telegram, dispatcher, 50)
        before, started, first = memory(), time.monotonic(), len(telegram.sent)
        await until_sent(telegram, Dispatcher(context, channels), first + count)
        seconds = time.monotonic() - started
    sent = len(telegram.sent) - first
    print(
        f"sent {sent} in {seconds:.1f} s: {sent / seconds:.1f} a second, {telegram.limit_hits} too soon;"
        f" memory +{memory() - before:.1f} MB (the double keeps every message)"
    )


async def until_sent(telegram: BotApi, dispatcher: Dispatcher, count: int) -> None:
    """Deliver until the double has so many."""
    task = asyncio.create_task(dispatcher.deliver_due())
    while len(telegram.sent) < count and not task.done():  # noqa: ASYNC110 - the double polls
        await asyncio.sleep(0.05)
    dispatcher.stop()
    await task


async def rival(telegram: BotApi, count: int) -> None:
    """The library's own limiter on the same work."""
    bot = ExtBot(TOKEN, base_url=f"{telegram.url}/bot", rate_limiter=AIORateLimiter())
    started = time.monotonic()
    async with bot:
        many = [bot.send_message(chat_id, "x") for chat_id in range(1, count + 1)]
        one = [bot.send_message(9_999_999, "x") for _ in range(5)]
        results = await asyncio.gather(*many, *one, return_exceptions=True)
    lost = sum(isinstance(result, RetryAfter) for result in results)
    print(
        f"rival AIORateLimiter: {count} chats + 5 to one chat in {time.monotonic() - started:.1f} s,"
        f" {telegram.limit_hits} too soon, {lost} lost with RetryAfter"
    )


def memory() -> float:
    """Megabytes at the peak so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
