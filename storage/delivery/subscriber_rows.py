"""Convert rows of subscribers to domain values."""

from monitor.audience import Frequency, Quiet, Subscriber
from monitor.language import Language, codes
from monitor.model import Severity
from storage.tables.subscribers import SubscriberRow


def subscriber_of(row: SubscriberRow) -> Subscriber:
    """Return a subscriber."""
    return Subscriber(
        id=row.id,
        language=_language(row.language),
        timezone=row.timezone,
        digest_hour=row.digest_hour,
        chat_id=row.chat_id,
        thread_id=row.thread_id,
        email=row.email or "",
        active=row.active,
        created_at=row.created_at,
        min_severity=Severity(row.min_severity),
        digest_frequency=Frequency(row.digest_frequency),
        digest_empty=row.digest_empty,
        quiet=_quiet(row),
        names_pass_quiet=row.names_pass_quiet,
        relay=row.relay,
        relay_secret=row.relay_secret,
        email_stopped=row.email_stopped,
    )


def _language(code: str) -> Language:
    """Return the subscriber's language; English when its folder was removed."""
    return Language(code) if code in codes() else Language.EN


def _quiet(row: SubscriberRow) -> Quiet | None:
    if row.quiet_start is None or row.quiet_end is None:
        return None
    return Quiet(start=row.quiet_start, end=row.quiet_end, major_passes=row.quiet_passes)
