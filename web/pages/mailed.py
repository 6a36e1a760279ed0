"""The pages that links of mails lead to: a look changes nothing, a button does."""

from collections.abc import Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from monitor.audience import ChannelName, Subscriber
from monitor.language import Language, message, texts
from web.context import WebContext
from web.links import AddressLink
from web.locale import language_for
from web.rendering import rendered


def routes(context: WebContext) -> list[Route]:
    """`/unsubscribe` and `/confirm`."""

    def route(path: str, show: Callable[[WebContext, Request], Response], method: str) -> Route:
        return Route(path, partial(show, context), methods=[method])

    return [
        route("/unsubscribe/{token}", partial(_asking, "unsubscribe"), "GET"),
        route("/unsubscribe/{token}", _unsubscribe, "POST"),
        route("/confirm/{token}", partial(_asking, "confirm"), "GET"),
        route("/confirm/{token}", _confirm, "POST"),
    ]


def note(key: str, language: Language, *, address: str = "", status: int = 200) -> HTMLResponse:
    """One sentence, and a button where something is asked."""
    button = texts("web", language).get(f"{key}_button", "")
    sentence = message("web", language, key, address=address)
    body = rendered("note.html.j2", language, path="", query="", sentence=sentence, button=button)
    return HTMLResponse(body, status)


def _asking(action: str, context: WebContext, request: Request) -> Response:
    """A page with one button: programs that follow links in mails change nothing."""
    link, reader = _read(context, action, request)
    if link is None or reader is None:
        return note("expired", _language(reader, request), status=410)
    return note(f"{action}_ask", reader.language, address=link.address)


def _unsubscribe(context: WebContext, request: Request) -> Response:
    """RFC 8058: a POST without sign-in stops the mail; a second one finds it stopped."""
    link, reader = _read(context, "unsubscribe", request)
    language = _language(reader, request)
    if link is None:
        return note("expired", language, status=410)
    if reader and reader.email == link.address:
        context.stores.confirmations.drop(reader.id, ChannelName.EMAIL)
    return note("unsubscribed", language, address=link.address)


def _confirm(context: WebContext, request: Request) -> Response:
    link, reader = _read(context, "confirm", request)
    if link is None or reader is None:
        return note("expired", _language(reader, request), status=410)
    prove = context.stores.confirmations.confirm
    address = prove(reader.id, ChannelName.EMAIL, link.code, context.clock())
    if address is None and reader.email != link.address:
        return note("expired", reader.language, status=410)
    return note("confirmed", reader.language, address=link.address)


def _read(
    context: WebContext, action: str, request: Request
) -> tuple[AddressLink | None, Subscriber | None]:
    token = str(request.path_params["token"])
    read = context.links.read_confirm if action == "confirm" else context.links.read_unsubscribe
    link = read(token)
    return link, context.stores.subscribers.get(link.subscriber_id) if link else None


def _language(reader: Subscriber | None, request: Request) -> Language:
    return reader.language if reader else language_for(request)
