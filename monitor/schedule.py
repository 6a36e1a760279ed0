"""When a source is due next, and how long a host gets no requests. The caller passes the time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zlib import crc32
from zoneinfo import ZoneInfo

from monitor.model import Outcome
from monitor.source import Hours, Source

_FIRST_RETRY = timedelta(minutes=15)
_LONGEST_WAIT = timedelta(hours=24)
# Spread sources with the same interval over this share of it, to avoid load peaks.
_SPREAD = 0.1
# A source that changes is checked up to four times as often, a stable one half as often.
_QUICKEST = 0.25
SLOWEST = 2.0
_QUICKER = 0.5
_SLOWER = 1.25
# A source must stay unchanged this many times in a row before it is checked less often.
_CALM_CHECKS = 5
_CHANGES = frozenset({Outcome.CHANGED, Outcome.COSMETIC})
# Reasons that concern the host, not the page: its other sources wait, too.
HOST_REASONS = frozenset({"http-429", "http-503", "timeout", "refused", "dns", "network"})
_FIRST_REST = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Interval:
    """How often a source is checked: a factor of its interval, and checks without a change."""

    factor: float = 1.0
    calm: int = 0


@dataclass(frozen=True, slots=True)
class Rest:
    """The state of a host: counted failures, and until when it gets no requests."""

    failures: int = 0
    until: datetime | None = None


def next_interval(interval: Interval, outcome: Outcome) -> Interval:
    """Return the interval after a check: shorter after a change, longer after a stable period."""
    if not outcome.is_good or outcome is Outcome.FIRST:
        return interval
    if outcome in _CHANGES:
        return Interval(max(interval.factor * _QUICKER, _QUICKEST), 0)
    calm = interval.calm + 1
    factor = interval.factor * _SLOWER if calm >= _CALM_CHECKS else interval.factor
    return Interval(min(factor, SLOWEST), calm)


def next_due(
    source: Source,
    *,
    outcome: Outcome,
    failures: int,
    now: datetime,
    interval: Interval = Interval(),
    not_before: datetime | None = None,
) -> datetime:
    """Return the time of the next check: `every` times the factor, or a backoff after failures.

    `not_before` is the server's Retry-After, respected up to 24 hours.
    """
    if outcome.is_good:
        return opening(source.hours, now + _spread(source, source.every * interval.factor))
    wait = min(_FIRST_RETRY * 2 ** min(failures - 1, 10), max(source.every, _FIRST_RETRY))
    due = now + _spread(source, min(wait, _LONGEST_WAIT))
    earliest = min(not_before, now + _LONGEST_WAIT) if not_before else due
    return opening(source.hours, max(due, earliest))


def next_rest(
    rest: Rest, outcome: Outcome, code: str, now: datetime, wish: datetime | None = None
) -> Rest:
    """Return the state of a host after a check: the rest doubles with each failure; success halves
    the failures.

    A failure during a rest is part of the failure that caused it and is not counted again.
    """
    if outcome.is_good:
        return Rest(rest.failures // 2)
    if code not in HOST_REASONS or (rest.until and now < rest.until):
        return rest
    failures = rest.failures + 1
    pause = min(_FIRST_REST * 2 ** min(failures - 1, 10), _LONGEST_WAIT)
    until = max(now + pause, min(wish, now + _LONGEST_WAIT)) if wish else now + pause
    return Rest(failures, until)


def opening(hours: Hours | None, at: datetime) -> datetime:
    """Return the time itself if the source may be visited then, else the next time that it may."""
    if hours is None or is_open(hours, at):
        return at
    local = at.astimezone(ZoneInfo(hours.timezone))
    start = local.replace(hour=hours.start.hour, minute=hours.start.minute, second=0, microsecond=0)
    start = start if start > local else start + timedelta(days=1)
    return start.astimezone(at.tzinfo)


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether a time lies in the hours, which may span midnight."""
    clock = at.astimezone(ZoneInfo(hours.timezone)).time()
    if hours.start <= hours.end:
        return hours.start <= clock < hours.end
    return clock >= hours.start or clock < hours.end


def _spread(source: Source, wait: timedelta) -> timedelta:
    part = crc32(source.id.encode()) % 1000 / 1000
    return wait * (1 + _SPREAD * (part - 0.5))
