"""The pages of a message with many changes, and what became of each."""

from telegram import Update

from bot.context import (
    Context,
    acknowledge,
    bot_context,
    edit,
    first_name,
    number_of,
    off_loop,
    subscriber_of,
    tapped,
    today_of,
)
from bot.group_messages import Group, group_page
from monitor.audience import Subscriber
from monitor.language import texts


async def turn_group(update: Update, context: Context) -> None:
    """Handle a button: show another page of the message that was sent for an outbox row."""
    subscriber = await subscriber_of(update, context)
    numbers = [number_of(word) for word in tapped(update)]
    await acknowledge(update)
    if len(numbers) == 2 and (made := await _group(context, subscriber, numbers[0])):
        await edit(update, *group_page(made, numbers[1] or 0))


async def done_in_group(update: Update, context: Context) -> None:
    """Handle a button: mark a change of such a message as done, or as open again."""
    subscriber = await subscriber_of(update, context)
    number, page, change_id = [*map(number_of, tapped(update)), None, None, None][:3]
    made = await _group(context, subscriber, number)
    if made is None or change_id not in {change.id for change in made.changes}:
        await acknowledge(update)
        return
    services = bot_context(context)
    tasks, is_done = services.stores.tasks, change_id in made.done
    toast = texts("bot", subscriber.language)["toast_open" if is_done else "toast_done"]
    await acknowledge(update, toast)
    if is_done:
        await off_loop(tasks.reopen, subscriber.id, change_id or 0)
    else:
        name, now = first_name(update), services.clock()
        await off_loop(tasks.finish, subscriber.id, change_id or 0, name, now)
    if made := await _group(context, subscriber, number):
        await edit(update, *group_page(made, page or 0))


async def _group(context: Context, subscriber: Subscriber, number: int | None) -> Group | None:
    """Return the message that a subscriber was sent for an outbox row, as it is now; or None."""
    stores = bot_context(context).stores
    change_ids = await off_loop(stores.outbox.sent_with, number or 0, subscriber.id)
    if not change_ids:
        return None
    changes = await off_loop(stores.history.changes_of, change_ids, with_edits=False)
    tasks = await off_loop(stores.tasks.of, subscriber.id, change_ids)
    return Group(
        changes=changes,
        sources=bot_context(context).directory.sources,
        language=subscriber.language,
        today=today_of(subscriber, context),
        number=number or 0,
        done={change_id for change_id, task in tasks.items() if task.is_done},
        link=bot_context(context).changes_link({change.source_id for change in changes}),
    )
