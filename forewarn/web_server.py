"""Runs the web server in the loop of the service, or alone."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
import uvicorn
from anyio import to_thread

from bot.application import App
from forewarn.web_context import web_context_of
from forewarn.wiring import AppContext
from web.application import build

log = structlog.get_logger()

# A public page is cached for so many seconds.
_FRESH_FOR = 15.0
# At most so many pages are rendered at the same time.
_AT_ONCE = 4


class WebServer:
    """A web server on one socket. `chat`: receives Telegram's updates if a webhook is set.

    `fresh_for`: seconds for which a public page is cached.
    """

    def __init__(
        self, context: AppContext, chat: App | None, *, fresh_for: float = _FRESH_FOR
    ) -> None:
        self._bind = context.settings.bind
        host, port = self._bind or ("", 0)
        config = uvicorn.Config(
            build(web_context_of(context, chat, fresh_for=fresh_for)),
            host=host,
            port=port,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=5,
        )
        self._server = _Server(config)

    async def serve(self) -> None:
        """Serve until stopped; log an error when the port is taken, so that the rest goes on."""
        if self._bind is None:
            return
        host, port = self._bind
        # Threads that render pages compete for one interpreter: with Starlette's default of 40 they
        # delay the event loop, and with it every page that only has to be sent.
        to_thread.current_default_thread_limiter().total_tokens = _AT_ONCE
        log.info("web_starts", address=f"http://{host}:{port}")
        try:
            await self._server.serve()
        except SystemExit:
            # uvicorn raises SystemExit when it cannot listen, and reports it in no other way.
            log.error("web_not_started", hint=f"FOREWARN_WEB_BIND {host}:{port} is taken")

    async def listens(self) -> None:
        """Wait until the server listens, or has failed to."""
        while not (self._server.started or self._server.should_exit):  # noqa: ASYNC110 - uvicorn offers only a flag
            await asyncio.sleep(0.01)

    def stop(self) -> None:
        """Finish the requests in flight and accept no more."""
        self._server.should_exit = True


class _Server(uvicorn.Server):
    """Leaves the signals to the service."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Install no signal handlers."""
        yield
