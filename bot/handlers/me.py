"""/me: own names – shops, companies, brands, domains, numbers – and the alerts of what names them."""

from datetime import timedelta

from telegram import Message, Update

from bot import markup, own_names
from bot.context import (
    Context,
    acknowledge,
    answer,
    bot_context,
    edit,
    number_of,
    off_loop,
    subscriber_of,
    tapped,
)
from bot.messages import Buttons, say
from monitor.audience import Subscriber
from monitor.text import clean
from monitor.watchlist import TermKind, WatchTerm
from monitor.watchlist.entry import MOST_CHARS, MOST_TERMS, fault_of, guess, term_of
from monitor.watchlist.finding import keys_of
from monitor.watchlist.wording import explain, kind_name, kind_named
from storage.delivery.watchlists import OwnName

_LOOK_BACK = timedelta(days=365)
_MOST_FOUND = 5
_REMOVE = frozenset({"remove", "delete", "删除", "移除"})
_QUIET = frozenset({"quiet", "免打扰"})
_ON, _OFF = frozenset({"on", "开", "打开"}), frozenset({"off", "关", "关闭"})

_EXAMPLES = {
    TermKind.SHOP: "Moonveil Official",
    TermKind.COMPANY: "Shenzhen Moonveil Trading Co., Ltd",
    TermKind.BRAND: "Moonveil",
    TermKind.TRADEMARK: "Moonveil",
    TermKind.DOMAIN: "moonveil.com",
    TermKind.ASIN: "B0ABCD1234",
    TermKind.LISTING: "115234567890",
    TermKind.PATENT: "US 10,123,456 B2",
    TermKind.HS_CODE: "8517.62",
    TermKind.MARKETPLACE: "Amazon",
    TermKind.GOODS: "LED lamps",
    TermKind.MARKET: "US",
}


async def me(update: Update, context: Context) -> None:
    """List the own names; or add one, remove one, or set whether they pass the quiet hours."""
    subscriber = await subscriber_of(update, context)
    word, _, rest = " ".join(context.args or []).partition(" ")
    if not word:
        await _list(update, context, subscriber)
    elif word.casefold() in _REMOVE:
        await _remove_typed(update, context, subscriber, rest)
    elif word.casefold() in _QUIET:
        await _set_quiet_typed(update, context, subscriber, rest)
    elif kind := kind_named(word):
        await _add(update, context, subscriber, term_of(kind, rest))
    else:
        await _add_guessed(update, context, subscriber, f"{word} {rest}")


async def add_tap(update: Update, context: Context) -> None:
    """Handle a button of a kind: say how to write a name of it."""
    subscriber = await subscriber_of(update, context)
    await acknowledge(update)
    if kind := kind_named("".join(tapped(update))):
        name = kind_name(kind, subscriber.language)
        text = say(subscriber.language, "me_write", kind=name, example=_EXAMPLES[kind])
        await answer(update, text)


async def kind_tap(update: Update, context: Context) -> None:
    """Handle a button that says of which kind the name is that was typed last."""
    subscriber = await subscriber_of(update, context)
    await acknowledge(update)
    kind = kind_named("".join(tapped(update)))
    typed = _asked_of(update)
    if kind and typed:
        await _add(update, context, subscriber, term_of(kind, typed))
    else:
        await answer(update, say(subscriber.language, "me_usage"))


async def remove_tap(update: Update, context: Context) -> None:
    """Handle the cross at a name: remove it, and show the others."""
    subscriber = await subscriber_of(update, context)
    await acknowledge(update)
    number = number_of("".join(tapped(update)))
    if number is not None:
        remove = bot_context(context).stores.watchlists.remove
        await off_loop(remove, subscriber.id, number)
    await edit(update, *await shown(context, subscriber))


