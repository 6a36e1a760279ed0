"""Answer an unhandled exception: log where it happened, show the visitor one sentence."""

import traceback

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.notes import refusal

log = structlog.get_logger()

# These paths continue with a secret token, and anybody with the URL may act: never log it.
_SECRET = ("subscriptions", "mine", "sign-in", "unsubscribe", "confirm")


class Faults:
    """Answers 500 when a page fails before its response has started."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and log a failure."""
        has_started = False

        async def watch(message: Message) -> None:
            nonlocal has_started
            has_started = True
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception as error:
            if scope["type"] != "http":
                raise
            where = traceback.extract_tb(error.__traceback__)[-1]
            log.error(
                "page_failed",
                path=_without_token(str(scope["path"])),
                error=f"{type(error).__name__}: {error}"[:500],
                where=f"{where.filename}:{where.lineno}",
            )
            if not has_started:
                await refusal(scope, 500)(scope, receive, send)


def _without_token(path: str) -> str:
    first = path.split("/", 2)[1]
    return f"/{first}/…" if first in _SECRET else path
