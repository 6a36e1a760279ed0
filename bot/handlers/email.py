"""/email ADDRESS|CODE|off: the digest by mail, confirmed by a code."""

from telegram import Update

from bot.context import Context, answer, bot_context, reader
from bot.handlers.proving import ask, is_code, prove, stop
from bot.messages import say
from monitor.address import normal_address
from monitor.audience import ChannelName, Subscriber


async def email(update: Update, context: Context) -> None:
    """Request, confirm or stop mail."""
    speaker = await reader(update, context)
    word = (context.args or [""])[0]
    await answer(update, await _reply(context, speaker, word))


async def _reply(context: Context, speaker: Subscriber, word: str) -> str:
    if word.lower() == "off":
        return await stop(context, speaker, ChannelName.EMAIL)
    if is_code(word):
        return await _confirm(context, speaker, word)
    address = normal_address(word)
    if address is None:
        return say(speaker.language, "email_usage")
    if not bot_context(context).sends_mail:
        return say(speaker.language, "email_missing")
    return await ask(context, speaker, ChannelName.EMAIL, address, address)


async def _confirm(context: Context, speaker: Subscriber, code: str) -> str:
    address = await prove(context, speaker, ChannelName.EMAIL, code)
    if address is None:
        return say(speaker.language, "email_wrong")
    return say(
        speaker.language,
        "email_confirmed",
        address=address,
        hour=speaker.digest_hour,
        zone=speaker.timezone,
    )
