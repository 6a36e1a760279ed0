"""Renders a pending message by its kind and channel."""

from collections.abc import Mapping
from dataclasses import replace

from bot import alerts, markup, own_names
from bot import messages as chat
from bot.alert_buttons import AlertState, alert_buttons
from bot.alert_context import alert_context, notified_of
from bot.group_messages import Group, group
from bot.messages import pager
from delivery.batching import MessageBatch
from delivery.briefs import ready_briefs
from delivery.context import DeliveryContext
from delivery.digests import has_news, rebuild
from delivery.links import change_link, changes_link, choices_link, confirm_link, unsubscribe_link
from mailer import messages as mail
from monitor.alert_card import local_day
from monitor.audience import (
    AlertContext,
    ChannelName,
    Message,
    MessageKind,
    NotifiedNotice,
    PendingMessage,
    Subscriber,
)
from monitor.model import Change
from relay import messages as relay
from runtime.clock import now


def render(
    batch: MessageBatch, changes: Mapping[int, Change], context: DeliveryContext
) -> Message | None:
    """Render a batch as one message; None when its subject does not exist any more."""
    pending = batch[0]
    if pending.kind is MessageKind.ALERT:
        return _alerts(pending, [changes[one.change_id or 0] for one in batch], context)
    makers = {
        MessageKind.DIGEST: _digest,
        MessageKind.CONFIRMATION: _confirmation,
        MessageKind.ANNOUNCEMENT: _announcement,
        MessageKind.EMAIL_STOPPED: _email_stopped,
        MessageKind.REPORT: _report,
        MessageKind.REMINDER: _reminder,
    }
    return makers[pending.kind](pending, context)


def _alerts(pending: PendingMessage, changes: list[Change], context: DeliveryContext) -> Message:
    language, sources = pending.subscriber.language, context.sources
    if len(changes) == 1:
        return _alert(pending, changes[0], context)
    matches = context.stores.watchlists.matches(pending.subscriber.id, [c.id for c in changes])
    link = changes_link(context, {change.source_id for change in changes})
    when = AlertContext(timezone=pending.subscriber.timezone, now=now())
    if pending.channel is ChannelName.RELAY:
        return relay.alerts(changes, sources, pending.subscriber, when, link=link, named=matches)
    made = group(
        Group(
            changes=changes,
            sources=sources,
            language=language,
            today=local_day(changes[0], when),
            number=pending.id,
            link=link,
        )
    )
    return own_names.above(made, matches, language)


def _alert(pending: PendingMessage, change: Change, context: DeliveryContext) -> Message:
    """Render a change in full, or as a short follow-up to earlier alerts of its event."""
    subscriber, source = pending.subscriber, context.sources.get(change.source_id)
    alerted = notified_of(context.stores, subscriber, change)
    more = _context_of(change, subscriber, alerted, pending.channel, context)
    if pending.channel is ChannelName.RELAY:
        return relay.alerts([change], context.sources, subscriber, more)
    if pending.channel is ChannelName.EMAIL:
        link = unsubscribe_link(context, subscriber)
        return mail.alert(change, source, subscriber, more, context.mail_from, link)
    return alerts.alert(change, source, subscriber.language, more)


def alert_again(change: Change, subscriber: Subscriber, context: DeliveryContext) -> Message:
    """Render an alert as it was sent, with what came since: a brief, and what became of its task."""
    stores, source = context.stores, context.sources.get(change.source_id)
    alerted = [n for n in notified_of(stores, subscriber, change) if n.change_id <= change.id]
    more = _context_of(change, subscriber, alerted, ChannelName.TELEGRAM, context)
    state = AlertState(
        task=stores.tasks.get(subscriber.id, change.id),
        in_group=more.in_group,
        link=more.link,
        translates=more.translates,
    )
    message = alerts.alert(change, source, subscriber.language, more)
    return replace(message, buttons=alert_buttons(change, source, subscriber.language, state))


def _context_of(
    change: Change,
    subscriber: Subscriber,
    alerted: list[NotifiedNotice],
    channel: ChannelName,
    context: DeliveryContext,
) -> AlertContext:
    source = context.sources.get(change.source_id)
    return replace(
        alert_context(context.stores, subscriber, change, source, channel, alerted),
        link=change_link(context, change.id),
        now=now(),
        brief=ready_briefs(context, [change], subscriber.language).get(change.id),
        translates=context.has_model,
    )


def _digest(pending: PendingMessage, context: DeliveryContext) -> Message | None:
    subscriber, sources = pending.subscriber, context.sources
    made = rebuild(context, subscriber, pending.digest_id or 0)
    if made is None or not has_news(made, subscriber, pending.channel):
        return None
    if pending.channel is ChannelName.EMAIL:
        link = unsubscribe_link(context, subscriber)
        choices = choices_link(context, subscriber)
        return mail.digest(
            made, sources, subscriber, context.mail_from, link, choices, context.public_url
        )
    if pending.channel is ChannelName.RELAY:
        return relay.digest(made, sources, subscriber, context.public_url)
    pages = chat.digest_pages(made, sources, subscriber)
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


def _report(pending: PendingMessage, context: DeliveryContext) -> Message | None:
    html = context.stores.announcements.text(pending.announcement_id or 0)
    return Message(text=markup.plain(html), html=html) if html else None


def _reminder(pending: PendingMessage, context: DeliveryContext) -> Message | None:
    """Render a reminder as a reply to its alert; None when the task is done by now."""
    subscriber, stores = pending.subscriber, context.stores
    change = stores.history.change(pending.reminds_of or 0)
    if change is None:
        return None
    task = stores.tasks.get(subscriber.id, change.id)
    if task.is_done:
        return None
    state = AlertState(
        task=replace(task, remind_at=None),
        in_group=(subscriber.chat_id or 0) < 0,
        link=change_link(context, change.id),
        translates=context.has_model,
    )
    receipt = stores.tasks.receipt(subscriber.id, change.id)
    source = context.sources.get(change.source_id)
    shown = AlertContext(timezone=subscriber.timezone, now=now())
    return alerts.reminder(change, source, subscriber.language, state, receipt, shown)


def _email_stopped(pending: PendingMessage, context: DeliveryContext) -> Message | None:
    del context
    subscriber = pending.subscriber
    if not subscriber.email_stopped:
        return None
    html = chat.say(subscriber.language, "email_stopped", email=subscriber.email_stopped)
    return Message(text=markup.plain(html), html=html)
