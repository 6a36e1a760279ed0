"""Who may use a command: everyone, the administrators of a group or channel, or operators."""

from collections.abc import Callable, Coroutine
from enum import StrEnum
from typing import Any, TypeAlias

from telegram import ChatMember, Message, Update
from telegram.constants import ChatType
from telegram.error import BadRequest, Forbidden

from bot.context import Context, acknowledge, answer, bot_context, chat_of, subscriber_of
from bot.messages import say
from bot.subscriber_messages import local
from bot.updates import is_late
from monitor.text import shorten

Handler: TypeAlias = Callable[[Update, Context], Coroutine[Any, Any, None]]

# Senders that stand for no person: a group's anonymous administrator, a linked channel's post,
# a channel that writes in a group.
# https://core.telegram.org/bots/api#message (field `from`)
_NOT_PERSONS = frozenset({1087968824, 777000, 136817688})
_ADMINISTRATORS = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR})


class Right(StrEnum):
    """Who may use a command."""

    EVERYONE = "everyone"
    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"


def guarded(
    handler: Handler, right: Right, otherwise: Handler, *, timeless: bool = False
) -> Handler:
    """Run the handler only for those who have the right; operators' commands of others get `otherwise`.

    Reject a message that arrives late, unless the command is `timeless`.
    """

    async def handle(update: Update, context: Context) -> None:
        if right is Right.OPERATOR and not await is_operator(update, context):
            await acknowledge(update)
            await otherwise(update, context)
        elif right is Right.ADMINISTRATOR and not await _may_configure(update):
            await _refuse(update, context)
        elif not timeless and is_late(update, bot_context(context).clock()):
            await _reject_late(update, context)
        else:
            await handler(update, context)

    return handle


async def is_operator(update: Update, context: Context) -> bool:
    """Return whether an operator sent this: by user id, never by a name, a title or a forward."""
    user, message = update.effective_user, update.effective_message
    if user is None or user.id in _NOT_PERSONS:
        return False
    if update.callback_query is None and not _is_own_message(message):
        return False
    operators = bot_context(context).operators
    if user.id in operators:
        return True
    chat = chat_of(update)
    in_operator_group = chat.id in operators and chat.type in {ChatType.GROUP, ChatType.SUPERGROUP}
    return in_operator_group and await _is_administrator(update)


async def _may_configure(update: Update) -> bool:
    """Return whether the sender may configure the chat.

    A private chat belongs to its user, and only administrators can post in a channel.
    """
    chat, message = chat_of(update), update.effective_message
    if chat.type == ChatType.PRIVATE or update.channel_post is not None:
        return True
    if update.callback_query is None and isinstance(message, Message) and message.sender_chat:
        # An anonymous administrator sends messages as the group itself.
        return message.sender_chat.id == chat.id
    return await _is_administrator(update)


async def _is_administrator(update: Update) -> bool:
    user = update.effective_user
    if user is None or user.id in _NOT_PERSONS:
        return False
    try:
        member = await update.get_bot().get_chat_member(chat_of(update).id, user.id)
    except (BadRequest, Forbidden):
        return False
    return member.status in _ADMINISTRATORS


def _is_own_message(message: object) -> bool:
    return (
        isinstance(message, Message)
        and message.sender_chat is None
        and message.forward_origin is None
    )


async def _reject_late(update: Update, context: Context) -> None:
    """Reply that the message arrived too late and was not processed."""
    subscriber = await subscriber_of(update, context)
    message = update.effective_message
    typed = (message.text or "") if isinstance(message, Message) else ""
    text = say(
        subscriber.language,
        "late_words",
        words=shorten(typed, 100),
        when=local(message.date, subscriber) if message else "",
    )
    await answer(update, text)


async def _refuse(update: Update, context: Context) -> None:
    text = say((await subscriber_of(update, context)).language, "only_admins")
    if update.callback_query is not None:
        await acknowledge(update, text)
    else:
        await answer(update, text)
