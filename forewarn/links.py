"""Signed links of this service; none without a public address."""

from datetime import datetime

from forewarn.wiring import Parts
from monitor.audience import Subscriber
from web.links import Links

_KEY = "links"


def links_of(parts: Parts) -> Links:
    """The links, signed with the service's own key."""
    return Links(parts.keys.get(_KEY), parts.settings.site_url)


def unsubscribe_link(parts: Parts, reader: Subscriber) -> str:
    """Where one click stops the mail; '' when nothing of ours can be reached."""
    if not (parts.settings.public_url and reader.email):
        return ""
    return links_of(parts).unsubscribe(reader.id, reader.email)


def confirm_link(parts: Parts, reader: Subscriber, address: str, code: str) -> str:
    """Where one click proves an address; '' when nothing of ours can be reached."""
    if not parts.settings.public_url:
        return ""
    return links_of(parts).confirm(reader.id, address, code)


def choices_link(parts: Parts, reader: Subscriber) -> str:
    """Where a reader changes what they hear of; '' when nothing of ours can be reached."""
    return links_of(parts).choices(reader.id) if parts.settings.public_url else ""


def sign_in_link(parts: Parts, chat_id: int, at: datetime) -> str:
    """Where an operator signs in, once; '' when there is no web part."""
    if not parts.settings.site_url:
        return ""
    return f"{parts.settings.site_url}/sign-in/{parts.sign_ins.offer(chat_id, at)}"
