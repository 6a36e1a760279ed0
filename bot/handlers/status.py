"""/status: how much was checked, and the subscriber's subscriptions."""

from datetime import timedelta

from telegram import Update

from bot.context import Context, answer, bot_context, off_loop, subscriber_of
from bot.keyboards import menu
from bot.messages import say
from bot.subscriber_messages import quiet_line
from monitor.wording import coverage

_WEEK = timedelta(days=7)


async def status(update: Update, context: Context) -> None:
    """Show the coverage, the changes of the week, the subscriptions and the quiet hours."""
    subscriber = await subscriber_of(update, context)
    services = bot_context(context)
    seen = await off_loop(services.coverage)
    subscriptions = await off_loop(services.stores.subscribers.subscriptions, subscriber.id)
    changes = await off_loop(services.stores.history.changes, since=services.clock() - _WEEK)
    quiet = quiet_line(subscriber)
    text = say(
        subscriber.language,
        "status",
        coverage=coverage(
            seen,
            services.directory.sources,
            subscriber.language,
            subscriber.timezone,
            services.clock(),
        ),
        changes=len(changes),
        subscriptions=say(subscriber.language, "status_subscriptions", count=len(subscriptions)),
        quiet="\0",
    )
    text = text.replace("\0", f"\n{quiet}" if quiet else "")
    await answer(update, text, menu(subscriber.language))
