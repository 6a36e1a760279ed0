"""/relay ADDRESS|CODE|off: alerts in a team's chat tool or a webhook, confirmed by a code."""

from telegram import Update

from bot.context import Context, answer, bot_context, off_loop, subscriber_of
from bot.handlers.address_confirmation import confirm_code, is_code, remove_address, request_code
from bot.messages import say
from monitor.audience import ChannelName, Subscriber
from monitor.relay import RelayKind, relay_kind, shown


async def relay(update: Update, context: Context) -> None:
    """Request, confirm or stop the relay."""
    subscriber = await subscriber_of(update, context)
    word = (context.args or [""])[0]
    await answer(update, await _reply(context, subscriber, word))


async def _reply(context: Context, subscriber: Subscriber, word: str) -> str:
    if word.lower() == "off":
        return await remove_address(context, subscriber, ChannelName.RELAY)
    if is_code(word):
        return await _confirm(context, subscriber, word)
    if relay_kind(word) is None:
        return say(subscriber.language, "relay_usage")
    return await request_code(context, subscriber, ChannelName.RELAY, word, shown(word))


async def _confirm(context: Context, subscriber: Subscriber, code: str) -> str:
    address = await confirm_code(context, subscriber, ChannelName.RELAY, code)
    if address is None:
        return say(subscriber.language, "relay_wrong")
    text = say(subscriber.language, "relay_confirmed", address=shown(address))
    known = await off_loop(bot_context(context).stores.subscribers.get, subscriber.id)
    if known and relay_kind(address) is RelayKind.WEBHOOK:
        text += "\n" + say(subscriber.language, "relay_secret", secret=known.relay_secret)
    return text
