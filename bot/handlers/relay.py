"""/relay ADDRESS|CODE|off: alerts in a team's chat tool or a webhook, confirmed by a code."""

from telegram import Update

from bot.desk import Context, answer, desk, off_loop, reader
from bot.handlers.email import CODE, MOST_CODES
from bot.messages import say
from monitor.audience import ChannelName, Subscriber
from monitor.relay import RelayKind, relay_kind, shown


async def relay(update: Update, context: Context) -> None:
    """Ask for, confirm or stop the relay."""
    speaker = await reader(update, context)
    word = (context.args or [""])[0]
    if word.lower() == "off":
        await off_loop(desk(context).confirmations.drop, speaker.id, ChannelName.RELAY)
        await answer(update, say(speaker.language, "relay_off"))
    elif CODE.match(word):
        await answer(update, await _confirm(context, speaker, word))
    elif relay_kind(word) is None:
        await answer(update, say(speaker.language, "relay_usage"))
    else:
        await answer(update, await _ask(context, speaker, word))


async def _ask(context: Context, speaker: Subscriber, address: str) -> str:
    at = desk(context)
    if await off_loop(at.confirmations.asked_lately, speaker.id, at.clock()) >= MOST_CODES:
        return say(speaker.language, "email_often", count=MOST_CODES)
    await off_loop(at.confirmations.ask, speaker.id, ChannelName.RELAY, address, at.clock())
    return say(speaker.language, "relay_asked", relay=shown(address))


async def _confirm(context: Context, speaker: Subscriber, code: str) -> str:
    at = desk(context)
    confirm = at.confirmations.confirm
    address = await off_loop(confirm, speaker.id, ChannelName.RELAY, code, at.clock())
    if address is None:
        return say(speaker.language, "relay_wrong")
    told = say(speaker.language, "relay_confirmed", relay=shown(address))
    known = await off_loop(at.subscribers.get, speaker.id)
    if known and relay_kind(address) is RelayKind.WEBHOOK:
        told += "\n" + say(speaker.language, "relay_secret", secret=known.relay_secret)
    return told
