"""Refuse pages whose text is elsewhere: the markup redirects, or frames another page."""

import re

from lxml.html import HtmlElement

from monitor.errors import ExtractionError
from monitor.model import Block

# A page with more text than this is read even if its markup redirects.
_MOST_TEXT = 400
# A redirect within this many seconds leaves no time to read the page.
_AT_ONCE = 10
_REFRESH = re.compile(r"\s*(\d+)(?:\.\d*)?\s*[;,]\s*url\s*=\s*['\"]?([^'\"]{1,500})", re.IGNORECASE)


def refuse_stub(root: HtmlElement, blocks: tuple[Block, ...]) -> None:
    """Raise ExtractionError when the page has almost no text and says where its text is."""
    if sum(len(block.text) for block in blocks) > _MOST_TEXT:
        return
    if target := _refreshes_to(root):
        raise ExtractionError("moved", f"the page leads its visitors on to {target!r}")
    frames = root.xpath("//frameset//frame/@src")
    if frames:
        detail = f"the page is a frameset; its text lies at {frames[0]!r}"
        raise ExtractionError("script-needed", detail)


def _refreshes_to(root: HtmlElement) -> str:
    for meta in root.iter("meta"):
        # A refresh in <noscript> applies only to browsers without scripts.
        if any(True for _ in meta.iterancestors("noscript")):
            continue
        found = _REFRESH.match(meta.get("content", ""))
        is_refresh = meta.get("http-equiv", "").lower() == "refresh"
        if is_refresh and found and int(found[1]) <= _AT_ONCE:
            return found[2].strip()
    return ""
