"""/mute TARGET 7d|off: send nothing on a target for a while."""

from datetime import timedelta

from telegram import Update

from bot import subscriber_messages
from bot.context import (
    Context,
    acknowledge,
    answer,
    answer_unknown,
    bot_context,
    edit,
    number_of,
    off_loop,
    subscriber_of,
    tapped,
    today_of,
)
from bot.handlers.not_for_me import OF_SOURCE, show
from bot.keyboards import rows
from bot.messages import Buttons, button_label, say
from bot.offers import data_of, target_of_data
from bot.subscriber_messages import local
from monitor.audience import Button, Subscriber
from monitor.clock_words import span_named
from monitor.language import Language
from monitor.targets import Directory

_OFF = frozenset({"off", "关", "关闭", "恢复", "取消"})
_MOST_BUTTONS = 30
_LABEL_CHARS = 40
_TAP_SPAN = timedelta(days=7)


async def mute(update: Update, context: Context) -> None:
    """Mute or unmute a target, or list what is muted."""
    subscriber = await subscriber_of(update, context)
    words = list(context.args or [])
    if not words:
        await _list(update, context, subscriber)
        return
    name, span, is_off = _arguments(words)
    target = bot_context(context).directory.find(name)
    if span is None and not is_off:
        await answer(update, say(subscriber.language, "mute_usage"))
    elif target is None:
        await answer_unknown(update, context, subscriber.language, name, "mute_target")
    elif is_off:
        await answer(update, await _unmute(context, subscriber, target))
    else:
        await answer(update, *await _mute(context, subscriber, target, span or _TAP_SPAN))


async def mute_target_tap(update: Update, context: Context) -> None:
    """Handle a button: mute its target for a week."""
    subscriber = await subscriber_of(update, context)
    target = target_of_data(":".join(tapped(update)), bot_context(context).directory)
    await acknowledge(update)
    if target:
        await answer(update, *await _mute(context, subscriber, target, _TAP_SPAN))


async def unmute_target_tap(update: Update, context: Context) -> None:
    """Handle a button: notify of its target again."""
    subscriber = await subscriber_of(update, context)
    target = target_of_data(":".join(tapped(update)), bot_context(context).directory)
    await acknowledge(update)
    if target:
        await edit(update, await _unmute(context, subscriber, target))


async def mute_tap(update: Update, context: Context) -> None:
    """Handle a button under an alert: mute its source for a week."""
    subscriber = await subscriber_of(update, context)
    number = number_of("".join(tapped(update)))
    found = (
        await off_loop(bot_context(context).stores.history.change, number)
        if number is not None
        else None
    )
    await acknowledge(update, say(subscriber.language, "muted_tap") if found else "")
    if found:
        await _mute(context, subscriber, found.source_id, _TAP_SPAN)
        await show(update, context, subscriber, found, muted=OF_SOURCE)


async def mute_source_tap(update: Update, context: Context) -> None:
    """Handle a button under a source: mute it for a week."""
    subscriber = await subscriber_of(update, context)
    source = bot_context(context).directory.source_of_key("".join(tapped(update)))
    await acknowledge(update, say(subscriber.language, "muted_tap") if source else "")
    if source:
        await answer(update, *await _mute(context, subscriber, source.id, _TAP_SPAN))


def _arguments(words: list[str]) -> tuple[str, timedelta | None, bool]:
    """Split into a name, how long, and whether the mute ends; a week if the name stands alone.

    The span is None where the last word is no span and no part of a name, as in `Amazon forever`.
    """
    if len(words) == 1:
        return words[0], _TAP_SPAN, False
    if words[-1].casefold() in _OFF:
        return " ".join(words[:-1]), None, True
    for size in (2, 1):
        if len(words) > size and (span := span_named(" ".join(words[-size:]))):
            return " ".join(words[:-size]), span, False
    return " ".join(words[:-1]), None, False


async def _list(update: Update, context: Context, subscriber: Subscriber) -> None:
    """List what is muted, with a button that ends each."""
    services, language = bot_context(context), subscriber.language
    muted = await off_loop(services.stores.mutes.of, subscriber.id, services.clock())
    text = subscriber_messages.mutes(muted, subscriber, services.directory)
    buttons = [_unmute_button(services.directory, one.target, language) for one in muted]
    shown = [button for button in buttons if button.data][:_MOST_BUTTONS]
    await answer(update, f"{text}\n\n{say(language, 'mute_usage')}", rows(shown, 1))


async def _unmute(context: Context, subscriber: Subscriber, target: str) -> str:
    services = bot_context(context)
    await off_loop(services.stores.mutes.unmute, subscriber.id, target)
    name = services.directory.name(target, subscriber.language)
    return say(subscriber.language, "unmuted", target=name)


async def _mute(
    context: Context, subscriber: Subscriber, target: str, span: timedelta
) -> tuple[str, Buttons]:
    """Mute a target; return the reply, with a button that ends the mute."""
    services, language = bot_context(context), subscriber.language
    until = services.clock() + span
    await off_loop(services.stores.mutes.mute, subscriber.id, target, until)
    name = services.directory.name(target, language)
    text = say(
        language, "muted", target=name, date=local(until, subscriber, today_of(subscriber, context))
    )
    data = data_of("unmute_target", target)
    undo = Button(label=button_label(language, "unmute"), data=data)
    return text, ((undo,),) if data else ()


def _unmute_button(directory: Directory, target: str, language: Language) -> Button:
    name = directory.name(target, language)[:_LABEL_CHARS]
    label = f"{button_label(language, 'unmute')} · {name}"
    return Button(label=label, data=data_of("unmute_target", target))
