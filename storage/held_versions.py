"""Accepting a quarantined snapshot."""

from datetime import datetime

from monitor.ports import CheckResult
from monitor.source import Source
from storage.archive.quarantine import Quarantine
from storage.tracker import Tracker


def accept_held(
    quarantine: Quarantine, tracker: Tracker, source: Source, seen: str, now: datetime
) -> CheckResult | None:
    """Accept the snapshot that an operator saw; None if it waits no more, or another one does."""
    if not quarantine.refuse(source.id, seen):
        return None
    try:
        return tracker.accept(source, now)
    finally:
        quarantine.release(source.id, seen)


def accept_last(
    quarantine: Quarantine, tracker: Tracker, source: Source, now: datetime
) -> CheckResult | None:
    """Accept the last snapshot if it was quarantined or refused; return None otherwise."""
    held = quarantine.held(source.id)
    if held is None or held.is_refused:
        return tracker.accept(source, now)
    return accept_held(quarantine, tracker, source, held.text_sha256, now)
