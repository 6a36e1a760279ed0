"""/announce TEXT: send a text to all subscribers, after a preview. For operators."""

from telegram import Message, Update

from bot import markup
from bot.context import (
    Context,
    acknowledge,
    answer,
    bot_context,
    edit,
    off_loop,
    subscriber_of,
    tapped,
)
from bot.handlers.operate import record
from bot.messages import say
from monitor.audience import Button
from monitor.language import texts
from monitor.text import clean, shorten

_MAX_CHARS = 3_000
_RECORDED_CHARS = 200


async def announce(update: Update, context: Context) -> None:
    """Show a preview of the announcement, with a button that sends it."""
    subscriber = await subscriber_of(update, context)
    message = update.effective_message
    typed = (message.text or "").partition(" ")[2].strip() if isinstance(message, Message) else ""
    if not typed:
        await answer(update, say(subscriber.language, "operator_announce_usage"))
        return
    count = await off_loop(bot_context(context).stores.subscribers.count)
    await answer(update, say(subscriber.language, "operator_announce_preview", count=count))
    words = texts("bot", subscriber.language)
    buttons = (
        (
            Button(label=words["button_send"], data="announce:send"),
            Button(label=words["button_cancel"], data="announce:cancel"),
        ),
    )
    await answer(update, announcement_html(typed), buttons)


async def announce_tap(update: Update, context: Context) -> None:
    """Handle a button: send the text above it, once, or cancel."""
    subscriber = await subscriber_of(update, context)
    message = update.effective_message
    shown = message.text if isinstance(message, Message) else None
    await acknowledge(update)
    if not shown:
        return
    if "".join(tapped(update)) != "send":
        await edit(update, say(subscriber.language, "operator_not_announced"))
        return
    services = bot_context(context)
    count = await off_loop(services.stores.announcements.make, shown, services.clock())
    if count:
        await record(update, context, "announce", "", shorten(shown, _RECORDED_CHARS))
    await edit(update, say(subscriber.language, "operator_announced", count=count))


def announcement_html(typed: str) -> str:
    """Escape the text and keep its lines."""
    return "\n".join(markup.text(clean(line)) for line in typed[:_MAX_CHARS].splitlines())
