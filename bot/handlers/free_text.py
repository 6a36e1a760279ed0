"""What is no command: plain words, an address, a code, a picture, a command that does not exist."""

from rapidfuzz import process
from telegram import Message, Update

from bot import offers
from bot.access import Handler, Right, guarded
from bot.context import (
    Context,
    acknowledge,
    answer,
    bot_context,
    off_loop,
    subscriber_of,
)
from bot.handlers import confirm, email, latest, relay, search, settings, status, subscribe
from bot.handlers.address_confirmation import is_code
from bot.handlers.page_address import address_in, page_address
from bot.handlers.subscriptions import subscriptions
from bot.keyboards import guide_buttons, menu
from bot.messages import say
from monitor.audience import ChannelName, Subscriber
from monitor.intent import Intent, IntentKind, intent_of
from monitor.target_names import Certainty
from monitor.targets import PAIR
from monitor.text import clean

_LONGEST = 400
_NEAR_COMMAND = 75


async def in_private(update: Update, context: Context) -> None:
    """Answer a text in a private chat."""
    message = update.effective_message
    text = clean((message.text or "") if isinstance(message, Message) else "")
    await _answer(update, context, text[:_LONGEST])


async def in_group(update: Update, context: Context) -> None:
    """Answer a text in a group only if it mentions the bot."""
    message = update.effective_message
    text = clean((message.text or "") if isinstance(message, Message) else "")
    name = f"@{update.get_bot().username}"
    at = text.casefold().find(name.casefold())
    if at >= 0:
        rest = f"{text[:at]} {text[at + len(name) :]}".strip()
        await _answer(update, context, rest[:_LONGEST])


async def not_text(update: Update, context: Context) -> None:
    """Answer what is no text, such as a picture or a voice message."""
    subscriber = await subscriber_of(update, context)
    await answer(update, say(subscriber.language, "only_text"), guide_buttons(subscriber.language))


async def guide(update: Update, context: Context) -> None:
    """Say in a few lines what to send, with buttons."""
    subscriber = await subscriber_of(update, context)
    await acknowledge(update)
    await answer(update, say(subscriber.language, "guide"), guide_buttons(subscriber.language))


async def _answer(update: Update, context: Context, text: str) -> None:
    subscriber = await subscriber_of(update, context)
    if text.startswith("/"):
        await _unknown_command(update, context, subscriber, text)
    elif is_code(text.replace(" ", "")):
        await _code(update, context, subscriber, text.replace(" ", ""))
    elif url := address_in(text):
        await page_address(update, context, url)
    else:
        await _do(update, context, subscriber, intent_of(text))


async def _unknown_command(
    update: Update, context: Context, subscriber: Subscriber, text: str
) -> None:
    typed = text[1:].partition(" ")[0].partition("@")[0]
    known = process.extractOne(typed, context.bot_data["commands"], score_cutoff=_NEAR_COMMAND)
    near = str(known[0]) if known else ""
    key = "unknown_command_near" if near else "unknown_command"
    reply = say(subscriber.language, key, typed=typed[:40], near=near)
    await answer(update, reply, guide_buttons(subscriber.language))


async def _code(update: Update, context: Context, subscriber: Subscriber, code: str) -> None:
    """Confirm the address that waits for a code, mail first."""
    waiting = bot_context(context).stores.confirmations.unconfirmed
    for channel, handler in ((ChannelName.EMAIL, email.email), (ChannelName.RELAY, relay.relay)):
        if await off_loop(waiting, subscriber.id, channel):
            context.args = [code]
            await guarded(handler, Right.ADMINISTRATOR, _ignore)(update, context)
            return
    await answer(update, say(subscriber.language, "code_unasked"), menu(subscriber.language))


async def _do(update: Update, context: Context, subscriber: Subscriber, intent: Intent) -> None:
    """Do what a text asks for, as far as it changes nothing; offer the rest by buttons."""
    if intent.kind is IntentKind.STOP:
        await _stop(update, context, subscriber)
    elif intent.kind is IntentKind.SEARCH or not intent.words:
        context.args = intent.words.split()
        await _RUN.get(intent.kind, guide)(update, context)
    elif intent.kind is IntentKind.LATEST:
        await _latest(update, context, subscriber, intent.words)
    else:
        await _offer(update, context, subscriber, intent)


async def _stop(update: Update, context: Context, subscriber: Subscriber) -> None:
    chosen = await off_loop(bot_context(context).stores.subscribers.subscriptions, subscriber.id)
    if chosen:
        await confirm.ask(update, subscriber.language, "unsubscribe_all")
    else:
        text = say(subscriber.language, "no_subscriptions")
        await answer(update, text, guide_buttons(subscriber.language))


async def _latest(update: Update, context: Context, subscriber: Subscriber, words: str) -> None:
    """Show the news of what the words mean; let people choose between several; else search."""
    directory = bot_context(context).directory
    meaning = directory.meaning(words)
    is_one = len(meaning.targets) == 1 and meaning.certainty is not Certainty.SIMILAR
    if is_one or (meaning.targets and meaning.targets[0].startswith(PAIR)):
        context.args = [meaning.targets[0]]
        await latest.latest(update, context)
    elif meaning.targets:
        await answer(update, *offers.choose(meaning, words, directory, subscriber.language, "news"))
    else:
        context.args = words.split()
        await search.search(update, context)


async def _offer(update: Update, context: Context, subscriber: Subscriber, intent: Intent) -> None:
    directory, language = bot_context(context).directory, subscriber.language
    meaning = directory.meaning(intent.words)
    if intent.kind is IntentKind.UNFOLLOW and meaning.targets:
        _, buttons = offers.choose(meaning, intent.words, directory, language, "unfollow")
        await answer(update, say(language, "unfollow_ask"), buttons)
        return
    await answer(update, *offers.offer(meaning, intent.words, directory, language))


async def _ignore(update: Update, context: Context) -> None:
    """Do nothing."""


def _guarded(handler: Handler) -> Handler:
    return guarded(handler, Right.ADMINISTRATOR, _ignore)


# What a text without a name asks for; its handlers check who may.
_RUN: dict[IntentKind, Handler] = {
    IntentKind.SEARCH: search.search,
    IntentKind.LATEST: latest.latest,
    IntentKind.SUBSCRIPTIONS: subscriptions,
    IntentKind.STATUS: status.status,
    IntentKind.SETTINGS: _guarded(settings.settings),
    IntentKind.SUBSCRIBE: _guarded(subscribe.subscribe),
    IntentKind.FOLLOW: _guarded(subscribe.subscribe),
}
