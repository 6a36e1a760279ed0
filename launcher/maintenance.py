"""What a service does by the clock: it wants the checks that are due, and lets go of old records."""

from datetime import timedelta

import structlog

from launcher.context import LauncherContext
from runtime.clock import now
from storage.archive.retention import prune
from storage.jobs.crawl_jobs import Origin

log = structlog.get_logger()

_KEEP_CHECKS = timedelta(days=30)


def enqueue_due(context: LauncherContext) -> None:
    """Want a check of each source that is due."""
    due = context.stores.health.due(context.catalogue.enabled, now())
    if due:
        context.stores.jobs.enqueue([source.id for source in due], Origin.DUE, now())


def tidy(context: LauncherContext) -> None:
    """Let go of what is past its time."""
    context.stores.jobs.forget_done(now(), _KEEP_CHECKS)
    context.stores.telegram_updates.forget_old(now())
    gone = prune(context.stores.database, now())
    log.info("pruned", captures=gone.captures, messages=gone.messages, digests=gone.digests)
