"""An address outside the chat, proved by a code that was sent to it: for /email and /relay."""

import re

from bot.desk import Context, desk, off_loop
from bot.messages import say
from monitor.audience import ChannelName, Subscriber

_CODE = re.compile(r"\d{6}", re.ASCII)
# More would make the bot a way to flood a stranger's mailbox.
_MOST_CODES = 4


def is_code(word: str) -> bool:
    """Whether a word is a code and no address."""
    return _CODE.fullmatch(word) is not None


async def ask(
    context: Context, speaker: Subscriber, channel: ChannelName, address: str, shown: str
) -> str:
    """Have a code sent to the address; what to say of it."""
    at = desk(context)
    if await off_loop(at.confirmations.asked_lately, speaker.id, at.clock()) >= _MOST_CODES:
        return say(speaker.language, "codes_often", count=_MOST_CODES)
    await off_loop(at.confirmations.ask, speaker.id, channel, address, at.clock())
    return say(speaker.language, f"{channel}_asked", address=shown)


async def prove(
    context: Context, speaker: Subscriber, channel: ChannelName, code: str
) -> str | None:
    """The address, proved; None for a code that is not right."""
    at = desk(context)
    return await off_loop(at.confirmations.confirm, speaker.id, channel, code, at.clock())


async def stop(context: Context, speaker: Subscriber, channel: ChannelName) -> str:
    """Send nothing more there; what to say of it."""
    await off_loop(desk(context).confirmations.drop, speaker.id, channel)
    return say(speaker.language, f"{channel}_off")
