"""/email ADDRESS|CODE|off: a daily digest by mail, confirmed by a code."""

import asyncio
import re

from telegram import Update

from bot.desk import Context, answer, desk, reader
from bot.messages import say

_CODE = re.compile(r"^\d{6}$", re.ASCII)
# What a mail server would refuse at once; whether the address lives, the code tells.
ADDRESS = re.compile(
    r"^[^@\s<>\"',;:()\[\]\\\x00-\x20]{1,64}@[^@\s<>\"',;:()\[\]\\]{1,255}\.[^@\s.]{2,}$"
)


async def email(update: Update, context: Context) -> None:
    """Ask for, confirm or stop the mail."""
    speaker = await reader(update, context)
    subscribers = desk(context).subscribers
    word = (context.args or [""])[0]
    if word.lower() == "off":
        await asyncio.to_thread(subscribers.drop_email, speaker.id)
        await answer(update, say(speaker.language, "email_off"))
    elif _CODE.match(word):
        await _confirm(update, context, word)
    elif ADDRESS.match(word):
        await asyncio.to_thread(subscribers.ask_email, speaker.id, word, desk(context).clock())
        await answer(update, say(speaker.language, "email_asked", email=word))
    else:
        await answer(update, say(speaker.language, "email_usage"))


async def _confirm(update: Update, context: Context, code: str) -> None:
    speaker = await reader(update, context)
    confirm = desk(context).subscribers.confirm_email
    address = await asyncio.to_thread(confirm, speaker.id, code, desk(context).clock())
    if address is None:
        await answer(update, say(speaker.language, "email_wrong"))
        return
    told = say(
        speaker.language,
        "email_confirmed",
        email=address,
        hour=speaker.digest_hour,
        zone=speaker.timezone,
    )
    await answer(update, told)
