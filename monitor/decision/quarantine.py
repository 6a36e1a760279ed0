"""Doubtful captures: how they wait, and what makes a true one of them."""

import re
from datetime import datetime, timedelta

from monitor.model import Document, Rejection
from monitor.ports import Quarantined, SourceState
from monitor.text import sha256

# A doubtful capture that stays the same this long is the page's new truth.
PERSISTS = timedelta(hours=24)
_DIGITS = re.compile(r"\d+")
# What no operator can believe either: there is nothing to read.
_UNREADABLE = frozenset({"empty", "garbled"})


def is_believed(
    refused: Rejection,
    quarantined: Quarantined | None,
    state: SourceState,
    now: datetime,
    *,
    believed: bool,
) -> bool:
    """Whether a refused capture is a true one all the same: it stayed, or an operator says so."""
    if not believed:
        return not refused.needs_operator and has_persisted(quarantined, state, now)
    # The operator's word is on the capture that waits, not on a wall that came meanwhile.
    is_wall = refused.certain and state.quarantined is not None
    return not is_wall and refused.reason.code not in _UNREADABLE


def has_persisted(quarantined: Quarantined | None, state: SourceState, now: datetime) -> bool:
    """Whether a doubtful capture stayed the same for long, and no operator refused it."""
    if quarantined is None or quarantined.text_sha256 == state.refused_sha256:
        return False
    return now - quarantined.since >= PERSISTS


def quarantined_document(
    document: Document, refused: Rejection, state: SourceState, now: datetime
) -> Quarantined | None:
    """The doubtful capture as it waits, since when it is the same; None for one that is false."""
    if refused.certain:
        return None
    # A counter or a date on the page must not make it a new one at each look.
    return quarantined_text(_DIGITS.sub("#", document.text), state, now)


def quarantined_text(text: str, state: SourceState, now: datetime, url: str = "") -> Quarantined:
    """What waits, by a text that says what it is. `url`: where it came from, if that is the doubt."""
    text_hash = sha256(text)
    known = state.quarantined is not None and state.quarantined.text_sha256 == text_hash
    since = state.quarantined.since if state.quarantined and known else now
    return Quarantined(text_sha256=text_hash, since=since, url=url)
