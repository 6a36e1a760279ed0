"""/timezone ZONE: when the speaker's day begins."""

from zoneinfo import available_timezones

from telegram import Update

from bot.context import Context, answer, bot_context, off_loop, reader
from bot.messages import say


async def timezone(update: Update, context: Context) -> None:
    """Count days in another zone."""
    speaker = await reader(update, context)
    wanted = "_".join(context.args or []).casefold()
    zones = {zone.casefold(): zone for zone in await off_loop(available_timezones)}
    if wanted not in zones:
        await answer(update, say(speaker.language, "timezone_usage"))
        return
    zone = zones[wanted]
    await off_loop(bot_context(context).stores.subscribers.set_timezone, speaker.id, zone)
    told = say(speaker.language, "timezone_set", zone=zone, hour=speaker.digest_hour)
    await answer(update, told)
