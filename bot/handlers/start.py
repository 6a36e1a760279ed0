"""/start [category, topic or source]: greet, and show what can be subscribed to."""

from telegram import Update

from bot.context import Context, answer, bot_context, off_loop, subscriber_of
from bot.handlers.subscribe import begin
from bot.keyboards import choices
from bot.messages import say
from monitor.audience import Frequency


async def start(update: Update, context: Context) -> None:
    """Greet and show the choices; subscribe at once to the target in a deep link's payload."""
    subscriber = await subscriber_of(update, context)
    payload = (context.args or [""])[0]
    target = bot_context(context).directory.find(payload) if payload else None
    if target:
        await begin(update, context, subscriber, target, Frequency.INSTANT)
    subscriptions = await off_loop(
        bot_context(context).stores.subscribers.subscriptions, subscriber.id
    )
    buttons = choices({s.target for s in subscriptions}, subscriber.language)
    await answer(update, say(subscriber.language, "welcome"), buttons)
