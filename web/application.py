"""The web application: links of mails, and the door for Telegram's updates."""

import hmac
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from monitor.audience import ChannelName, Subscriber
from storage.confirmations import Confirmations
from storage.subscribers import Subscribers
from web import watching
from web.headers import SecurityHeaders
from web.links import AddressLink, Links
from web.pages import page
from web.watching import Numbers

# An update of Telegram is some kilobytes; https://core.telegram.org/bots/api#update
_MOST_BYTES = 1_000_000
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Where Telegram sends updates, the secret it shows, and who takes them."""

    path: str
    secret: str
    receive: Callable[[dict[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What the pages need."""

    links: Links
    subscribers: Subscribers
    confirmations: Confirmations
    clock: Callable[[], datetime]
    ready: Callable[[], list[str]]
    numbers: Callable[[], Numbers]
    webhook: Webhook | None = None


def build(site: Site) -> Starlette:
    """The application."""
    routes = [
        Route("/unsubscribe/{token}", _asking(site, "unsubscribe"), methods=["GET"]),
        Route("/unsubscribe/{token}", _unsubscribe(site), methods=["POST"]),
        Route("/confirm/{token}", _asking(site, "confirm"), methods=["GET"]),
        Route("/confirm/{token}", _confirm(site), methods=["POST"]),
        *watching.routes(site.ready, site.numbers),
    ]
    if site.webhook:
        routes.append(Route(site.webhook.path, _telegram(site.webhook), methods=["POST"]))
    return Starlette(routes=routes, middleware=[Middleware(SecurityHeaders)])


Endpoint = Callable[[Request], Awaitable[Response]]


def _asking(site: Site, action: str) -> Endpoint:
    """A page with one button: programs that follow links in mails change nothing."""

    async def show(request: Request) -> Response:
        link = _read(site, action, request)
        reader = await _reader(site, link)
        if link is None or reader is None:
            return HTMLResponse(page("expired", reader, request), 410)
        return HTMLResponse(page(f"{action}_ask", reader, request, address=link.address))

    return show


def _unsubscribe(site: Site) -> Endpoint:
    """RFC 8058: a POST without sign-in stops the mail; a second one finds it stopped."""

    async def stop(request: Request) -> Response:
        link = _read(site, "unsubscribe", request)
        reader = await _reader(site, link)
        if link is None:
            return HTMLResponse(page("expired", reader, request), 410)
        if reader and reader.email == link.address:
            drop = site.confirmations.drop
            await run_in_threadpool(drop, reader.id, ChannelName.EMAIL)
        return HTMLResponse(page("unsubscribed", reader, request, address=link.address))

    return stop


def _confirm(site: Site) -> Endpoint:
    async def confirm(request: Request) -> Response:
        link = _read(site, "confirm", request)
        reader = await _reader(site, link)
        if link is None or reader is None:
            return HTMLResponse(page("expired", reader, request), 410)
        prove = site.confirmations.confirm
        address = await run_in_threadpool(
            prove, reader.id, ChannelName.EMAIL, link.code, site.clock()
        )
        done = address is not None or reader.email == link.address
        key, status = ("confirmed", 200) if done else ("expired", 410)
        return HTMLResponse(page(key, reader, request, address=link.address), status)

    return confirm


def _telegram(webhook: Webhook) -> Endpoint:
    """Answered when the update was dealt with: until then Telegram keeps it."""

    async def receive(request: Request) -> Response:
        shown = request.headers.get(_SECRET_HEADER, "")
        if not hmac.compare_digest(shown.encode(), webhook.secret.encode()):
            return PlainTextResponse("", 403)
        body = await _body(request)
        if body is None:
            return PlainTextResponse("", 413)
        try:
            update = json.loads(body)
        except ValueError:
            return PlainTextResponse("", 400)
        if not isinstance(update, dict):
            return PlainTextResponse("", 400)
        await webhook.receive(update)
        return PlainTextResponse("")

    return receive


async def _body(request: Request) -> bytes | None:
    """The body; None when it is longer than any update."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            return None
    return body


def _read(site: Site, action: str, request: Request) -> AddressLink | None:
    token = str(request.path_params["token"])
    links = site.links
    return links.read_confirm(token) if action == "confirm" else links.read_unsubscribe(token)


async def _reader(site: Site, link: AddressLink | None) -> Subscriber | None:
    return await run_in_threadpool(site.subscribers.get, link.subscriber_id) if link else None
