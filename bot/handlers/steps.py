"""/steps ID: what to do about a change, the whole reviewed checklist."""

from telegram import Update

from bot.context import (
    Context,
    acknowledge,
    answer,
    change_named,
    subscriber_of,
    tapped,
)
from bot.messages import say
from bot.next_steps import all_steps
from monitor.checklists import checklist_for
from monitor.language import Language
from monitor.model import Change


async def steps(update: Update, context: Context) -> None:
    """Show the checklist of a change."""
    language = (await subscriber_of(update, context)).language
    found = await change_named(context, (context.args or [""])[0])
    await answer(update, _text(found, language) if found else say(language, "steps_usage"))


async def steps_tap(update: Update, context: Context) -> None:
    """Handle a button under an alert: show the checklist as a new message."""
    language = (await subscriber_of(update, context)).language
    found = await change_named(context, "".join(tapped(update)))
    await acknowledge(update)
    if found:
        await answer(update, _text(found, language))


def _text(change: Change, language: Language) -> str:
    found = checklist_for(change)
    if found is None:
        return say(language, "steps_none", id=change.id)
    return all_steps(change, found, language)
