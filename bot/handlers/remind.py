"""/remind ID [3d|2026-12-07|off]: be reminded of a change before its date; and its buttons."""

from datetime import date

from telegram import Update

from bot.alert_buttons import reminder_buttons
from bot.context import (
    Context,
    acknowledge,
    answer,
    bot_context,
    change_named,
    edit_buttons,
    off_loop,
    subscriber_of,
    tapped,
    today_of,
)
from bot.handlers.task import buttons_of
from bot.messages import Buttons, say
from monitor.audience import Subscriber
from monitor.language import message, sentences, texts
from monitor.model import Change
from monitor.tasks import ChangeTask, remind_at, reminder_day, reminders
from monitor.wording import headline
from monitor.written_days import written_day

_OFF, _BACK = "off", "back"


async def remind(update: Update, context: Context) -> None:
    """Set or cancel a reminder; offer days where none is named."""
    subscriber = await subscriber_of(update, context)
    words = [*(context.args or []), "", ""]
    found = await change_named(context, words[0])
    if found is None:
        await answer(update, say(subscriber.language, "remind_usage"))
        return
    title = headline(found, subscriber.language)
    if not words[1]:
        buttons = await _offered(context, subscriber, found)
        await answer(update, say(subscriber.language, "remind_choose", headline=title), buttons)
        return
    day = reminder_day(words[1].casefold(), found, today_of(subscriber, context))
    if words[1].casefold() == _OFF:
        await _set(context, subscriber, found, None)
        await answer(update, say(subscriber.language, "remind_off", headline=title))
    elif day is None:
        past = say(subscriber.language, "remind_past", word=words[1][:40])
        usage = say(subscriber.language, "remind_usage")
        await answer(update, sentences([past, usage], subscriber.language))
    else:
        await _set(context, subscriber, found, day)
        text = say(
            subscriber.language,
            "remind_set",
            day=_written(day, context, subscriber),
            headline=title,
        )
        await answer(update, text)


async def remind_tap(update: Update, context: Context) -> None:
    """Handle a button under an alert: offer days in place of its buttons."""
    subscriber = await subscriber_of(update, context)
    found = await change_named(context, "".join(tapped(update)))
    await acknowledge(update)
    if found:
        await edit_buttons(update, await _offered(context, subscriber, found))


async def remind_on_tap(update: Update, context: Context) -> None:
    """Handle a button: remind on that day, or not at all, and show the alert's buttons again."""
    subscriber = await subscriber_of(update, context)
    number, word = [*tapped(update), "", ""][:2]
    found = await change_named(context, number)
    day = reminder_day(word, found, today_of(subscriber, context)) if found else None
    await acknowledge(update, _toast(context, subscriber, word, day))
    if found is None:
        return
    if day or word == _OFF:
        task = await _set(context, subscriber, found, day)
    else:
        task = await off_loop(bot_context(context).stores.tasks.get, subscriber.id, found.id)
    await edit_buttons(update, buttons_of(context, subscriber, found, task))


async def _offered(context: Context, subscriber: Subscriber, found: Change) -> Buttons:
    task = await off_loop(bot_context(context).stores.tasks.get, subscriber.id, found.id)
    offered = reminders(found, today_of(subscriber, context))
    is_set = task.remind_at is not None
    return reminder_buttons(found, subscriber.language, offered, is_set=is_set)


async def _set(
    context: Context, subscriber: Subscriber, found: Change, day: date | None
) -> ChangeTask:
    at = remind_at(day, subscriber) if day else None
    return await off_loop(bot_context(context).stores.tasks.remind, subscriber.id, found.id, at)


def _toast(context: Context, subscriber: Subscriber, word: str, day: date | None) -> str:
    if day:
        written = _written(day, context, subscriber)
        return message("bot", subscriber.language, "toast_remind", day=written)
    return texts("bot", subscriber.language)["toast_remind_off"] if word == _OFF else ""


def _written(day: date, context: Context, subscriber: Subscriber) -> str:
    return written_day(day, subscriber.language, today_of(subscriber, context))
