"""Answers to everyday questions about the bot, about dates, and about what happened to a seller."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from telegram import Update

from bot import question_offers
from bot.access import Handler, Right, guarded
from bot.context import Context, answer, bot_context, off_loop, subscriber_of, today_of
from bot.handlers import me
from bot.handlers.subscriptions import listed
from bot.keyboards import guide_buttons
from bot.messages import Buttons, coming_dates
from bot.question_offers import tell
from monitor.audience import Button, Subscriber
from monitor.digest import upcoming_dates
from monitor.intent import Intent, IntentKind
from monitor.language import message

_STATED_WITHIN = timedelta(days=365)
_Answer = Callable[[Context, Subscriber, Intent], Awaitable[tuple[str, Buttons]]]


async def ask(update: Update, context: Context, intent: Intent) -> None:
    """Answer a question of a kind in `KINDS`; what sets something only to those who may."""

    async def reply(update: Update, context: Context) -> None:
        subscriber = await subscriber_of(update, context)
        await answer(update, *await KINDS[intent.kind](context, subscriber, intent))

    is_open = intent.kind in _OF_EVERYONE
    right = Right.EVERYONE if is_open else Right.ADMINISTRATOR
    handler: Handler = guarded(reply, right, reply, timeless=True)
    await handler(update, context)


async def _quiet(_: Context, subscriber: Subscriber, intent: Intent) -> tuple[str, Buttons]:
    return question_offers.quiet(subscriber, intent.typed)


async def _severity(_: Context, subscriber: Subscriber, __: Intent) -> tuple[str, Buttons]:
    return question_offers.severity(subscriber)


async def _language(_: Context, subscriber: Subscriber, __: Intent) -> tuple[str, Buttons]:
    return question_offers.language_choice(subscriber)


async def _digest(_: Context, subscriber: Subscriber, intent: Intent) -> tuple[str, Buttons]:
    return question_offers.digest(subscriber, intent.typed)


async def _cost(_: Context, subscriber: Subscriber, __: Intent) -> tuple[str, Buttons]:
    return tell(subscriber.language, "cost"), guide_buttons(subscriber.language)


async def _privacy(_: Context, subscriber: Subscriber, __: Intent) -> tuple[str, Buttons]:
    return tell(subscriber.language, "privacy"), ()


async def _dates(context: Context, subscriber: Subscriber, _: Intent) -> tuple[str, Buttons]:
    """List the dates ahead of what the subscriber follows; else those of all sources."""
    services, language = bot_context(context), subscriber.language
    today = today_of(subscriber, context)
    mine = (await off_loop(services.next_digest, subscriber)).coming
    since = services.clock() - _STATED_WITHIN
    stated = (
        []
        if mine
        else await off_loop(services.stores.history.upcoming, today, since, with_edits=False)
    )
    found = mine or upcoming_dates(stated, today)
    if not found:
        return tell(language, "dates_none"), guide_buttons(language)
    text = coming_dates(found, services.directory.sources, language, today)
    return (text if mine else f"{tell(language, 'dates_all')}\n{text}"), ()


async def _trouble(context: Context, subscriber: Subscriber, intent: Intent) -> tuple[str, Buttons]:
    directory = bot_context(context).directory
    return question_offers.trouble(intent.checklist, directory, subscriber.language)


async def _own_names(context: Context, subscriber: Subscriber, _: Intent) -> tuple[str, Buttons]:
    text, buttons = await me.shown(context, subscriber)
    label = message("questions", subscriber.language, "cases")
    cases = ((Button(label=label, data="do:cases"),),)
    return f"{tell(subscriber.language, 'own_names')}\n\n{text}", (*buttons, *cases)


async def _unfollow(context: Context, subscriber: Subscriber, _: Intent) -> tuple[str, Buttons]:
    text, buttons = await listed(context, subscriber)
    has_any = any(button.data.startswith("stop:") for row in buttons for button in row)
    return (f"{tell(subscriber.language, 'unfollow')}\n\n{text}" if has_any else text), buttons


_OF_EVERYONE = frozenset(
    {
        IntentKind.COST,
        IntentKind.PRIVACY,
        IntentKind.DATES,
        IntentKind.TROUBLE,
        IntentKind.UNFOLLOW,
    }
)
KINDS: dict[IntentKind, _Answer] = {
    IntentKind.QUIET: _quiet,
    IntentKind.SEVERITY: _severity,
    IntentKind.LANGUAGE: _language,
    IntentKind.DIGEST: _digest,
    IntentKind.COST: _cost,
    IntentKind.PRIVACY: _privacy,
    IntentKind.DATES: _dates,
    IntentKind.TROUBLE: _trouble,
    IntentKind.OWN_NAMES: _own_names,
    IntentKind.UNFOLLOW: _unfollow,
}
