"""/start [target]: greet, and make a profile in three taps: marketplaces, goods, done."""

from datetime import timedelta

from telegram import Update

from bot import alerts, markup, profile
from bot.alert_context import concerns
from bot.context import (
    BotContext,
    Context,
    acknowledge,
    answer,
    bot_context,
    edit,
    off_loop,
    subscriber_of,
    tapped,
)
from bot.handlers.subscribe import MAX_SUBSCRIPTIONS, begin, show_choices
from bot.keyboards import menu
from bot.messages import Buttons, say
from bot.profile import Profile, Step, profile_of
from monitor.alert_card import local_day
from monitor.audience import AlertContext, Frequency, Subscriber
from monitor.language import texts
from monitor.model import Change
from monitor.preview import strongest, would_alert
from monitor.written_days import written_day
from storage.queries.browsing import ChangeFilter

_WEEK = timedelta(days=7)
# How far back an example may be, and how many changes are looked through for it.
_EXAMPLE_WITHIN = timedelta(days=90)
_MOST_CHANGES = 5_000
_MOST_NAMED = 20


async def start(update: Update, context: Context) -> None:
    """Greet and ask for the marketplaces; subscribe at once to the target of a deep link."""
    subscriber = await subscriber_of(update, context)
    directory = bot_context(context).directory
    payload = (context.args or [""])[0]
    target = directory.find(payload) if payload else None
    if target:
        await begin(update, context, subscriber, target, Frequency.INSTANT)
    first = profile.first_profile(directory)
    buttons = profile.buttons(first, directory, subscriber.language)
    await answer(update, say(subscriber.language, "welcome"), buttons)


async def profile_tap(update: Update, context: Context) -> None:
    """Handle a tap on a profile: show its next step, store it, or show all choices."""
    subscriber = await subscriber_of(update, context)
    own = profile_of(tapped(update))
    chosen = profile.targets(own, bot_context(context).directory) if own else []
    is_empty = own is not None and own.step is Step.DONE and not chosen
    await acknowledge(update, say(subscriber.language, "profile_empty") if is_empty else "")
    if own is None or is_empty:
        return
    if own.step is Step.MORE:
        await show_choices(update, context, subscriber)
    elif own.step is Step.DONE:
        await _store(update, context, subscriber, chosen)
    else:
        await edit(update, *_step(bot_context(context), own, subscriber))


def _step(services: BotContext, own: Profile, subscriber: Subscriber) -> tuple[str, Buttons]:
    language = subscriber.language
    names = profile.named(own, services.directory, language)
    text = say(language, f"profile_{own.step}")
    if names:
        text = f"<b>{markup.text(texts('news', language)['comma'].join(names))}</b>\n{text}"
    return text, profile.buttons(own, services.directory, language)


async def _store(
    update: Update, context: Context, subscriber: Subscriber, chosen: list[str]
) -> None:
    """Store the profile; say what it would have brought, and show an example."""
    services, language = bot_context(context), subscriber.language
    if not await off_loop(_subscribe, services, subscriber, chosen):
        await answer(update, say(language, "too_many_subscriptions", count=MAX_SUBSCRIPTIONS))
        return
    found = await off_loop(_would_alert, services, subscriber, chosen)
    week = [one for one in found if one.detected_at > services.clock() - _WEEK]
    names = [f"• {markup.text(services.directory.name(one, language))}" for one in chosen]
    more = len(names) - _MOST_NAMED
    listed = [*names[:_MOST_NAMED], *([f"… (+{more})"] if more > 0 else [])]
    example = strongest(found)
    count = say(language, "profile_count" if example else "profile_nothing_yet", count=len(week))
    text = "\n".join([say(language, "profile_done"), *listed, "", count])
    await edit(update, text, menu(language))
    if example:
        await _show_example(update, context, subscriber, example.id)


def _subscribe(services: BotContext, subscriber: Subscriber, chosen: list[str]) -> bool:
    """Store the subscriptions that are new; False, and none, if they are too many."""
    subscribers = services.stores.subscribers
    own = {one.target for one in subscribers.subscriptions(subscriber.id)}
    new = [target for target in chosen if target not in own]
    if len(own) + len(new) > MAX_SUBSCRIPTIONS:
        return False
    for target in new:
        subscribers.subscribe(subscriber.id, target, Frequency.INSTANT)
    return True


def _would_alert(services: BotContext, subscriber: Subscriber, chosen: list[str]) -> list[Change]:
    since = services.clock() - _EXAMPLE_WITHIN
    past = services.stores.browsing.changes(ChangeFilter(since=since), _MOST_CHANGES)
    return would_alert(past.changes, services.directory.sources, chosen, subscriber)


async def _show_example(
    update: Update, context: Context, subscriber: Subscriber, change_id: int
) -> None:
    """Show an alert as it would have come, labelled as an example."""
    services, language = bot_context(context), subscriber.language
    found = await off_loop(services.stores.history.change, change_id)
    if found is None:
        return
    source = services.source(found.source_id)
    how = AlertContext(
        concerns=await off_loop(concerns, services.stores, subscriber, found, source),
        timezone=subscriber.timezone,
        now=services.clock(),
        link=services.change_link(found.id),
        in_group=(subscriber.chat_id or 0) < 0,
    )
    shown = alerts.alert(found, source, language, how)
    day = local_day(found, how)
    date = written_day(found.detected_at, language, day)
    pages = markup.pages([say(language, "profile_example", date=date), shown.html])
    for page in pages[:-1]:
        await answer(update, page)
    await answer(update, pages[-1], shown.buttons)