async def quiet_tap(update: Update, context: Context) -> None:
    """Handle the switch: let names pass the quiet hours, or not."""
    subscriber = await subscriber_of(update, context)
    await acknowledge(update)
    await _set_quiet(context, subscriber, passes=not subscriber.names_pass_quiet)
    subscriber = await subscriber_of(update, context)
    await edit(update, *await shown(context, subscriber))


async def _list(update: Update, context: Context, subscriber: Subscriber) -> None:
    await answer(update, *await shown(context, subscriber))


async def shown(context: Context, subscriber: Subscriber) -> tuple[str, Buttons]:
    """Return the list of a subscriber's own names, with its buttons."""
    services = bot_context(context)
    names = await off_loop(services.stores.watchlists.of, subscriber.id)
    link = await off_loop(services.choices_link, subscriber)
    return own_names.listed(names, subscriber), own_names.list_buttons(names, subscriber, link)


async def _add_guessed(
    update: Update, context: Context, subscriber: Subscriber, typed: str
) -> None:
    """Add a name whose kind its shape tells; ask for the kind of any other."""
    text = clean(typed)
    if kind := guess(text):
        await _add(update, context, subscriber, term_of(kind, text))
        return
    # One character more than there may be, so that a name that is too long is refused, not cut.
    question = say(subscriber.language, "me_which", name=text[: MOST_CHARS + 1])
    await answer(update, question, own_names.kind_buttons(subscriber.language))


async def _add(update: Update, context: Context, subscriber: Subscriber, term: WatchTerm) -> None:
    """Add a name, search the last twelve months for it, and answer with what was found."""
    services, language = bot_context(context), subscriber.language
    if fault := fault_of(term):
        await answer(update, markup.text(explain(fault, term, language)))
        return
    now = services.clock()
    name = await off_loop(services.stores.watchlists.add, subscriber.id, term, now)
    if name is None:
        await answer(update, say(language, "me_full", count=MOST_TERMS))
        return
    search = services.stores.sightings.search
    found = (
        await off_loop(search, subscriber.id, name, now - _LOOK_BACK, _MOST_FOUND)
        if keys_of(term)
        else []
    )
    await answer(update, own_names.added(name, found, subscriber, services.directory))


async def _remove_typed(
    update: Update, context: Context, subscriber: Subscriber, typed: str
) -> None:
    """Remove the name that was typed, with or without its kind."""
    store = bot_context(context).stores.watchlists
    names = await off_loop(store.of, subscriber.id)
    name = _named(names, clean(typed))
    if name is None:
        await answer(update, say(subscriber.language, "me_unknown", name=clean(typed)[:MOST_CHARS]))
        return
    await off_loop(store.remove, subscriber.id, name.id)
    await answer(update, say(subscriber.language, "me_removed", name=name.term.text))


def _asked_of(update: Update) -> str:
    """Return the name that a question of the bot quotes; '' for another message."""
    message = update.effective_message
    text = (message.text or "") if isinstance(message, Message) else ""
    return text.partition("“")[2].rpartition("”")[0]


def _named(names: list[OwnName], typed: str) -> OwnName | None:
    """Return the name with those words, or None; a kind may stand before them."""
    word, _, rest = typed.partition(" ")
    kind = kind_named(word)
    texts = {typed.casefold(), *([rest.casefold()] if kind else [])}
    return next((name for name in names if name.term.text.casefold() in texts), None)


async def _set_quiet_typed(
    update: Update, context: Context, subscriber: Subscriber, typed: str
) -> None:
    switch = typed.strip().casefold()
    if switch not in _ON | _OFF:
        await answer(update, say(subscriber.language, "me_quiet_usage"))
        return
    passes = switch in _ON
    await _set_quiet(context, subscriber, passes=passes)
    await answer(update, say(subscriber.language, "me_quiet_on" if passes else "me_quiet_off"))


async def _set_quiet(context: Context, subscriber: Subscriber, *, passes: bool) -> None:
    services = bot_context(context)
    setter = services.stores.subscribers.set_names_pass_quiet
    await off_loop(setter, subscriber.id, passes, services.clock())
