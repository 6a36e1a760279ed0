"""`forewarn run`: schedule, crawls, deliveries and the bot in one loop.

APScheduler only wakes; whether something is due is a fact of the database. A wake
starts a task of ours and returns, so that stopping the scheduler cuts off nothing.
"""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger
from telegram.error import InvalidToken, TelegramError

from bot import application
from bot.application import App
from forewarn.channels import channels_of, mail_channel, telegram_bot
from forewarn.clock import now
from forewarn.crawls import Crawls
from forewarn.desk import desk_of
from forewarn.digests import make_due
from forewarn.dispatcher import Dispatcher
from forewarn.listening import start_listening
from forewarn.operators import tell_operators
from forewarn.web_server import WebServer
from forewarn.wiring import Parts
from monitor.audience import ChannelName
from monitor.errors import ForewarnError
from storage.jobs import Origin
from storage.occupation import Occupation
from storage.retention import thin

log = structlog.get_logger()

_KEEP_JOBS = timedelta(days=30)
_BOT_RETRY_SECONDS = 30.0


class Service:
    """Everything that `forewarn run` does, until it is told to stop."""

    def __init__(self, parts: Parts, roles: Sequence[Occupation]) -> None:
        self._parts = parts
        self._roles = roles
        self._bot = telegram_bot(parts.settings)
        channels = channels_of(parts.settings, self._bot, mail_channel(parts.settings))
        self._telegram = channels.get(ChannelName.TELEGRAM)
        self._dispatcher = Dispatcher(parts, channels)
        self._crawls = Crawls(parts)
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._working: dict[str, asyncio.Task[None]] = {}
        self._stop = asyncio.Event()

    async def run(self) -> None:
        """Serve until SIGTERM or SIGINT, then finish what is in flight."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)
        chat = await self._open_bot()
        self._web = WebServer(self._parts, chat)
        self._working["web"] = asyncio.create_task(self._web.serve())
        self._schedule()
        self._scheduler.start()
        log.info("started")
        await self._stop.wait()
        log.info("stopping")
        await self._close(chat)

    def _schedule(self) -> None:
        """Name, seconds between two wakes, seconds of jitter, work."""
        self._wake_every("roles", 10, 0, self._keep_roles)
        self._wake_every("due", 30, 5, self._enqueue_due)
        self._wake_every("crawl", 1, 0, self._start_crawls)
        self._wake_every("deliver", 2, 0, self._deliver)
        self._wake_every("digest", 60, 10, self._make_digests)
        self._wake_every("operators", 60, 10, self._tell_operators)
        self._wake_every("tidy", 86_400, 3_600, self._tidy)

    def _wake_every(
        self, name: str, seconds: int, jitter: int, work: Callable[[], Awaitable[None]]
    ) -> None:
        async def wake() -> None:
            running = self._working.get(name)
            if running is None or running.done():
                self._working[name] = asyncio.create_task(_guarded(name, work))

        trigger = IntervalTrigger(seconds=seconds, jitter=jitter or None, timezone="UTC")
        self._scheduler.add_job(
            wake,
            trigger,
            id=name,
            next_run_time=now(),
            # A late wake is still a wake; the default forgets it after a second.
            misfire_grace_time=None,
            coalesce=True,
        )

    async def _keep_roles(self) -> None:
        """A database server that was restarted has forgotten that we are its service."""
        held = [await asyncio.to_thread(role.hold) for role in self._roles]
        if not all(held):
            log.error("taken_over", hint="another `forewarn run` works on this database")
            self._stop.set()

    async def _enqueue_due(self) -> None:
        await asyncio.to_thread(self._enqueue_due_now)

    def _enqueue_due_now(self) -> None:
        self._crawls.rescue()
        due = self._parts.health.due(self._parts.catalogue.enabled, now())
        if due:
            self._parts.jobs.enqueue([source.id for source in due], Origin.DUE, now())

    async def _start_crawls(self) -> None:
        await self._crawls.start_queued()

    async def _deliver(self) -> None:
        await self._dispatcher.deliver_due()

    async def _make_digests(self) -> None:
        await asyncio.to_thread(make_due, self._parts, now())

    async def _tell_operators(self) -> None:
        if self._telegram:
            await tell_operators(self._parts, self._telegram)

    async def _tidy(self) -> None:
        await asyncio.to_thread(self._parts.jobs.forget_done, now(), _KEEP_JOBS)
        gone = await asyncio.to_thread(thin, self._parts.database, now())
        log.info("thinned", captures=gone.captures, messages=gone.messages, digests=gone.digests)

    async def _open_bot(self) -> App | None:
        """Start the bot; a network that is down now is waited for, a wrong token is told."""
        if self._bot is None:
            return None
        chat = application.build(self._bot, desk_of(self._parts))
        self._working["bot"] = asyncio.create_task(self._listen(chat))
        return chat

    async def _listen(self, chat: App) -> None:
        while not self._stop.is_set():
            try:
                await chat.initialize()
                await chat.start()
                await start_listening(chat, self._parts)
            except InvalidToken:
                log.error(
                    "telegram_token_refused",
                    hint="ask @BotFather for a new FOREWARN_TELEGRAM_TOKEN",
                )
                return
            except TelegramError as error:
                log.warning("telegram_unreachable", error=type(error).__name__)
                await _wait(self._stop, _BOT_RETRY_SECONDS)
            else:
                return

    async def _close(self, chat: App | None) -> None:
        self._scheduler.shutdown(wait=False)
        self._dispatcher.stop()
        if chat and chat.updater and chat.updater.running:
            await chat.updater.stop()
        self._web.stop()
        await asyncio.gather(self._crawls.stop(), *self._working.values())
        if chat and chat.running:
            await chat.stop()
            await chat.shutdown()
        log.info("stopped")


async def _guarded(name: str, work: Callable[[], Awaitable[None]]) -> None:
    """One failed wake is told and forgotten; the next one tries again."""
    try:
        await work()
    except ForewarnError as error:
        log.error("work_failed", work=name, reason=str(error))
    except Exception:
        log.exception("work_failed", work=name)


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
