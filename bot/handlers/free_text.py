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
from bot.handlers import (
    confirm,
    email,
    latest,
    questions,
    relay,
    search,
    settings,
    status,
    subscribe,
)
from bot.handlers.address_confirmation import is_code
from bot.handlers.page_address import address_in, page_address
from bot.handlers.since import since
from bot.handlers.subscriptions import subscriptions
from bot.keyboards import guide_buttons, menu
from bot.messages import say
from bot.question_offers import tell
from monitor.audience import ChannelName, Subscriber
from monitor.intent import Intent, IntentKind
from monitor.target_names import Certainty, Meaning
from monitor.targets import PAIR
from monitor.text import clean
from monitor.understanding import understand

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
        await _do(update, context, subscriber, text)


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


async def _do(update: Update, context: Context, subscriber: Subscriber, typed: str) -> None:
    """Do what a text asks for, as far as it changes nothing; offer the rest by buttons."""
    intent, meaning = understand(typed, bot_context(context).directory)
    if intent.kind is IntentKind.STOP:
        await _stop(update, context, subscriber)
    elif intent.kind is IntentKind.UNFOLLOW and meaning.targets:
        await _unfollow(update, context, subscriber, intent, meaning)
    elif intent.kind in questions.KINDS:
        await questions.ask(update, context, intent)
    elif intent.kind is IntentKind.LATEST:
        await _latest(update, context, subscriber, intent, meaning)
    elif intent.kind is IntentKind.SEARCH and intent.words:
        await search.search_for(update, context, intent.words.split(), intent.quoted)
    elif not intent.words or intent.kind in _RUN_ALWAYS:
        context.args = []
        await _RUN.get(intent.kind, guide)(update, context)
    else:
        directory, language = bot_context(context).directory, subscriber.language
        text, buttons = offers.offer(meaning, intent.sought, directory, language, intent.quoted)
        await answer(update, text, buttons or guide_buttons(language))


async def _stop(update: Update, context: Context, subscriber: Subscriber) -> None:
    chosen = await off_loop(bot_context(context).stores.subscribers.subscriptions, subscriber.id)
    if chosen:
        await confirm.ask(update, subscriber.language, "unsubscribe_all")
    else:
        text = say(subscriber.language, "no_subscriptions")
        await answer(update, text, guide_buttons(subscriber.language))


async def _latest(
    update: Update, context: Context, subscriber: Subscriber, intent: Intent, meaning: Meaning
) -> None:
    """Show the news of what is meant; let people choose between several; else search."""
    is_one = len(meaning.targets) == 1 and meaning.certainty is not Certainty.SIMILAR
    if is_one or (meaning.targets and meaning.targets[0].startswith(PAIR)):
        await _news(update, context, intent.span, meaning.targets[0])
    elif meaning.targets:
        directory, words = bot_context(context).directory, intent.sought
        made = offers.choose(meaning, words, directory, subscriber.language, "news", intent.quoted)
        await answer(update, *made)
    elif intent.sought:
        await search.search_for(update, context, intent.sought.split(), intent.quoted)
    elif intent.words:
        not_understood = tell(subscriber.language, "not_understood", words=intent.quoted)
        await answer(update, not_understood, guide_buttons(subscriber.language))
    else:
        await _news(update, context, intent.span, "")


async def _news(update: Update, context: Context, span: str, target: str) -> None:
    """Show the latest changes, or those of a span: of a target, else of what is followed."""
    if span:
        await since(update, context, span, target)
        return
    context.args = [target] if target else []
    await latest.latest(update, context)


async def _unfollow(
    update: Update, context: Context, subscriber: Subscriber, intent: Intent, meaning: Meaning
) -> None:
    directory, language = bot_context(context).directory, subscriber.language
    _, buttons = offers.choose(
        meaning, intent.sought, directory, language, "unfollow", intent.quoted
    )
    await answer(update, say(language, "unfollow_ask"), buttons)


async def _ignore(update: Update, context: Context) -> None:
    """Do nothing."""


def _guarded(handler: Handler) -> Handler:
    return guarded(handler, Right.ADMINISTRATOR, _ignore)


# What a text without a name asks for; its handlers check who may.
_RUN: dict[IntentKind, Handler] = {
    IntentKind.SEARCH: search.search,
    IntentKind.SUBSCRIPTIONS: subscriptions,
    IntentKind.STATUS: status.status,
    IntentKind.SETTINGS: _guarded(settings.settings),
    IntentKind.EMAIL: _guarded(email.email),
    IntentKind.RELAY: _guarded(relay.relay),
    IntentKind.SUBSCRIBE: _guarded(subscribe.subscribe),
    IntentKind.FOLLOW: _guarded(subscribe.subscribe),
}
# What is asked of the bot in a sentence, of which no words name anything.
_RUN_ALWAYS = frozenset(
    {
        IntentKind.GUIDE,
        IntentKind.SUBSCRIPTIONS,
        IntentKind.STATUS,
        IntentKind.EMAIL,
        IntentKind.RELAY,
    }
)
