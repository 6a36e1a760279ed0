"""The gate's first check: whether the response is of the requested type."""

from monitor.check_reason import CheckReason
from monitor.model import Rejection, Snapshot
from monitor.source import Kind, Source

_BINARY = ("image/", "audio/", "video/", "application/zip", "application/octet-stream")
# With more than one undecodable character in a thousand, the charset is wrong.
_MAX_REPLACED = 0.001
# A few in a short text are an error of the site; accept the text anyway.
_FEW_REPLACED = 3
_FEW_SHARE = 0.05
_HEAD = 512


def inspect(snapshot: Snapshot, source: Source) -> Rejection | None:
    """Return why the response is rejected unread, or None."""
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
    """Return why a decoded text is rejected, for too many undecodable characters, or None."""
    replaced = text.count("\ufffd")
    few = min(_FEW_REPLACED, len(text) * _FEW_SHARE)
    if replaced <= max(few, len(text) * _MAX_REPLACED):
        return None
    return Rejection(CheckReason("garbled", f"{replaced} characters could not be decoded"))


def _is_html(snapshot: Snapshot) -> bool:
    head = snapshot.body[:_HEAD].lstrip().lower()
    return head.startswith((b"<!doctype html", b"<html"))
