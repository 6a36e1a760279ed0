"""/change ID: one change in full, page by page."""

from telegram import Message, Update

from bot import alerts, messages
from bot.alert_buttons import OF_AN_ALERT, full_buttons
from bot.context import (
    Context,
    acknowledge,
    answer,
    bot_context,
    edit,
    number_of,
    off_loop,
    subscriber_of,
    tapped,
)
from bot.messages import Buttons, pager, say
from monitor.audience import AlertContext, Subscriber
from monitor.model import Change


async def change(update: Update, context: Context) -> None:
    """Show the first page of a change, typed as /change 12 or tapped as /change_12."""
    subscriber = await subscriber_of(update, context)
    tapped_number = context.matches[0][1] if context.matches else ""
    word = tapped_number or (context.args or [""])[0]
    number = number_of(word)
    if number is None:
        await answer(update, say(subscriber.language, "change_usage"))
        return
    found = await off_loop(bot_context(context).stores.history.change, number)
    if found is None:
        await answer(update, say(subscriber.language, "change_unknown", id=number))
        return
    await answer(update, *_page(context, subscriber, found, 0))
    await _answer_others(update, context, subscriber, found)


async def turn_page(update: Update, context: Context) -> None:
    """Handle a button: show another page of a change; below an alert, send it as a new message."""
    subscriber = await subscriber_of(update, context)
    numbers = [number_of(word) for word in tapped(update)]
    await acknowledge(update)
    if len(numbers) != 2 or numbers[0] is None:
        return
    found = await off_loop(bot_context(context).stores.history.change, numbers[0])
    if found is None:
        return
    html, buttons = _page(context, subscriber, found, numbers[1] or 0)
    if _is_alert(update):
        await answer(update, html, buttons)
        await _answer_others(update, context, subscriber, found)
    else:
        await edit(update, html, buttons)


async def _answer_others(
    update: Update, context: Context, subscriber: Subscriber, found: Change
) -> None:
    """Reply with the other notices of the change's event, if there are any."""
    others = await off_loop(bot_context(context).stores.events.others, found.id)
    if others:
        sources = bot_context(context).directory.sources
        for page in messages.other_notices(others, sources, subscriber.language):
            await answer(update, page)


def _page(
    context: Context, subscriber: Subscriber, found: Change, page: int
) -> tuple[str, Buttons]:
    language = subscriber.language
    source = bot_context(context).source(found.source_id)
    link = bot_context(context).change_link(found.id)
    shown = AlertContext(link=link, timezone=subscriber.timezone, now=bot_context(context).clock())
    pages = alerts.change_pages(found, source, language, shown)
    page = min(max(page, 0), len(pages) - 1)
    buttons = pager("change", found.id, page, len(pages))
    return pages[page], (*buttons, *full_buttons(found, source, language, link))


def _is_alert(update: Update) -> bool:
    """Return whether the button belongs to an alert, which must not be replaced."""
    message = update.effective_message
    # Telegram gives a message that is too old without its keyboard.
    shown = message.reply_markup if isinstance(message, Message) else None
    data = [b.callback_data for row in (shown.inline_keyboard if shown else ()) for b in row]
    return any(str(one).startswith(OF_AN_ALERT) for one in data)
