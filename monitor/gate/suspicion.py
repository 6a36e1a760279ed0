"""The gate's last look: a capture that may be true, and may be a fault of the moment.

In real archives half of the captures that lost a part of their text, and gained none, had it
back at the next look. Such a capture waits until it is seen again.
"""

from monitor.check_reason import CheckReason
from monitor.gate.reading import kept
from monitor.model import Document, Rejection, Snapshot
from monitor.sites import is_same_site, site_of
from monitor.source import Source

# A version shorter than this is too small to judge a loss by.
_KNOWN_LONG = 2_000
# So much of the known text is gone, and less than a fifth of that is new.
_LOST = 0.2
_NEW_FOR_LOST = 0.2
# So few paragraphs are left as they were that, under another title, it may be another page.
_ANOTHER = 0.03


def stray(snapshot: Snapshot, source: Source, known_url: str) -> Rejection | None:
    """Why a capture of a source that is known should be seen again: it came from another site.

    `known_url`: where the last true capture came from; '' while there is none to be replaced.
    """
    if not known_url or any(is_same_site(snapshot.url, url) for url in (source.url, known_url)):
        return None
    detail = f"{source.host} now leads to another site, {site_of(snapshot.url)}"
    return Rejection(CheckReason("another-site", detail), certain=False)


def suspicion(document: Document, previous: Document | None) -> Rejection | None:
    """Why the capture should be seen again before it is believed, or None."""
    if previous is None or len(previous.text) < _KNOWN_LONG:
        return None
    lost, new = 1 - kept(document, previous), 1 - kept(previous, document)
    if lost >= _LOST and new <= lost * _NEW_FOR_LOST:
        detail = f"{lost:.0%} of the text is gone, and nothing stands in its place"
        return Rejection(CheckReason("shrunk", detail), certain=False)
    if 1 - lost <= _ANOTHER and document.title != previous.title:
        detail = f"another page came: {document.title[:80]!r}"
        return Rejection(CheckReason("another-page", detail), certain=False)
    return None
