"""An owed message -> what to say, by its kind and channel."""

from bot import messages as chat
from forewarn.digests import rebuild
from forewarn.wiring import Parts
from mailer import messages as mail
from monitor.model import ChannelName, Message, Owed, OwedKind


def render(owed: Owed, parts: Parts) -> Message | None:
    """The message, or None when what it told of is gone."""
    if owed.kind is OwedKind.ALERT:
        return _alert(owed, parts)
    if owed.kind is OwedKind.DIGEST:
        return _digest(owed, parts)
    return _confirmation(owed, parts)


def _alert(owed: Owed, parts: Parts) -> Message | None:
    change = parts.history.change(owed.change_id) if owed.change_id else None
    if change is None:
        return None
    source = parts.sources.get(change.source_id)
    return chat.alert(change, source, owed.subscriber.language)


def _digest(owed: Owed, parts: Parts) -> Message | None:
    made = rebuild(parts, owed.subscriber, owed.digest_id or 0)
    if made is None:
        return None
    if owed.channel is ChannelName.EMAIL:
        return mail.digest(made, parts.sources, owed.subscriber, parts.settings.mail_from)
    return chat.digest(made, parts.sources, owed.subscriber)


def _confirmation(owed: Owed, parts: Parts) -> Message | None:
    address, code = parts.subscribers.pending_email(owed.subscriber.id)
    return mail.confirmation(code, owed.subscriber.language) if address else None
