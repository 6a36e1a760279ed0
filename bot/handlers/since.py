"""What changed today, yesterday, in the last week or month: of what is followed, or of a target."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from telegram import Update

from bot import messages
from bot.context import BotContext, Context, answer, bot_context, off_loop, subscriber_of, today_of
from bot.handlers.latest import AT_ONCE, COUNT, MAX_FOLLOWED, concerns
from bot.messages import Buttons, latest_buttons
from bot.offers import news_button
from bot.question_offers import tell
from monitor.audience import Subscriber
from monitor.language import message
from monitor.model import Change
from storage.delivery.followed import followed
from storage.queries.browsing import ChangeFilter

# How many days back each span begins, and how many it has.
_SPANS = {"today": (0, 1), "yesterday": (1, 1), "week": (6, 7), "month": (29, 30)}


async def since(update: Update, context: Context, span: str, target: str = "") -> None:
    """Show what changed in a span of intents.yaml; with nothing, say so."""
    subscriber = await subscriber_of(update, context)
    begin, end = _bounds(subscriber, context, span)
    filters = ChangeFilter(since=begin, until=end)
    services = bot_context(context)
    found = await off_loop(_found, services, subscriber, filters, target)
    await answer(update, *_text(found, services, subscriber, context, span, target))


def _bounds(subscriber: Subscriber, context: Context, span: str) -> tuple[datetime, datetime]:
    """Return the moments between which a span lies, in the reader's own days."""
    back, days = _SPANS[span]
    first = today_of(subscriber, context) - timedelta(days=back)
    zone = ZoneInfo(subscriber.timezone)
    # The first moment is exclusive.
    begin = datetime.combine(first, time(), zone) - timedelta(microseconds=1)
    return begin, datetime.combine(first + timedelta(days=days), time(), zone)


def _found(
    services: BotContext, subscriber: Subscriber, filters: ChangeFilter, target: str
) -> list[Change]:
    """Return the newest changes with their edits: of a target, else of what is followed, if anything is."""
    searched = islice(services.stores.browsing.every(filters, AT_ONCE), MAX_FOLLOWED)
    wanted: Iterator[Change] = searched
    if target:
        wanted = (change for change in searched if concerns(services, change, target))
    elif services.stores.subscribers.subscriptions(subscriber.id):
        sources, now = services.directory.sources, services.clock()
        wanted = followed(services.stores, sources, subscriber, searched, now)
    ids = [change.id for change in islice(wanted, COUNT)]
    return services.stores.history.changes_of(ids)[::-1]


def _text(
    found: list[Change],
    services: BotContext,
    subscriber: Subscriber,
    context: Context,
    span: str,
    target: str,
) -> tuple[str, Buttons]:
    language, sources = subscriber.language, services.directory.sources
    values: dict[str, str] = {"when": message("questions", language, f"since_{span}")}
    kind = "_target" if target else ""
    values |= {"target": services.directory.name(target, language)} if target else {}
    buttons = latest_buttons(0, language, is_all=False, has_more=False)
    if target:
        buttons = ((news_button(target, language),),)
    if not found:
        return tell(language, f"since_none{kind}", **values), buttons
    head = tell(language, f"since{kind}", **values)
    return messages.listed(found, sources, language, today_of(subscriber, context), head), buttons
