"""The gate's first half: does the answer look like the thing that was asked for?"""

from monitor.check_reason import CheckReason
from monitor.model import Rejection, Snapshot
from monitor.source import Kind, Source

_BINARY = ("image/", "audio/", "video/", "application/zip", "application/octet-stream")
# More than one character in a thousand undecodable: the charset was misread.
_MAX_REPLACED = 0.001
# A few in a short text are a slip of its sender; it is read for all that.
_FEW_REPLACED = 3
_FEW_SHARE = 0.05
_HEAD = 512


def inspect(snapshot: Snapshot, source: Source) -> Rejection | None:
    """Why the answer is refused unread, or None."""
    if snapshot.status != 200:
        return Rejection(
            CheckReason(f"http-{snapshot.status}", f"the server answered {snapshot.status}")
        )
    if not snapshot.body.strip():
        return Rejection(CheckReason("empty", "the answer has no body"))
    if snapshot.content_type.startswith(_BINARY):
        return Rejection(CheckReason("wrong-type", f"the answer is {snapshot.content_type}"))
    if source.kind is Kind.FEED and _is_html(snapshot):
        return Rejection(CheckReason("wrong-type", "a web page came where a feed is due"))
    return None


def garbled(text: str) -> Rejection | None:
    """Why a decoded text is refused: too many characters that no charset gave."""
    replaced = text.count("\ufffd")
    few = min(_FEW_REPLACED, len(text) * _FEW_SHARE)
    if replaced <= max(few, len(text) * _MAX_REPLACED):
        return None
    return Rejection(CheckReason("garbled", f"{replaced} characters could not be decoded"))


def _is_html(snapshot: Snapshot) -> bool:
    head = snapshot.body[:_HEAD].lstrip().lower()
    return head.startswith((b"<!doctype html", b"<html"))
