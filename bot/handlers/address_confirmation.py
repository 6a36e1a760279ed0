"""Confirmation of an address by a code that is sent to it, for /email and /relay."""

import re

from bot.context import Context, bot_context, off_loop
from bot.messages import say
from monitor.audience import ChannelName, Subscriber

_CODE = re.compile(r"\d{6}", re.ASCII)
# A limit, so that nobody can use the bot to flood a stranger's mailbox.
_MAX_CODES = 4


def is_code(word: str) -> bool:
    """Return whether a word is a code, not an address."""
    return _CODE.fullmatch(word) is not None


async def request_code(
    context: Context, subscriber: Subscriber, channel: ChannelName, address: str, shown: str
) -> str:
    """Send a code to the address; return the reply."""
    services = bot_context(context)
    if (
        await off_loop(
            services.stores.confirmations.recent_requests, subscriber.id, services.clock()
        )
        >= _MAX_CODES
    ):
        return say(subscriber.language, "codes_often", count=_MAX_CODES)
    await off_loop(
        services.stores.confirmations.request_code,
        subscriber.id,
        channel,
        address,
        services.clock(),
    )
    return say(subscriber.language, f"{channel}_requested", address=shown)


async def confirm_code(
    context: Context, subscriber: Subscriber, channel: ChannelName, code: str
) -> str | None:
    """Confirm the address of a code and return it; None when the code is wrong."""
    services = bot_context(context)
    return await off_loop(
        services.stores.confirmations.confirm, subscriber.id, channel, code, services.clock()
    )


async def remove_address(context: Context, subscriber: Subscriber, channel: ChannelName) -> str:
    """Remove the address of a channel; return the reply."""
    await off_loop(bot_context(context).stores.confirmations.drop, subscriber.id, channel)
    return say(subscriber.language, f"{channel}_off")
