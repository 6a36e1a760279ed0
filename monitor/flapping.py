"""Pages that alternate between states: A/B tests, servers that disagree."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from monitor.model import VersionReason

# So many versions back are looked at; two returns among them are flapping.
RECENT = 6
_RETURNS = 2
# A text that came back and stayed this long was really taken back.
_STAYS = timedelta(days=3)


def is_flapping(reasons: Iterable[VersionReason]) -> bool:
    """Whether a document alternates, by the reasons of its last `RECENT` versions."""
    return sum(reason is VersionReason.RETURNED for reason in reasons) >= _RETURNS


def has_stayed(reason: VersionReason, recorded_at: datetime, now: datetime) -> bool:
    """Whether the newest version is a return that stayed: a true revert, which is told."""
    return reason is VersionReason.RETURNED and now - recorded_at >= _STAYS
