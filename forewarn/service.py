"""`forewarn run`: schedule, crawls, deliveries and the bot in one loop.

The database says what is due; a timer only checks it.
"""

import asyncio
from collections.abc import Sequence

import structlog

from delivery.digests import make_due
from delivery.dispatcher import Dispatcher
from delivery.operator_reports import notify_operators
from forewarn.channels import channels_of, mail_channel, telegram_bot
from forewarn.listening import Listener
from forewarn.model import briefer_of
from forewarn.web_server import WebServer
from forewarn.wiring import AppContext
from launcher.drawing import Drawer
from launcher.maintenance import enqueue_due, prune_records
from launcher.parent import Crawls
from runtime.clock import now
from runtime.periodic_jobs import (
    ANSWER_SECONDS,
    IN_FLIGHT_SECONDS,
    PeriodicJobs,
    ended,
    stop_signal,
)
from storage.jobs.role_lock import RoleLock

log = structlog.get_logger()


class Service:
    """Everything that `forewarn run` does, until it is stopped."""

    def __init__(self, context: AppContext, roles: Sequence[RoleLock]) -> None:
        self._context = context
        self._roles = roles
        bot = telegram_bot(context.settings)
        channels = channels_of(context.settings, bot, mail_channel(context.settings))
        self._dispatcher = Dispatcher(context, channels)
        self._briefer = briefer_of(context, channels)
        self._drawer = Drawer(context) if context.draws else None
        self._crawls = Crawls(context)
        self._timers = PeriodicJobs()
        self._listener = Listener(context, bot)
        self._web = WebServer(context, self._listener.chat)

    async def run(self) -> None:
        """Serve until SIGTERM or SIGINT, then finish what is in flight, within STOP_SECONDS."""
        self._stop = stop_signal()
        frontends = [
            asyncio.create_task(self._listener.listen(self._stop)),
            asyncio.create_task(self._web.serve()),
        ]
        self._schedule()
        self._timers.start()
        log.info("started")
        await self._stop.wait()
        log.info("stopping")
        await self._close(frontends)

    def _schedule(self) -> None:
        """Register the periodic jobs: name, seconds between two runs, seconds of jitter, work."""
        self._timers.every("roles", 10, 0, self._keep_roles)
        self._timers.every("due", 30, 5, self._enqueue_due)
        self._timers.every("crawl", 1, 0, self._crawls.start_queued)
        self._timers.every("deliver", 2, 0, self._deliver)
        self._timers.every("digest", 60, 10, self._make_digests)
        self._timers.every("operators", 60, 10, self._notify_operators)
        if self._briefer:
            self._timers.every("briefs", 3, 0, self._briefer.answer_due)
        if self._drawer:
            self._timers.every("pictures", 10, 2, self._drawer.draw_due)
        self._timers.every("prune", 86_400, 3_600, self._prune)

    async def _keep_roles(self) -> None:
        """Renew the roles, which a restarted database server loses; stop when another has one."""
        renewed = [await asyncio.to_thread(role.hold) for role in self._roles]
        if not all(renewed):
            log.error("taken_over", hint="another `forewarn run` works on this database")
            self._stop.set()

    async def _enqueue_due(self) -> None:
        await asyncio.to_thread(self._crawls.rescue)
        await asyncio.to_thread(enqueue_due, self._context)

    async def _deliver(self) -> None:
        await self._dispatcher.deliver_due()

    async def _make_digests(self) -> None:
        await asyncio.to_thread(make_due, self._context, now())
        await asyncio.to_thread(self._context.stores.tasks.enqueue_reminders, now())

    async def _notify_operators(self) -> None:
        await asyncio.to_thread(notify_operators, self._context)

    async def _prune(self) -> None:
        await asyncio.to_thread(prune_records, self._context)

    async def _close(self, frontends: list[asyncio.Task[None]]) -> None:
        self._timers.stop()
        self._dispatcher.stop()
        if self._briefer:
            self._briefer.stop()
        if self._drawer:
            self._drawer.stop()
        self._web.stop()
        in_flight = [self._crawls.stop(), *self._timers.running(), *frontends]
        await ended(in_flight, IN_FLIGHT_SECONDS)
        await ended([self._listener.close()], ANSWER_SECONDS)
        log.info("stopped")
