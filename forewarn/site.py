"""What the web part shows, built from the parts."""

from datetime import date
from functools import partial

from bot.application import App
from forewarn.clock import now
from forewarn.digests import coming, coverage
from forewarn.evidence import bundle_of
from forewarn.links import links_of
from forewarn.listening import webhook_of
from forewarn.watched import not_ready, numbers
from forewarn.wiring import Parts
from monitor.audience import Appointment, Coverage
from monitor.targets import Directory
from monitor.tracker import Tracker
from storage.figures import figures
from storage.trends import trends
from web.site import Site, Stores

# Who has the machine's command line is an operator, too; no chat has this number.
AT_THE_SHELL = 0


def site_of(parts: Parts, chat: App | None, *, fresh_for: float) -> Site:
    """The pages' world; `chat`: takes Telegram's updates, if a webhook is set."""
    settings = parts.settings
    by_webhook = chat is not None and settings.telegram_webhook

    def seen() -> Coverage:
        return coverage(parts, now())

    def upcoming(day: date) -> tuple[Appointment, ...]:
        return coming(parts, day)

    return Site(
        stores=_stores(parts),
        sources=parts.sources,
        directory=Directory(parts.sources),
        links=links_of(parts),
        session_key=parts.keys.get("sessions"),
        public_url=settings.site_url,
        operators=frozenset({AT_THE_SHELL, *settings.admin_chat_ids}),
        read_keys=tuple(key.get_secret_value() for key in settings.read_keys),
        fresh_for=fresh_for,
        clock=now,
        ready=partial(not_ready, parts),
        numbers=partial(numbers, parts),
        figures=lambda: figures(parts.database, now()),
        trends=lambda: trends(parts.database, now()),
        coverage=seen,
        upcoming=upcoming,
        evidence=partial(bundle_of, parts),
        tracker=Tracker(parts.archive),
        webhook=webhook_of(chat, parts) if chat and by_webhook else None,
    )


def _stores(parts: Parts) -> Stores:
    return Stores(
        archive=parts.archive,
        browsing=parts.browsing,
        captures=parts.captures,
        confirmations=parts.confirmations,
        days=parts.days,
        events=parts.events,
        feedback=parts.feedback,
        health=parts.health,
        history=parts.history,
        mutes=parts.mutes,
        outbox=parts.outbox,
        proposals=parts.proposals,
        sign_ins=parts.sign_ins,
        subscribers=parts.subscribers,
    )
