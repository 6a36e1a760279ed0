"""An address outside the chat, proved by a code that was sent to it: for /email and /relay."""

import re

from bot.context import Context, bot_context, off_loop
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
    services = bot_context(context)
    if (
        await off_loop(services.stores.confirmations.asked_lately, speaker.id, services.clock())
        >= _MOST_CODES
    ):
        return say(speaker.language, "codes_often", count=_MOST_CODES)
    await off_loop(
        services.stores.confirmations.ask, speaker.id, channel, address, services.clock()
    )
    return say(speaker.language, f"{channel}_asked", address=shown)


async def prove(
    context: Context, speaker: Subscriber, channel: ChannelName, code: str
) -> str | None:
    """The address, proved; None for a code that is not right."""
    services = bot_context(context)
    return await off_loop(
        services.stores.confirmations.confirm, speaker.id, channel, code, services.clock()
    )


async def stop(context: Context, speaker: Subscriber, channel: ChannelName) -> str:
    """Send nothing more there; what to say of it."""
    await off_loop(bot_context(context).stores.confirmations.drop, speaker.id, channel)
    return say(speaker.language, f"{channel}_off")
