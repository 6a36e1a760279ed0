"""/digest [daily|weekly] [HOUR] | empty on|off: preview the digest, or set when it is sent."""

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
    reader,
    tapped,
)
from bot.messages import Buttons, pager, say
from monitor.audience import Digest, Frequency, Subscriber
from monitor.language import about, texts

_LAST_HOUR = 23
_NEXT = 0


async def digest(update: Update, context: Context) -> None:
    """Preview the next digest, or set when it is sent."""
    speaker = await reader(update, context)
    words = [word.casefold() for word in context.args or []]
    if not words:
        made = await off_loop(bot_context(context).next_digest, speaker)
        await answer(update, *_page(context, speaker, made, 0))
    elif words[0] == "empty" and words[1:] in (["on"], ["off"]):
        await answer(update, await set_empty(context, speaker, wanted=words[1] == "on"))
    else:
        text = await _set(context, speaker, words)
        await answer(update, text or say(speaker.language, "digest_usage"))


async def turn_digest(update: Update, context: Context) -> None:
    """Handle a button: show another page of a digest; 0 is the preview of the next one."""
    speaker = await reader(update, context)
    numbers = [number_of(word) for word in tapped(update)]
    await acknowledge(update)
    if len(numbers) != 2 or numbers[0] is None:
        return
    services = bot_context(context)
    if numbers[0] == _NEXT:
        made: Digest | None = await off_loop(services.next_digest, speaker)
    else:
        made = await off_loop(services.made_digest, speaker, numbers[0])
    if made:
        await edit(update, *_page(context, speaker, made, numbers[1] or 0))


async def set_frequency(
    context: Context, speaker: Subscriber, frequency: Frequency, hour: int
) -> str:
    """Store when the digest is sent; return the reply."""
    set_digest = bot_context(context).stores.subscribers.set_digest
    await off_loop(set_digest, speaker.id, frequency=frequency, hour=hour)
    when = texts("bot", speaker.language)[f"when_{frequency}"]
    return say(speaker.language, "digest_set", when=when, hour=hour, zone=speaker.timezone)


async def set_empty(context: Context, speaker: Subscriber, *, wanted: bool) -> str:
    """Store whether a digest without changes is sent; return the reply."""
    await off_loop(bot_context(context).stores.subscribers.set_digest, speaker.id, empty=wanted)
    return say(speaker.language, "digest_empty_on" if wanted else "digest_empty_off")


async def _set(context: Context, speaker: Subscriber, words: list[str]) -> str | None:
    """Set `daily`, `weekly`, an hour as 8 or 8:00, or both; None for anything else."""
    frequency, hour = speaker.digest_frequency, speaker.digest_hour
    for word in words:
        option = about(speaker.language)["options"].get(word, word)
        number = number_of(word.removesuffix(":00"))
        if option in {Frequency.DAILY, Frequency.WEEKLY}:
            frequency = Frequency(option)
        elif number is not None and number <= _LAST_HOUR:
            hour = number
        else:
            return None
    return await set_frequency(context, speaker, frequency, hour)


def _page(context: Context, speaker: Subscriber, made: Digest, page: int) -> tuple[str, Buttons]:
    pages = messages.digest_pages(made, bot_context(context).directory.sources, speaker)
    page = min(max(page, 0), len(pages) - 1)
    return pages[page], pager("digest", made.id, page, len(pages))
