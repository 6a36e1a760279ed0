"""Reads what Telegram sends: a valid update, or nothing."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from telegram import Bot, Message, Update
from telegram.error import BadRequest

log = structlog.get_logger()

# An older message is rejected, not processed: its sender may have changed their mind.
_LATE = timedelta(hours=1)
_LARGEST = 2**63 - 1
_TOO_OLD = re.compile("query is too old", re.IGNORECASE)
# Errors of the library for a field that is missing or of the wrong type.
_INVALID_FIELD = (
    AttributeError,
    LookupError,
    OSError,
    OverflowError,
    RecursionError,
    TypeError,
    ValueError,
)


def update_of(values: object, bot: Bot) -> Update | None:
    """Parse an update; None when it is not one, or when a field has the wrong type."""
    try:
        update = Update.de_json(values, bot) if isinstance(values, dict) else None
        return update if update and _is_valid(update) else None
    except _INVALID_FIELD:
        return None


def is_late(update: Update, now: datetime) -> bool:
    """Return whether a message is so old that its sender may no longer mean it."""
    message = update.message or update.channel_post
    return message is not None and now - message.date > _LATE


def is_late_tap(error: Exception | None) -> bool:
    """Return whether Telegram reports that a button was tapped too long ago."""
    return isinstance(error, BadRequest) and _TOO_OLD.search(str(error)) is not None


def _is_valid(update: Update) -> bool:
    message, query = update.effective_message, update.callback_query
    people = [one.id for one in (update.effective_chat, update.effective_user) if one]
    texts = [query.data, query.id] if query else []
    numbers: list[object] = [update.update_id, *people]
    if isinstance(message, Message):
        numbers += [
            message.message_id,
            message.message_thread_id or 0,
            *_offsets_and_lengths(message),
        ]
        texts += [message.text, message.caption]
    return all(map(_is_number, numbers)) and all(isinstance(text, str | None) for text in texts)


def _offsets_and_lengths(message: Message) -> Iterable[object]:
    for entity in message.entities:
        yield from (entity.offset, entity.length)


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST
