"""Detects pages that alternate between states: A/B tests, inconsistent servers."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from monitor.model import VersionReason

# How many versions to look back; two returns among them are flapping.
RECENT = 6
_RETURNS = 2
# A text that returned and stayed this long is a true revert.
_STAYS = timedelta(days=3)


def is_flapping(reasons: Iterable[VersionReason]) -> bool:
    """Whether a document alternates, judging by the reasons of its last `RECENT` versions."""
    return sum(reason is VersionReason.RETURNED for reason in reasons) >= _RETURNS


def has_stayed(reason: VersionReason, recorded_at: datetime, now: datetime) -> bool:
    """Whether the newest version is a return that stayed: a true revert, which alerts."""
    return reason is VersionReason.RETURNED and now - recorded_at >= _STAYS
