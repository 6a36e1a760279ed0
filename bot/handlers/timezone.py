"""/timezone ZONE: when the speaker's day begins."""

from telegram import Update

from bot.context import Context, answer, bot_context, off_loop, reader
from bot.messages import say
from monitor.parsing.times import zones


async def timezone(update: Update, context: Context) -> None:
    """Count days in another zone."""
    speaker = await reader(update, context)
    wanted = "_".join(context.args or []).casefold()
    known = {zone.casefold(): zone for zone in await off_loop(zones)}
    if wanted not in known:
        await answer(update, say(speaker.language, "timezone_usage"))
        return
    zone = known[wanted]
    await off_loop(bot_context(context).stores.subscribers.set_timezone, speaker.id, zone)
    told = say(speaker.language, "timezone_set", zone=zone, hour=speaker.digest_hour)
    await answer(update, told)
