"""Builds what the bot's handlers work with."""

from functools import partial

from bot.context import BotContext
from delivery.digests import coverage, next_digest, rebuild
from delivery.links import changes_link, choices_link, sign_in_link
from forewarn.wiring import AppContext
from monitor.audience import Coverage, Digest, Subscriber
from monitor.targets import Directory
from runtime.clock import now
from storage.tracker import Tracker


def bot_context_of(context: AppContext) -> BotContext:
    """What the handlers need, and no more."""

    def seen() -> Coverage:
        return coverage(context, now())

    def made(reader: Subscriber, digest_id: int) -> Digest | None:
        return rebuild(context, reader, digest_id)

    def coming(reader: Subscriber) -> Digest:
        return next_digest(context, reader)

    return BotContext(
        directory=Directory(context.sources),
        stores=context.stores,
        tracker=Tracker(context.stores.archive),
        operators=frozenset(context.settings.admin_chat_ids),
        sends_mail=bool(context.settings.smtp_url.get_secret_value()),
        coverage=seen,
        made_digest=made,
        next_digest=coming,
        choices_link=partial(choices_link, context),
        changes_link=partial(changes_link, context),
        sign_in_link=lambda chat_id: sign_in_link(context, chat_id, now()),
        clock=now,
    )
