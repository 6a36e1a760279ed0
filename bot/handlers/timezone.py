"""/timezone ZONE: set the time zone of the subscriber."""

from telegram import Update

from bot.context import Context, answer, bot_context, off_loop, subscriber_of
from bot.messages import say
from monitor.parsing.times import zones


async def timezone(update: Update, context: Context) -> None:
    """Set the time zone that decides when the subscriber's day begins."""
    subscriber = await subscriber_of(update, context)
    name = "_".join(context.args or []).casefold()
    known = {zone.casefold(): zone for zone in await off_loop(zones)}
    if name not in known:
        await answer(update, say(subscriber.language, "timezone_usage"))
        return
    zone = known[name]
    await off_loop(bot_context(context).stores.subscribers.set_timezone, subscriber.id, zone)
    text = say(subscriber.language, "timezone_set", zone=zone, hour=subscriber.digest_hour)
    await answer(update, text)
