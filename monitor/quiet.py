"""Quiet hours: when alerts are deferred, in the subscriber's local time."""

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.audience import Quiet
from monitor.parsing.times import read_clock

# 22:00-08:00, 22-8, with a full-width colon or a dash of any length.
_HOURS = re.compile(
    r"(\d{1,2})(?:[:：](\d{2}))?\s*[-–—~至到]\s*(\d{1,2})(?:[:：](\d{2}))?", re.ASCII
)


def parse_quiet(text: str, *, major_passes: bool = False) -> Quiet | None:
    """Parse hours that a person typed as `22:00-08:00`; None if they cannot be read."""
    found = _HOURS.fullmatch(text.strip())
    if found is None:
        return None
    start, end = _clock(found[1], found[2]), _clock(found[3], found[4])
    if start is None or end is None or start == end:
        return None
    return Quiet(start=start, end=end, major_passes=major_passes)


def _clock(hour: str, minute: str | None) -> time | None:
    """Parse a time of day; 24 means midnight."""
    found = read_clock(f"{'0' if hour == '24' else hour}:{minute or '00'}")
    return found if isinstance(found, time) else None


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
