"""/latest [all|TARGET]: the latest changes that the reader follows, or all, or those of a target."""

from collections.abc import Iterator, Sequence
from itertools import islice

from telegram import Update

from bot import messages
from bot.context import (
    BotContext,
    Context,
    acknowledge,
    answer,
    answer_unknown,
    bot_context,
    edit,
    number_of,
    off_loop,
    subscriber_of,
    tapped,
    today_of,
)
from bot.messages import Buttons
from monitor.audience import Subscriber
from monitor.language import about
from monitor.model import Change
from monitor.targets import WORD, changed_text, matches, mentions, targets_of
from monitor.vocabulary import categories
from storage.delivery.followed import followed
from storage.queries.browsing import ChangeFilter

COUNT = 10
# How many changes to search for a target that is no column of the database.
_MAX_SEARCHED = 500
# How many to search for those that a reader follows, and at a time.
MAX_FOLLOWED = 3_000
AT_ONCE = 200
_LAST_PAGE = 99
_ALL = "all"


async def latest(update: Update, context: Context) -> None:
    """Show the latest changes that the reader follows; all of them, or those of a target, if named."""
    subscriber = await subscriber_of(update, context)
    word = " ".join(context.args or [])
    is_all = word.casefold() in about(subscriber.language)["everything"]
    if is_all or not word:
        await answer(update, *await _page(context, subscriber, 0, is_all=is_all))
        return
    target = bot_context(context).directory.find(word)
    if target is None:
        await answer_unknown(update, context, subscriber.language, word, "news")
        return
    changes = await off_loop(_of_target, bot_context(context), target)
    sources, today = bot_context(context).directory.sources, today_of(subscriber, context)
    text = messages.latest(changes, sources, subscriber.language, today)
    await answer(update, text)


async def latest_tap(update: Update, context: Context) -> None:
    """Handle a button: show another page, of all changes or of those that the reader follows."""
    subscriber = await subscriber_of(update, context)
    kind, number = [*tapped(update), "", ""][:2]
    page = min(number_of(number) or 0, _LAST_PAGE)
    await acknowledge(update)
    await edit(update, *await _page(context, subscriber, page, is_all=kind == _ALL))


async def _page(
    context: Context, subscriber: Subscriber, page: int, *, is_all: bool
) -> tuple[str, Buttons]:
    services = bot_context(context)
    shown, more = await off_loop(_listed, services, subscriber, page, is_all=is_all)
    newest = [] if shown or page else await off_loop(services.stores.history.changes, limit=1)
    sources, language = services.directory.sources, subscriber.language
    today = today_of(subscriber, context)
    buttons = messages.latest_buttons(page, language, is_all=is_all, has_more=more)
    if newest:
        return messages.nothing_followed(newest[0], sources, language, today), buttons
    head = "latest_all" if is_all else "latest_mine"
    return messages.latest(shown, sources, language, today, head), buttons if shown else ()


def _listed(
    services: BotContext, subscriber: Subscriber, page: int, *, is_all: bool
) -> tuple[Sequence[Change], bool]:
    """Return a page of changes with their edits, the newest first, and whether there are more."""
    every = services.stores.browsing.every(ChangeFilter(), COUNT + 1 if is_all else AT_ONCE)
    wanted = every if is_all else _followed(services, subscriber, every)
    found = [change.id for change in islice(wanted, page * COUNT, (page + 1) * COUNT + 1)]
    read = services.stores.history.changes_of(found[:COUNT])
    return read[::-1], len(found) > COUNT


def _followed(
    services: BotContext, subscriber: Subscriber, every: Iterator[Change]
) -> Iterator[Change]:
    searched = islice(every, MAX_FOLLOWED)
    sources = services.directory.sources
    return followed(services.stores, sources, subscriber, searched, services.clock())


def _of_target(services: BotContext, target: str) -> list[Change]:
    if target in services.directory.sources:
        return services.stores.history.changes(source_id=target, limit=COUNT)
    if target in categories():
        return services.stores.history.changes(category=target, limit=COUNT)
    newest = services.stores.history.changes(limit=_MAX_SEARCHED)
    return [change for change in newest if concerns(services, change, target)][:COUNT]


def concerns(services: BotContext, change: Change, target: str) -> bool:
    """Whether a change is of a target."""
    if target.startswith(WORD):
        return mentions(target, changed_text(change))
    return matches(target, targets_of(change, services.source(change.source_id)))
