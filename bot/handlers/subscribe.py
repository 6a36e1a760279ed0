"""/subscribe TARGET [instant|daily|weekly] [information|affects|act], and its buttons."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Update

from bot.context import (
    Context,
    acknowledge,
    answer,
    answer_unknown,
    bot_context,
    edit,
    off_loop,
    subscriber_of,
    tapped,
)
from bot.keyboards import choices
from bot.messages import Buttons, say
from bot.offers import FOLLOW
from monitor.audience import Frequency, Subscriber, Subscription
from monitor.language import Language, option_named, texts
from monitor.model import Severity
from monitor.vocabulary import categories, topics
from monitor.zone_names import zone_name

MAX_SUBSCRIPTIONS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscribeArguments:
    """The arguments of /subscribe."""

    target: str
    frequency: Frequency = Frequency.INSTANT
    min_severity: Severity | None = None


def arguments_of(words: list[str]) -> SubscribeArguments:
    """Parse the target and the options after it, in any order and language."""
    frequency, min_severity = Frequency.INSTANT, None
    rest = list(words)
    while len(rest) > 1 and (option := option_named(rest[-1])):
        if option in set(Frequency):
            frequency = Frequency(option)
        else:
            min_severity = Severity.parse(option)
        rest.pop()
    return SubscribeArguments(target=" ".join(rest), frequency=frequency, min_severity=min_severity)


async def subscribe(update: Update, context: Context) -> None:
    """Subscribe to the named target, or show the choices."""
    subscriber = await subscriber_of(update, context)
    words = list(context.args or [])
    arguments = arguments_of(words)
    if not words:
        await show_choices(update, context, subscriber)
    elif target := bot_context(context).directory.find(arguments.target):
        await begin(
            update, context, subscriber, target, arguments.frequency, arguments.min_severity
        )
    elif len(words) > 1 and bot_context(context).directory.find(" ".join(words[:-1])):
        await answer(
            update, say(subscriber.language, "unknown_frequency", frequency=words[-1][:40])
        )
    else:
        await answer_unknown(update, context, subscriber.language, arguments.target, FOLLOW)


async def begin(
    update: Update,
    context: Context,
    subscriber: Subscriber,
    target: str,
    frequency: Frequency,
    min_severity: Severity | None = None,
) -> None:
    """Store one subscription and reply."""
    subscribers = bot_context(context).stores.subscribers
    subscriptions = await off_loop(subscribers.subscriptions, subscriber.id)
    if len(subscriptions) >= MAX_SUBSCRIPTIONS and target not in {s.target for s in subscriptions}:
        await answer(
            update, say(subscriber.language, "too_many_subscriptions", count=MAX_SUBSCRIPTIONS)
        )
        return
    await off_loop(subscribers.subscribe, subscriber.id, target, frequency, min_severity)
    text = say(
        subscriber.language,
        f"subscribed_{frequency}",
        target=bot_context(context).directory.name(target, subscriber.language),
        hour=subscriber.digest_hour,
        zone=zone_name(subscriber.timezone, subscriber.language),
        min_severity=_least(min_severity or subscriber.min_severity, subscriber.language),
    )
    await answer(update, text)


async def begin_tap(update: Update, context: Context) -> None:
    """Handle a button under a source: subscribe to it."""
    subscriber = await subscriber_of(update, context)
    source = bot_context(context).directory.source_of_key("".join(tapped(update)))
    await acknowledge(update)
    if source:
        await begin(update, context, subscriber, source.id, Frequency.INSTANT)


async def toggle(update: Update, context: Context) -> None:
    """Handle a button: subscribe to a category or topic, or unsubscribe from it."""
    subscriber = await subscriber_of(update, context)
    target = "".join(tapped(update))
    await acknowledge(update)
    subscribers = bot_context(context).stores.subscribers
    if target in {*categories(), *(topic.id for topic in topics())}:
        gone = await off_loop(subscribers.unsubscribe, subscriber.id, target)
        if not gone:
            await off_loop(subscribers.subscribe, subscriber.id, target, Frequency.INSTANT)
    subscriptions = await off_loop(subscribers.subscriptions, subscriber.id)
    await edit(update, *_choices(subscriptions, subscriber.language))


async def show_choices(update: Update, context: Context, subscriber: Subscriber) -> None:
    """Show all categories and topics, ticked if they are chosen."""
    subscriptions = await off_loop(
        bot_context(context).stores.subscribers.subscriptions, subscriber.id
    )
    await answer(update, *_choices(subscriptions, subscriber.language))


def _choices(subscriptions: Sequence[Subscription], language: Language) -> tuple[str, Buttons]:
    """Show what can be chosen by a button, and how many of it are chosen."""
    offered = {*categories(), *(topic.id for topic in topics())}
    chosen = {one.target for one in subscriptions}
    count = len(chosen & offered)
    text = say(language, "chosen", count=count) if count else say(language, "choose")
    return text, choices(chosen, language)


def _least(min_severity: Severity, language: Language) -> str:
    return texts("bot", language).get(f"subscribed_{min_severity.level}", "")
