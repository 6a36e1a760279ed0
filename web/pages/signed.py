"""The pages that a subscriber opens by a signed link: who it is, else 410."""

from collections.abc import Callable, Mapping
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor.audience import Subscriber
from web import query_params
from web.context import WebContext
from web.locale import language_for
from web.notes import note

Show = Callable[[WebContext, Request, Subscriber], Response]
Save = Callable[[WebContext, Request, Subscriber, Mapping[str, str]], Response]


def signed_page(context: WebContext, path: str, show: Show) -> Route:
    """Route a path with `{token}`: `show` is called with the subscriber of the link."""
    return Route(path, partial(_shown, context, show), methods=["GET"])


def signed_form(context: WebContext, path: str, show: Show, save: Save) -> list[Route]:
    """Route the same for GET, and POST: `save` is called with the last value of each field."""
    post = Route(path, partial(_saved, context, save), methods=["POST"])
    return [signed_page(context, path, show), post]


def _shown(context: WebContext, show: Show, request: Request) -> Response:
    subscriber = _subscriber(context, request)
    return show(context, request, subscriber) if subscriber else _expired(request)


async def _saved(context: WebContext, save: Save, request: Request) -> Response:
    sent = await query_params.form(request)
    fields = {name: values[-1] for name, values in sent.items()}

    def save_of_link() -> Response:
        subscriber = _subscriber(context, request)
        return save(context, request, subscriber, fields) if subscriber else _expired(request)

    return await run_in_threadpool(save_of_link)


def _subscriber(context: WebContext, request: Request) -> Subscriber | None:
    number = context.links.read_choices(str(request.path_params["token"]))
    return context.stores.subscribers.get(number) if number is not None else None


def _expired(request: Request) -> Response:
    return note("choices_expired", language_for(request), status=410, request=request)
