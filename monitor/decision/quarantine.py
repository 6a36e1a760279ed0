"""Quarantine: how suspicious snapshots wait, and what confirms them."""

import re
from datetime import datetime, timedelta

from monitor.model import Document, Rejection
from monitor.ports import Quarantined, SourceState
from monitor.text import sha256

# A suspicious snapshot that stays the same this long is accepted.
PERSISTS = timedelta(hours=24)
_DIGITS = re.compile(r"\d+")
# Even an operator cannot confirm these: there is nothing to read.
_UNREADABLE = frozenset({"empty", "garbled"})


def is_accepted(
    refused: Rejection,
    quarantined: Quarantined | None,
    state: SourceState,
    now: datetime,
    *,
    confirmed: bool,
) -> bool:
    """Whether to accept a suspicious snapshot: it persisted, or an operator confirmed it."""
    if not confirmed:
        return not refused.needs_operator and has_persisted(quarantined, state, now)
    # The operator confirms the quarantined snapshot, not a block page that came in the meantime.
    is_block_page = refused.certain and state.quarantined is not None
    is_unreadable = refused.certain and refused.reason.code in _UNREADABLE
    return not is_block_page and not is_unreadable


def has_persisted(quarantined: Quarantined | None, state: SourceState, now: datetime) -> bool:
    """Whether a suspicious snapshot stayed the same long enough, and no operator rejected it."""
    if quarantined is None or quarantined.text_sha256 == state.refused_sha256:
        return False
    return now - quarantined.since >= PERSISTS


def quarantined_document(
    document: Document, refused: Rejection, state: SourceState, now: datetime
) -> Quarantined | None:
    """Return the quarantine entry of a suspicious document; None if the rejection is certain."""
    if refused.certain:
        return None
    # Ignore digits, so that a counter or a date does not make it a new snapshot on each check.
    return quarantined_text(_DIGITS.sub("#", document.text), state, now)


def quarantined_text(text: str, state: SourceState, now: datetime, url: str = "") -> Quarantined:
    """Return the quarantine entry that `text` identifies. `url`: its origin, if suspicious."""
    text_hash = sha256(text)
    known = state.quarantined is not None and state.quarantined.text_sha256 == text_hash
    since = state.quarantined.since if state.quarantined and known else now
    return Quarantined(text_sha256=text_hash, since=since, url=url)
