"""A subscriber's choices, opened by a signed link from the bot or a mail: the same as in Telegram."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from monitor.audience import Subscriber, Subscription
from monitor.vocabulary import categories, topics
from storage.delivery.subscribers import Subscribers
from web.choices import MOST, Choices, FormContext, choices_of, frequencies, shown
from web.context import WebContext
from web.pages.own_names import section
from web.pages.signed import signed_form
from web.rendering import rendered

_SAVED = "saved"


def routes(context: WebContext) -> list[Route]:
    """Route `/subscriptions/TOKEN`: GET shows the form, POST stores it."""
    return signed_form(context, "/subscriptions/{token}", _show, _save_valid)


def _show(context: WebContext, request: Request, subscriber: Subscriber) -> Response:
    subscriptions = _subscriptions(context, subscriber)
    fields = shown(subscriber, subscriptions)
    is_saved = _SAVED in request.query_params
    token = str(request.path_params["token"])
    return _page(context, subscriber, subscriptions, token, fields, is_saved=is_saved)


def _save_valid(
    context: WebContext, request: Request, subscriber: Subscriber, fields: Mapping[str, str]
) -> Response:
    """Store a valid form; for an invalid one store nothing and return the form with its faults."""
    subscriptions = _subscriptions(context, subscriber)
    mutes = context.stores.mutes.of(subscriber.id, context.clock())
    known = FormContext(
        subscriber=subscriber, subscriptions=subscriptions, mutes=mutes, directory=context.directory
    )
    chosen = choices_of(fields, known)
    if chosen.faults:
        token = str(request.path_params["token"])
        return _page(context, subscriber, subscriptions, token, fields, chosen.faults)
    _save(context, subscriber, chosen)
    # Redirect, so that a reload does not post the form again.
    return RedirectResponse(f"{request.url.path}?{_SAVED}=1", 303)


def _save(context: WebContext, subscriber: Subscriber, chosen: Choices) -> None:
    subscribers, settings = context.stores.subscribers, chosen.settings
    for target, choice in chosen.wishes.items():
        if choice.frequency:
            subscribers.subscribe(subscriber.id, target, choice.frequency, choice.min_severity)
        else:
            subscribers.unsubscribe(subscriber.id, target)
    for target in chosen.unmuted:
        context.stores.mutes.unmute(subscriber.id, target)
    if "severity" in settings:
        subscribers.set_min_severity(subscriber.id, settings["severity"])
    if "quiet" in settings:
        subscribers.set_quiet(subscriber.id, settings["quiet"], context.clock())
    if "timezone" in settings:
        subscribers.set_timezone(subscriber.id, settings["timezone"])
    if "language" in settings:
        subscribers.set_language(subscriber.id, settings["language"])
    _save_digest(subscribers, subscriber, settings)


def _save_digest(
    subscribers: Subscribers, subscriber: Subscriber, settings: Mapping[str, Any]
) -> None:
    frequency = settings.get("digest")
    subscribers.set_digest(
        subscriber.id,
        # Setting a frequency overwrites that of all digest subscriptions: skip one that is unchanged.
        frequency=frequency if frequency != subscriber.digest_frequency else None,
        hour=settings.get("digest_hour"),
        empty=settings.get("digest_empty"),
    )


def _page(
    context: WebContext,
    subscriber: Subscriber,
    subscriptions: Mapping[str, Subscription],
    token: str,
    fields: Mapping[str, str],
    faults: Mapping[str, str] = MappingProxyType({}),
    *,
    is_saved: bool = False,
) -> Response:
    """Render the form with these fields; with faults the status is 422."""
    offered = [("categories", list(categories())), ("topics", [t.id for t in topics()])]
    listed = {target for _, targets in offered for target in targets}
    page = rendered(
        "subscriptions.html.j2",
        subscriber.language,
        path="",
        query="",
        offered=offered,
        others=[target for target in subscriptions if target not in listed],
        subscriptions=subscriptions,
        fields=fields,
        faults=faults,
        frequencies=frequencies(subscriber),
        most=MOST,
        mutes=context.stores.mutes.of(subscriber.id, context.clock()),
        directory=context.directory,
        saved=is_saved,
        **section(context, subscriber, token),
        open_link=context.links.open_tasks(subscriber.id),
        feed_link=context.links.feed(subscriber.id),
        today_link=context.links.today(subscriber.id),
    )
    return HTMLResponse(page, 422 if faults else 200)


def _subscriptions(context: WebContext, subscriber: Subscriber) -> dict[str, Subscription]:
    return {one.target: one for one in context.stores.subscribers.subscriptions(subscriber.id)}
