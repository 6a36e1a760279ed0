"""/status: how much was checked, and the subscriber's subscriptions."""

from datetime import timedelta

from telegram import Update

from bot.context import Context, answer, bot_context, off_loop, reader
from bot.keyboards import menu
from bot.messages import say
from bot.reader_messages import quiet_line
from monitor.wording import coverage

_WEEK = timedelta(days=7)


async def status(update: Update, context: Context) -> None:
    """Show the coverage, the changes of the week, the subscriptions and the quiet hours."""
    speaker = await reader(update, context)
    services = bot_context(context)
    seen = await off_loop(services.coverage)
    subscriptions = await off_loop(services.stores.subscribers.subscriptions, speaker.id)
    changes = await off_loop(services.stores.history.changes, since=services.clock() - _WEEK)
    quiet = quiet_line(speaker)
    text = say(
        speaker.language,
        "status",
        coverage=coverage(
            seen, services.directory.sources, speaker.language, speaker.timezone, services.clock()
        ),
        changes=len(changes),
        subscriptions=say(speaker.language, "status_subscriptions", count=len(subscriptions)),
        quiet="\0",
    )
    text = text.replace("\0", f"\n{quiet}" if quiet else "")
    await answer(update, text, menu(speaker.language))
