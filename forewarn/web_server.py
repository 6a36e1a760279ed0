"""Serves the web part inside our loop, or alone."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
import uvicorn

from bot.application import App
from forewarn.site import site_of
from forewarn.wiring import Parts
from web.application import build

log = structlog.get_logger()


class WebServer:
    """One listening socket. `chat`: takes Telegram's updates, if a webhook is set."""

    def __init__(self, parts: Parts, chat: App | None) -> None:
        self._bind = parts.settings.bind
        host, port = self._bind or ("", 0)
        config = uvicorn.Config(
            build(site_of(parts, chat)),
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
        log.info("web_starts", address=f"http://{host}:{port}")
        try:
            await self._server.serve()
        except SystemExit:
            # What uvicorn raises when it cannot listen; it has no other way to say so.
            log.error("web_not_started", hint=f"FOREWARN_WEB_BIND {host}:{port} is taken")

    @property
    def is_listening(self) -> bool:
        """Whether it answers already."""
        return bool(self._server.started)

    def stop(self) -> None:
        """Answer what is being asked, and no more."""
        self._server.should_exit = True


class _Server(uvicorn.Server):
    """Signals are the service's, not the web part's."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take none."""
        yield
