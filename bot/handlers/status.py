"""/status: how much was looked at, and what the speaker hears of."""

from datetime import timedelta

from telegram import Update

from bot.context import Context, answer, bot_context, off_loop, reader
from bot.keyboards import menu
from bot.messages import say
from bot.reader_messages import quiet_line
from monitor.wording import coverage

_WEEK = timedelta(days=7)


async def status(update: Update, context: Context) -> None:
    """Coverage, changes of the week, subscriptions."""
    speaker = await reader(update, context)
    services = bot_context(context)
    seen = await off_loop(services.coverage)
    wanted = await off_loop(services.stores.subscribers.subscriptions, speaker.id)
    changes = await off_loop(services.stores.history.changes, since=services.clock() - _WEEK)
    quiet = quiet_line(speaker)
    told = say(
        speaker.language,
        "status",
        coverage=coverage(
            seen, services.directory.sources, speaker.language, speaker.timezone, services.clock()
        ),
        changes=len(changes),
        subscriptions=say(speaker.language, "status_subscriptions", count=len(wanted)),
        quiet="\0",
    )
    told = told.replace("\0", f"\n{quiet}" if quiet else "")
    await answer(update, told, menu(speaker.language))
