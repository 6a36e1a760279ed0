"""Quiet hours: when alerts are deferred, in the subscriber's local time."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.audience import Quiet
from monitor.clock_words import clock_named

# Between the two times: a dash of any length, or a word.
_BETWEEN = re.compile(r"\s*(?:[-–—~～至到]|\bto\b|\buntil\b|\btill\b)\s*", re.IGNORECASE)
_BEFORE = re.compile(r"^(?:from\b|between\b|从|每天|每晚)\s*", re.IGNORECASE)


def parse_quiet(text: str, *, major_passes: bool = False) -> Quiet | None:
    """Parse hours that a person typed as `22:00-08:00` or `晚上10点到早上8点`; None for anything else."""
    times = [clock_named(word) for word in _BETWEEN.split(_BEFORE.sub("", text.strip()))]
    if len(times) != 2 or times[0] is None or times[1] is None or times[0] == times[1]:
        return None
    return Quiet(start=times[0], end=times[1], major_passes=major_passes)


def quiet_until(quiet: Quiet, zone: str, now: datetime) -> datetime | None:
    """Return when the current quiet hours end; None if `now` is outside of them."""
    local = now.astimezone(ZoneInfo(zone))
    clock = local.time().replace(tzinfo=None)
    over_midnight = quiet.start > quiet.end
    if over_midnight:
        is_quiet = clock >= quiet.start or clock < quiet.end
    else:
        is_quiet = quiet.start <= clock < quiet.end
    if not is_quiet:
        return None
    ends_tomorrow = over_midnight and clock >= quiet.start
    day = local.date() + timedelta(days=ends_tomorrow)
    end = datetime.combine(day, quiet.end, ZoneInfo(zone)).astimezone(UTC)
    # In the repeated hour in autumn, the first 02:30 may already be over.
    return end if end > now else end + timedelta(hours=1)
