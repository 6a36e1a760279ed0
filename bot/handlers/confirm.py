"""Confirmation of what cannot be undone: by a button, or by `yes` typed after the command."""

from collections.abc import Awaitable, Callable, Sequence

from telegram import Update

from bot.context import (
    Context,
    acknowledge,
    answer,
    bot_context,
    edit,
    off_loop,
    subscriber_of,
    tapped,
)
from bot.handlers.follow import undo_button
from bot.messages import Buttons, say
from monitor.audience import Button, Subscriber
from monitor.language import Language, about, languages, texts


def says_yes(words: Sequence[str]) -> bool:
    """Return whether the last word is a yes in any language."""
    yes = {word for spoken in languages() for word in about(spoken)["confirms"]}
    return bool(words) and words[-1].casefold() in yes


async def ask(update: Update, language: Language, deed: str) -> None:
    """Ask for confirmation; the button confirms, and so does the command with `yes`."""
    words = texts("bot", language)
    buttons = (
        (Button(label=words[f"button_{deed}"], data=f"sure:{deed}"),),
        (Button(label=words["button_keep"], data="sure:cancel"),),
    )
    await answer(update, say(language, f"{deed}_ask"), buttons)


async def sure_tap(update: Update, context: Context) -> None:
    """Handle a button: do what was confirmed, or cancel."""
    subscriber = await subscriber_of(update, context)
    deed = DEEDS.get("".join(tapped(update)))
    await acknowledge(update)
    if deed:
        await edit(update, *await deed(context, subscriber))
    else:
        await edit(update, say(subscriber.language, "left_as_it_is"))


async def forget(context: Context, subscriber: Subscriber) -> tuple[str, Buttons]:
    """Erase everything stored about the subscriber; return the reply."""
    await off_loop(bot_context(context).stores.subscribers.remove, subscriber.id)
    return say(subscriber.language, "forgotten"), ()


async def unsubscribe_all(context: Context, subscriber: Subscriber) -> tuple[str, Buttons]:
    """End all subscriptions; return the reply, with a button that brings them back."""
    subscribers, language = bot_context(context).stores.subscribers, subscriber.language
    ended = await off_loop(subscribers.subscriptions, subscriber.id)
    await off_loop(subscribers.unsubscribe, subscriber.id, None)
    if not ended:
        return say(language, "no_subscriptions"), ()
    text = say(language, "unsubscribed_all", count=len(ended))
    return text, await undo_button(context, subscriber, ended)


# By the name in the button's data.
DEEDS: dict[str, Callable[[Context, Subscriber], Awaitable[tuple[str, Buttons]]]] = {
    "forget": forget,
    "unsubscribe_all": unsubscribe_all,
}
