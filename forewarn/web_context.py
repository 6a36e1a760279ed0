"""Builds the context of the web pages."""

from functools import partial

from bot.application import App
from delivery.digests import coverage
from delivery.links import links_of
from forewarn.evidence import bundle_of
from forewarn.listening import webhook_of
from forewarn.metrics import not_ready, numbers
from forewarn.overlay import Overlay
from forewarn.wiring import AppContext
from monitor.audience import Coverage
from monitor.operators import AT_THE_SHELL
from runtime.clock import now
from storage.queries.figures import figures
from storage.queries.trends import trends
from storage.tracker import Tracker
from web.context import WebContext


def web_context_of(context: AppContext, chat: App | None, *, fresh_for: float) -> WebContext:
    """Build the context; `chat`: receives Telegram's updates if a webhook is set."""
    settings = context.settings
    by_webhook = chat is not None and settings.telegram_webhook

    def current_coverage() -> Coverage:
        return coverage(context, now())

    return WebContext(
        stores=context.stores,
        sources=context.sources,
        current_directory=lambda: context.directory,
        links=links_of(context),
        session_key=context.stores.keys.get("sessions"),
        public_url=settings.site_url,
        operators=frozenset({AT_THE_SHELL, *settings.admin_chat_ids}),
        read_keys=tuple(key.get_secret_value() for key in settings.read_keys),
        trusted_proxies=settings.trusted_proxies,
        fresh_for=fresh_for,
        clock=now,
        ready=partial(not_ready, context),
        numbers=partial(numbers, context),
        figures=lambda: figures(context.stores.database, now()),
        trends=lambda: trends(context.stores.database, now()),
        coverage=current_coverage,
        evidence=partial(bundle_of, context),
        translates=context.has_model,
        contact=settings.contact,
        tracker=Tracker(context.stores.archive),
        editor=Overlay(settings, context.live),
        webhook=webhook_of(chat, context) if chat and by_webhook else None,
    )
