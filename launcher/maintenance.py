"""Periodic work of a service: enqueue the checks that are due, delete old records."""

from datetime import timedelta

import structlog

from launcher.context import LauncherContext
from runtime.clock import now
from storage.archive.retention import prune
from storage.jobs.crawl_jobs import Origin

log = structlog.get_logger()

_KEEP_CHECKS = timedelta(days=30)


def enqueue_due(context: LauncherContext) -> None:
    """Enqueue a check of each source that is due."""
    due = context.stores.health.due(context.catalogue.enabled, now())
    if due:
        context.stores.jobs.enqueue([source.id for source in due], Origin.DUE, now())


def prune_records(context: LauncherContext) -> None:
    """Delete records whose retention time is over."""
    context.stores.jobs.forget_done(now(), _KEEP_CHECKS)
    context.stores.telegram_updates.forget_old(now())
    pruned = prune(context.stores.database, now())
    log.info("pruned", snapshots=pruned.snapshots, messages=pruned.messages, digests=pruned.digests)
