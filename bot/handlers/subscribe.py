"""/subscribe TARGET [instant|daily|weekly] [minor|major], and the buttons."""

from dataclasses import dataclass

from telegram import Update

from bot.desk import Context, answer, answer_unknown, desk, edit, nod, off_loop, reader, tapped
from bot.keyboards import choices
from bot.messages import say
from monitor.audience import Rhythm, Subscriber
from monitor.language import Language, about, languages, texts
from monitor.model import Severity
from monitor.vocabulary import categories, topics

_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person wrote after /subscribe."""

    target: str
    rhythm: Rhythm = Rhythm.INSTANT
    least: Severity | None = None


def wish_of(words: list[str]) -> Wish:
    """The target, and the options that stand behind it in any order and language."""
    rhythm, least = Rhythm.INSTANT, None
    rest = list(words)
    while len(rest) > 1 and (option := _option(rest[-1])):
        if option in set(Rhythm):
            rhythm = Rhythm(option)
        else:
            least = Severity.parse(option)
        rest.pop()
    return Wish(target=" ".join(rest), rhythm=rhythm, least=least)


async def subscribe(update: Update, context: Context) -> None:
    """Subscribe to what is named, or show what there is."""
    speaker = await reader(update, context)
    words = list(context.args or [])
    wish = wish_of(words)
    if not words:
        await _show(update, context, speaker)
    elif target := desk(context).directory.find(wish.target):
        await begin(update, context, speaker, target, wish.rhythm, wish.least)
    elif len(words) > 1 and desk(context).directory.find(" ".join(words[:-1])):
        await answer(update, say(speaker.language, "unknown_rhythm", rhythm=words[-1][:40]))
    else:
        await answer_unknown(update, context, speaker.language, wish.target)


async def begin(
    update: Update,
    context: Context,
    speaker: Subscriber,
    target: str,
    rhythm: Rhythm,
    least: Severity | None = None,
) -> None:
    """Store one subscription and say so."""
    subscribers = desk(context).subscribers
    wanted = await off_loop(subscribers.subscriptions, speaker.id)
    if len(wanted) >= _MOST and target not in {s.target for s in wanted}:
        await answer(update, say(speaker.language, "too_many_subscriptions", count=_MOST))
        return
    await off_loop(subscribers.subscribe, speaker.id, target, rhythm, least)
    told = say(
        speaker.language,
        f"subscribed_{rhythm}",
        target=desk(context).directory.name(target, speaker.language),
        hour=speaker.digest_hour,
        zone=speaker.timezone,
        least=_only(least or speaker.least, speaker.language),
    )
    await answer(update, told)


async def begin_tap(update: Update, context: Context) -> None:
    """A button under a source: hear of it."""
    speaker = await reader(update, context)
    source = desk(context).directory.source_of_key("".join(tapped(update)))
    await nod(update)
    if source:
        await begin(update, context, speaker, source.id, Rhythm.INSTANT)


async def toggle(update: Update, context: Context) -> None:
    """A button: choose, or choose no more."""
    speaker = await reader(update, context)
    target = "".join(tapped(update))
    subscribers = desk(context).subscribers
    if target in {*categories(), *(topic.id for topic in topics())}:
        gone = await off_loop(subscribers.unsubscribe, speaker.id, target)
        if not gone:
            await off_loop(subscribers.subscribe, speaker.id, target, Rhythm.INSTANT)
    await nod(update)
    wanted = await off_loop(subscribers.subscriptions, speaker.id)
    buttons = choices({s.target for s in wanted}, speaker.language)
    await edit(update, say(speaker.language, "choose"), buttons)


async def _show(update: Update, context: Context, speaker: Subscriber) -> None:
    wanted = await off_loop(desk(context).subscribers.subscriptions, speaker.id)
    buttons = choices({s.target for s in wanted}, speaker.language)
    await answer(update, say(speaker.language, "choose"), buttons)


def _option(word: str) -> str | None:
    """The rhythm or severity that a word means, in any language."""
    found = (about(spoken)["options"].get(word.casefold()) for spoken in languages())
    return next((str(option) for option in found if option), None)


def _only(least: Severity, language: Language) -> str:
    return texts("bot", language)["subscribed_major"] if least is Severity.MAJOR else ""
