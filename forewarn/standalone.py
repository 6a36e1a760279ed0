"""`forewarn bot` and `forewarn web`: the parts that talk, each in a process of its own."""

import asyncio

from fleet.leader import run_as_leader
from forewarn.channels import telegram_bot
from forewarn.listening import Listener
from forewarn.web_server import WebServer
from forewarn.wiring import AppContext
from monitor.errors import ConfigurationError
from runtime.periodic_jobs import ANSWER_SECONDS, IN_FLIGHT_SECONDS, ended, stop_signal
from storage.jobs.role_lock import Role, RoleLock


async def run_bot(context: AppContext) -> None:
    """Hear and answer, or stand by for the one that does, until SIGTERM or SIGINT."""
    bot = telegram_bot(context.settings)
    if bot is None:
        raise ConfigurationError("FOREWARN_TELEGRAM_TOKEN is missing; @BotFather gives one")

    async def serve(over: asyncio.Event) -> None:
        listener = Listener(context, telegram_bot(context.settings))
        hearing = asyncio.create_task(listener.listen(over))
        # A webhook comes in by our own web part.
        web = WebServer(context, listener.chat) if context.settings.telegram_webhook else None
        answering = asyncio.create_task(web.serve()) if web else None
        await over.wait()
        if web:
            web.stop()
        await ended([hearing, *([answering] if answering else [])], IN_FLIGHT_SECONDS)
        await ended([listener.close()], ANSWER_SECONDS)

    await run_as_leader(RoleLock(context.stores.database, Role.BOT), stop_signal(), serve)


async def run_web(context: AppContext) -> None:
    """Answer browsers until SIGTERM or SIGINT."""
    if context.settings.bind is None:
        raise ConfigurationError("FOREWARN_WEB_BIND is off; name a port: forewarn web --port 8642")
    stop = stop_signal()
    server = WebServer(context, None)
    serving = asyncio.create_task(server.serve())
    told = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, told}, return_when=asyncio.FIRST_COMPLETED)
    if not told.done():
        told.cancel()
        raise ConfigurationError("the web part cannot listen there; name another port")
    server.stop()
    await serving
