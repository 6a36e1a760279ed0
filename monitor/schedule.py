"""When a source is due next. The caller brings the clock."""

from datetime import datetime, timedelta
from zlib import crc32

from monitor.model import Outcome
from monitor.source import Source

_FIRST_RETRY = timedelta(minutes=15)
_LONGEST_WAIT = timedelta(hours=24)
# Sources of one interval are spread over this share of it, so that nothing stampedes.
_SPREAD = 0.1


def next_due(
    source: Source,
    *,
    outcome: Outcome,
    failures: int,
    now: datetime,
    not_before: datetime | None = None,
) -> datetime:
    """The next check: `every` with a spread; sooner, then rarer, while it fails.

    `not_before` is the server's own wish (Retry-After), kept up to 24 hours.
    """
    if outcome.is_good:
        return now + _spread(source, source.every)
    wait = min(_FIRST_RETRY * 2 ** min(failures - 1, 10), max(source.every, _FIRST_RETRY))
    due = now + _spread(source, min(wait, _LONGEST_WAIT))
    wished = min(not_before, now + _LONGEST_WAIT) if not_before else due
    return max(due, wished)


def _spread(source: Source, wait: timedelta) -> timedelta:
    part = crc32(source.id.encode()) % 1000 / 1000
    return wait * (1 + _SPREAD * (part - 0.5))
