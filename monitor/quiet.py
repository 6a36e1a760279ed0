"""Quiet hours: when alerts wait, by the reader's wall clock."""

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.audience import Quiet

# 22:00-08:00, 22-8, with a full-width colon or a dash of any length.
_HOURS = re.compile(
    r"(\d{1,2})(?:[:：](\d{2}))?\s*[-–—~至到]\s*(\d{1,2})(?:[:：](\d{2}))?", re.ASCII
)


def parse_quiet(text: str, *, major_passes: bool = False) -> Quiet | None:
    """The hours that a person wrote as `22:00-08:00`, or None."""
    found = _HOURS.fullmatch(text.strip())
    if found is None:
        return None
    try:
        start = time(int(found[1]) % 24, int(found[2] or 0))
        end = time(int(found[3]) % 24, int(found[4] or 0))
    except ValueError:
        return None
    if start == end or int(found[1]) > 24 or int(found[3]) > 24:
        return None
    return Quiet(start=start, end=end, major_passes=major_passes)


def quiet_until(quiet: Quiet, zone: str, now: datetime) -> datetime | None:
    """When the quiet hours end that hold at `now`; None outside of them."""
    local = now.astimezone(ZoneInfo(zone))
    clock = local.time().replace(tzinfo=None)
    over_midnight = quiet.start > quiet.end
    if over_midnight:
        holds = clock >= quiet.start or clock < quiet.end
    else:
        holds = quiet.start <= clock < quiet.end
    if not holds:
        return None
    ends_tomorrow = over_midnight and clock >= quiet.start
    day = local.date() + timedelta(days=ends_tomorrow)
    end = datetime.combine(day, quiet.end, ZoneInfo(zone)).astimezone(UTC)
    # In the repeated hour of autumn the first 02:30 may name a moment that is over.
    return end if end > now else end + timedelta(hours=1)
