"""`forewarn bot` and `forewarn web`: bot and web server, each in its own process."""

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
    """Run the bot, or stand by to replace the process that runs it, until SIGTERM or SIGINT."""
    bot = telegram_bot(context.settings)
    if bot is None:
        raise ConfigurationError("FOREWARN_TELEGRAM_TOKEN is missing; @BotFather gives one")

    async def serve(over: asyncio.Event) -> None:
        listener = Listener(context, telegram_bot(context.settings))
        listening = asyncio.create_task(listener.listen(over))
        # The webhook needs a web server in this process.
        web = WebServer(context, listener.chat) if context.settings.telegram_webhook else None
        web_task = asyncio.create_task(web.serve()) if web else None
        await over.wait()
        if web:
            web.stop()
        await ended([listening, *([web_task] if web_task else [])], IN_FLIGHT_SECONDS)
        await ended([listener.close()], ANSWER_SECONDS)

    await run_as_leader(RoleLock(context.stores.database, Role.BOT), stop_signal(), serve)


async def run_web(context: AppContext) -> None:
    """Run the web server until SIGTERM or SIGINT."""
    if context.settings.bind is None:
        raise ConfigurationError("FOREWARN_WEB_BIND is off; name a port: forewarn web --port 8642")
    stop = stop_signal()
    server = WebServer(context, None)
    serving = asyncio.create_task(server.serve())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if not stopping.done():
        stopping.cancel()
        raise ConfigurationError("the web part cannot listen there; name another port")
    server.stop()
    await serving
