"""Who may do what: everyone, the administrators of a group or channel, the operators."""

from collections.abc import Callable, Coroutine
from enum import StrEnum
from typing import Any, TypeAlias

from telegram import ChatMember, Message, Update
from telegram.constants import ChatType
from telegram.error import BadRequest, Forbidden

from bot.context import Context, acknowledge, answer, bot_context, chat_of, reader
from bot.messages import say
from bot.reader_messages import local
from bot.updates import is_late
from monitor.text import shorten

Handler: TypeAlias = Callable[[Update, Context], Coroutine[Any, Any, None]]

# Telegram's own senders: a group's hidden administrator, a linked channel, a channel's post.
# https://core.telegram.org/bots/api#message (field `from`)
_NOBODY = frozenset({1087968824, 777000, 136817688})
_KEEPERS = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR})


class Right(StrEnum):
    """Who may use a command."""

    EVERYONE = "everyone"
    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"


def guarded(
    handler: Handler, right: Right, otherwise: Handler, *, timeless: bool = False
) -> Handler:
    """The handler, for those who have the right; strangers to operators' commands get `otherwise`.

    Words that come late are asked for again, unless they are `timeless`.
    """

    async def handle(update: Update, context: Context) -> None:
        if right is Right.OPERATOR and not await is_operator(update, context):
            await acknowledge(update)
            await otherwise(update, context)
        elif right is Right.ADMINISTRATOR and not await _may_configure(update):
            await _refuse(update, context)
        elif not timeless and is_late(update, bot_context(context).clock()):
            await _ask_again(update, context)
        else:
            await handler(update, context)

    return handle


async def is_operator(update: Update, context: Context) -> bool:
    """Whether an operator speaks: by the id of a person, never by a name, a title or a forward."""
    user, message = update.effective_user, update.effective_message
    if user is None or user.id in _NOBODY:
        return False
    if update.callback_query is None and not _is_own_word(message):
        return False
    operators = bot_context(context).operators
    if user.id in operators:
        return True
    chat = chat_of(update)
    in_their_group = chat.id in operators and chat.type in {ChatType.GROUP, ChatType.SUPERGROUP}
    return in_their_group and await _is_keeper(update)


async def _may_configure(update: Update) -> bool:
    """A private chat is its person's; a post in a channel is by an administrator already."""
    chat, message = chat_of(update), update.effective_message
    if chat.type == ChatType.PRIVATE or update.channel_post is not None:
        return True
    if update.callback_query is None and isinstance(message, Message) and message.sender_chat:
        # A hidden administrator writes in the name of the group itself.
        return message.sender_chat.id == chat.id
    return await _is_keeper(update)


async def _is_keeper(update: Update) -> bool:
    user = update.effective_user
    if user is None or user.id in _NOBODY:
        return False
    try:
        member = await update.get_bot().get_chat_member(chat_of(update).id, user.id)
    except (BadRequest, Forbidden):
        return False
    return member.status in _KEEPERS


def _is_own_word(message: object) -> bool:
    return (
        isinstance(message, Message)
        and message.sender_chat is None
        and message.forward_origin is None
    )


async def _ask_again(update: Update, context: Context) -> None:
    """Say what was not done: it was written long before it reached us."""
    speaker = await reader(update, context)
    message = update.effective_message
    typed = (message.text or "") if isinstance(message, Message) else ""
    told = say(
        speaker.language,
        "late_words",
        words=shorten(typed, 100),
        when=local(message.date, speaker) if message else "",
    )
    await answer(update, told)


async def _refuse(update: Update, context: Context) -> None:
    told = say((await reader(update, context)).language, "only_admins")
    if update.callback_query is not None:
        await acknowledge(update, told)
    else:
        await answer(update, told)
