"""/email ADDRESS|CODE|off: the digest by mail, confirmed by a code."""

import re

from telegram import Update

from bot.desk import Context, answer, desk, off_loop, reader
from bot.messages import say
from monitor.address import normal_address
from monitor.audience import ChannelName, Subscriber

CODE = re.compile(r"^\d{6}$", re.ASCII)
# More would make the bot a way to flood a stranger's mailbox.
MOST_CODES = 4


async def email(update: Update, context: Context) -> None:
    """Ask for, confirm or stop the mail."""
    speaker = await reader(update, context)
    word = (context.args or [""])[0]
    address = normal_address(word)
    if word.lower() == "off":
        await off_loop(desk(context).confirmations.drop, speaker.id, ChannelName.EMAIL)
        await answer(update, say(speaker.language, "email_off"))
    elif CODE.match(word):
        await answer(update, await _confirm(context, speaker, word))
    elif address is None:
        await answer(update, say(speaker.language, "email_usage"))
    elif not desk(context).sends_mail:
        await answer(update, say(speaker.language, "email_missing"))
    else:
        await answer(update, await _ask(context, speaker, address))


async def _ask(context: Context, speaker: Subscriber, address: str) -> str:
    at = desk(context)
    if await off_loop(at.confirmations.asked_lately, speaker.id, at.clock()) >= MOST_CODES:
        return say(speaker.language, "email_often", count=MOST_CODES)
    await off_loop(at.confirmations.ask, speaker.id, ChannelName.EMAIL, address, at.clock())
    return say(speaker.language, "email_asked", email=address)


async def _confirm(context: Context, speaker: Subscriber, code: str) -> str:
    at = desk(context)
    confirm = at.confirmations.confirm
    address = await off_loop(confirm, speaker.id, ChannelName.EMAIL, code, at.clock())
    if address is None:
        return say(speaker.language, "email_wrong")
    return say(
        speaker.language,
        "email_confirmed",
        email=address,
        hour=speaker.digest_hour,
        zone=speaker.timezone,
    )
