"""/digest [daily|weekly] [HOUR] | empty on|off: preview the digest, or set when it is sent.

/weekly: the last seven days, with what is open and done.
"""

from telegram import Update

from bot import messages
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
from bot.messages import Buttons, pager, say
from monitor.audience import Digest, Frequency, Subscriber
from monitor.clock_words import clock_named
from monitor.language import option_named, texts
from monitor.zone_names import zone_name

# What may stand between a frequency and an hour: `daily at 8am`.
_BETWEEN = frozenset({"at", "on", "monday", "mondays", "every"})
_NEXT = 0
# What the buttons that turn pages begin with.
_DIGEST, _WEEKLY = "digest", "weekly"


async def digest(update: Update, context: Context) -> None:
    """Preview the next digest, or set when it is sent."""
    subscriber = await subscriber_of(update, context)
    words = [word.casefold() for word in context.args or []]
    if not words:
        made = await off_loop(bot_context(context).next_digest, subscriber)
        await answer(update, *_page(context, subscriber, made, 0))
    elif words[0] == "empty" and words[1:] in (["on"], ["off"]):
        await answer(update, await set_empty(context, subscriber, enabled=words[1] == "on"))
    else:
        text = await _set(context, subscriber, words)
        await answer(update, text or say(subscriber.language, "digest_usage"))


async def weekly(update: Update, context: Context) -> None:
    """Show the weekly page of the last seven days."""
    subscriber = await subscriber_of(update, context)
    made = await off_loop(bot_context(context).weekly_digest, subscriber)
    await answer(update, *_page(context, subscriber, made, 0, _WEEKLY))


async def turn_weekly(update: Update, context: Context) -> None:
    """Handle a button: show another page of the last seven days."""
    subscriber = await subscriber_of(update, context)
    page = number_of("".join(tapped(update)[-1:])) or 0
    await acknowledge(update)
    made = await off_loop(bot_context(context).weekly_digest, subscriber)
    await edit(update, *_page(context, subscriber, made, page, _WEEKLY))


async def turn_digest(update: Update, context: Context) -> None:
    """Handle a button: show another page of a digest; 0 is the preview of the next one."""
    subscriber = await subscriber_of(update, context)
    numbers = [number_of(word) for word in tapped(update)]
    await acknowledge(update)
    if len(numbers) != 2 or numbers[0] is None:
        return
    services = bot_context(context)
    if numbers[0] == _NEXT:
        made: Digest | None = await off_loop(services.next_digest, subscriber)
    else:
        made = await off_loop(services.made_digest, subscriber, numbers[0])
    if made:
        await edit(update, *_page(context, subscriber, made, numbers[1] or 0))


async def set_frequency(
    context: Context, subscriber: Subscriber, frequency: Frequency, hour: int
) -> str:
    """Store when the digest is sent; return the reply."""
    set_digest = bot_context(context).stores.subscribers.set_digest
    await off_loop(set_digest, subscriber.id, frequency=frequency, hour=hour)
    when = texts("bot", subscriber.language)[f"when_{frequency}"]
    return say(
        subscriber.language,
        "digest_set",
        when=when,
        hour=hour,
        zone=zone_name(subscriber.timezone, subscriber.language),
    )


async def set_empty(context: Context, subscriber: Subscriber, *, enabled: bool) -> str:
    """Store whether a digest without changes is sent; return the reply."""
    await off_loop(bot_context(context).stores.subscribers.set_digest, subscriber.id, empty=enabled)
    return say(subscriber.language, "digest_empty_on" if enabled else "digest_empty_off")


async def _set(context: Context, subscriber: Subscriber, words: list[str]) -> str | None:
    """Set `daily`, `weekly`, an hour as 8, 8:00, 8am or 8点, or both; None for anything else."""
    frequency, hour = subscriber.digest_frequency, subscriber.digest_hour
    for word in words:
        option, clock = option_named(word), clock_named(word)
        if option in {Frequency.DAILY, Frequency.WEEKLY}:
            frequency = Frequency(option)
        elif clock is not None and clock.minute == 0:
            hour = clock.hour
        elif word not in _BETWEEN:
            return None
    return await set_frequency(context, subscriber, frequency, hour)


def _page(
    context: Context, subscriber: Subscriber, made: Digest, page: int, kind: str = _DIGEST
) -> tuple[str, Buttons]:
    pages = messages.digest_pages(made, bot_context(context).directory.sources, subscriber)
    page = min(max(page, 0), len(pages) - 1)
    return pages[page], pager(kind, made.id, page, len(pages))
