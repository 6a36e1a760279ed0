"""An owed message -> what to say, by its kind and channel."""

from collections.abc import Mapping

from bot import markup
from bot import messages as chat
from bot.keyboards import pager
from delivery.batching import MessageBatch
from delivery.context import DeliveryContext
from delivery.digests import rebuild
from delivery.links import choices_link, confirm_link, unsubscribe_link
from mailer import messages as mail
from monitor.audience import ChannelName, Message, MessageKind, PendingMessage
from monitor.model import Change
from relay import messages as relay


def render(
    batch: MessageBatch, changes: Mapping[int, Change], context: DeliveryContext
) -> Message | None:
    """The message that tells all of a parcel, or None when what it told of is gone."""
    pending = batch[0]
    if pending.kind is MessageKind.ALERT:
        told = [changes[n] for one in batch if (n := one.change_id) in changes and n]
        return _alerts(pending, told, context) if told else None
    makers = {
        MessageKind.DIGEST: _digest,
        MessageKind.CONFIRMATION: _confirmation,
        MessageKind.ANNOUNCEMENT: _announcement,
        MessageKind.EMAIL_STOPPED: _email_stopped,
    }
    return makers[pending.kind](pending, context)


def _alerts(pending: PendingMessage, told: list[Change], context: DeliveryContext) -> Message:
    language, sources = pending.subscriber.language, context.sources
    if pending.channel is ChannelName.RELAY:
        return relay.alerts(told, sources, pending.subscriber)
    if len(told) > 1:
        return chat.group(told, sources, language)
    return chat.alert(told[0], sources.get(told[0].source_id), language)


def _digest(pending: PendingMessage, context: DeliveryContext) -> Message | None:
    reader, sources = pending.subscriber, context.sources
    made = rebuild(context, reader, pending.digest_id or 0)
    if made is None or not (made.changes or reader.digest_empty):
        return None
    if pending.channel is ChannelName.EMAIL:
        link = unsubscribe_link(context, reader)
        choices = choices_link(context, reader)
        return mail.digest(made, sources, reader, context.mail_from, link, choices)
    if pending.channel is ChannelName.RELAY:
        return relay.digest(made, sources, reader)
    pages = chat.digest_pages(made, sources, reader)
    buttons = pager("digest", made.id, 0, len(pages))
    return Message(text=markup.plain(pages[0]), html=pages[0], buttons=buttons)


def _confirmation(pending: PendingMessage, context: DeliveryContext) -> Message | None:
    unconfirmed = context.stores.confirmations.unconfirmed(pending.subscriber.id, pending.channel)
    if unconfirmed is None:
        return None
    if pending.channel is ChannelName.RELAY:
        return relay.confirmation(unconfirmed.code, pending.subscriber)
    link = confirm_link(context, pending.subscriber, unconfirmed.address, unconfirmed.code)
    return mail.confirmation(unconfirmed.code, pending.subscriber.language, link)


def _announcement(pending: PendingMessage, context: DeliveryContext) -> Message | None:
    text = context.stores.announcements.text(pending.announcement_id or 0)
    if text is None:
        return None
    if pending.channel is ChannelName.EMAIL:
        link = unsubscribe_link(context, pending.subscriber)
        return mail.announcement(text, pending, context.mail_from, link)
    return Message(text=text)


def _email_stopped(pending: PendingMessage, context: DeliveryContext) -> Message | None:
    del context
    reader = pending.subscriber
    if not reader.email_stopped:
        return None
    html = chat.say(reader.language, "email_stopped", email=reader.email_stopped)
    return Message(text=markup.plain(html), html=html)
