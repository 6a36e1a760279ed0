"""The bot's desk, built from the parts."""

from functools import partial

from bot.desk import Desk
from forewarn.clock import now
from forewarn.digests import coverage, next_digest, rebuild
from forewarn.links import choices_link, sign_in_link
from forewarn.wiring import Parts
from monitor.audience import Coverage, Digest, Subscriber
from monitor.targets import Directory
from monitor.tracker import Tracker


def desk_of(parts: Parts) -> Desk:
    """What the handlers need, and no more."""

    def seen() -> Coverage:
        return coverage(parts, now())

    def made(reader: Subscriber, digest_id: int) -> Digest | None:
        return rebuild(parts, reader, digest_id)

    def coming(reader: Subscriber) -> Digest:
        return next_digest(parts, reader)

    return Desk(
        directory=Directory(parts.sources),
        subscribers=parts.subscribers,
        confirmations=parts.confirmations,
        mutes=parts.mutes,
        history=parts.history,
        events=parts.events,
        jobs=parts.jobs,
        health=parts.health,
        outbox=parts.outbox,
        feedback=parts.feedback,
        announcements=parts.announcements,
        personal=parts.personal,
        tracker=Tracker(parts.archive),
        operators=frozenset(parts.settings.admin_chat_ids),
        sends_mail=bool(parts.settings.smtp_url.get_secret_value()),
        coverage=seen,
        made_digest=made,
        next_digest=coming,
        choices_link=partial(choices_link, parts),
        sign_in_link=lambda chat_id: sign_in_link(parts, chat_id, now()),
        clock=now,
    )
