"""What a service does by the clock: it wants the checks that are due, and lets go of old records."""

from datetime import timedelta

import structlog

from forewarn.clock import now
from forewarn.wiring import Parts
from storage.jobs import Origin
from storage.retention import thin

log = structlog.get_logger()

_KEEP_CHECKS = timedelta(days=30)


def enqueue_due(parts: Parts) -> None:
    """Want a check of each source that is due."""
    due = parts.health.due(parts.catalogue.enabled, now())
    if due:
        parts.jobs.enqueue([source.id for source in due], Origin.DUE, now())


def tidy(parts: Parts) -> None:
    """Let go of what is past its time."""
    parts.jobs.forget_done(now(), _KEEP_CHECKS)
    gone = thin(parts.database, now())
    log.info("thinned", captures=gone.captures, messages=gone.messages, digests=gone.digests)
