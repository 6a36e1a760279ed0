"""Signed links of this service; none without a public address."""

from collections.abc import Collection
from datetime import datetime

from delivery.context import DeliveryContext
from monitor.audience import Subscriber
from web.links import Links

_KEY = "links"


def links_of(context: DeliveryContext) -> Links:
    """The links, signed with the service's own key."""
    return Links(context.stores.keys.get(_KEY), context.site_url)


def unsubscribe_link(context: DeliveryContext, reader: Subscriber) -> str:
    """Where one click stops the mail; '' when nothing of ours can be reached."""
    if not (context.public_url and reader.email):
        return ""
    return links_of(context).unsubscribe(reader.id, reader.email)


def confirm_link(context: DeliveryContext, reader: Subscriber, address: str, code: str) -> str:
    """Where one click proves an address; '' when nothing of ours can be reached."""
    if not context.public_url:
        return ""
    return links_of(context).confirm(reader.id, address, code)


def choices_link(context: DeliveryContext, reader: Subscriber) -> str:
    """Where a reader changes what they hear of; '' when nothing of ours can be reached."""
    return links_of(context).choices(reader.id) if context.public_url else ""


def changes_link(context: DeliveryContext, source_ids: Collection[str]) -> str:
    """Where all changes of one source, or of several, are listed: by us, or by the source alone."""
    alone = next(iter(source_ids)) if len(source_ids) == 1 else ""
    if context.public_url:
        listed = f"{context.public_url}/changes"
        return f"{listed}?source={alone}" if alone else listed
    source = context.sources.get(alone)
    return source.url if source else ""


def sign_in_link(context: DeliveryContext, chat_id: int, at: datetime) -> str:
    """Where an operator signs in, once; '' when there is no web part."""
    if not context.site_url:
        return ""
    return f"{context.site_url}/sign-in/{context.stores.sign_ins.offer(chat_id, at)}"
