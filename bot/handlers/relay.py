"""/relay ADDRESS|CODE|off: alerts in a team's chat tool or a webhook, confirmed by a code."""

from telegram import Update

from bot.context import Context, answer, bot_context, off_loop, reader
from bot.handlers.proving import ask, is_code, prove, stop
from bot.messages import say
from monitor.audience import ChannelName, Subscriber
from monitor.relay import RelayKind, relay_kind, shown


async def relay(update: Update, context: Context) -> None:
    """Request, confirm or stop the relay."""
    speaker = await reader(update, context)
    word = (context.args or [""])[0]
    await answer(update, await _reply(context, speaker, word))


async def _reply(context: Context, speaker: Subscriber, word: str) -> str:
    if word.lower() == "off":
        return await stop(context, speaker, ChannelName.RELAY)
    if is_code(word):
        return await _confirm(context, speaker, word)
    if relay_kind(word) is None:
        return say(speaker.language, "relay_usage")
    return await ask(context, speaker, ChannelName.RELAY, word, shown(word))


async def _confirm(context: Context, speaker: Subscriber, code: str) -> str:
    address = await prove(context, speaker, ChannelName.RELAY, code)
    if address is None:
        return say(speaker.language, "relay_wrong")
    text = say(speaker.language, "relay_confirmed", address=shown(address))
    known = await off_loop(bot_context(context).stores.subscribers.get, speaker.id)
    if known and relay_kind(address) is RelayKind.WEBHOOK:
        text += "\n" + say(speaker.language, "relay_secret", secret=known.relay_secret)
    return text
