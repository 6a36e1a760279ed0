"""/open: the alerts that nobody has marked as done, the most urgent first."""

from telegram import Update

from bot import messages
from bot.context import (
    Context,
    acknowledge,
    answer,
    bot_context,
    change_named,
    edit,
    first_name,
    number_of,
    off_loop,
    subscriber_of,
    tapped,
    today_of,
)
from bot.messages import Buttons
from monitor.audience import Subscriber
from monitor.language import texts


async def open_tasks(update: Update, context: Context) -> None:
    """List what is open."""
    subscriber = await subscriber_of(update, context)
    await answer(update, *await _page(context, subscriber, 0))


async def turn_open(update: Update, context: Context) -> None:
    """Handle a button: show another page of the list."""
    subscriber = await subscriber_of(update, context)
    page = number_of("".join(tapped(update)[-1:])) or 0
    await acknowledge(update)
    await edit(update, *await _page(context, subscriber, page))


async def open_done(update: Update, context: Context) -> None:
    """Handle a button of the list: mark one as done, and show what is left."""
    subscriber = await subscriber_of(update, context)
    number, page = [*tapped(update), "", ""][:2]
    found = await change_named(context, number)
    await acknowledge(update, texts("bot", subscriber.language)["toast_done"] if found else "")
    if found:
        services = bot_context(context)
        finish = services.stores.tasks.finish
        await off_loop(finish, subscriber.id, found.id, first_name(update), services.clock())
        await edit(update, *await _page(context, subscriber, number_of(page) or 0))


async def _page(context: Context, subscriber: Subscriber, page: int) -> tuple[str, Buttons]:
    services = bot_context(context)
    found = await off_loop(services.stores.tasks.open, subscriber.id, services.clock())
    link = services.open_link(subscriber)
    sources, today = services.directory.sources, today_of(subscriber, context)
    return messages.open_page(found, sources, subscriber.language, today, page, link)
