"""Signed links to this service; none without a public address."""

from collections.abc import Collection
from datetime import datetime

from delivery.context import DeliveryContext
from monitor.audience import Subscriber
from web.links import Links

_KEY = "links"


def links_of(context: DeliveryContext) -> Links:
    """Make links, signed with the service's own key."""
    return Links(context.stores.keys.get(_KEY), context.site_url)


def unsubscribe_link(context: DeliveryContext, subscriber: Subscriber) -> str:
    """Link to unsubscribe from the mail with one click; '' without a public address."""
    if not (context.public_url and subscriber.email):
        return ""
    return links_of(context).unsubscribe(subscriber.id, subscriber.email)


def confirm_link(context: DeliveryContext, subscriber: Subscriber, address: str, code: str) -> str:
    """Link to confirm an address with one click; '' without a public address."""
    if not context.public_url:
        return ""
    return links_of(context).confirm(subscriber.id, address, code)


def choices_link(context: DeliveryContext, subscriber: Subscriber) -> str:
    """Link to edit the subscriptions of a subscriber; '' without a public address."""
    return links_of(context).choices(subscriber.id) if context.public_url else ""


def change_link(context: DeliveryContext, change_id: int) -> str:
    """Link to a change on the web; '' without a public address."""
    return f"{context.public_url}/changes/{change_id}" if context.public_url else ""


def open_link(context: DeliveryContext, subscriber: Subscriber) -> str:
    """Link to what a subscriber has to do; '' without a public address."""
    return links_of(context).open_tasks(subscriber.id) if context.public_url else ""


def changes_link(context: DeliveryContext, source_ids: Collection[str]) -> str:
    """Link to all changes of these sources; without a public address, to a single source's page."""
    alone = next(iter(source_ids)) if len(source_ids) == 1 else ""
    if context.public_url:
        listed = f"{context.public_url}/changes"
        return f"{listed}?source={alone}" if alone else listed
    source = context.sources.get(alone)
    return source.url if source else ""


def sign_in_link(context: DeliveryContext, chat_id: int, at: datetime) -> str:
    """Link for an operator to sign in once; '' without a web server."""
    if not context.site_url:
        return ""
    return f"{context.site_url}/sign-in/{context.stores.sign_ins.offer(chat_id, at)}"
