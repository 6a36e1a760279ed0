"""/status: how much was looked at, and what the speaker hears of."""

from datetime import timedelta

from telegram import Update

from bot.desk import Context, answer, desk, off_loop, reader
from bot.keyboards import menu
from bot.messages import say
from bot.reader_messages import quiet_line
from monitor.wording import coverage

_WEEK = timedelta(days=7)


async def status(update: Update, context: Context) -> None:
    """Coverage, changes of the week, subscriptions."""
    speaker = await reader(update, context)
    at = desk(context)
    seen = await off_loop(at.coverage)
    wanted = await off_loop(at.subscribers.subscriptions, speaker.id)
    changes = await off_loop(at.history.changes, since=at.clock() - _WEEK)
    quiet = quiet_line(speaker)
    told = say(
        speaker.language,
        "status",
        coverage=coverage(
            seen, at.directory.sources, speaker.language, speaker.timezone, at.clock()
        ),
        changes=len(changes),
        subscriptions=len(wanted),
        quiet="\0",
    )
    told = told.replace("\0", f"\n{quiet}" if quiet else "")
    await answer(update, told, menu(speaker.language))
