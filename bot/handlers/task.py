"""/done ID [off], /take ID [off]: what became of a change, and who does it; and their buttons."""

from telegram import Update

from bot.alert_buttons import AlertState, alert_buttons
from bot.context import (
    Context,
    acknowledge,
    answer,
    bot_context,
    change_named,
    edit_buttons,
    first_name,
    off_loop,
    subscriber_of,
    tapped,
)
from bot.messages import Buttons, button_label, say
from monitor.audience import Button, Subscriber
from monitor.language import message, texts
from monitor.model import Change
from monitor.tasks import ChangeTask
from monitor.wording import headline

_OFF = "off"


async def done(update: Update, context: Context) -> None:
    """Mark a change as done, or as open again."""
    subscriber, found, is_off = await _typed(update, context, "done_usage")
    if found is None:
        return
    tasks, title = bot_context(context).stores.tasks, headline(found, subscriber.language)
    if is_off:
        await off_loop(tasks.reopen, subscriber.id, found.id)
        await answer(update, say(subscriber.language, "task_open", headline=title))
        return
    await _finish(update, context, subscriber, found)
    undo = Button(label=button_label(subscriber.language, "undo"), data=f"undo:{found.id}")
    await answer(update, say(subscriber.language, "task_done", headline=title), ((undo,),))


async def take(update: Update, context: Context) -> None:
    """Say in a group who does it."""
    subscriber, found, is_off = await _typed(update, context, "take_usage")
    if found is None:
        return
    name, tasks = first_name(update), bot_context(context).stores.tasks
    title = headline(found, subscriber.language)
    if not name:
        await answer(update, say(subscriber.language, "take_alone", id=found.id))
    elif is_off:
        await off_loop(tasks.release, subscriber.id, found.id)
        await answer(update, say(subscriber.language, "task_released", headline=title))
    else:
        task = await off_loop(tasks.take, subscriber.id, found.id, name)
        words = say(subscriber.language, "task_taken", name=task.taken_by, headline=title)
        await answer(update, words)


async def done_tap(update: Update, context: Context) -> None:
    """Handle a button under an alert: mark it as done."""
    subscriber, found = await _tapped(update, context)
    await acknowledge(update, texts("bot", subscriber.language)["toast_done"] if found else "")
    if found:
        task = await _finish(update, context, subscriber, found)
        await edit_buttons(update, buttons_of(context, subscriber, found, task))


async def undo_tap(update: Update, context: Context) -> None:
    """Handle a button: mark an alert as open again."""
    subscriber, found = await _tapped(update, context)
    await acknowledge(update, texts("bot", subscriber.language)["toast_open"] if found else "")
    if found:
        reopen = bot_context(context).stores.tasks.reopen
        task = await off_loop(reopen, subscriber.id, found.id)
        await edit_buttons(update, buttons_of(context, subscriber, found, task))


async def take_tap(update: Update, context: Context) -> None:
    """Handle a button in a group: note who takes it; the first one does."""
    subscriber, found = await _tapped(update, context)
    tasks, name = bot_context(context).stores.tasks, first_name(update)
    if found is None or not name:
        await acknowledge(update)
        return
    held = (await off_loop(tasks.get, subscriber.id, found.id)).taken_by or name
    await acknowledge(update, message("bot", subscriber.language, "toast_taken", name=held))
    task = await off_loop(tasks.take, subscriber.id, found.id, name)
    await edit_buttons(update, buttons_of(context, subscriber, found, task))


def buttons_of(
    context: Context,
    subscriber: Subscriber,
    found: Change,
    task: ChangeTask,
    *,
    is_refused: bool = False,
    muted: str = "",
) -> Buttons:
    """Make the buttons under an alert as its task is now."""
    state = AlertState(
        task=task,
        in_group=(subscriber.chat_id or 0) < 0,
        is_refused=is_refused,
        muted=muted,
        link=bot_context(context).change_link(found.id),
        translates=bot_context(context).translates,
    )
    source = bot_context(context).source(found.source_id)
    return alert_buttons(found, source, subscriber.language, state)


async def _finish(
    update: Update, context: Context, subscriber: Subscriber, found: Change
) -> ChangeTask:
    services = bot_context(context)
    finish = services.stores.tasks.finish
    return await off_loop(finish, subscriber.id, found.id, first_name(update), services.clock())


async def _typed(
    update: Update, context: Context, usage: str
) -> tuple[Subscriber, Change | None, bool]:
    """Return who writes, the change that is named, and whether `off` follows; reply without one."""
    subscriber = await subscriber_of(update, context)
    words = context.args or [""]
    found = await change_named(context, words[0])
    if found is None:
        await answer(update, say(subscriber.language, usage))
    return subscriber, found, words[-1].casefold() == _OFF


async def _tapped(update: Update, context: Context) -> tuple[Subscriber, Change | None]:
    subscriber = await subscriber_of(update, context)
    return subscriber, await change_named(context, "".join(tapped(update)))
