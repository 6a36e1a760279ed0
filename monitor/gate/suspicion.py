"""The gate's last check: a snapshot that may be genuine or a temporary fault.

In real archives, half of the snapshots that lost a part of their text, and gained none, had it
back on the next check. Such a snapshot is quarantined.
"""

from monitor.check_reason import CheckReason
from monitor.gate.likeness import PageDifference, has_same_title
from monitor.model import Document, Rejection, Snapshot
from monitor.sites import is_same_site, site_of
from monitor.source import Source

# A version shorter than this is too small to judge a loss by.
_LEAST_KNOWN_CHARS = 2_000
# At least this share of the known text is gone, and at most a fifth of that is new.
_LOST = 0.2
_NEW_FOR_LOST = 0.2
# With at most this share of the paragraphs left and another title, it may be another page.
_ANOTHER_PAGE = 0.03


def from_another_site(snapshot: Snapshot, source: Source, known_url: str) -> Rejection | None:
    """Return why a known source's snapshot is quarantined: it came from another site; else None.

    `known_url`: the URL of the last accepted snapshot, or '' if there is none.
    """
    if not known_url or any(is_same_site(snapshot.url, url) for url in (source.url, known_url)):
        return None
    detail = f"{source.host} now leads to another site, {site_of(snapshot.url)}"
    return Rejection(CheckReason("another-site", detail), certain=False)


def suspicion(document: Document, previous: Document | None) -> Rejection | None:
    """Return why the document is quarantined until it is confirmed, or None."""
    if previous is None or len(previous.text) < _LEAST_KNOWN_CHARS:
        return None
    difference = PageDifference(document, previous)
    if _kept(document, previous) <= _ANOTHER_PAGE and not has_same_title(document, previous):
        detail = f"another page came: {document.title[:80]!r}"
        return Rejection(CheckReason("another-page", detail), certain=False)
    if difference.lost < _LOST or difference.new > difference.lost * _NEW_FOR_LOST:
        return None
    detail = f"{difference.lost:.0%} of the text is gone, and nothing stands in its place"
    return Rejection(CheckReason("shrunk", detail), certain=False)


def _kept(document: Document, previous: Document) -> float:
    """Return the share of the known text that stands in the same paragraphs."""
    now = {block.text for block in document.blocks}
    sizes = [(block.text in now, len(block.text)) for block in previous.blocks]
    return sum(size for is_kept, size in sizes if is_kept) / sum(size for _, size in sizes)
