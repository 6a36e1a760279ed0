"""The pages that links in mails open: a GET changes nothing, the button's POST does."""

from collections.abc import Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor.audience import ChannelName, Subscriber
from monitor.language import Language
from web.context import WebContext
from web.links import AddressLink
from web.locale import chosen, language_for
from web.notes import note


def routes(context: WebContext) -> list[Route]:
    """Route `/unsubscribe` and `/confirm`."""

    def route(path: str, show: Callable[[WebContext, Request], Response], method: str) -> Route:
        return Route(path, partial(show, context), methods=[method])

    return [
        route("/unsubscribe/{token}", partial(_ask, "unsubscribe"), "GET"),
        route("/unsubscribe/{token}", _unsubscribe, "POST"),
        route("/confirm/{token}", partial(_ask, "confirm"), "GET"),
        route("/confirm/{token}", _confirm, "POST"),
    ]


def _ask(action: str, context: WebContext, request: Request) -> Response:
    """Show a page with one button, so that programs that follow links in mails change nothing."""
    link, subscriber = _read(context, action, request)
    if link is None or subscriber is None:
        return note("expired", _language(subscriber, request), status=410, request=request)
    return note(
        f"{action}_ask", _language(subscriber, request), address=link.address, request=request
    )


def _unsubscribe(context: WebContext, request: Request) -> Response:
    """Stop the mail on a POST without sign-in (RFC 8058); a second POST changes nothing."""
    link, subscriber = _read(context, "unsubscribe", request)
    language = _language(subscriber, request)
    if link is None:
        return note("expired", language, status=410, request=request)
    if subscriber and subscriber.email == link.address:
        context.stores.confirmations.drop(subscriber.id, ChannelName.EMAIL)
    return note("unsubscribed", language, address=link.address, request=request)


def _confirm(context: WebContext, request: Request) -> Response:
    link, subscriber = _read(context, "confirm", request)
    if link is None or subscriber is None:
        return note("expired", _language(subscriber, request), status=410, request=request)
    confirm = context.stores.confirmations.confirm
    address = confirm(subscriber.id, ChannelName.EMAIL, link.code, context.clock())
    if address is None and subscriber.email != link.address:
        return note("expired", _language(subscriber, request), status=410, request=request)
    return note("confirmed", _language(subscriber, request), address=link.address, request=request)


def _read(
    context: WebContext, action: str, request: Request
) -> tuple[AddressLink | None, Subscriber | None]:
    token = str(request.path_params["token"])
    read = context.links.read_confirm if action == "confirm" else context.links.read_unsubscribe
    link = read(token)
    return link, context.stores.subscribers.get(link.subscriber_id) if link else None


def _language(subscriber: Subscriber | None, request: Request) -> Language:
    """Return what the visitor chose on this page, else the subscriber's language."""
    wanted = chosen(request.url.query)
    return wanted or (subscriber.language if subscriber else language_for(request))
