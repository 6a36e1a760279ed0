"""/email ADDRESS|CODE|off: the digest by mail, confirmed by a code."""

from telegram import Update

from bot.context import Context, answer, bot_context, subscriber_of
from bot.handlers.address_confirmation import confirm_code, is_code, remove_address, request_code
from bot.messages import say
from monitor.address import normal_address
from monitor.audience import ChannelName, Subscriber
from monitor.zone_names import zone_name


async def email(update: Update, context: Context) -> None:
    """Request, confirm or stop mail."""
    subscriber = await subscriber_of(update, context)
    word = (context.args or [""])[0]
    await answer(update, await _reply(context, subscriber, word))


async def _reply(context: Context, subscriber: Subscriber, word: str) -> str:
    if word.lower() == "off":
        return await remove_address(context, subscriber, ChannelName.EMAIL)
    if is_code(word):
        return await _confirm(context, subscriber, word)
    address = normal_address(word)
    if address is None:
        return say(subscriber.language, "email_usage")
    if not bot_context(context).sends_mail:
        return say(subscriber.language, "email_missing")
    return await request_code(context, subscriber, ChannelName.EMAIL, address, address)


async def _confirm(context: Context, subscriber: Subscriber, code: str) -> str:
    address = await confirm_code(context, subscriber, ChannelName.EMAIL, code)
    if address is None:
        return say(subscriber.language, "email_wrong")
    return say(
        subscriber.language,
        "email_confirmed",
        address=address,
        hour=subscriber.digest_hour,
        zone=zone_name(subscriber.timezone, subscriber.language),
    )
