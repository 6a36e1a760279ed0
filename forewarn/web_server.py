"""Serves the web part inside our loop, or alone."""

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

# A page that many look at is made once in so many seconds.
_FRESH_FOR = 15.0
# So many pages are made at the same time.
_AT_ONCE = 4


class WebServer:
    """One listening socket. `chat`: takes Telegram's updates, if a webhook is set.

    `fresh_for`: seconds for which a public page may be shown again as it was.
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
        """Answer until told to stop; a place that is taken is told, and the rest goes on."""
        if self._bind is None:
            return
        host, port = self._bind
        # Pages are made by threads that fight for one interpreter: with Starlette's 40 of them the
        # loop itself waits for its turn, and so does a page that only has to be sent.
        to_thread.current_default_thread_limiter().total_tokens = _AT_ONCE
        log.info("web_starts", address=f"http://{host}:{port}")
        try:
            await self._server.serve()
        except SystemExit:
            # What uvicorn raises when it cannot listen; it has no other way to say so.
            log.error("web_not_started", hint=f"FOREWARN_WEB_BIND {host}:{port} is taken")

    async def listens(self) -> None:
        """Wait until it answers, or has given up."""
        while not (self._server.started or self._server.should_exit):  # noqa: ASYNC110 - uvicorn has a flag alone
            await asyncio.sleep(0.01)

    def stop(self) -> None:
        """Answer what is being asked, and no more."""
        self._server.should_exit = True


class _Server(uvicorn.Server):
    """Signals are the service's, not the web part's."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take none."""
        yield
