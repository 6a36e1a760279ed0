"""Builds the context of the bot's handlers."""

from functools import partial

from bot.context import BotContext
from delivery.digests import coverage, next_digest, rebuild, weekly_digest
from delivery.links import change_link, changes_link, choices_link, open_link, sign_in_link
from forewarn.wiring import AppContext
from monitor.audience import Coverage, Digest, Subscriber
from runtime.clock import now
from storage.tracker import Tracker


def bot_context_of(context: AppContext) -> BotContext:
    """Build the context: only what the handlers need."""

    def current_coverage() -> Coverage:
        return coverage(context, now())

    def made_digest(subscriber: Subscriber, digest_id: int) -> Digest | None:
        return rebuild(context, subscriber, digest_id)

    def coming_digest(subscriber: Subscriber) -> Digest:
        return next_digest(context, subscriber)

    return BotContext(
        current_directory=lambda: context.directory,
        stores=context.stores,
        tracker=Tracker(context.stores.archive),
        operators=frozenset(context.settings.admin_chat_ids),
        sends_mail=bool(context.settings.smtp_url.get_secret_value()),
        translates=context.has_model,
        coverage=current_coverage,
        made_digest=made_digest,
        next_digest=coming_digest,
        weekly_digest=partial(weekly_digest, context),
        choices_link=partial(choices_link, context),
        changes_link=partial(changes_link, context),
        change_link=partial(change_link, context),
        open_link=partial(open_link, context),
        sign_in_link=lambda chat_id: sign_in_link(context, chat_id, now()),
        clock=now,
    )
