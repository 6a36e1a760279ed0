"""An owed message -> what to say, by its kind and channel."""

from collections.abc import Mapping

from bot import markup
from bot import messages as chat
from bot.keyboards import pager
from forewarn.digests import rebuild
from forewarn.links import choices_link, confirm_link, unsubscribe_link
from forewarn.parcels import Parcel
from forewarn.wiring import Parts
from mailer import messages as mail
from monitor.audience import ChannelName, Message, Owed, OwedKind
from monitor.model import Change
from relay import messages as relay


def render(parcel: Parcel, changes: Mapping[int, Change], parts: Parts) -> Message | None:
    """The message that tells all of a parcel, or None when what it told of is gone."""
    owed = parcel[0]
    if owed.kind is OwedKind.ALERT:
        told = [changes[n] for one in parcel if (n := one.change_id) in changes and n]
        return _alerts(owed, told, parts) if told else None
    makers = {
        OwedKind.DIGEST: _digest,
        OwedKind.CONFIRMATION: _confirmation,
        OwedKind.ANNOUNCEMENT: _announcement,
        OwedKind.EMAIL_STOPPED: _email_stopped,
    }
    return makers[owed.kind](owed, parts)


def _alerts(owed: Owed, told: list[Change], parts: Parts) -> Message:
    language, sources = owed.subscriber.language, parts.sources
    if owed.channel is ChannelName.RELAY:
        return relay.alerts(told, sources, owed.subscriber)
    if len(told) > 1:
        return chat.group(told, sources, language)
    return chat.alert(told[0], sources.get(told[0].source_id), language)


def _digest(owed: Owed, parts: Parts) -> Message | None:
    reader, sources = owed.subscriber, parts.sources
    made = rebuild(parts, reader, owed.digest_id or 0)
    if made is None or not (made.changes or reader.digest_empty):
        return None
    if owed.channel is ChannelName.EMAIL:
        link = unsubscribe_link(parts, reader)
        choices = choices_link(parts, reader)
        return mail.digest(made, sources, reader, parts.settings.mail_from, link, choices)
    if owed.channel is ChannelName.RELAY:
        return relay.digest(made, sources, reader)
    pages = chat.digest_pages(made, sources, reader)
    buttons = pager("digest", made.id, 0, len(pages))
    return Message(text=markup.plain(pages[0]), html=pages[0], buttons=buttons)


def _confirmation(owed: Owed, parts: Parts) -> Message | None:
    pending = parts.confirmations.pending(owed.subscriber.id, owed.channel)
    if pending is None:
        return None
    if owed.channel is ChannelName.RELAY:
        return relay.confirmation(pending.code, owed.subscriber)
    link = confirm_link(parts, owed.subscriber, pending.address, pending.code)
    return mail.confirmation(pending.code, owed.subscriber.language, link)


def _announcement(owed: Owed, parts: Parts) -> Message | None:
    text = parts.announcements.text(owed.announcement_id or 0)
    if text is None:
        return None
    if owed.channel is ChannelName.EMAIL:
        link = unsubscribe_link(parts, owed.subscriber)
        return mail.announcement(text, owed, parts.settings.mail_from, link)
    return Message(text=text)


def _email_stopped(owed: Owed, parts: Parts) -> Message | None:
    del parts
    reader = owed.subscriber
    if not reader.email_stopped:
        return None
    html = chat.say(reader.language, "email_stopped", email=reader.email_stopped)
    return Message(text=markup.plain(html), html=html)
