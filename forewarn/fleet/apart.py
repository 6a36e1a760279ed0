"""`forewarn bot` and `forewarn web`: the parts that talk, each in a process of its own."""

import asyncio

from forewarn.channels import telegram_bot
from forewarn.fleet.leading import in_turn
from forewarn.listening import Listener
from forewarn.waking import stop_signal
from forewarn.web_server import WebServer
from forewarn.wiring import Parts
from monitor.errors import ConfigurationError
from storage.occupation import Occupation, Role


async def run_bot(parts: Parts) -> None:
    """Hear and answer, or stand by for the one that does, until SIGTERM or SIGINT."""
    bot = telegram_bot(parts.settings)
    if bot is None:
        raise ConfigurationError("FOREWARN_TELEGRAM_TOKEN is missing; @BotFather gives one")

    async def serve(over: asyncio.Event) -> None:
        listener = Listener(parts, telegram_bot(parts.settings))
        hearing = asyncio.create_task(listener.listen(over))
        # A webhook comes in by our own web part.
        web = WebServer(parts, listener.chat) if parts.settings.telegram_webhook else None
        answering = asyncio.create_task(web.serve()) if web else None
        await over.wait()
        await listener.hear_no_more()
        if web and answering:
            web.stop()
            await answering
        await hearing
        await listener.close()

    await in_turn(Occupation(parts.database, Role.BOT), stop_signal(), serve)


async def run_web(parts: Parts) -> None:
    """Answer browsers until SIGTERM or SIGINT."""
    if parts.settings.bind is None:
        raise ConfigurationError("FOREWARN_WEB_BIND is off; name a port: forewarn web --port 8642")
    stop = stop_signal()
    server = WebServer(parts, None)
    serving = asyncio.create_task(server.serve())
    told = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, told}, return_when=asyncio.FIRST_COMPLETED)
    if not told.done():
        told.cancel()
        raise ConfigurationError("the web part cannot listen there; name another port")
    server.stop()
    await serving
